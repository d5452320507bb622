"""A database that the first version made is opened by this one, and what it remembers still holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.rehearsal.world import World, open_world
from scheduler.domain.version import VersionState
from storage import migrate
from tests.data.make_first_release import KEPT

DAYS_LATER = 2


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A copy of the database that is kept."""
    shutil.copyfile(KEPT, tmp_path / "world.db")
    return tmp_path


def _newest(world: World) -> World:
    with world.house.store.reading() as records:
        last = records.notes.get("last_tick_at")
    assert last is not None
    world.clock.set(world.clock.now().fromisoformat(last))
    return world


def test_it_is_opened_migrated_and_audited(kept: Path) -> None:
    world = _newest(open_world(kept))
    try:
        assert migrate.version(world.url) == migrate.newest()
        assert world.audit() == []
        with world.house.store.reading() as records:
            assert records.audit.run(world.now)[0][1] > 10, "an audit that finds nothing to check proves nothing"
            patients = records.people.patients(records.people.patient_ids())
            names = sorted(patient.call_me for patient in patients.values())
            states = {version.state for version in records.plans.live_of(patients)}
        assert names == ["Ann", "Dora", "Emil"]
        assert states == {VersionState.ACTIVE, VersionState.BLOCKED}
    finally:
        world.close(strict=False)


def test_it_goes_on_from_there(kept: Path) -> None:
    world = _newest(open_world(kept))
    try:
        world.patient.answers(**{"dose-due": "1 ALL", "recorded-taken": ""})
        world.leap(days=DAYS_LATER)
        assert [message for message in world.patient.heard if message.kind == "dose-due"]
        assert world.audit() == []
    finally:
        world.close(strict=False)
