"""Telegram for the tests of the edge: a stand-in for each test, and a house in which Ann is enrolled already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.adapters.telegram_house import TelegramHouse, telegram_house
from tests.adapters.telegram_proxy import Past, TelegramPeer, telegram_peer
from tests.builders import plan

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Ann is enrolled and on her plan, early on its first day: the database, what was said, and when."""

    database: bytes
    past: Past
    now: datetime


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes) -> Enrolled:
    """Made once, by her own presses and words; each test goes on from a copy."""
    folder = tmp_path_factory.mktemp("enrolled")
    file = folder / "stepdown.db"
    file.write_bytes(sqlite_template)
    with telegram_peer(folder) as peer:
        with telegram_house(f"sqlite:///{file}", peer) as made:
            made.enrol(plan())
            assert made.kinds()[-1] == "plan-started"
            now = made.clock.now()
        assert all(request.status == 200 for request in peer.requests)
        return Enrolled(file.read_bytes(), peer.past(), now)


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[TelegramPeer]:
    """Telegram with nobody in it yet."""
    with telegram_peer(tmp_path) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, enrolled: Enrolled) -> Iterator[TelegramHouse]:
    """Ann is enrolled and on her plan, early on its first day."""
    file = tmp_path / "stepdown.db"
    file.write_bytes(enrolled.database)
    with (
        telegram_peer(tmp_path, enrolled.past) as made,
        telegram_house(f"sqlite:///{file}", made, begins_at=enrolled.now) as house,
    ):
        yield house


# What waits for processes, sockets, terminals or a browser of a machine that may be busy. What proves that nothing is lost or
# doubled is not among them, however many threads it has, and neither is anything outside this folder.
_WAITS_FOR_THE_MACHINE = frozenset(
    [
        "test_backup",
        "test_board_browser",
        "test_chat",
        "test_hostile_files",
        "test_nothing_personal",
        "test_pictures",
        "test_request_ids",
        "test_serve",
        "test_setup",
        "test_simulate",
        "test_sms",
        "test_spool",
        "test_telegram",
        "test_telegram_faults",
        "test_telegram_joining",
        "test_telegram_process",
        "test_threats",
        "test_twilio_callbacks",
        "test_voice",
        "test_web",
        "test_wire",
    ]
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Such a test may try twice; the summary names each that had to. One that is broken fails twice."""
    for item in items:
        if item.path.parent == _HERE and item.path.stem in _WAITS_FOR_THE_MACHINE:
            item.add_marker(pytest.mark.flaky(reruns=1))
