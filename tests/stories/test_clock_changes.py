"""The days on which the clocks change: a missing hour comes later by the gap, a doubled hour comes once, the first time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal.world import World, open_world
from tests.builders import doses_of, plan, settle, step


def _world(sqlite_template: bytes, folder: Path, begins_at: datetime) -> Iterator[World]:
    (folder / "world.db").write_bytes(sqlite_template)
    made = open_world(folder, begins_at=begins_at)
    yield made
    made.close()


CASES = [
    ("New York", "America/New_York", "2027-03-14", "02:30", datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
    ("New York", "America/New_York", "2027-11-07", "01:30", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ("London", "Europe/London", "2027-03-28", "01:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ("London", "Europe/London", "2027-10-31", "01:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("city", "zone", "day", "at", "due_at"), CASES)
def test_a_dose_in_the_hour_that_changes(
    sqlite_template: bytes, folder: Path, city: str, zone: str, day: str, at: str, due_at: datetime
) -> None:
    before = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    for world in _world(sqlite_template, folder, before.replace(hour=18)):
        document = plan(step(None, {at: 10, "12:00": 10}), start=before.date().isoformat(), zone=zone)
        settle(world, document, city=city)
        world.leap_until(due_at)
        prompts = [message for message in world.patient.unheard if message.kind == "dose-due"]
        assert [message.at for message in prompts] == [due_at]
        world.patient.texts("1")
        world.leap(hours=6)
        kinds = [message.kind for message in world.patient.unheard]
        assert kinds.count("dose-due") == 1
        assert doses_of(world, day)[at].due_at == due_at
        world.leap(hours=24)
        next_day = [message.at for message in world.patient.unheard if message.kind.startswith("dose-due")]
        assert len(next_day) == 3, "midday of the day itself, and the next night"
        world.patient.unheard.clear()
