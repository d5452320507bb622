"""PostgreSQL databases for tests. To copy one costs half a second of processor, so each is emptied and used again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from storage.tables import metadata

_number = count(1)
_OTHERS_END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_COUNTERS_BEGIN = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
)
# What is built, at which version, and that nobody counted rows for the planner.
_LOOKS = """SELECT array(SELECT version_num::text FROM alembic_version), count(*), sum(relnatts), sum(greatest(reltuples, 0)),
    (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_db_role_setting)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"""


def beside(url: str, database: str) -> str:
    """Another database of the same server."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@contextmanager
def fresh_database(pg_url: str, template: str | None = None) -> Iterator[str]:
    """The URL of a database of one's own: a copy of `template`, or empty."""
    name = _make(pg_url, template)
    try:
        yield beside(pg_url, name)
    finally:
        _drop(pg_url, name)


class Databases:
    """Migrated databases without a row, for one test after the other."""

    def __init__(self, pg_url: str, template: str) -> None:
        self._url, self._template = pg_url, template
        self._spare: list[str] = []
        with psycopg.connect(beside(pg_url, template)) as conn:
            self._looks = conn.execute(_LOOKS).fetchone()

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of one that nobody else has meanwhile."""
        name = self._spare.pop() if self._spare else _make(self._url, self._template)
        try:
            yield beside(self._url, name)
        finally:
            if self._is_as_before(name):
                self._spare.append(name)
            else:
                _drop(self._url, name)

    def close(self) -> None:
        while self._spare:
            _drop(self._url, self._spare.pop())

    def _is_as_before(self, name: str) -> bool:
        """Empty it. False where a test has changed more than rows, or nobody gets in."""
        try:
            with psycopg.connect(beside(self._url, name), autocommit=True) as conn:
                conn.execute(_OTHERS_END)
                for table in reversed(metadata.sorted_tables):
                    conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
                conn.execute(_COUNTERS_BEGIN)
                found: tuple[Any, ...] | None = conn.execute(_LOOKS).fetchone()
        except psycopg.Error:
            return False
        return found == self._looks


def _make(pg_url: str, template: str | None) -> str:
    name = f"stepdown_{os.getpid()}_{next(_number)}"
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(create)
    return name


def _drop(pg_url: str, name: str) -> None:
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
