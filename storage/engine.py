"""Where the database is and how it is spoken to: full durability, foreign keys, UTC, and no data in error texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.failure import StoreError
from storage.prepared import run_driver

BUSY_MS = 10_000
WRITES = "stepdown_writes"
# The driver keeps as many statements ready as there are in the program, and some.
_SQLITE = {"timeout": BUSY_MS / 1000, "cached_statements": 512}


def database_url(url: str) -> URL:
    """Read `DATABASE_URL`. Raises StoreError naming what is allowed; the message holds no password."""
    try:
        made = make_url(url)
    except ArgumentError:
        raise StoreError("DATABASE_URL: sqlite:///FILE or postgresql://…, not what it says now") from None
    if made.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return made.set(drivername="postgresql+psycopg")
    if made.drivername in ("sqlite", "sqlite+pysqlite"):
        if not made.database or made.database == ":memory:":
            raise StoreError("DATABASE_URL: a SQLite database has to be a file, such as sqlite:///stepdown.db")
        return made.set(drivername="sqlite")
    raise StoreError(f"DATABASE_URL: sqlite:///FILE or postgresql://…, not {made.drivername}://")


def shown(url: URL) -> str:
    """The address without its password."""
    return url.database or "" if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def make_engine(url: URL, *, read_only: bool = False, connections: int = 7) -> Engine:
    """An engine with what this house relies on: full durability, foreign keys, UTC, and no data in error texts.

    The same one for the same place: it keeps its compiled statements, and opens new connections after `dispose`.
    """
    if url.get_backend_name() == "sqlite":
        # A relative path is another place in another folder.
        url = url.set(database=str(Path(url.database or "").absolute()))
    return _engine(url, read_only, connections)


@lru_cache(maxsize=8)
def _engine(url: URL, read_only: bool, connections: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, pool_size=connections, connect_args=_SQLITE)
        event.listen(engine, "connect", _prepare_reader if read_only else _prepare_writer)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=connections,
        pool_pre_ping=True,
        # A process that needs more waits its turn: twelve of them fit into the 100 that a server allows unless told otherwise.
        max_overflow=0,
        connect_args=connect_args(),
    )


def connect_args() -> dict[str, Any]:
    """How PostgreSQL is connected to."""
    return {"options": "-c timezone=UTC", "application_name": "stepdown", "connect_timeout": 10}


def _prepare_writer(connection: Any, record: object) -> None:
    # The driver must not begin transactions on its own: see _begin_sqlite.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # What is deleted is overwritten: no measurable price (docs/decisions/0075).
        "secure_delete=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-65536",
        "wal_autocheckpoint=8192",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _prepare_reader(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in ("query_only=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(conn: Connection) -> None:
    # A deferred transaction that turns into a writer can fail half way; one that begins as a writer waits its turn.
    run_driver(conn, "BEGIN IMMEDIATE" if conn.get_execution_options().get(WRITES) else "BEGIN").close()


def first_line(error: DBAPIError) -> str:
    """What the driver said, on one line, without the statement."""
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0]
