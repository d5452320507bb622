"""The world as a fixture: each test has its own, and a message that the test did not hear fails it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rehearsal.world import World, open_world
from tests.builders import settle


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose name is nobody's words: plan files in it are named in messages, which are read for danger."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture
def world(sqlite_template: bytes, folder: Path) -> Iterator[World]:
    """An empty house on 4 January 2027, 05:30 UTC, on a SQLite file."""
    (folder / "world.db").write_bytes(sqlite_template)
    made = open_world(folder)
    yield made
    made.close()


@pytest.fixture(scope="session")
def settled_template(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite file in which Ann in London is enrolled by herself, discreetly, on the plan of `builders.plan()`."""
    folder = tmp_path_factory.mktemp("settled")
    file = folder / "world.db"
    file.write_bytes(sqlite_template)
    made = open_world(folder)
    settle(made)
    made.close()
    return file.read_bytes()


@pytest.fixture
def home(settled_template: bytes, folder: Path) -> Iterator[World]:
    """The world on the morning of Ann's first day: 4 January 2027, 05:30 in London."""
    (folder / "world.db").write_bytes(settled_template)
    made = open_world(folder)
    made.phone("Ann").mutes.add("check-in")
    yield made
    made.close()
