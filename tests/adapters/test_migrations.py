"""The migrations make what `storage/tables` says, on both engines, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from storage import migrate
from storage.engine import database_url, make_engine
from storage.failure import StoreError
from storage.tables import metadata
from tests.databases import fresh_database


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
    else:
        with fresh_database(request.getfixturevalue("pg_url")) as url:
            yield url


def _schema(engine: Engine) -> set[str]:
    """Every table, index and constraint as the database itself writes it down."""
    if engine.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version'"
    else:
        query = """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
                   coalesce(column_default, '')
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
            UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
            UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
        """
    with engine.connect() as connection:
        found = connection.execute(text(query)).scalars().all()
    # SQLite keeps the text of CREATE TABLE: the order of constraints in it means nothing.
    return {part for statement in found for part in _parts(statement)}


def _parts(statement: str) -> list[str]:
    text = " ".join(statement.split())
    if not text.startswith("CREATE TABLE"):
        return [text]
    # By the commas between columns: what was added later stands on the line of the last one.
    head, _, body = text.partition("(")
    parts, depth, begin = [], 0, 0
    for at, letter in enumerate(body):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0 or (letter == "," and depth == 0):
            parts.append(f"{head}{body[begin:at].strip()}")
            begin = at + 1
    return parts


def test_an_upgrade_makes_exactly_what_the_tables_say(empty_url: str, tmp_path: Path) -> None:
    migrate.upgrade(empty_url)
    assert migrate.is_current(empty_url)
    assert migrate.drift(empty_url) == []
    engine = make_engine(database_url(empty_url))
    migrated = _schema(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert _schema(engine) == migrated
    assert len(migrated) > 200
    engine.dispose()


def test_drift_is_seen(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    engine = make_engine(database_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN shoe_size INTEGER"))
    engine.dispose()
    assert "shoe_size" in str(migrate.drift(empty_url))


def test_every_step_back_and_forth_again(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    while migrate.version(empty_url) is not None:
        migrate.downgrade(empty_url)
    engine = make_engine(database_url(empty_url))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    assert migrate.version(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.is_current(empty_url)


def test_upgrading_twice_is_harmless(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.version(empty_url) == migrate.newest()


def test_asking_for_the_version_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    assert migrate.version(f"sqlite:///{file}") is None
    assert not file.exists()


def test_a_server_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="did not answer") as caught:
        migrate.version("postgresql://nobody:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
