"""The plan review against the worked plans, and each rule at its edges."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.document import parse_plan
from scheduler.domain.drug import Drug, DrugDataError, drug_from
from scheduler.domain.regimen import Plan
from scheduler.domain.review import Finding, Level, activates, releasable, review
from scheduler.domain.review_calendar import review_calendar

ROOT = Path(__file__).parent.parent.parent
FIXTURES = json.loads((ROOT / "tests" / "data" / "plans.json").read_text(), parse_float=Decimal)
DATA = tomllib.loads((ROOT / "scheduler" / "drugs" / "baclofen.toml").read_text(), parse_float=Decimal)
DRUG: Drug = drug_from(DATA)


def found(plan: Plan) -> list[tuple[str, str, int | None]]:
    return [(finding.level.value, finding.rule, finding.step) for finding in review(plan, DRUG)]


def levels(plan: Plan, rule: str) -> list[tuple[str, int | None]]:
    return [(level, step) for level, name, step in found(plan) if name == rule]


def step(days: int | None, *amounts: float, at: str = "08:00 14:00 20:00", **more: object) -> dict[str, Any]:
    times = at.split()
    doses = [{"at": time, "mg": mg} for time, mg in zip(times, amounts, strict=False)]
    return {"days": days, "doses": doses, **more}


def plan_of(*steps: dict[str, Any], **more: Any) -> Plan:
    context = {"reported_current_mg": None, "months_on_drug": 12, **more.pop("context", {})}
    document: dict[str, Any] = {
        "medication": "baclofen",
        "timezone": "Europe/London",
        "start": "2026-09-07",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": list(steps),
        "ends": "stop",
        "context": context,
    }
    return parse_plan(document | more)


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_the_worked_plans_have_exactly_the_expected_findings(fixture: dict[str, Any]) -> None:
    expected = [(each["level"], each["rule"], each["step"]) for each in fixture["expected"]["findings"]]
    assert found(parse_plan(fixture["plan"])) == expected


def test_the_thresholds_are_the_ones_of_the_worked_plans() -> None:
    drafts = dict(FIXTURES["thresholds"])
    drafts.pop("status")
    for market, value in drafts.pop("label_max").items():
        assert DRUG.label_max[market].value == value
    for name, value in drafts.items():
        assert DRUG.limit(name).value == value, name


def as_received() -> Plan:
    return parse_plan(
        {
            "medication": "baclofen",
            "timezone": "America/New_York",
            "start": "2026-09-07",
            "tablets": [{"strength_mg": None, "pieces": 1}],
            "as_needed": {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4},
            "supply": {"on_hand": {"unknown": 60}, "refills": 4, "refill_quantity": 60, "next_visit": "2026-09-27"},
        }
    )


def test_the_as_needed_plan_has_exactly_the_expected_findings() -> None:
    expected = [(each["level"], each["rule"], each["step"]) for each in FIXTURES["as_needed"]["lint_expected"]]
    assert found(as_received()) == expected
    supply = review(as_received(), DRUG)[-1].slots
    assert (supply["on_hand"], supply["slow_days"], supply["fast_days"]) == ("60", "15", "7.5")


def bad_plan(case: dict[str, Any]) -> Plan:
    """A bad case in its short form as a whole plan; what it leaves open is chosen to add nothing of its own."""
    tablets = [
        {"strength_mg": each["strength_mg"], "pieces": int(1 / each["smallest_fraction"])}
        for each in case.get("tablets", [])
    ]
    steps = []
    for each in case.get("steps", [{"days": 30, "daily_mg": case.get("dose_mg")}]):
        amount = each["daily_mg"]
        doses = [{"at": "08:00", "mg": amount}] if amount else []
        dates = {"from": each["start"], "to": each["end"]} if "start" in each else {"days": each["days"]}
        steps.append(dates | {"doses": doses})
    return plan_of(
        *steps,
        start=None if "start" in case.get("steps", [{}])[0] else "2026-09-07",
        tablets=tablets or [{"strength_mg": 10, "pieces": 2}],
        context={"reported_current_mg": case.get("reported_current_mg")},
    )


@pytest.mark.parametrize("case", FIXTURES["bad"], ids=lambda case: case["id"])
def test_the_bad_plans_are_blocked(case: dict[str, Any]) -> None:
    findings = review(bad_plan(case), DRUG)
    got = {(finding.rule, finding.level.value) for finding in findings}
    assert {(each["rule"], each["level"]) for each in case["expect"]} <= got
    assert not activates(findings)
    for each in case["expect"]:
        if "dates" in each:
            (gap,) = [finding for finding in findings if finding.rule == each["rule"]]
            assert [gap.slots["first_on"], gap.slots["last_on"]] == each["dates"]


@pytest.mark.parametrize(
    ("reported", "baseline", "blocks"),
    [
        (55, 50, False),
        (56, 50, True),
        (45, 50, True),
        (50, 50, False),
        (10, 0, True),
        (0, 0, False),
        (None, 50, False),
        (50, None, False),
    ],
)
def test_baseline_mismatch(reported: int | None, baseline: int | None, blocks: bool) -> None:
    plan = plan_of(step(30, 5), context={"reported_current_mg": reported, "plan_baseline_mg": baseline})
    assert levels(plan, "BASELINE_MISMATCH") == ([("BLOCK", 1)] if blocks else [])


@pytest.mark.parametrize(
    ("before", "now", "level"),
    [
        (50, 45, None),
        (50, Decimal("44.5"), "INFO"),
        (60, 45, "INFO"),
        (100, Decimal("84.5"), "WARN"),
        (100, 85, "INFO"),
        (40, 30, "INFO"),
        (30, 20, "WARN"),
        (40, 20, "BLOCK"),
        (Decimal("30.5"), 15, "BLOCK"),
        (30, 15, "WARN"),
        (20, 0, "BLOCK"),
        (16, 0, "BLOCK"),
        (15, 0, "INFO"),
        (15, 5, "INFO"),
        (10, 5, "INFO"),
        (Decimal("15.5"), 10, "WARN"),
        (300, 0, "BLOCK"),
        (20, 20, None),
        (20, 25, None),
    ],
)
def test_step_size(before: Decimal, now: Decimal, level: str | None) -> None:
    plan = plan_of({"days": 30, "daily_total_mg": now}, context={"reported_current_mg": before})
    assert levels(plan, "STEP_SIZE") == ([(level, 1)] if level else [])


def test_step_size_falls_back_on_the_prescribers_figure_and_looks_at_each_step() -> None:
    plan = plan_of(step(30, 40), step(30, 20), step(30, 10), context={"plan_baseline_mg": 80})
    assert levels(plan, "STEP_SIZE") == [("BLOCK", 1), ("BLOCK", 2), ("WARN", 3)]
    assert levels(plan_of(step(30, 40)), "STEP_SIZE") == []


def test_cycles_count_with_their_mean_for_size_and_with_their_largest_day_for_limits() -> None:
    day = [{"at": "08:00", "mg": 10}, {"at": "20:00", "mg": 10}]
    light = [{"at": "08:00", "mg": 10}]
    plan = plan_of(step(30, 10, 10), {"days": 30, "cycle": [day, light]}, context={"reported_current_mg": 20})
    assert levels(plan, "STEP_SIZE") == [("INFO", 2)]
    (size,) = [finding for finding in review(plan, DRUG) if finding.rule == "STEP_SIZE"]
    assert (size.slots["before_mg"], size.slots["now_mg"], size.slots["pct"]) == ("20", "15", "25")
    assert levels(plan, "FINAL_STEP") == [("BLOCK", 2)]
    alternate = plan_of({"days": 30, "cycle": [[{"at": "08:00", "mg": 5}], []]})
    assert levels(alternate, "FINAL_STEP") == []
    heavy = plan_of({"days": 30, "cycle": [[{"at": "08:00", "mg": 70}, {"at": "20:00", "mg": 60}], []]})
    assert levels(heavy, "MAX_DAILY") == [("BLOCK", 1)]


@pytest.mark.parametrize(
    ("days", "months", "level"),
    [
        (1, 1, "BLOCK"),
        (2, 1, "INFO"),
        (6, 1, "INFO"),
        (7, 1, None),
        (2, 3, "WARN"),
        (6, None, "WARN"),
        (6, Decimal("2.9"), "INFO"),
    ],
)
def test_step_length(days: int, months: Decimal | None, level: str | None) -> None:
    plan = plan_of(step(days, 5), step(30, 5), context={"months_on_drug": months})
    assert levels(plan, "STEP_LENGTH") == ([(level, 1)] if level else [])


def test_step_length_leaves_out_a_last_step_that_goes_on_or_has_nothing() -> None:
    assert levels(plan_of(step(30, 5), step(None, 5), ends="hold"), "STEP_LENGTH") == []
    assert levels(plan_of(step(30, 5), step(3, 5), ends="hold"), "STEP_LENGTH") == []
    assert levels(plan_of(step(30, 5), step(1)), "STEP_LENGTH") == []
    assert levels(plan_of(step(30, 5), step(3, 5), ends="open"), "STEP_LENGTH") == [("WARN", 2)]


@pytest.mark.parametrize(
    ("current", "days", "last", "months", "level"),
    [
        (45, 28, 5, 12, None),
        (46, 28, 5, 12, "WARN"),
        (46, 28, 5, 2, None),
        (46, 28, 5, None, "WARN"),
        (115, 14, 10, 2, None),
        (116, 14, 10, 2, "BLOCK"),
        (5, 14, 10, 12, None),
    ],
)
def test_rate(current: int, days: int, last: int, months: int | None, level: str | None) -> None:
    plan = plan_of(step(days, last), context={"reported_current_mg": current, "months_on_drug": months})
    assert levels(plan, "RATE") == ([(level, None)] if level else [])


def test_days_after_the_last_dose_do_not_make_a_plan_slower_or_longer() -> None:
    plan = plan_of(step(6, 10), step(300), context={"reported_current_mg": 80})
    assert levels(plan, "RATE") == [("BLOCK", None)]
    assert levels(plan, "TOTAL_LENGTH") == [("BLOCK", None)]
    assert levels(plan, "FINAL_STEP") == [("WARN", 1)]


@pytest.mark.parametrize(
    ("days", "months", "level"),
    [
        (6, 1, "BLOCK"),
        (7, 1, "INFO"),
        (13, 1, "INFO"),
        (14, 1, None),
        (13, 3, "WARN"),
        (20, None, "WARN"),
        (21, 3, None),
    ],
)
def test_total_length(days: int, months: int | None, level: str | None) -> None:
    plan = plan_of(step(days, 5), context={"months_on_drug": months})
    assert levels(plan, "TOTAL_LENGTH") == ([(level, None)] if level else [])
    assert levels(plan_of(step(days, 5), ends="open", context={"months_on_drug": months}), "TOTAL_LENGTH") == []


@pytest.mark.parametrize(("amount", "level"), [(5, None), (6, "WARN"), (15, "WARN"), (16, "BLOCK")])
def test_final_step(amount: int, level: str | None) -> None:
    assert levels(plan_of(step(30, amount)), "FINAL_STEP") == ([(level, 1)] if level else [])
    for ends in ("hold", "open"):
        assert levels(plan_of(step(30, amount), ends=ends), "FINAL_STEP") == []
        assert levels(plan_of(step(30, amount), ends=ends), "END_NOT_ZERO") == [("INFO", 1)]


def test_increase_also_from_what_is_taken_now() -> None:
    plan = plan_of(step(30, 10), step(30, 5), step(30, 10), context={"reported_current_mg": 5})
    assert levels(plan, "INCREASE") == [("WARN", 1), ("WARN", 3)]


@pytest.mark.parametrize(
    ("market", "total", "level"),
    [
        ("US", 80, None),
        ("US", 85, "WARN"),
        ("CA", 85, "WARN"),
        ("UK", 100, None),
        ("gb", 101, "WARN"),
        ("AU", 101, "WARN"),
        ("FR", 120, None),
        ("FR", 121, "BLOCK"),
        ("DE", 80, "WARN"),
        ("US", 121, "BLOCK"),
        ("XX", 120, None),
        (None, 120, None),
        (None, 300, "BLOCK"),
    ],
)
def test_max_daily(market: str | None, total: int, level: str | None) -> None:
    plan = plan_of({"days": 30, "daily_total_mg": total}, context={"market": market})
    assert levels(plan, "MAX_DAILY") == ([(level, 1)] if level else [])


def test_single_doses_and_one_dose_a_day() -> None:
    plan = plan_of(step(30, 30, 31), step(30, 35), step(30, 10), step(30, 10, 5))
    assert levels(plan, "SINGLE_DOSE") == [("WARN", 1), ("WARN", 2)]
    assert levels(plan, "DOSES") == [("INFO", 2)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("08:00 14:00 20:00", []),
        ("08:00 12:00 20:00", []),
        ("08:00 11:59 20:00", ["WARN"]),
        ("08:00 10:00 20:00", ["WARN"]),
        ("08:00 09:59 20:00", ["BLOCK"]),
        ("08:00 19:00", ["INFO"]),
        ("08:00 20:00", []),
        ("08:00 11:00 19:00", ["WARN", "INFO"]),
        ("00:30 12:00 23:30", ["BLOCK"]),
        ("08:00", []),
    ],
)
def test_intervals_and_nights(at: str, expected: list[str]) -> None:
    plan = plan_of(step(30, *[5] * len(at.split()), at=at))
    assert [level for level, _ in levels(plan, "INTERVAL")] == expected


def test_the_night_between_two_steps_counts_as_well() -> None:
    plan = plan_of(step(30, 5, 5, at="10:00 23:30"), step(30, 5, 5, at="00:30 12:30"))
    assert levels(plan, "INTERVAL") == [("BLOCK", 2)]


@pytest.mark.parametrize(
    ("egfr", "total", "level"),
    [(60, 40, None), (59, 15, "INFO"), (59, 20, "WARN"), (30, 20, "WARN"), (29, 5, "BLOCK"), (None, 40, None)],
)
def test_renal(egfr: int | None, total: int, level: str | None) -> None:
    plan = plan_of({"days": 30, "daily_total_mg": total}, context={"egfr": egfr})
    assert levels(plan, "RENAL") == ([(level, None)] if level else [])


def test_divisibility() -> None:
    whole_only = [{"strength_mg": 10, "pieces": 1}]
    assert levels(plan_of(step(30, 10), step(30, 5, 7), step(30, 7)), "DIVISIBILITY") == [("BLOCK", 2), ("BLOCK", 3)]
    assert levels(plan_of(step(30, 5), tablets=whole_only), "DIVISIBILITY") == [("BLOCK", 1)]
    assert levels(plan_of({"days": 30, "daily_total_mg": 7}), "DIVISIBILITY") == [("BLOCK", 1)]
    assert levels(plan_of({"days": 30, "daily_total_mg": 35}), "DIVISIBILITY") == []
    liquid = {"mg_per_ml": 1, "smallest_ml": Decimal("0.5")}
    assert levels(plan_of(step(30, 7), liquid=liquid, tablets=[]), "DIVISIBILITY") == []
    assert levels(plan_of(step(30, 7, form="liquid"), liquid=liquid), "DIVISIBILITY") == []
    assert levels(plan_of(step(30, 7.25, form="liquid"), liquid=liquid), "DIVISIBILITY") == [("BLOCK", 1)]


def test_half_of_a_tablet_without_a_score_line_is_pointed_out() -> None:
    five = [{"strength_mg": 5, "pieces": 2}]
    assert levels(plan_of(step(30, 2.5), tablets=five), "DIVISIBILITY") == [("WARN", 1)]
    assert levels(plan_of(step(30, 5), tablets=five), "DIVISIBILITY") == []
    quarters = [{"strength_mg": 10, "pieces": 4}]
    assert levels(plan_of(step(30, 2.5), tablets=quarters), "DIVISIBILITY") == [("WARN", 1)]
    assert levels(plan_of(step(30, 5), tablets=quarters), "DIVISIBILITY") == []
    german = [{"strength_mg": 25, "pieces": 4}]
    assert levels(plan_of(step(30, 6.25), tablets=german, context={"market": "DE"}), "DIVISIBILITY") == []


def test_gaps_and_overlaps_name_their_dates() -> None:
    dated: list[dict[str, Any]] = [
        {"from": "2026-09-07", "to": "2026-09-13", "doses": [{"at": "08:00", "mg": 20}]},
        {"from": "2026-09-16", "to": "2026-09-20", "doses": [{"at": "08:00", "mg": 15}]},
        {"from": "2026-09-19", "to": "2026-10-20", "doses": [{"at": "08:00", "mg": 10}]},
        {"days": 14, "doses": [{"at": "08:00", "mg": 5}]},
    ]
    findings = [each for each in review(plan_of(*dated), DRUG) if each.rule in {"GAP", "OVERLAP"}]
    assert [(each.rule, each.step, each.slots["first_on"], each.slots["last_on"]) for each in findings] == [
        ("GAP", 2, "2026-09-14", "2026-09-15"),
        ("OVERLAP", 3, "2026-09-19", "2026-09-20"),
    ]
    assert levels(plan_of(*dated[:1], start="2026-09-05"), "GAP") == [("BLOCK", 1)]
    assert levels(plan_of(*dated[:1], start="2026-09-09"), "OVERLAP") == [("BLOCK", 1)]
    assert levels(plan_of(dated[1], dated[0]), "OVERLAP") == [("BLOCK", 2)]
    assert levels(plan_of(*dated[:1], start=None), "GAP") == []


def test_as_needed_beside_steps_is_pointed_out_and_keeps_the_steps() -> None:
    part = {"min_mg": 5, "max_mg": 10, "times_per_day": 2}
    plan = plan_of(step(30, 5), as_needed=part)
    assert levels(plan, "PRN_RANGE") == [("WARN", None)]
    assert activates(review(plan, DRUG))


def test_the_most_of_an_as_needed_part_is_held_against_the_limits() -> None:
    part = {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4}
    twenty = [{"strength_mg": 20, "pieces": 1}]
    plan = plan_of(as_needed=part, tablets=twenty, context={"market": "US"})
    assert levels(plan, "MAX_DAILY") == [("BLOCK", None)]
    assert (
        levels(plan_of(as_needed=part | {"max_daily_mg": 80}, tablets=twenty, context={"market": "US"}), "MAX_DAILY")
        == []
    )


def test_an_unknown_strength_blocks() -> None:
    unknown = [{"strength_mg": None, "pieces": 1}]
    for plan in (
        plan_of(step(30, 5), tablets=unknown),
        plan_of(step(30, 5), tablets=[]),
        plan_of(step(30, 5, form="liquid")),
    ):
        assert levels(plan, "STRENGTH_MISSING") == [("BLOCK", None)]
        assert not releasable(review(plan, DRUG))


@pytest.mark.parametrize(
    ("flag", "level"),
    [
        ("pump", "BLOCK"),
        ("Intrathecal Pump", "BLOCK"),
        ("pregnancy", "WARN"),
        ("epilepsy", "WARN"),
        ("under_18", "WARN"),
        ("left-handed", "WARN"),
    ],
)
def test_whom_the_review_was_not_made_for(flag: str, level: str) -> None:
    assert levels(plan_of(step(30, 5), context={"flags": [flag]}), "OUT_OF_SCOPE") == [(level, None)]


@pytest.mark.parametrize(("name", "is_known"), [("Baclofen", True), ("Lioresal 10 mg", True), ("prednisone", False)])
def test_another_medicine_is_out_of_scope(name: str, is_known: bool) -> None:
    assert levels(plan_of(step(30, 5), medication=name), "OUT_OF_SCOPE") == ([] if is_known else [("BLOCK", None)])


@pytest.mark.parametrize(
    ("on_hand", "visit", "level"),
    [
        (56, None, "WARN"),
        (64, None, "INFO"),
        (119, None, "INFO"),
        (120, None, None),
        (200, "2026-10-02", "WARN"),
        (200, "2026-10-01", None),
    ],
)
def test_the_supply_of_an_as_needed_plan(on_hand: int, visit: str | None, level: str | None) -> None:
    part = {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4}
    supply = {"on_hand": {"10": on_hand}, "next_visit": visit}
    assert levels(plan_of(as_needed=part, supply=supply), "SUPPLY") == ([(level, None)] if level else [])


def test_supply_is_not_part_of_the_review_of_a_scheduled_plan() -> None:
    assert levels(plan_of(step(30, 5), supply={"on_hand": {"10": 1}}), "SUPPLY") == []


def test_a_change_on_or_before_a_closed_day_is_noted_beside_the_review() -> None:
    plan = plan_of(step(4, 20), step(1, 15), step(3, 15), step(7, 10), context={"reported_current_mg": 20})

    def is_weekend(on: date) -> bool:
        return on.weekday() >= 5

    notes = list(review_calendar(plan, DRUG, is_weekend))
    # Monday the 7th keeps the amount; Friday the 11th changes it, Saturday the 12th does not; Tuesday the 15th is open.
    assert [(note.level, note.rule, note.step, note.slots["on"], note.slots["when"]) for note in notes] == [
        (Level.INFO, "STEP_DAY", 2, "2026-09-11", "next")
    ]
    assert next(review_calendar(plan, DRUG, lambda on: on == date(2026, 9, 15))).slots["when"] == "same"
    assert "STEP_DAY" not in {rule for _, rule, _ in found(plan)}


@pytest.mark.parametrize("rule", ["GAP", "OVERLAP", "DIVISIBILITY", "PRN_RANGE", "STRENGTH_MISSING"])
def test_what_needs_another_plan_is_never_released(rule: str) -> None:
    blocked = [Finding(Level.BLOCK, rule, 1)]
    assert not activates(blocked)
    assert not releasable(blocked)
    assert releasable([Finding(Level.BLOCK, "STEP_SIZE", 1), Finding(Level.WARN, rule, 1)])


def test_every_finding_has_a_source_and_the_mark_of_a_draft() -> None:
    plans = [parse_plan(each["plan"]) for each in FIXTURES["plans"]] + [as_received()]
    findings = [finding for plan in plans for finding in review(plan, DRUG)]
    assert len(findings) > 60
    assert all(finding.source and finding.mark == "draft" for finding in findings)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("thresholds.single_drop_warn_mg.value", "15", "thresholds.single_drop_warn_mg.value: a number"),
        ("thresholds.single_drop_warn_mg.value", 15.5, "exact decimal"),
        ("thresholds.single_drop_warn_mg.source", ["S99"], "keys of .sources., not S99"),
        ("thresholds.single_drop_warn_mg.source", [], "not nothing"),
        ("thresholds.single_drop_warn_mg.mark", "sure", '"seen" or "general"'),
        ("flags", [], "flags: a table"),
        ("name", "", "name: text"),
    ],
)
def test_a_data_file_that_is_not_in_order_says_where(path: str, value: object, says: str) -> None:
    data: Any = tomllib.loads((ROOT / "scheduler" / "drugs" / "baclofen.toml").read_text(), parse_float=Decimal)
    *keys, last = path.split(".")
    place = data
    for key in keys:
        place = place[key]
    place[last] = value
    with pytest.raises(DrugDataError, match=says):
        drug_from(data)


def test_a_threshold_that_is_not_there_is_named() -> None:
    with pytest.raises(DrugDataError, match=r"thresholds\.nothing: missing"):
        DRUG.limit("nothing")
