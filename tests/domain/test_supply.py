"""Counting tablets: the worked plans, refills, run-out beyond the list, rates of as-needed plans, order-by dates."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Plan
from scheduler.domain.supply import count_down, forecast, order_by, run_out
from scheduler.domain.timing import doses_on_dates

FIXTURES = json.loads((Path(__file__).parent.parent / "data" / "plans.json").read_text(), parse_float=Decimal)


def is_weekend(on: date) -> bool:
    return on.weekday() >= 5


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_the_worked_plans(fixture: dict[str, Any]) -> None:
    expected = fixture["expected"]
    found = forecast(parse_plan(fixture["plan"]))
    assert found.needed == expected["needed"]
    assert found.whole == expected["whole"]
    assert found.splits == expected["splits"]
    assert found.last_dose_on == date.fromisoformat(expected["last_dose_on"])
    out = expected["first_dose_not_covered"]
    got = found.first_dose_not_covered
    assert (None if got is None else {"date": str(got.on), "at": f"{got.at:%H:%M}"}) == (
        None if out is None else {"date": out["date"], "at": out["at"]}
    )
    assert found.cannot_be_made == ()
    assert found.rates == ()


def test_the_refills_of_the_worked_plan() -> None:
    (fixture,) = [each for each in FIXTURES["plans"] if "refill_forecast" in each["expected"]]
    expected = fixture["expected"]["refill_forecast"]
    supply = fixture["plan"]["supply"] | {
        "refills": expected["refills_allowed"],
        "refill_quantity": expected["fill_size"],
    }
    found = forecast(parse_plan(fixture["plan"] | {"supply": supply}))
    got = [(need.number, str(need.dose.on), f"{need.dose.at:%H:%M}", need.needed_by_then) for need in found.refills]
    assert got == [
        (each["refill"], each["needed_before"]["date"], each["needed_before"]["at"], each["tablets_needed_by_then"])
        for each in expected["refills"]
    ]


def as_needed(**more: Any) -> Plan:
    document: dict[str, Any] = {
        "medication": "baclofen",
        "start": "2026-09-07",
        "tablets": [{"strength_mg": None, "pieces": 1}],
        "as_needed": {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4},
        "supply": {"on_hand": {"unknown": 60}, "refills": 4, "refill_quantity": 60, "next_visit": "2026-09-27"},
    }
    return parse_plan(document | more)


def test_the_rates_of_the_as_needed_plan() -> None:
    rates = forecast(as_needed()).rates
    scenarios = FIXTURES["as_needed"]["scenarios"]
    assert len(rates) == len(scenarios)
    for rate, expected in zip(rates, scenarios, strict=True):
        assert rate.per_day == expected["tablets_per_day"]
        assert list(rate.pattern) == expected["pattern"]
        assert rate.full_days == expected["full_days_covered"]
        first = expected["first_dose_not_covered"]
        assert (rate.first_day, rate.first_dose) == (first["day"], first["dose_no"])
        assert rate.first_on == date(2026, 9, 7) + timedelta(days=first["day"] - 1)
        assert rate.days_short == expected["days_short_if_next_visit_is_day_21"]
        assert float(rate.lasts_days) == pytest.approx(float(expected["days_with_60"]))
        assert rate.full_days_with_refills == int(expected["days_with_300"])


def test_rates_without_a_start_count_from_the_day_that_is_given() -> None:
    plan = as_needed(start=None)
    assert forecast(plan).rates[0].days_short is None
    assert forecast(plan, now_on=date(2026, 9, 7)).rates[0].days_short == 6


def test_rates_in_mg_in_halves_in_a_liquid_and_under_a_daily_limit() -> None:
    ten = [{"strength_mg": 10, "pieces": 2}]
    mg = as_needed(
        tablets=ten, as_needed={"min_mg": 5, "max_mg": 10, "times_per_day": 2}, supply={"on_hand": {"10": 30}}
    )
    assert [rate.per_day for rate in forecast(mg).rates] == [1, Decimal("1.5"), 2]
    liquid = as_needed(
        tablets=[],
        liquid={"mg_per_ml": 5, "smallest_ml": 1},
        as_needed={"max_mg": 10, "times_per_day": 3},
        supply={"on_hand": {"ml": 60}},
    )
    assert [(rate.per_day, rate.full_days) for rate in forecast(liquid).rates] == [(Decimal(6), 10)]
    limited = as_needed(
        tablets=ten,
        as_needed={"min_tablets": 1, "max_tablets": 2, "times_per_day": 4, "max_daily_mg": 60},
        supply={"on_hand": {"10": 60}},
    )
    assert [rate.per_day for rate in forecast(limited).rates] == [4, 5, 6]


def test_rates_stay_empty_while_something_is_not_known() -> None:
    assert forecast(as_needed(supply={})).rates == ()
    assert forecast(as_needed(as_needed={"min_tablets": 1, "max_tablets": 2})).rates == ()
    assert forecast(as_needed(as_needed={"min_mg": 5, "max_mg": 10, "times_per_day": 2})).rates == ()


def steady(on_hand: dict[str, Any], mg: Any = 15, ends: str = "hold", **supply: Any) -> Plan:
    document: dict[str, Any] = {
        "medication": "baclofen",
        "timezone": "Europe/London",
        "start": "2026-09-07",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [{"days": None, "doses": [{"at": "08:00", "mg": mg}]}],
        "ends": ends,
        "supply": {"on_hand": on_hand, **supply},
    }
    return parse_plan(document)


def test_a_plan_that_goes_on_runs_out_although_the_listed_days_are_covered() -> None:
    found = forecast(steady({"10": 30}), lead_days=3, pharmacy_closed=is_weekend)
    assert found.first_dose_not_covered is None
    assert found.runs_out is not None
    assert found.runs_out.on == date(2026, 9, 27)
    # The 27th is a Sunday: fetched on Friday the 25th, ordered three pharmacy days before.
    assert found.order_by == date(2026, 9, 22)


def test_days_short_of_the_next_visit() -> None:
    short = forecast(steady({"10": 30}, next_visit="2026-10-10"))
    assert short.days_short == 13
    assert forecast(steady({"10": 30}, next_visit="2026-09-20")).days_short == 0
    assert forecast(steady({"10": 30})).days_short is None
    assert forecast(steady({}, next_visit="2026-10-10")).days_short is None


def test_nothing_recorded_is_not_the_same_as_nothing_left() -> None:
    unknown, empty = forecast(steady({})), forecast(steady({"10": 0}))
    assert unknown.runs_out is None
    assert empty.first_dose_not_covered is not None
    assert empty.first_dose_not_covered.on == date(2026, 9, 7)


def test_a_strength_that_is_not_in_the_house_is_not_covered() -> None:
    found = forecast(steady({"20": 100}))
    assert found.first_dose_not_covered is not None


def test_doses_that_cannot_be_made_are_named() -> None:
    found = forecast(steady({"10": 30}, mg=7))
    assert len(found.cannot_be_made) == 14
    assert found.needed == {}


@pytest.mark.parametrize(
    ("run_out_on", "lead_days", "expected"),
    [
        (date(2026, 9, 25), 0, date(2026, 9, 25)),
        (date(2026, 9, 25), 3, date(2026, 9, 22)),
        (date(2026, 9, 22), 3, date(2026, 9, 17)),
        (date(2026, 9, 27), 0, date(2026, 9, 25)),
        (date(2026, 9, 27), 1, date(2026, 9, 24)),
    ],
)
def test_order_by_counts_pharmacy_days(run_out_on: date, lead_days: int, expected: date) -> None:
    assert order_by(run_out_on, lead_days, is_weekend) == expected


def test_order_by_ends_where_a_calendar_is_never_open() -> None:
    assert order_by(date(2026, 9, 25), 3, lambda _: True) < date(2026, 9, 25)


def test_counting_down_keeps_what_is_not_counted_and_never_falls_below_nothing() -> None:
    on_hand = {"10": Decimal("1.5"), "5": Decimal(4)}
    assert count_down(on_hand, (("10", Decimal("0.5")),)) == {"10": 1, "5": 4}
    assert count_down(on_hand, (("10", Decimal(2)), ("20", Decimal(1)))) == {"10": 0, "5": 4}
    assert on_hand == {"10": Decimal("1.5"), "5": Decimal(4)}


@given(halves=st.integers(0, 60), days=st.integers(1, 30), mg=st.sampled_from([5, 10, 15, 20]))
def test_counting_dose_by_dose_runs_out_where_the_forecast_says(halves: int, days: int, mg: int) -> None:
    plan = steady({"10": Decimal(halves) / 2}, mg=mg)
    first = date(2026, 9, 7)
    doses = doses_on_dates(plan, first, first + timedelta(days=days - 1))
    left, covered = dict(plan.supply.on_hand), 0
    for dose in doses:
        after = count_down(left, dose.pieces)
        if sum(left.values()) - sum(after.values()) < Decimal(mg) / 10:
            break
        left, covered = after, covered + 1
    out = run_out(plan.supply.on_hand, doses)
    assert out == (doses[covered] if covered < len(doses) else None)
    needed = sum((count for dose in doses for _, count in dose.pieces), Decimal(0))
    assert ceil(needed) >= needed == Decimal(mg * days) / 10
