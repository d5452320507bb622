"""A real process, killed with SIGKILL: at each point between claim, send and record, and at any moment of a week."""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal.world import BEGINS_AT, World, open_world
from scheduler.domain.dose import Dose, DoseState
from tests.adapters.crash_child import Paper, keep
from tests.adapters.started import Started
from tests.builders import plan, settle, step

ROOT = Path(__file__).parents[2]
POINTS = [
    *["before-commit:_wake", "committed:_wake", "before-commit:show_alive", "committed:show_alive"],
    *["before-commit:_claim", "committed:_claim", "before-send", "sent", "before-commit:_record", "committed:_record"],
    *["before-commit:take_in_together", "committed:take_in_together", "before-commit:_handle", "committed:_handle"],
]


@dataclass
class Lives:
    """One life after the other on the same database, each a process of its own."""

    url: str
    folder: Path
    keeper: Started

    def live(self, until: datetime, point: str = "", nth: int = 0) -> int:
        """How it ended: 0, or minus the signal."""
        life = [self.url, str(self.folder), until.isoformat(), point, nth]
        self.keeper.stdin.write(json.dumps(life) + "\n")
        self.keeper.stdin.flush()
        ended = int(self.keeper.stdout.readline())
        assert ended in (0, -signal.SIGKILL), "it ended by itself"
        if ended:
            # Whoever starts it again does so after the leases of the dead one have run out.
            Paper(self.folder / "times").write(now=(self.now + timedelta(minutes=2)).isoformat())
        return ended

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(Paper(self.folder / "times").lines()[-1]["now"])


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """A database with Ann on a plan, on each engine in turn; the clock on paper stands where she began."""
    made = open_world(tmp_path, database_url)
    settle(made, plan(step(None, {"08:00": 10, "20:00": 10}), supply={"on_hand": {"10": 1000}}))
    made.close()
    Paper(tmp_path / "times").write(now=BEGINS_AT.isoformat())
    keeper = Started([], ROOT, os.environ, run=keep)
    try:
        yield Lives(database_url, tmp_path, keeper)
        keeper.stdin.close()
        assert keeper.wait(60) == 0
    finally:
        keeper.end()


def _check(url: str, folder: Path, until: datetime, kills: int) -> None:
    world = open_world(folder, url, begins_at=until)
    try:
        assert world.audit() == []
        doses, taken = _doses(world, until)
    finally:
        world.close(strict=False)
    assert len(doses) >= 3
    assert [dose for dose in doses if dose.state is not DoseState.TAKEN] == [], "a dose was lost"
    assert Counter(taken) == Counter(dose.id for dose in doses), "an answer was lost or counted twice"
    sent = Counter(line["key"] for line in Paper(folder / "sent").lines())
    assert sum(many - 1 for many in sent.values()) <= kills, "more than the one in flight was sent again"
    assert max(sent.values()) <= 2
    prompted = {int(part.split(":")[1]) for key in sent if key.startswith("dose:") for part in key.split("+")}
    assert {dose.id for dose in doses} <= prompted, "a prompt was lost"


def _doses(world: World, until: datetime) -> tuple[list[Dose], list[int]]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        doses = records.doses.of_patient(patient.id, BEGINS_AT, until - timedelta(hours=1))
        taken = [intake.dose_id for intake in records.intakes.of_patient(patient.id, BEGINS_AT) if intake.dose_id]
    return [dose for dose in doses if dose.state is not DoseState.REPLACED], taken


def test_killed_at_every_point_and_at_any_moment_of_a_week(lives: Lives) -> None:
    until = BEGINS_AT + timedelta(days=7)
    assert lives.live(BEGINS_AT + timedelta(hours=4), "here") == 0
    for point in POINTS:
        assert lives.live(until, point, 2) == -signal.SIGKILL, f"{point} was never reached"
    chance, kills = random.Random(7), 0
    while lives.live(until, "any", chance.randint(30, 200)):
        kills += 1
    assert kills >= 3
    _check(lives.url, lives.folder, until, len(POINTS) + kills)
