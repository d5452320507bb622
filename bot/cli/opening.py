"""What every command does first: read the settings, set up the logs, open the house; and which time it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.bootstrap import House, HouseError, open_house
from bot.cli.command_error import CommandError
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsError, load_settings
from scheduler.clock import Clock, SystemClock
from scheduler.ports import LAST_TICK, Records

CLOCK_AHEAD = "clock_ahead_s"
ALIVE_AT = "alive_at"
SQLITE = "sqlite:///"


def settings_of_this_run() -> Settings:
    """The settings, with logs set up as they say. Raises CommandError naming the variable that is wrong."""
    try:
        settings = load_settings()
    except SettingsError as error:
        raise CommandError(str(error)) from None
    except UnicodeDecodeError:
        raise CommandError(".env: text in UTF-8 is wanted") from None
    set_up_logs(settings.log_format, settings.log_level)
    return settings


def open_for(settings: Settings, *, clock: Clock | None = None, create: bool = False) -> House:
    """Open the house. Raises CommandError with the fix."""
    file = sqlite_file(settings)
    if file is not None and not file.parent.is_dir():
        raise CommandError(f"DATABASE_URL: there is no folder {file.parent}")
    try:
        return open_house(settings, clock=clock, create=create)
    except HouseError as error:
        raise CommandError(str(error)) from None


@contextmanager
def opened() -> Iterator[House]:
    """The house of this run's settings, closed afterwards. Raises CommandError if there is none."""
    house = open_for(settings_of_this_run())
    try:
        yield house
    finally:
        close(house)


def close(house: House) -> None:
    """Give the database back."""
    # `scheduler.ports.Store` has no such verb: only a process that ends needs it.
    end = getattr(house.store, "close", None)
    if end is not None:
        end()


def sqlite_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; None for another."""
    url = settings.database_url
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def ahead_of_this_machine(records: Records, now: datetime) -> timedelta:
    """How far this database's clock is ahead of `now`, the machine's own (UTC): a chat may have leapt."""
    noted = timedelta(seconds=float(records.notes.get(CLOCK_AHEAD) or 0))
    ticked = records.notes.get(LAST_TICK)
    behind = datetime.fromisoformat(ticked) - now if ticked and noted else timedelta()
    return max(noted, behind, timedelta())


def present(house: House) -> datetime:
    """The present (UTC) in this database."""
    now = SystemClock().now()
    with house.store.reading() as records:
        return now + ahead_of_this_machine(records, now)
