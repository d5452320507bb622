"""A copy of the whole database while others write to it, and a place in which a copy is made ready before it is used.

SQLite by its own online backup, PostgreSQL by `pg_dump` and `pg_restore` where they are installed. What is restored is
brought up, settled and audited beside the old database, which gives way last and is kept.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from storage import backup_postgres
from storage.engine import database_url, shown
from storage.failure import StoreError

_SQLITE_MAGIC, _DUMP_MAGIC = b"SQLite format 3\x00", b"PGDMP"
_COPY_WITHIN_S = 300.0
# A copy that fills the disk would stop the service that it is made for.
_LEFT_FREE = 1.1
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished, checked copy: where, how large (bytes), how long it took (seconds)."""

    file: Path
    size: int
    took_s: float


def back_up(url: str, file: Path, *, overwrite: bool = False) -> Copied:
    """Copy the database at `url` to `file` (mode 0600) and check the copy; the file appears only when it is whole.

    Raises StoreError if there is no database, `file` is there already, the disk has no room, or the copy is not sound.
    """
    made = database_url(url)
    began = time.monotonic()
    if file.is_dir():
        raise StoreError(f"FILE: {file} is a folder; a file is wanted")
    if not file.absolute().parent.is_dir():
        raise StoreError(f"FILE: there is no folder {file.absolute().parent}")
    is_sqlite = made.drivername == "sqlite"
    source = Path(made.database or "")
    if is_sqlite and not source.is_file():
        raise StoreError(f"there is no database at {shown(made)}; `stepdown migrate` makes one")
    if is_sqlite and file.exists() and file.samefile(source):
        raise StoreError(f"FILE: {file} is the database itself")
    if file.exists() and not overwrite:
        raise StoreError(f"FILE: {file} is there already; --overwrite replaces it")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        # Made by us with its mode, so that it is nobody else's to read at any time.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if is_sqlite:
            _copy_sqlite(source, part)
        else:
            backup_postgres.dump(made, part)
        _keep(part, file)
    except OSError as error:
        raise StoreError(f"FILE: {file} could not be written: {error.strerror or error}") from None
    finally:
        for end in ("", *_BESIDE):
            Path(f"{part}{end}").unlink(missing_ok=True)
    return Copied(file, file.stat().st_size, time.monotonic() - began)


def _keep(part: Path, file: Path) -> None:
    """Give a finished file its name, on the disk before anybody relies on it."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(file)
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_sqlite(source: Path, target: Path) -> None:
    size = sum(Path(f"{source}{end}").stat().st_size for end in ("", "-wal") if Path(f"{source}{end}").exists())
    if shutil.disk_usage(target.absolute().parent).free < size * _LEFT_FREE:
        raise StoreError(f"FILE: no room for {size / 1e6:.0f} MB in {target.absolute().parent}")
    ends = time.monotonic() + _COPY_WITHIN_S

    def still_in_time(status: int, remaining: int, total: int) -> None:
        if time.monotonic() > ends:
            raise StoreError(f"the database {source} was locked for {_COPY_WITHIN_S:.0f} s")

    try:
        with closing(sqlite3.connect(source, timeout=30)) as from_, closing(sqlite3.connect(target)) as to:
            # In one step: one consistent view, which writers neither wait for nor change.
            from_.backup(to, pages=-1, progress=still_in_time)
            to.execute("PRAGMA journal_mode=DELETE")
            _check_sqlite(to, target)
    except sqlite3.Error as error:
        raise StoreError(f"the database {source} could not be copied: {error}") from None


def _check_sqlite(database: sqlite3.Connection, file: Path) -> None:
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
        orphan = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        found, orphan = [str(error)], None
    if found != ["ok"] or orphan is not None:
        says = found[0] if found != ["ok"] else "a row refers to one that is not there"
        raise StoreError(f"{file} is damaged: {says}")


@dataclass(slots=True)
class Place:
    """Where a copy is made ready. `url` is its own; `take_over` lets it become the database, once, when all is well.

    `kept` is then what there was before, under its new name.
    """

    url: str
    kept: str | None = None
    is_wanted: bool = False

    def take_over(self) -> None:
        """Become the database when the place is left."""
        self.is_wanted = True


@contextmanager
def restoring(file: Path, url: str, now: datetime, *, overwrite: bool = False) -> Iterator[Place]:
    """Unpack `file` beside the database at `url`; it takes its place only if `Place.take_over` was called.

    Raises StoreError if it is no backup, damaged, of the other kind of database, or a database is there already and
    `overwrite` is not set.
    """
    made = database_url(url)
    kind = _kind_of(file)
    if kind != made.get_backend_name():
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise StoreError(f"FILE: {file} is of {names[kind]}, DATABASE_URL is {names[made.get_backend_name()]}")
    if kind == "sqlite":
        with _restoring_sqlite(file, made, now, overwrite=overwrite) as place:
            yield place
    else:
        with backup_postgres.restoring(file, made, now, overwrite=overwrite) as (beside, take_over):
            place = Place(beside)
            yield place
            if place.is_wanted:
                place.kept = take_over()


def _kind_of(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            head = opened.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise StoreError(f"FILE: {file} can't be read: {error.strerror}") from None
    if head == _SQLITE_MAGIC:
        return "sqlite"
    if head.startswith(_DUMP_MAGIC):
        return "postgresql"
    raise StoreError(f"FILE: {file} is no backup of this program")


@contextmanager
def _restoring_sqlite(file: Path, made: URL, now: datetime, *, overwrite: bool) -> Iterator[Place]:
    target = Path(made.database or "")
    if not target.absolute().parent.is_dir():
        raise StoreError(f"DATABASE_URL: there is no folder {target.absolute().parent}")
    if target.exists():
        if file.samefile(target):
            raise StoreError(f"FILE: {file} is the database itself")
        if not overwrite:
            raise StoreError(f"there is a database at {target} already; --overwrite replaces it, and keeps the old one")
    beside = target.with_name(f"{target.name}.restoring")
    try:
        for end in ("", *_BESIDE):
            Path(f"{beside}{end}").unlink(missing_ok=True)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy_sqlite(file, beside)
        place = Place(made.set(database=str(beside)).render_as_string(hide_password=False))
        yield place
        if place.is_wanted:
            place.kept = _swap(beside, target, now)
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror or error}") from None
    finally:
        for end in ("", *_BESIDE):
            with contextlib.suppress(OSError):
                Path(f"{beside}{end}").unlink(missing_ok=True)


def _swap(beside: Path, target: Path, now: datetime) -> str | None:
    with closing(sqlite3.connect(beside)) as ready:
        # Everything into the one file that gets the name.
        ready.execute("PRAGMA journal_mode=DELETE")
    there = [end for end in ("", *_BESIDE) if Path(f"{target}{end}").exists()]
    kept = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}")
    for end in there:
        # A journal that is left of a file that is gone would be played into the new one.
        Path(f"{target}{end}").replace(f"{kept}{end}")
    _keep(beside, target)
    return str(kept) if there else None
