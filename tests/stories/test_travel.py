"""Travel: the same wall times elsewhere, no dose twice, and a word when two come too close or too far apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from scheduler.domain.dose import Dose, DoseState
from tests.builders import plan, settle, step

EVERY_8 = {"06:00": 10, "14:00": 10, "22:00": 10}


def _prompted(world: World) -> list[Dose]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        doses = records.doses.of_patient(patient.id, world.now - timedelta(days=20), world.now + timedelta(days=20))
    return [dose for dose in doses if dose.state not in {DoseState.REPLACED, DoseState.PLANNED}]


@pytest.mark.parametrize(
    ("place", "hour"),
    [("New York", 7), ("New York", 21), ("Tokyo", 13), ("Honolulu", 15), ("Honolulu", 7), ("Auckland", 21)],
)
def test_no_dose_twice_and_none_lost(world: World, place: str, hour: int) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE, **{"zone-changed": ""})
    world.leap_to(f"{hour:02}:30")
    world.patient.texts(f"zone {place}")
    world.leap(days=2.5)
    world.patient.hears_nothing()
    doses = _prompted(world)
    assert len({(dose.on, dose.at) for dose in doses}) == len(doses)
    assert all(dose.state is DoseState.TAKEN for dose in doses)
    # After the journey every wall time of every whole day is there.
    last = world.wall().date()
    for back in (1,):
        on = last - timedelta(days=back)
        if on > datetime(2027, 1, 5, tzinfo=UTC).date():
            assert [dose.at.hour for dose in doses if dose.on == on] == [6, 14, 22]


def test_going_west_lengthens_the_gap_and_says_so(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE)
    world.leap_to("14:30")
    world.patient.texts("zone New York")
    world.patient.hears("zone-changed", "New York", "13 h", "pharmacist")
    world.leap_to("22:10", "America/New_York")
    assert [dose.due_at for dose in _prompted(world)][-1] == datetime(2027, 1, 5, 3, 0, tzinfo=UTC)


def test_going_east_shortens_the_gap_and_says_so(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE)
    world.leap_to("06:30")
    world.patient.texts("zone Athens")
    world.patient.hears("zone-changed", "Athens", "6 h", "pharmacist")
    world.leap_to("12:10", "Europe/London")
    assert [dose.due_at for dose in _prompted(world)][-1] == datetime(2027, 1, 4, 12, 0, tzinfo=UTC)


def test_a_dose_taken_before_its_time_does_not_come_again_elsewhere(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE)
    world.leap_to("12:30")
    world.patient.texts("1")
    world.leap(minutes=10)
    world.patient.texts("zone Lisbon")
    world.patient.hears_only(["zone-changed"])
    world.leap_to("14:20")
    world.patient.hears_nothing()
    assert len([dose for dose in _prompted(world) if dose.at.hour == 14]) == 1


def test_a_dose_put_off_before_its_time_does_not_come_twice_elsewhere(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE)
    world.leap_to("13:00")
    world.patient.texts("3")
    world.patient.hears("snoozed")
    world.patient.texts("zone Lisbon")
    world.patient.hears("zone-changed")
    world.patient.answers()
    world.leap_to("14:10")
    world.patient.hears("dose-due", "14:00")
    world.leap_to("14:25")
    world.patient.hears_nothing()
    assert len([dose for dose in _prompted(world) if dose.at.hour == 14]) == 1


def test_there_and_back_the_same_day_loses_nothing(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE, **{"zone-changed": ""})
    world.leap_to("10:00")
    world.patient.texts("zone Athens")
    world.leap(hours=1)
    world.patient.texts("zone London")
    world.leap_to("22:30")
    world.patient.hears_nothing()
    assert [dose.at.hour for dose in _prompted(world)] == [6, 14, 22]


def test_a_short_trip_stays_on_home_time_and_is_asked_about_again(world: World) -> None:
    settle(world, plan(step(None, EVERY_8)))
    world.patient.answers(**ROUTINE)
    world.leap_to("14:30")
    world.patient.texts("home time")
    world.patient.hears("home-time-how", "London")
    world.patient.texts("zone New York")
    world.patient.hears("zone-changed", "3 days at most", "HOME TIME", "London")
    world.patient.texts("home time")
    # They are in America: its way to write times, and its emergency number.
    world.patient.hears("zone-kept", "clock of London", "time in New York", "10 pm (5 pm)", "6 am (1 am)", "in 3 days")
    patient = world.person("Ann")
    assert (patient.zone, patient.country) == ("Europe/London", "US")
    world.leap_to("22:10")
    assert [dose.due_at for dose in _prompted(world)][-1] == datetime(2027, 1, 4, 22, 0, tzinfo=UTC)
    world.leap(days=2.8)
    world.patient.hears_only(["zone-again"])
    assert "ZONE New York" in world.patient.heard[-1].text
    world.patient.texts("zone London")
    told = world.patient.hears("zone-changed", "London")
    assert "HOME TIME" not in told.text
    assert world.person("Ann").country == "GB"
    world.leap(days=3.5)
    world.patient.hears_nothing()
    doses = _prompted(world)
    assert len({(dose.on, dose.at) for dose in doses}) == len(doses)


def test_a_place_nobody_knows_changes_nothing(home: World) -> None:
    home.patient.texts("zone Atlantis")
    home.patient.hears("zone-unknown", "Atlantis")
    assert home.zone == "Europe/London"


def test_a_place_with_several_zones_is_asked_back(home: World) -> None:
    home.patient.texts("zone Australia")
    home.patient.hears("zone-which")
    assert home.zone == "Europe/London"
