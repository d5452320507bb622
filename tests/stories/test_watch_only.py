"""Blocked, as-needed, unclear: no dose is prompted, what is taken is logged, and nobody is left in silence."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rehearsal.people import CHECKS_IN
from bot.rehearsal.world import World
from scheduler.domain.intake import IntakeKind
from tests.builders import THREE, intakes_of, on_hand, plan, step
from tests.enrolled import enrol

MISMATCH = plan(
    step(14, THREE),
    step(None, {"20:00": 15, "08:00": 20}),
    context={"reported_current_mg": 100, "plan_baseline_mg": 50},
)
AS_NEEDED = plan(
    as_needed={"min_tablets": 1, "max_tablets": 2, "times_per_day": 4}, supply={"on_hand": {"10": 60}, "refills": 4}
) | {"steps": []}
WATCHED = {
    "blocked": (MISMATCH, ("plan-blocked", "mismatch-note")),
    "as needed": (AS_NEEDED, ("plan-watch", "prn-rates")),
}


@pytest.fixture(params=list(WATCHED))
def watched(request: pytest.FixtureRequest, world: World) -> World:
    document: dict[str, Any]
    document, answers = WATCHED[request.param]
    enrol(world, world.patient)
    world.patient.texts(f"plan {world.plan_file(document)}")
    for answer in answers:
        world.patient.hears(answer)
    return world


def test_a_note_each_day_and_no_prompt(watched: World) -> None:
    watched.patient.answers(**CHECKS_IN)
    watched.leap(days=3)
    notes = watched.patient.hears_only(["watch-only-note", "supply-prn", "count-ask"])
    days = {note.at.date() for note in notes if note.kind == "watch-only-note"}
    # On the day on which it came in it was said then.
    assert len(days) == 2


def test_what_is_taken_is_logged_and_counted(watched: World) -> None:
    before = on_hand(watched)
    watched.patient.texts("took 2 tablets")
    watched.patient.hears("recorded-loose")
    watched.leap(hours=3)
    watched.patient.texts("took one")
    watched.patient.hears_only(["recorded-loose", "how-much", "watch-only-note"])
    kinds = {intake.kind for intake in intakes_of(watched)}
    assert kinds == {IntakeKind.LOOSE}
    assert on_hand(watched) <= before - 2


def test_an_undo_gives_the_tablets_back(watched: World) -> None:
    before = on_hand(watched)
    watched.patient.texts("took 2 tablets")
    watched.patient.hears("recorded-loose")
    watched.patient.texts("U")
    watched.patient.hears("undone")
    assert on_hand(watched) == before
    assert intakes_of(watched) == []


def test_without_an_amount_it_is_asked(watched: World) -> None:
    watched.patient.texts("taken")
    watched.patient.hears("how-much")
    watched.patient.texts("2 tablets")
    watched.patient.hears("recorded-loose")


def test_red_is_red(watched: World) -> None:
    watched.patient.texts("seeing bugs on the wall")
    watched.patient.hears("red-flag-advice")
