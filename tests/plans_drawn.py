"""Plans for properties: any that a plan document may be, drawn small, awkward amounts and open ends included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Plan

_TIMES = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 59)]
_AMOUNTS = st.sampled_from(
    [Decimal(text) for text in ("0.0001", "1.25", "2.5", "5", "7.5", "10", "15", "20", "4999.5")]
)
_WHENS = st.sampled_from([None, "morning", "noon", "afternoon", "evening", "night", "bedtime"])
_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
_ZONES = st.sampled_from([None, "Europe/London", "America/New_York", "Pacific/Apia"])


@st.composite
def days(draw: st.DrawFn, *, timed: bool | None = None) -> list[dict[str, Any]]:
    """The doses of one day: at wall times, or at times still to be told."""
    if draw(st.booleans()) if timed is None else timed:
        times = draw(st.lists(st.sampled_from(_TIMES), max_size=5, unique=True))
        return [{"at": at, "mg": draw(_AMOUNTS)} for at in times]
    return [
        {"at": None, "mg": draw(_AMOUNTS), "when": draw(_WHENS)}
        for _ in range(draw(st.integers(min_value=0, max_value=4)))
    ]


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """What is taken in a step, without its length."""
    kind = draw(st.sampled_from(["doses", "doses", "doses", "cycle", "daily_total_mg"]))
    if kind == "doses":
        found: dict[str, Any] = {"doses": draw(days())}
    elif kind == "cycle":
        found = {"cycle": draw(st.lists(days(timed=True), min_size=1, max_size=4))}
    else:
        found = {"daily_total_mg": draw(_AMOUNTS)}
    form = draw(st.sampled_from([None, None, None, "tablets", "liquid"]))
    return found if form is None else {**found, "form": form}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A plan document."""
    start = draw(st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    drawn = draw(st.lists(steps(), min_size=1, max_size=5))
    dated = start is not None and draw(st.integers(0, 3)) == 0
    following = start
    for number, step in enumerate(drawn):
        length = draw(st.integers(1, 40))
        if dated and following is not None:
            first = following + timedelta(days=draw(st.integers(0, 2)))
            following = first + timedelta(days=length)
            step |= {"from": first.isoformat(), "to": (following - timedelta(days=1)).isoformat()}
        else:
            step["days"] = None if number == len(drawn) - 1 and draw(st.booleans()) else length
    open_ended = drawn[-1].get("days", 0) is None
    ends = draw(st.sampled_from([None, "hold", "open"] if open_ended else [None, "stop", "stop", "hold", "open"]))
    as_needed = draw(
        st.sampled_from(
            [
                None,
                None,
                {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4, "max_daily_mg": 80},
                {"min_mg": 5, "max_mg": Decimal("12.5"), "times_per_day": 3},
            ]
        )
    )
    return {
        "medication": draw(st.sampled_from(["baclofen", "Lioresal 10 mg"])),
        "timezone": draw(_ZONES),
        "start": None if start is None else start.isoformat(),
        "tablets": draw(
            st.sampled_from(
                [[{"strength_mg": 10, "pieces": 2}], [{"strength_mg": 5}, {"strength_mg": 25, "pieces": 4}], []]
            )
        ),
        "liquid": draw(st.sampled_from([None, {"mg_per_ml": 1, "smallest_ml": Decimal("0.5")}])),
        "steps": drawn,
        "ends": ends,
        "as_needed": as_needed,
        "context": {"reported_current_mg": draw(st.none() | _AMOUNTS), "market": draw(st.none() | _WORDS)},
        "supply": {
            "on_hand": draw(st.sampled_from([{}, {"10": 60, "2.5": Decimal("7.25")}, {"unknown": 3}])),
            "refills": 4,
        },
        "prescriber": draw(st.none() | _WORDS),
    }


def plans(keep: Callable[[Plan], bool] | None = None) -> st.SearchStrategy[Plan]:
    """Any plan, or those that `keep` is true for."""
    drawn = documents().map(parse_plan)
    return drawn if keep is None else drawn.filter(keep)
