"""A plan code pasted into the chat is asked about like any other plan; one that is not whole changes nothing."""

from __future__ import annotations

from bot.exchange.handover import write_handover
from bot.rehearsal.people import enrol
from bot.rehearsal.world import World
from scheduler.domain.document import parse_plan
from tests.builders import doses_of, plan


def test_a_pasted_code_becomes_the_plan_once_it_is_confirmed(world: World) -> None:
    enrol(world.patient)
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
    enrol(world.patient)
    code = write_handover(parse_plan(plan()))[0]
    world.patient.texts(f"{code[:60]} I see bugs on the wall")
    world.patient.hears("red-flag-advice")
