"""The world as a fixture: each test has its own, and a message that the test did not hear fails it."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.rehearsal.world import World, open_world
from tests.builders import settle
from tests.texts.never_said import check_words

# A disk in memory, where there is one: a story commits thousands of times, and none of them waits for a real disk there.
_IN_MEMORY = Path("/dev/shm")


@cache
def _house() -> Path:
    where = tempfile.TemporaryDirectory(prefix="house-", dir=_IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None)
    atexit.register(where.cleanup)
    return Path(where.name)


@pytest.fixture
def folder() -> Path:
    """An empty folder, the same for one test after the other, so that statements are compiled once.

    Its name is nobody's words: plan files in it are named in messages, which are read for danger.
    """
    for left in _house().iterdir():
        left.unlink()
    return _house()


@pytest.fixture
def world(sqlite_template: bytes, folder: Path) -> Iterator[World]:
    """An empty house on 4 January 2027, 05:30 UTC, on a SQLite file."""
    (folder / "world.db").write_bytes(sqlite_template)
    made = open_world(folder)
    yield made
    check_words(made)
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
    made.phone("Ann").mutes |= {"check-in", "check-in-evening"}
    yield made
    check_words(made)
    made.close()
