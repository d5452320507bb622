"""Quiet hours hold delivery, never detection; and a dose that the plan puts into the night is prompted in the night."""

from __future__ import annotations

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from tests.builders import doses_of, plan, settle, step


def test_nudges_wait_for_the_morning(world: World) -> None:
    settle(world, plan(step(None, {"09:00": 10, "21:45": 10})))
    world.patient.texts("1")
    world.patient.unheard.clear()
    world.leap_to("21:45")
    world.patient.unheard = [m for m in world.patient.unheard if m.kind == "dose-due" and "21:45" in m.text]
    world.patient.hears("dose-due", "21:45")
    world.leap_to("06:59")
    world.patient.hears_nothing()
    world.leap_to("07:00")
    heard = world.patient.hears_only(["dose-nudge", "dose-nudge-beside", "what-happened"])
    assert len(heard) <= 1, "the night's nudges come as one message"


def test_detection_goes_on_at_night(world: World) -> None:
    settle(world, plan(step(None, {"08:00": 10, "21:00": 10})))
    world.leap_to("08:05")
    world.patient.texts("1")
    world.leap_to("21:00")
    world.patient.hears_only(["dose-due", "recorded-taken"])
    world.leap_to("06:30")
    assert doses_of(world, "2027-01-04")["21:00"].state is DoseState.MISSED
    world.patient.hears("dose-nudge")
    world.leap_to("07:00")
    world.patient.hears("what-happened", "21:00")


def test_the_plans_own_night_doses_are_prompted_and_nudged(world: World) -> None:
    settle(world, plan(step(None, {"03:00": 10, "11:00": 10, "19:00": 10})))
    world.patient.answers(**ROUTINE)
    world.leap_to("02:59")
    world.patient.answers()
    world.leap_to("03:00")
    world.patient.hears("dose-due", "3:00")
    world.leap_to("03:30")
    world.patient.hears("dose-nudge", "3:00")
    world.patient.texts("1")
    world.patient.hears("recorded-taken")


def test_an_answer_at_night_is_answered_at_night(home: World) -> None:
    home.patient.answers(**ROUTINE)
    home.leap_to("02:00")
    home.patient.texts("next")
    home.patient.hears("next", "8:00")
