"""A plan document is read exactly, written back the same, and refused in one line that names the field."""

from __future__ import annotations

import copy
import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.document import PlanDocumentError, parse_plan, plan_document
from scheduler.domain.regimen import Ends, Form
from tests.examples import examples

FIXTURES = json.loads((Path(__file__).parent.parent / "data" / "plans.json").read_text(), parse_float=Decimal)

WHOLE: dict[str, Any] = {
    "medication": "baclofen",
    "timezone": "America/New_York",
    "start": "2026-12-01",
    "tablets": [{"strength_mg": 10, "pieces": 2}, {"strength_mg": None, "pieces": 1}],
    "liquid": {"mg_per_ml": 1, "smallest_ml": Decimal("0.5")},
    "steps": [
        {"days": 7, "doses": [{"at": "08:00", "mg": 20}, {"at": None, "mg": Decimal("2.5"), "when": "night"}]},
        {"from": "2026-12-08", "to": "2026-12-09", "cycle": [[{"at": "08:00", "mg": 5}], []], "form": "liquid"},
        {"days": 2, "daily_total_mg": 15},
        {"days": None, "doses": []},
    ],
    "ends": "hold",
    "as_needed": {"min_tablets": 1, "max_tablets": Decimal("1.5"), "times_per_day": 2, "max_daily_mg": 30},
    "context": {"reported_current_mg": 60, "plan_baseline_mg": 60, "egfr": 80, "market": "US", "flags": ["epilepsy"]},
    "supply": {"on_hand": {"10": 60, "ml": 300}, "refills": 4, "refill_quantity": 60, "next_visit": "2027-01-15"},
    "prescriber": "spasticity clinic",
}


def test_a_whole_document_is_read() -> None:
    plan = parse_plan(WHOLE)
    assert plan.start == date(2026, 12, 1)
    assert plan.steps[0].cycle[0][0].at == time(8)
    assert plan.steps[0].cycle[0][1].at is None
    assert plan.steps[1].days == 2
    assert plan.steps[1].form is Form.LIQUID
    assert plan.steps[2].cycle == ()
    assert plan.steps[2].daily_total_mg == 15
    assert plan.steps[3].days is None
    assert plan.ends is Ends.HOLD
    assert plan.supply.next_visit_on == date(2027, 1, 15)
    assert parse_plan(plan_document(plan)) == plan


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_the_worked_plans_come_back_the_same(fixture: dict[str, Any]) -> None:
    plan = parse_plan(fixture["plan"])
    written = plan_document(plan)
    assert parse_plan(written) == plan
    for key in ("medication", "timezone", "start", "tablets", "liquid", "steps", "ends"):
        assert written[key] == fixture["plan"][key]


def test_amounts_come_back_canonical_whatever_their_digits() -> None:
    document = WHOLE | {
        "steps": [{"days": 1, "doses": [{"at": "8:00", "mg": Decimal("10.00")}, {"at": "09:00:00", "mg": 2.5}]}]
    }
    plan = parse_plan(document | {"supply": {"on_hand": {"10.0": 5, "2.50": Decimal("1.50")}}, "ends": "stop"})
    steps: Any = plan_document(plan)["steps"]
    assert steps[0]["doses"] == [{"at": "08:00", "mg": 10}, {"at": "09:00", "mg": Decimal("2.5")}]
    assert isinstance(steps[0]["doses"][0]["mg"], int)
    assert dict(plan.supply.on_hand) == {"10": Decimal(5), "2.5": Decimal("1.5")}


def test_the_dates_and_times_of_toml_are_taken_as_they_are() -> None:
    steps = [{"from": date(2026, 12, 1), "days": 3, "doses": [{"at": time(8), "mg": 5}]}]
    plan = parse_plan({"medication": "baclofen", "start": date(2026, 12, 1), "steps": steps})
    assert plan.steps[0].to_on == date(2026, 12, 3)
    assert plan.steps[0].cycle[0][0].at == time(8)


def test_a_plan_that_does_not_say_how_it_ends_is_never_read_as_one_that_stops() -> None:
    counted = {"medication": "baclofen", "steps": [{"days": 3, "doses": [{"at": "08:00", "mg": 5}]}]}
    assert parse_plan(counted).ends is Ends.OPEN
    goes_on = {"medication": "baclofen", "steps": [{"doses": [{"at": "08:00", "mg": 5}]}]}
    assert parse_plan(goes_on).ends is Ends.HOLD


def test_a_dose_of_nothing_is_a_day_without() -> None:
    plan = parse_plan(
        WHOLE | {"steps": [{"days": 1, "doses": [{"at": "08:00", "mg": 0}]}, {"days": 1, "daily_total_mg": 0}]}
    )
    assert [step.cycle for step in plan.steps] == [((),), ((),)]
    assert plan.steps[1].daily_total_mg is None


def changed(path: list[str | int], value: object) -> dict[str, Any]:
    document = copy.deepcopy(WHOLE)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


BAD: list[tuple[list[str | int], object, str, str]] = [
    (["medication"], None, "medication", "name of the medicine"),
    (["medication"], "two\nlines", "medication", "one line"),
    (["timezone"], "Mars/Olympus", "timezone", "IANA time zone"),
    (["timezone"], "../../etc/passwd", "timezone", "IANA time zone"),
    (["timezone"], "Europe", "timezone", "IANA time zone"),
    (["timezone"], "localtime", "timezone", "IANA time zone"),
    (["timezone"], 5, "timezone", "not 5"),
    (["timezone"], "Z" * 5000, "timezone", "IANA"),
    (["start"], "2026-02-30", "start", "2026-02-30"),
    (["start"], "01/12/2026", "start", "a date such as"),
    (["start"], "9999-12-31", "start", "1970 to 2199"),
    (["start"], 20261201, "start", "a date such as"),
    (["tablets"], {"strength_mg": 10}, "tablets", "a list"),
    (["tablets", 0, "strength_mg"], 0, "tablets[1].strength_mg", "above 0"),
    (["tablets", 0, "strength_mg"], "10", "tablets[1].strength_mg", 'not "10"'),
    (["tablets", 0, "pieces"], 3, "tablets[1].pieces", "1 (whole only), 2 (halves) or 4 (quarters)"),
    (["tablets", 0, "piece"], 2, "tablets[1]", "known names are strength_mg, pieces"),
    (["liquid", "smallest_ml"], None, "liquid.smallest_ml", "above 0"),
    (["steps"], "none", "steps", "a list of steps"),
    (["steps", 0], 7, "steps[1]", "an object"),
    (["steps", 0, "days"], -3, "steps[1].days", "a whole number from 1 to 3660, not -3"),
    (["steps", 0, "days"], 0, "steps[1].days", "not 0"),
    (["steps", 0, "days"], Decimal("1.5"), "steps[1].days", "not 1.5"),
    (["steps", 0, "days"], True, "steps[1].days", "not true"),
    (["steps", 0, "days"], None, "steps[1].days", "only the last step"),
    (["steps", 0, "days"], Decimal("1e999999"), "steps[1].days", "a whole number"),
    (["steps", 0, "doses", 0, "at"], "25:00", "steps[1].doses[1].at", 'from 00:00 to 23:59, not "25:00"'),
    (["steps", 0, "doses", 0, "at"], "24:00", "steps[1].doses[1].at", "00:00 to 23:59"),
    (["steps", 0, "doses", 0, "at"], "08:60", "steps[1].doses[1].at", "00:00 to 23:59"),
    (["steps", 0, "doses", 0, "at"], time(8, 0, 30), "steps[1].doses[1].at", "00:00 to 23:59"),
    (["steps", 0, "doses", 0, "mg"], Decimal("NaN"), "steps[1].doses[1].mg", "not NaN"),
    (["steps", 0, "doses", 0, "mg"], Decimal("sNaN"), "steps[1].doses[1].mg", "a number"),
    (["steps", 0, "doses", 0, "mg"], Decimal("Infinity"), "steps[1].doses[1].mg", "not Infinity"),
    (["steps", 0, "doses", 0, "mg"], float("nan"), "steps[1].doses[1].mg", "not nan"),
    (["steps", 0, "doses", 0, "mg"], -5, "steps[1].doses[1].mg", "not -5"),
    (["steps", 0, "doses", 0, "mg"], Decimal("1e-999999"), "steps[1].doses[1].mg", "decimals"),
    (["steps", 0, "doses", 0, "mg"], Decimal("2.00001"), "steps[1].doses[1].mg", "at most 4 decimals"),
    (["steps", 0, "doses", 0, "mg"], 10**4000, "steps[1].doses[1].mg", "more than 40 digits"),
    (["steps", 0, "doses", 0, "mg"], None, "steps[1].doses[1].mg", "an amount in mg"),
    (["steps", 0, "doses", 1, "at"], "08:00", "steps[1].doses[2].at", "08:00 is there twice"),
    (["steps", 0, "doses"], None, "steps[1]", "one of doses, cycle or daily_total_mg"),
    (["steps", 0, "daily_total_mg"], 5, "steps[1]", "not doses and daily_total_mg"),
    (["steps", 1, "cycle"], [], "steps[2].cycle", "from 1 to 28 days"),
    (["steps", 1, "to"], "2026-12-07", "steps[2].to", "not before from"),
    (["steps", 1, "from"], None, "steps[2].from", "first date"),
    (["steps", 1, "days"], 9, "steps[2].days", "2, as from and to say"),
    (["steps", 1, "form"], "drops", "steps[2].form", '"tablets" or "liquid"'),
    (["ends"], "stop", "ends", "goes on"),
    (["ends"], "sometime", "ends", '"stop" or "hold" or "open"'),
    (["as_needed", "min_tablets"], 2, "as_needed.max_tablets", "not less than min_tablets"),
    (["as_needed", "times_per_day"], 0, "as_needed.times_per_day", "from 1 to 24"),
    (["context", "reported_current_mg"], "much", "context.reported_current_mg", 'not "much"'),
    (["context", "flags"], "pump", "context.flags", "a list"),
    (["context", "flags"], [1], "context.flags[1]", "words"),
    (["supply", "on_hand"], [60], "supply.on_hand", "amounts by strength"),
    (["supply", "on_hand"], {"ten": 60}, "supply.on_hand", 'not "ten"'),
    (["supply", "on_hand"], {"10": -1}, "supply.on_hand.10", "not -1"),
    (["supply", "on_hand"], {"10": 1, "10.0": 2}, "supply.on_hand.10", "once"),
    (["supply", "refills"], 1.5, "supply.refills", "a whole number"),
    (["dosis"], 1, "plan", "known names are"),
]


@pytest.mark.parametrize(("path", "value", "field", "says"), BAD)
def test_what_cannot_be_read_names_the_field_and_what_is_allowed(
    path: list[str | int], value: object, field: str, says: str
) -> None:
    with pytest.raises(PlanDocumentError) as caught:
        parse_plan(changed(path, value))
    assert caught.value.field == field
    assert says in caught.value.says
    assert str(caught.value) == f"{field}: {caught.value.says}"
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("data", [None, [], "plan", 5])
def test_what_is_no_object_is_no_plan(data: object) -> None:
    with pytest.raises(PlanDocumentError, match="plan: an object"):
        parse_plan(data)


def test_a_plan_without_steps_is_one_only_if_it_is_taken_as_needed() -> None:
    assert parse_plan(WHOLE | {"steps": []}).steps == ()
    with pytest.raises(PlanDocumentError, match="steps: at least one step"):
        parse_plan(WHOLE | {"steps": [], "as_needed": None})


def test_too_many_steps_or_days_are_refused() -> None:
    step = {"days": 3000, "doses": [{"at": "08:00", "mg": 5}]}
    with pytest.raises(PlanDocumentError, match="steps: at most 1000 steps, not 1000000"):
        parse_plan(WHOLE | {"steps": [step] * 1_000_000})
    with pytest.raises(PlanDocumentError, match="steps: at most 3660 days"):
        parse_plan(WHOLE | {"steps": [step, step], "ends": "stop"})


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.decimals()
    | st.dates()
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WHOLE, "days", "doses", "at", "mg"]), inner)
    ),
    max_leaves=12,
)


@given(key=st.sampled_from(sorted(WHOLE)), value=junk)
@examples(100)
def test_junk_is_read_or_refused_and_never_breaks(key: str, value: object) -> None:
    try:
        plan = parse_plan(WHOLE | {key: value})
    except PlanDocumentError as error:
        refusal: PlanDocumentError | None = error
    else:
        refusal = None
        assert parse_plan(plan_document(plan)) == plan
    assert refusal is None or len(str(refusal).splitlines()) == 1
