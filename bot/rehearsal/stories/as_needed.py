"""As needed, sixty tablets, and the next visit too far away; then a plan with times, and a box that is watched."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.people import CHECKS_IN, ROUTINE, begin, enrol
from bot.rehearsal.world import World

ABOUT = "Bea has 60 tablets, one or two up to four times a day; then a plan with times, and a refill in time."

_SUPPLY = {"on_hand": {"10": 60}, "refills": 4, "refill_quantity": 60, "next_visit": "2027-01-28", "lead_days": 3}


def _as_needed() -> dict[str, Any]:
    return {
        "medication": "baclofen",
        "timezone": "America/New_York",
        "start": "2027-01-04",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [],
        "ends": "open",
        "as_needed": {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4},
        "supply": _SUPPLY,
        "prescriber": "Dr May",
    }


def _with_times() -> dict[str, Any]:
    times = ("08:00", "13:00", "18:00", "22:00")
    return _as_needed() | {
        "start": "2027-01-06",
        "steps": [
            {"days": 28, "doses": [{"at": at, "mg": 10} for at in times]},
            {"days": None, "doses": [{"at": at, "mg": 5 if at == "13:00" else 10} for at in times]},
        ],
        "ends": "hold",
        "as_needed": None,
        "context": {"reported_current_mg": 40, "plan_baseline_mg": 40, "months_on_drug": 200, "market": "US"},
        "supply": {**_SUPPLY, "on_hand": {"10": 54}},
    }


def play(world: World) -> None:
    """Watch-only with a log, then a plan with times: supply counts down, is foreseen to end, ordered and fetched."""
    bea = world.phone("Bea")
    world.explain("Bea lives alone. Her prescription has a range and no times: nothing in it can be a reminder.")
    bea.answers(**CHECKS_IN)
    enrol(bea, city="New York")
    bea.texts(f"plan {world.plan_file(_as_needed())}")
    bea.hears("plan-watch", "as needed")
    bea.hears("prn-rates")
    for words, left in (("took 2 tablets", "58"), ("took 2", "56"), ("took 2 tablets", "54")):
        world.leap(hours=4)
        bea.texts(words if words != "took 2" else "took 2 tablets")
        bea.hears("recorded-loose")
        bea.texts("left")
        bea.hears("left", left)
    world.explain(
        "Each tablet that she tells of leaves the box. A note comes every morning, so that silence is no surprise."
    )
    world.leap_to("10:00")
    bea.hears_only(["watch-only-note", "supply-prn"])

    world.explain(
        "Dr May turns the range into times. The old instruction is kept as it was; the new version takes over."
    )
    begin(bea, world.plan_file(_with_times()))
    bea.texts("left")
    bea.hears("left", "54", "short of your visit")
    world.explain(
        "54 tablets at four a day end two weeks before the visit: running out is an abrupt stop that can be foreseen."
    )

    bea.answers(**{**ROUTINE, **CHECKS_IN})
    world.leap(days=4)
    warned = bea.hears_only(["supply-visit", "supply-order", "supply-low"])
    world.explain(
        f"The scheduler warned {len(warned)} times, counting the pharmacy's days. She orders; nothing is counted in yet."
    )
    bea.texts("ordered 60")
    bea.hears("ordered", "60")
    bea.texts("left")
    bea.hears("left", "not in your hands yet")
    world.leap(days=1)
    bea.hears_only(["supply-visit", "supply-order", "supply-low"])
    bea.texts("fetched")
    bea.hears("fetched")
    world.explain("Only what is in her hands counts. Another day goes by with every dose told.")
    world.leap(days=1)
    bea.texts("left")
    bea.hears("left")
    bea.texts("count 60")
    bea.hears_only(["count-saved", "count-differs"])
