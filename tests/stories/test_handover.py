"""A plan code pasted into the chat is asked about like any other plan; one that is not whole changes nothing."""

from __future__ import annotations

from bot.cli.plan_link import keep_plan
from bot.exchange.handover import write_handover
from bot.rehearsal.world import World
from scheduler.domain.document import parse_plan
from tests.builders import doses_of, plan
from tests.enrolled import enrol


def test_a_pasted_code_becomes_the_plan_once_it_is_confirmed(world: World) -> None:
    enrol(world, world.patient)
    code = write_handover(parse_plan(plan()))[0]
    world.patient.texts(code[:-7])
    world.patient.hears("plan-file-error", "not whole")
    world.patient.texts(code)
    world.patient.hears("plan-loaded", "Dr Lee")
    world.patient.texts("OK")
    world.patient.hears("plan-started")
    assert {at: float(dose.mg) for at, dose in doses_of(world, "2027-01-04").items()} == {
        "08:00": 20,
        "14:00": 10,
        "20:00": 20,
    }


def test_danger_behind_a_broken_code_is_heard_first(world: World) -> None:
    enrol(world, world.patient)
    code = write_handover(parse_plan(plan()))[0]
    world.patient.texts(f"{code[:60]} I see bugs on the wall")
    world.patient.hears("red-flag-advice")


def test_whoever_opens_the_link_is_asked_about_the_plan_once_they_have_agreed(world: World) -> None:
    made = keep_plan(world.house, parse_plan(plan()), "Cleo", world.now)
    cleo = world.phone("Cleo")
    cleo.mutes.add("check-in")
    world.leap(hours=30)
    cleo.hears_nothing()
    cleo.texts(str(made["code"]))
    cleo.hears("welcome")
    cleo.texts("OK")
    cleo.hears("circle")
    cleo.texts("ALONE")
    cleo.hears("circle-alone")
    cleo.hears("practice")
    cleo.texts("1")
    cleo.hears("practice-done")
    cleo.hears("ask-zone")
    cleo.texts("London")
    cleo.hears("ask-wording")
    cleo.texts("discreet")
    cleo.hears("plan-loaded", "Dr Lee")
    world.leap(hours=1)
    cleo.hears_nothing()
    cleo.texts("OK")
    cleo.hears("plan-started")
    assert doses_of(world, "2027-01-05", "Cleo")["14:00"].mg == 10
    somebody = world.phone("Dan")
    somebody.texts(str(made["code"]))
    somebody.hears("invitation-over")
