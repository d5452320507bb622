"""A plan changes only as somebody named decided: a new version from the next day on, and what changed is said."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import ROUTINE, confirm_plan
from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from scheduler.domain.version import Change, VersionState
from tests.builders import LESS, THREE, doses_of, on_hand, plan, settle, step
from tests.enrolled import enrol


def _amounts(world: World, on: str) -> list[float]:
    return [float(dose.mg) for dose in doses_of(world, on).values()]


def _versions(world: World) -> list[tuple[Change, VersionState, str | None]]:
    with world.house.store.reading() as records:
        versions = records.plans.versions_of(world.person("Ann").id)
    return [(version.change, version.state, version.decided_by) for version in versions]


def test_amend_from_the_next_day_with_who_decided(home: World) -> None:
    home.leap_to("08:01")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.patient.texts(f"plan {home.plan_file(plan(step(None, LESS)))}")
    home.patient.hears("plan-rows")
    home.patient.hears("plan-change-who")
    home.patient.texts("Dr Lee, 4 Jan")
    home.patient.hears("plan-changed", "Dr Lee")
    assert _amounts(home, "2027-01-04") == [20, 10, 20], "the day that has begun goes on as it was"
    home.leap(days=1)
    home.patient.unheard.clear()
    assert _amounts(home, "2027-01-05") == [20, 10, 15]
    assert _versions(home)[-1] == (Change.AMEND, VersionState.ACTIVE, "Dr Lee, 2027-01-04")
    assert on_hand(home) == 298, "a plan file that changes the plan does not fill the box again"


def test_a_change_without_a_name_is_not_made(home: World) -> None:
    home.patient.texts(f"plan {home.plan_file(plan(step(None, LESS)))}")
    home.patient.hears("plan-rows")
    home.patient.hears("plan-change-who")
    home.patient.texts("...")
    home.patient.hears("plan-change-who")
    home.leap(days=1)
    home.patient.unheard.clear()
    assert _amounts(home, "2027-01-05") == [20, 10, 20]


def test_hold_and_restart(world: World) -> None:
    settle(world, plan(step(3, THREE), step(None, LESS)))
    world.patient.answers(**ROUTINE, **{"step-notice": ""})
    world.leap_to("10:00")
    world.patient.texts("hold")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-change-who")
    world.patient.texts("Dr Lee")
    world.patient.hears("plan-need", "which day")
    world.patient.texts("today")
    world.patient.hears("plan-need", "WRITTEN or PHONE")
    world.patient.texts("written")
    world.patient.hears("plan-changed", "stays on this step")
    world.leap(days=5)
    assert _amounts(world, "2027-01-09") == [20, 10, 20], "held past the day of the step"
    world.patient.texts("restart")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-change-who")
    world.patient.texts("Dr Lee by phone, today")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-read-back", "Read it to them")
    world.patient.texts("Dr Lee, 020 7946 0000")
    world.patient.hears("plan-need", "time of the call")
    world.patient.texts("Dr Lee, 020 7946 0000, 9:50")
    world.patient.hears("plan-changed", "Dr Lee, by phone")
    world.leap(days=1.5)
    assert _amounts(world, "2027-01-10") == [20, 10, 15]
    world.patient.hears_nothing()
    assert [change for change, _, _ in _versions(world) if change in {Change.HOLD, Change.RESTART}]


def test_step_back(world: World) -> None:
    settle(world, plan(step(3, THREE), step(None, LESS)))
    world.patient.answers(**ROUTINE, **{"step-notice": ""})
    world.leap(days=3.5)
    assert _amounts(world, "2027-01-07") == [20, 10, 15]
    world.patient.texts("step back")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-change-who")
    world.patient.texts("Dr Lee")
    world.patient.hears("plan-need", "which day")
    world.patient.texts("today")
    world.patient.hears("plan-need", "WRITTEN or PHONE")
    world.patient.texts("written")
    world.patient.hears("plan-changed", "Dr Lee")
    world.leap(days=1)
    assert _amounts(world, "2027-01-08") == [20, 10, 20]
    world.leap(days=3)
    assert _amounts(world, "2027-01-11") == [20, 10, 15], "and then on as planned"


def test_step_back_from_the_first_step_is_refused(home: World) -> None:
    home.patient.texts("step back")
    home.patient.hears("plan-refused")
    assert _versions(home)[-1][1] is VersionState.ACTIVE


@pytest.mark.parametrize("answered_at", ["22:45", "23:59"])
def test_a_dose_answered_before_midnight_is_not_due_again_under_the_new_plan(world: World, answered_at: str) -> None:
    settle(world, plan(step(None, {"00:30": 10, "12:00": 10})))
    world.patient.answers(**ROUTINE)
    world.leap_to("13:00")
    world.patient.texts(f"plan {world.plan_file(plan(step(None, {'00:30': 5, '12:00': 10})))}")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-change-who")
    world.patient.texts("Dr Lee, today")
    world.patient.hears("plan-changed")
    world.leap_to(answered_at)
    world.patient.texts("1")
    world.leap_to("01:00")
    world.patient.unheard = [m for m in world.patient.unheard if m.kind.startswith("dose-due")]
    world.patient.hears_nothing()


def test_the_same_plan_again_changes_nothing(home: World) -> None:
    home.patient.texts(f"plan {home.plan_file(plan())}")
    home.patient.hears("plan-same")


def test_the_same_plan_again_before_it_was_agreed_to_asks_again(world: World) -> None:
    enrol(world, world.patient)
    file = world.plan_file(plan())
    for _ in range(2):
        world.patient.texts(f"plan {file}")
        world.patient.hears("plan-loaded")
    world.patient.texts("OK")
    world.patient.hears("plan-started")


@pytest.mark.parametrize("text", ["not json", "", "[]", '{"medication": "baclofen"}', '{"steps": NaN}'])
def test_a_file_that_is_no_plan_is_one_clear_line_and_nothing_is_stored(home: World, text: str) -> None:
    file = home.folder / "wrong.json"
    file.write_text(text)
    before = _versions(home)
    home.patient.texts(f"plan {file}")
    said = home.patient.hears("plan-file-error")
    assert "\n" not in said.text.strip()
    assert "Traceback" not in said.text
    assert _versions(home) == before


def test_a_blocked_plan_waits_for_its_prescriber(world: World) -> None:
    enrol(world, world.patient)
    blocked = plan(step(14, THREE), step(None, {"20:00": 10}))
    world.patient.texts(f"plan {world.plan_file(blocked)}")
    world.patient.hears("plan-blocked", "do not stop suddenly")
    world.leap_to("10:00")
    world.patient.hears_only(["watch-only-note"])
    assert doses_of(world, "2027-01-04") == {}
    confirm_plan(world, "Ann", "Dr Lee")
    world.patient.hears("plan-started")
    world.leap_to("14:00")
    world.patient.hears("dose-due", "14:00")
    assert [dose.state for dose in doses_of(world, "2027-01-04").values()] == [DoseState.DUE, DoseState.PLANNED]
