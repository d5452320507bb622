"""Which database a conversation is kept in, and making a fresh one without losing the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.cli.command_error import CommandError
from bot.cli.opening import SQLITE, sqlite_file
from bot.settings import Settings

FRESH = Path("stepdown-chat.db")
OLD = Path("stepdown-chat-before.db")
_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Place:
    """`settings` name the database. `moved`: where the former fresh conversation is kept now. `set_aside`: DATABASE_URL
    names a database that exists, so a fresh conversation went elsewhere."""

    settings: Settings
    moved: Path | None = None
    set_aside: bool = False

    def shown(self) -> str:
        """The database for people, without a password."""
        file = sqlite_file(self.settings)
        return str(file.absolute()) if file is not None else "the PostgreSQL database of DATABASE_URL"


def choose_place(settings: Settings, *, fresh: bool, is_told: bool) -> Place:
    """The database of this conversation. `is_told`: DATABASE_URL is set in the environment, not only in .env.

    A fresh one goes into a file of its own, or where the environment says if nothing is there yet; never into the database
    that .env names for people. Without `fresh` the environment decides; else the fresh conversation of this folder goes on
    while it is open, or as long as there is no other database here. Raises CommandError if a fresh one is wanted while the
    last is open.
    """
    file = sqlite_file(settings)
    if not fresh:
        goes_on = FRESH.exists() and (is_owned(FRESH) or (file is not None and not file.exists()))
        return Place(_at(settings, FRESH)) if goes_on and not is_told else Place(settings)
    if is_told and file is not None and not file.exists():
        return Place(settings)
    if is_owned(FRESH):
        raise CommandError(
            f"--fresh: the conversation in {FRESH} is open in another window; close it, or join it: stepdown chat --as NAME"
        )
    return Place(_at(settings, FRESH), moved=_move_away(FRESH), set_aside=is_told)


def is_owned(file: Path) -> bool:
    """Whether a process owns the scheduler of this SQLite database."""
    beside = Path(f"{file}.lock")
    if not beside.exists():
        return False
    lock = FileLock(str(beside))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _at(settings: Settings, file: Path) -> Settings:
    return settings.model_copy(update={"database_url": f"{SQLITE}{file}"})


def _move_away(file: Path) -> Path | None:
    if not file.exists():
        return None
    for end in _BESIDE:
        Path(f"{OLD}{end}").unlink(missing_ok=True)
    for end in _BESIDE:
        part = Path(f"{file}{end}")
        if part.exists():
            part.replace(f"{OLD}{end}")
    return OLD.absolute()
