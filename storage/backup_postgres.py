"""The same for PostgreSQL, with its own programs: `pg_dump` writes, `pg_restore` reads into a database beside the old one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from storage.failure import StoreError

_WITHIN_S = 3600
_PROGRAM_PARTS = ("pg_dump: ", "pg_restore: ", "error: ")


def dump(url: URL, file: Path) -> None:
    """Write everything into `file`, in PostgreSQL's own format, from one consistent view. Raises StoreError."""
    _run(
        "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", f"--dbname={_plain(url)}"
    )
    # Reading its table of contents fails for a file that is cut short.
    _run("pg_restore", url, "--list", str(file))


@contextmanager
def restoring(
    file: Path, url: URL, now: datetime, *, overwrite: bool
) -> Iterator[tuple[str, Callable[[], str | None]]]:
    """A new database beside the one at `url`, filled from `file`, and what gives it its name.

    The old one keeps its data under another name, which is given back. Raises StoreError.
    """
    name = url.database or ""
    beside = f"{name}_restoring"
    has_old = _has_tables(url)
    if has_old and not overwrite:
        raise StoreError(f"there is a database {name} already; --overwrite replaces it, and keeps the old one")
    with _server(url) as server:
        _refuse_if_used(server, name)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(beside)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(beside)))
        try:
            there = url.set(database=beside)
            options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
            _run("pg_restore", url, *options, f"--dbname={_plain(there)}", str(file))

            def take_over() -> str | None:
                return _rename(server, beside, name, now, has_old=has_old)

            yield there.render_as_string(hide_password=False), take_over
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(beside)))


def _rename(
    server: psycopg.Connection[tuple[object, ...]], beside: str, name: str, now: datetime, *, has_old: bool
) -> str | None:
    _refuse_if_used(server, name)
    kept = f"{name}_before_{now:%Y%m%d%H%M%S}" if has_old else None
    old, new, aside = sql.Identifier(name), sql.Identifier(beside), sql.Identifier(kept or "")
    if kept is not None:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, aside))
    else:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(old))
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, old))
    return kept


def _refuse_if_used(server: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    row = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)).fetchone()
    if row is not None and row[0]:
        raise StoreError(f"{row[0]} connections use the database {name}; end `run`, `listen` and `schedule` first")


@contextmanager
def _server(url: URL) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The server's own database, from which others are made and named."""
    try:
        with psycopg.connect(_whole(url.set(database="postgres")), autocommit=True, connect_timeout=10) as server:
            yield server
    except psycopg.Error as error:
        raise StoreError(f"the server of {url.database} did not do it: {_first(str(error))}") from None


def _has_tables(url: URL) -> bool:
    try:
        with psycopg.connect(_whole(url), connect_timeout=10) as there:
            found = there.execute("SELECT 1 FROM pg_class WHERE relname = 'alembic_version'").fetchone()
            return found is not None
    except psycopg.OperationalError as error:
        if "does not exist" in str(error):
            return False
        raise StoreError(f"the database {url.database} did not answer: {_first(str(error))}") from None


def _plain(url: URL) -> str:
    """For a command line, which anybody on the machine can read: without the password."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _whole(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            f"{program} is not on this machine; install PostgreSQL's client programs, of the server's version"
        )
    secret = {"PGPASSWORD": str(url.password)} if url.password is not None else {}
    try:
        # A program of PostgreSQL's own, with arguments of ours: nothing here passes through a shell.
        done = subprocess.run(  # noqa: S603
            [found, *arguments],
            env={**os.environ, **secret},
            capture_output=True,
            text=True,
            timeout=_WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StoreError(f"{program} did not end within an hour") from None
    if done.returncode:
        raise StoreError(f"{program}: {_first(done.stderr)}")


def _first(said: str) -> str:
    line = (said.strip().splitlines() or ["no reason given"])[0]
    for part in _PROGRAM_PARTS:
        line = line.replace(part, "")
    return line
