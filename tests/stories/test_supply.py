"""Pills in the house: counted down, foreseen to run out, ordered, fetched, counted."""

from __future__ import annotations

from decimal import Decimal

from bot.rehearsal import people
from bot.rehearsal.world import World
from tests.builders import THREE, on_hand, plan, settle, step
from tests.carers import settle_with_ben

ROUTINE = {kind: text for kind, text in people.ROUTINE.items() if kind != "count-ask"}


def _plan(tablets: float, **other: object) -> dict[str, object]:
    supply = {"on_hand": {"10": tablets}, "lead_days": 3, **other}
    return plan(step(None, THREE), supply=supply, context={"months_on_drug": 12})


def test_it_counts_down_by_halves(world: World) -> None:
    settle(world, plan(step(None, {"08:00": 5, "20:00": 15}), supply={"on_hand": {"10": 20}}))
    world.patient.answers(**ROUTINE)
    world.leap(hours=3)
    assert on_hand(world) == Decimal("19.5")
    world.leap(hours=15)
    assert on_hand(world) == 18
    world.patient.texts("left")
    world.patient.hears("left", "18")
    world.patient.unheard.clear()


def test_running_out_is_foreseen_ordered_fetched(world: World) -> None:
    # 5 tablets a day: 40 last until Tuesday 12 January.
    settle(world, _plan(40))
    world.patient.texts("left")
    world.patient.hears("left", "40")
    world.patient.answers(**ROUTINE)
    world.leap(days=1.5)
    first = world.patient.hears_only(["supply-order", "supply-low"])
    assert len(first) == 1
    world.patient.texts("ordered 60")
    world.patient.hears("ordered", "60")
    assert on_hand(world) == 32, "what is ordered is not in anybody's hands"
    world.leap(days=5.5)
    warned = world.patient.hears_only(["supply-order", "supply-low", "supply-urgent", "count-ask"])
    assert warned[-1].kind == "supply-urgent"
    world.patient.texts("fetched")
    world.patient.hears("fetched")
    assert on_hand(world) > 60
    world.leap(days=1)
    assert not [message for message in world.patient.unheard if message.kind.startswith("supply")]
    world.patient.hears_only(["count-ask"])


def test_two_days_before_the_end_a_caregiver_is_told(world: World) -> None:
    settle_with_ben(world, _plan(9))
    world.patient.answers(**ROUTINE)
    world.leap_to("09:00")
    said = world.patient.hears("supply-urgent", "emergency supply")
    world.patient.hears("carer-will-supply", "Ben", "9:30")
    world.first_caregiver.hears_nothing()
    world.leap(minutes=30)
    told = world.first_caregiver.hears("supply-alert", "Ann")
    assert (told.at - said.at).total_seconds() == 1800, "the person hears it half an hour before"
    world.patient.texts("fetched 60")
    world.patient.hears("fetched")
    world.first_caregiver.hears("carer-stand-down", "Ann")


def test_the_next_visit_is_named(world: World) -> None:
    settle(world, _plan(60, next_visit="2027-01-29"))
    world.patient.texts("left")
    world.patient.hears("left", "13 days", "short of your visit")


def test_a_weekly_count(world: World) -> None:
    settle(world, _plan(300))
    world.patient.answers(**ROUTINE)
    world.leap(days=7.5)
    world.patient.hears("count-ask")
    world.patient.texts("count 255")
    world.patient.hears_only(["count-differs", "count-saved"])
    assert on_hand(world) == 255
    world.leap(days=2)
    world.patient.hears_nothing()


def test_a_count_of_a_strength_that_is_not_on_the_plan_is_asked_again(home: World) -> None:
    home.patient.texts("count 25mg 12")
    home.patient.hears("count-ask")
    assert on_hand(home) == 300
