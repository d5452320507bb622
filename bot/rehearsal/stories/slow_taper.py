"""Eighty milligrams, twenty-two weeks, small steps: an ordinary taper with the days that real life has."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.people import CHECKS_IN, ROUTINE, begin, enrol
from bot.rehearsal.world import World

ABOUT = "Carla has taken 80 mg a day for six years. Twenty-two weeks of small steps, late answers, and a trip."

_STEPS = (
    (14, (20, 20, 20, 20)),
    (14, (20, 20, 20, 15)),
    (14, (20, 15, 20, 15)),
    (14, (15, 15, 20, 15)),
    (14, (15, 15, 15, 15)),
    (14, (15, 10, 15, 15)),
    (14, (15, 10, 10, 15)),
    (14, (10, 10, 10, 15)),
    (14, (10, 10, 10, 10)),
    (14, (10, 5, 10, 10)),
    (14, (10, 5, 5, 10)),
)
_TIMES = ("08:00", "12:00", "17:00", "22:00")


def _plan() -> dict[str, Any]:
    return {
        "medication": "baclofen",
        "timezone": "Europe/Berlin",
        "start": "2027-03-01",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [
            {"days": days, "doses": [{"at": at, "mg": mg} for at, mg in zip(_TIMES, each, strict=True)]}
            for days, each in _STEPS
        ],
        "ends": "open",
        "context": {"reported_current_mg": 80, "plan_baseline_mg": 80, "months_on_drug": 75},
        "supply": {"on_hand": {"10": 400}, "refills": 4, "refill_quantity": 200, "lead_days": 3},
        "prescriber": "Dr Weber",
    }


def play(world: World) -> None:
    """Reminders, nudges, late and partial answers, a skip, undo, a step announced and begun, a journey to New York."""
    carla = world.phone("Carla")
    world.explain("Carla is afraid of going without. The first thing she wants is to see the way.")
    carla.answers(**CHECKS_IN)
    enrol(carla, city="Berlin", wording="full")
    begin(carla, world.plan_file(_plan()))
    carla.texts("plan")
    carla.hears("plan-table")
    world.explain(
        "154 days lie ahead. Only the next two days of doses are in the store; the rest is arithmetic that waits."
    )

    for at in ("12:00", "17:00"):
        world.leap_to(at)
        carla.hears("dose-due", at)
        carla.texts("1")
        carla.hears("recorded-taken", at)
    world.leap_to("22:00")
    carla.hears("dose-due", "22:00")
    carla.texts("1")
    carla.hears("recorded-taken")

    world.explain("Next morning nothing comes back. The scheduler asks again after 30 and 60 minutes, and then rests.")
    world.leap_to("09:20")
    carla.hears("dose-due", "8:00")
    carla.hears("dose-nudge")
    carla.hears("dose-nudge")
    carla.texts("took it at 8:10")
    carla.hears("recorded-late", "8:10")
    world.leap_to("12:01")
    carla.hears("dose-due", "12:00")
    carla.texts("half")
    carla.hears("recorded-part")
    world.explain("Half a dose is an answer too: the box loses one tablet instead of two. She sees that it was a slip.")
    carla.texts("U")
    carla.hears("undone", "12:00")
    carla.texts("1")
    carla.hears("recorded-taken")
    world.leap_to("17:02")
    carla.hears("dose-due", "17:00")
    carla.texts("2")
    carla.hears("recorded-skipped", "Why?")
    carla.texts("W")
    carla.hears("reason-worse")
    carla.texts("0")

    world.explain("The days go by. Two working days before each step it is announced, and then it begins by itself.")
    carla.answers(**ROUTINE)
    world.leap_until(world.now.replace(month=3, day=13))
    # A dose was skipped since the plan began.
    carla.hears("step-notice-ask", "75 mg")
    world.leap_until(world.now.replace(month=3, day=15, hour=22))
    carla.texts("progress")
    carla.hears("progress", "75 mg")

    world.explain("A journey west: the wall times stay, the gap grows by the time difference, and that is said.")
    carla.texts("zone New York")
    carla.hears("zone-changed", "New York")
    world.leap(days=2)
    carla.texts("next")
    carla.hears("next")
    world.explain("And home again. No dose twice, none lost.")
    carla.texts("zone Berlin")
    carla.hears("zone-changed", "Berlin")
    world.leap(days=1)
    carla.texts("left")
    carla.hears("left")
