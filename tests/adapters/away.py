"""Real faults of a real database: a server that takes no connections, a file that another process has locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody gets anything out of this database or into it, as long as this lasts."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(made.database), timeout=30, isolation_level=None)) as locked:
            locked.execute("BEGIN IMMEDIATE")
            yield
            locked.execute("ROLLBACK")
        return
    server = made.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    name = sql.Identifier(made.database or "")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            (made.database,),
        )
        try:
            yield
        finally:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
