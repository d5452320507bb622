"""The one way to the database: an engine, and transactions that commit whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from scheduler.domain.policy import Policy, overlay
from scheduler.ports import News
from storage import migrate
from storage.engine import WRITES, database_url, first_line, make_engine, shown
from storage.failure import StoreError
from storage.news import hear
from storage.plan_json import read_plan
from storage.records import SqlRecords
from storage.records.plans import DOCUMENT
from storage.seal import Seal, SealError, seal_from
from storage.turn import Turn
from storage.work import Work

KEY_NOTE = "sealed with "


class SqlStore:
    """Implements `scheduler.ports.Store` and `Telling`; safe to use from several threads, one transaction at a time in each."""

    def __init__(self, url: URL, seal: Seal, default_policy: Policy) -> None:
        self.url = url
        self.seal = seal
        self._engine = make_engine(url)
        self.is_postgres = self._engine.dialect.name == "postgresql"
        self._writer = self._engine.execution_options(**{WRITES: True})
        if self.is_postgres:
            self._reader: Engine = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            self._reader = make_engine(url, read_only=True)
        # SQLite has one writer; threads of this process queue here instead of polling the file.
        self._turn = None if self.is_postgres else Turn()
        self._here = threading.local()
        self._plan_of = lru_cache(maxsize=2048)(lambda sealed: read_plan(seal.unseal(DOCUMENT, sealed)))
        self._policy_of = lru_cache(maxsize=2048)(lambda own: overlay(default_policy, json.loads(own)))

    @contextmanager
    def transaction(self) -> Iterator[SqlRecords]:
        """Read and write. Raises StoreError if the database does not answer or this thread is in a transaction already."""
        if getattr(self._here, "busy", False):
            raise StoreError("this thread is in a transaction already")
        self._here.busy = True
        try:
            if self._turn is None:
                with self._begin(self._writer, writes=True) as records:
                    yield records
            else:
                with self._turn, self._begin(self._writer, writes=True) as records:
                    yield records
        finally:
            self._here.busy = False

    @contextmanager
    def reading(self) -> Iterator[SqlRecords]:
        """Read only, one consistent view; writing fails."""
        with self._begin(self._reader, writes=False) as records:
            yield records

    @contextmanager
    def _begin(self, engine: Engine, *, writes: bool) -> Iterator[SqlRecords]:
        try:
            with engine.begin() as conn:
                work = Work(conn, self.seal, self._plan_of, self._policy_of, writes)
                yield SqlRecords(work)
                work.flush()
        except DatabaseError as error:
            # Its subclasses but one are faults of what was asked; these are faults of the database itself.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            raise StoreError(f"the database {shown(self.url)} did not answer: {first_line(error)}") from error
        except (InterfaceError, PoolTimeoutError) as error:
            # The connection broke under it, or all are taken.
            raise StoreError(f"the database {shown(self.url)} did not answer: {type(error).__name__}") from error

    def hear(self, told: Callable[[News], None], ends: Callable[[], bool]) -> None:
        """Tell at once what any process has committed, until `ends`; on SQLite there is no other process to hear of."""
        if self.is_postgres:
            hear(self.url, told, ends)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()
        if self._reader is not self._engine:
            self._reader.dispose()

    def compact(self) -> None:
        """Leave nothing of what was deleted or replaced in the files: SQLite writes its file anew, its log is emptied.

        PostgreSQL does this by itself, in its own time. Raises StoreError if the database is too busy.
        """
        if self.is_postgres:
            return
        connection = self._engine.raw_connection()
        try:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(statement).close()
        except sqlite3.Error as error:
            raise StoreError(f"the database {shown(self.url)} could not be cleaned: {error}") from error
        finally:
            connection.close()

    def check_keys(self) -> None:
        """See that every key this database was ever sealed with is at hand, and note the present one.

        Raises SealError if one is missing.
        """
        with self.reading() as records:
            noted = {name.removeprefix(KEY_NOTE) for name in records.notes.names(KEY_NOTE)}
        if missing := sorted(noted - self.seal.key_ids):
            if not self.seal.is_sealing:
                raise SealError("STEPDOWN_KEY: this database is sealed and needs its key")
            raise SealError(f"STEPDOWN_KEY: not the key this database was sealed with (key id {missing[0]})")
        if self.seal.key_id is not None and self.seal.key_id not in noted:
            with self.transaction() as records:
                records.notes.set(KEY_NOTE + self.seal.key_id, "yes")


def open_store(url: str, key: str | None, default_policy: Policy, *, create: bool = False) -> SqlStore:
    """Open the database at `url`, sealed with `key` (`STEPDOWN_KEY`; None: unsealed).

    With `create` it is made, or brought to this version. Raises StoreError if it is missing, older without `create`, newer
    than this program or out of reach; SealError if the key is not the one it was sealed with.
    """
    made = database_url(url)
    seal = seal_from(key)
    if made.drivername == "sqlite":
        file = Path(made.database or "")
        if not create and not file.exists():
            raise StoreError(f"there is no database at {shown(made)}; `stepdown migrate` makes one")
        if create and not file.parent.is_dir():
            raise StoreError(f"there is no folder {file.parent} to make a database in")
    found = migrate.version(url)
    if found != migrate.newest():
        if found is not None and not migrate.is_known(found):
            raise StoreError(f"the database at {shown(made)} was written by a newer version of this program")
        if not create:
            if found is None:
                raise StoreError(f"there is no database at {shown(made)}; `stepdown migrate` makes one")
            raise StoreError(f"the database at {shown(made)} is of an older version; `stepdown migrate` brings it up")
        migrate.upgrade(url)
    store = SqlStore(made, seal, default_policy)
    try:
        store.check_keys()
    except BaseException:
        store.close()
        raise
    return store
