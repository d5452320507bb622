"""Bringing a database to this version, and back by a step. Alembic without a configuration file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import WRITES, database_url, first_line, make_engine, shown
from storage.failure import StoreError
from storage.tables import metadata

_FOLDER = Path(__file__).parent / "migrations"
# Any number; every process that migrates this program's database has to take the same.
_LOCK = 5_311_804


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str:
    """The version that this program brings a database to."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def is_known(version: str) -> bool:
    """Whether this program has that version; one that it has not was written by a newer program."""
    return version in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def version(url: str) -> str | None:
    """The version of the database at `url`; None if there is none. Raises StoreError if the server does not answer."""
    made = database_url(url)
    if made.drivername == "sqlite" and not Path(made.database or "").exists():
        return None
    engine = make_engine(made, read_only=True)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise StoreError(f"the database {shown(made)} did not answer: {first_line(error)}") from error
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether the database is at this program's version."""
    return version(url) == newest()


def upgrade(url: str, to: str = "head") -> None:
    """Make the database, or bring it up. Several processes may do so at once: they wait for each other.

    Raises StoreError for one that a newer program wrote.
    """
    found = version(url)
    if found is not None and not is_known(found):
        raise StoreError(f"the database at {shown(database_url(url))} was written by a newer version of this program")
    _move(url, to, up=True)


def downgrade(url: str, to: str = "-1") -> None:
    """Take the database back, one step unless told otherwise. What only the newer version could hold is lost."""
    _move(url, to, up=False)


def _move(url: str, to: str, *, up: bool) -> None:
    made = database_url(url)
    engine = make_engine(made)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            (command.upgrade if up else command.downgrade)(_config(connection), to)
    except DBAPIError as error:
        raise StoreError(f"the database {shown(made)} did not answer: {first_line(error)}") from error
    finally:
        engine.dispose()


def drift(url: str) -> list[str]:
    """How the database at `url` differs from `storage.tables`; empty if it does not."""
    engine = make_engine(database_url(url), read_only=True)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(difference) for difference in compare_metadata(context, metadata)]
    finally:
        engine.dispose()
