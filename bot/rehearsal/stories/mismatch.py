"""A plan that begins at half of what somebody takes: it is not activated, and nobody is left alone with it."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.people import CHECKS_IN, agree, confirm_plan, enrol
from bot.rehearsal.world import World

ABOUT = "Alan takes 100 mg a day; the plan he was given begins at 50. It waits for his prescriber."

_TIMES = ("08:00", "12:00", "16:00", "20:00")


def _plan(*days_and_mg: tuple[int | None, tuple[int, ...]], on_hand: int) -> dict[str, Any]:
    return {
        "medication": "baclofen",
        "timezone": "Europe/London",
        "start": "2027-01-05",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [
            {"days": days, "doses": [{"at": at, "mg": mg} for at, mg in zip(_TIMES, each, strict=True)]}
            for days, each in days_and_mg
        ],
        "ends": "hold",
        "context": {"reported_current_mg": 100, "plan_baseline_mg": 50, "months_on_drug": 30, "market": "UK"},
        "supply": {"on_hand": {"10": on_hand}, "lead_days": 2},
        "prescriber": "Dr Lee",
    }


def play(world: World) -> None:
    """Blocked, watch-only with a log and a note each day, then a new plan that the prescriber confirms by phone."""
    alan, ruth = world.phone("Alan"), world.phone("Ruth")
    world.explain("Alan went up to 100 mg a day by himself. His sister Ruth agrees to be told if he sounds unwell.")
    alan.answers(**CHECKS_IN)
    enrol(alan, city="Manchester", wording="full", circle=ruth)
    agree(ruth, alan)

    world.explain("The clinic believes that he takes 50 mg, and its plan begins there. The review compares the two.")
    alan.texts(f"plan {world.plan_file(_plan((14, (15, 10, 10, 15)), (None, (10, 10, 10, 10)), on_hand=200))}")
    alan.hears("plan-blocked", "do not stop suddenly", "Dr Lee")
    alan.hears("mismatch-note", "Dr Lee", "QUESTION")
    world.explain("Blocked: no dose is planned and none is prompted. What he takes is logged as he tells it.")
    alan.texts("took 2 and a half tablets")
    alan.hears("recorded-loose", "25 mg")
    world.leap_to("12:05")
    alan.hears_only(["watch-only-note"])
    alan.texts("took 25 mg")
    alan.hears("recorded-loose")

    world.explain("The scheduler goes on waking once a day: a plan that waits is never silent.")
    world.leap_to("09:00")
    alan.hears("watch-only-note", "Dr Lee")
    alan.texts("left")
    alan.hears("left", "195")

    world.explain("At night something is wrong. Red words go before everything else, at any hour, plan or no plan.")
    world.leap_to("03:10")
    alan.texts("theres bugs crawling on the wall")
    alan.hears("red-flag-advice", "999", "Ruth")
    ruth.hears("red-flag-alert", "Alan", "bugs crawling", "999")
    world.leap(minutes=4)
    ruth.texts("4")
    ruth.hears("carer-on-it")
    alan.hears("help-on-it", "Ruth")
    world.leap(minutes=15)
    ruth.texts("6")
    ruth.hears("carer-all-clear")
    alan.texts("0")
    ruth.hears("carer-stand-down")

    world.leap_to("09:00")
    alan.hears("watch-only-note")
    world.explain("Dr Lee has seen him and writes a plan that begins at what he really takes.")
    alan.texts(f"plan {world.plan_file(_plan((14, (25, 25, 25, 25)), (None, (25, 20, 20, 25)), on_hand=195))}")
    alan.hears_only(["plan-blocked", "mismatch-note"])
    world.explain(
        "Her records still say 50 mg, so it is blocked again. She confirms by phone; an operator writes it down."
    )
    confirm_plan(world, "Alan", "Dr Lee")
    alan.hears("plan-started")

    world.explain("Now doses are planned two days ahead, and the first one is prompted.")
    world.leap_to("12:00")
    alan.hears("dose-due", "25 mg", "12:00")
    alan.texts("1")
    alan.hears("recorded-taken", "12:00")
    world.leap_to("16:00")
    alan.hears("dose-due", "16:00")
    alan.texts("took it at 16:00")
    alan.hears("recorded-late")
