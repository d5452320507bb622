"""A database of the first version, stopped in the middle of its work, goes on under this one: late, once, and back a step too."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.rehearsal.world import World, open_world
from scheduler.domain.people import ChannelName
from storage import migrate
from storage.engine import database_url as url_of
from storage.engine import make_engine
from tests.builders import settle
from tests.databases import fresh_database

KEPT = Path(__file__).parents[1] / "data" / "first_release_at_work.db.gz"
STOPPED_AT = datetime(2027, 1, 4, 13, 58, tzinfo=UTC)


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A folder with the database as the first version left it."""
    (tmp_path / "world.db").write_bytes(gzip.decompress(KEPT.read_bytes()))
    assert migrate.version(f"sqlite:///{tmp_path / 'world.db'}") == "0003_escalation"
    return tmp_path


def _upgraded(folder: Path, minutes: int) -> World:
    """The same house under this version, so long after it was stopped."""
    world = open_world(folder, begins_at=STOPPED_AT + timedelta(minutes=minutes))
    for name in ("Ann", "Ben", "Dora"):
        world.phone(name).mutes |= {"check-in", "check-in-evening"}
    world.beat()
    return world


def test_what_was_due_during_the_upgrade_goes_late_and_once(stopped: Path) -> None:
    world = _upgraded(stopped, 27)
    assert migrate.version(world.url) == migrate.newest()
    assert world.audit() == []
    ann, dora = world.patient, world.phone("Dora")
    heard = {each.kind: each.text for each in ann.unheard}
    assert set(heard) == {"dose-due", "left"}, "and what she asked before is answered"
    assert "due 14:00, now 14:25" in heard["dose-due"]
    red = [each for each in dora.unheard if each.kind == "red-flag-advice"]
    assert len(red) == 1, "the message that waited, and no second one"
    ann.unheard.clear()
    dora.unheard.clear()
    world.restart()
    ann.hears_nothing()
    ann.texts("1")
    ann.hears("recorded-taken", "14:00")
    world.leap(hours=1)
    assert [each.kind for each in dora.unheard], "an alarm that was open is still open: it asks again"
    ann.hears_nothing()
    assert world.audit() == []
    world.close(strict=False)


def test_an_upgrade_that_takes_hours_is_an_outage_like_any_other(stopped: Path) -> None:
    world = _upgraded(stopped, 60 * 5)
    kinds = [each.kind for each in world.patient.unheard]
    assert kinds.count("catch-up") == 1
    assert "dose-due" not in kinds
    assert [each.kind for each in world.first_caregiver.unheard].count("outage-told") == 1
    assert world.audit() == []
    world.close(strict=False)


@pytest.fixture(params=["sqlite", "postgres"])
def lived_in(request: pytest.FixtureRequest, stopped: Path) -> Iterator[World]:
    """A house of this version with a life in it, on each engine."""
    if request.param == "sqlite":
        world = _upgraded(stopped, 27)
        yield world
        world.close(strict=False)
        return
    template = request.getfixturevalue("pg_template")
    with fresh_database(request.getfixturevalue("pg_url"), template) as url:
        (stopped / "world.db").unlink()
        world = open_world(stopped, url)
        settle(world)
        world.leap_to("08:05")
        world.patient.texts("1")
        world.patient.texts("SOS")
        yield world
        world.close(strict=False)


def _counts(url: str) -> dict[str, int]:
    engine = make_engine(url_of(url))
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
    engine.dispose()
    return counts


def test_every_step_goes_back_and_forward_again_with_a_life_in_it(lived_in: World) -> None:
    world = lived_in
    before = _counts(world.url)
    assert before["dose"] > 3
    assert before["message"] > 10
    world.house.store.close()
    steps = 0
    while (version := migrate.version(world.url)) != "0003_escalation":
        migrate.downgrade(world.url)
        steps += 1
        lower = _counts(world.url)
        migrate.upgrade(world.url, str(version))
        assert {name: before[name] for name in lower} == lower
        again = _counts(world.url)
        assert {name: again[name] for name in lower} == lower
        migrate.downgrade(world.url)
    assert steps >= 6
    migrate.upgrade(world.url)
    assert migrate.drift(world.url) == []
    world.restart()
    assert world.audit() == []
    names = [each.name for each in world.networks[ChannelName.CONSOLE].phones.values()]
    assert "Ann" in names
    world.leap(minutes=30)
    assert world.audit() == []
