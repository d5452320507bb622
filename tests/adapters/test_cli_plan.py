"""`plan check|doses|supply` from the outside: the formats, the exit statuses, the words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.plan import app
from bot.texts.findings import say_finding, say_mark
from scheduler.domain.review import Finding, Level

FIXTURES = json.loads((Path(__file__).parent.parent / "data" / "plans.json").read_text())
BY_ID = {each["id"]: each for each in FIXTURES["plans"]}
SUDDEN = "A sudden change can be dangerous: do not stop suddenly, ring your prescriber."


def run(folder: Path, document: Any, *arguments: str) -> Result:
    path = folder / "plan.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    command, *options = arguments
    return CliRunner().invoke(app, [command, str(path), *options])


def answer(folder: Path, document: Any, *arguments: str, status: int = 0) -> Any:
    result = run(folder, document, *arguments, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_check_answers_as_the_worked_plans_expect(tmp_path: Path, fixture: dict[str, Any]) -> None:
    expected = fixture["expected"]["findings"]
    blocks = any(each["level"] == "BLOCK" for each in expected)
    got = answer(tmp_path, fixture["plan"], "check", status=int(blocks))
    assert got["activates"] is not blocks
    assert [{key: each[key] for key in ("level", "rule", "step")} for each in got["findings"]] == expected
    for each in got["findings"]:
        assert each["source"]
        assert each["mark"] == "draft, not yet signed by a clinician"
        assert (SUDDEN in each["says"]) == (each["level"] == "BLOCK")


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_supply_answers_as_the_worked_plans_expect(tmp_path: Path, fixture: dict[str, Any]) -> None:
    expected = fixture["expected"]
    result = run(tmp_path, fixture["plan"], "supply", "--json")
    assert result.exit_code == 0
    got = json.loads(result.stdout)
    for key in ("needed", "whole", "splits", "last_dose_on"):
        assert got[key] == expected[key]
    out = expected["first_dose_not_covered"]
    assert got["first_dose_not_covered"] == (None if out is None else {"date": out["date"], "at": out["at"]})
    # No float noise: whole numbers are whole, 192.5 is 192.5.
    assert f'"needed": {json.dumps(expected["needed"])}' in result.stdout or len(expected["needed"]) > 1


def test_supply_lists_the_refills(tmp_path: Path) -> None:
    fixture = BY_ID["p2b_fixed_60_weekly5"]
    expected = fixture["expected"]["refill_forecast"]["refills"]
    supply = {"on_hand": {"10": 60}, "refills": 4, "refill_quantity": 60, "lead_days": 3, "next_visit": "2026-09-30"}
    got = answer(tmp_path, fixture["plan"] | {"supply": supply}, "supply")
    assert got["refills"] == [{key: each[key] for key in each if key != "day"} for each in expected]
    assert got["order_by"] == "2026-09-14"
    assert got["days_short"] == 13
    assert [each["level"] for each in got["findings"]] == ["WARN"]


@pytest.mark.parametrize("fixture", FIXTURES["plans"], ids=lambda fixture: fixture["id"])
def test_doses_lists_every_dose(tmp_path: Path, fixture: dict[str, Any]) -> None:
    expected = fixture["expected"]
    got = answer(tmp_path, fixture["plan"], "doses")
    assert len(got) == expected["dose_events"]
    assert sum(each["mg"] for each in got) == expected["total_mg"]
    assert {each["step"] for each in got} == set(range(1, len(expected["daily_mg"]) + 1))
    for each in got:
        assert sum(float(key) * count for key, count in each["tablets"].items()) == each["mg"]


def plan(**more: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "medication": "baclofen",
        "timezone": "America/New_York",
        "start": "2026-12-01",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [{"days": None, "doses": [{"at": "08:00", "mg": 20}]}],
        "ends": "hold",
    }
    return document | more


def test_one_dose_has_the_agreed_names(tmp_path: Path) -> None:
    first, *others = answer(tmp_path, plan(), "doses")
    assert first == {
        "due_at": "2026-12-01T13:00:00Z",
        "date": "2026-12-01",
        "at": "08:00",
        "mg": 20,
        "tablets": {"10": 2},
        "step": 1,
    }
    assert len(others) == 13


def test_a_liquid_is_listed_in_ml(tmp_path: Path) -> None:
    liquid = {"mg_per_ml": 1, "smallest_ml": 0.5}
    steps = [{"days": 1, "doses": [{"at": "08:00", "mg": 2.5}]}]
    (dose,) = answer(tmp_path, plan(tablets=[], liquid=liquid, steps=steps, ends="stop"), "doses")
    assert dose["ml"] == 2.5
    assert "tablets" not in dose
    got = answer(
        tmp_path, plan(tablets=[], liquid=liquid, steps=steps, supply={"on_hand": {"ml": 300}}, ends="stop"), "supply"
    )
    assert (got["needed"], got["whole"], got["splits"]) == ({"ml": 2.5}, {"ml": 3}, 0)


@pytest.mark.parametrize(
    ("options", "first", "count"),
    [
        ([], "2026-12-01", 14),
        (["--days", "30"], "2026-12-01", 30),
        (["--days", "3"], "2026-12-01", 3),
        (["--from", "2026-12-10"], "2026-12-10", 14),
        (["--from", "2026-12-10", "--days", "2"], "2026-12-10", 2),
    ],
)
def test_from_and_days(tmp_path: Path, options: list[str], first: str, count: int) -> None:
    got = answer(tmp_path, plan(), "doses", *options)
    assert (got[0]["date"], len(got)) == (first, count)


@pytest.mark.parametrize("options", [["--days", "0"], ["--days", "x"], ["--days", "-1"], ["--from", "1.12."]])
def test_wrong_options_are_refused_in_one_line(tmp_path: Path, options: list[str]) -> None:
    result = run(tmp_path, plan(), "doses", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{options[0]}: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["check", "doses", "supply"])
@pytest.mark.parametrize(
    ("document", "says"),
    [
        (plan(timezone="Mars/Olympus"), "timezone: "),
        (plan(steps=[{"days": -1, "doses": []}]), "steps[1].days: "),
        (plan(steps=[{"days": 1, "doses": [{"at": "25:00", "mg": 5}]}]), "steps[1].doses[1].at: "),
        ("[" * 50_000, "nested too deeply"),
        ("[" + " " * 10_000_000 + "]", "larger than"),
        ("", "empty"),
    ],
    ids=["zone", "days", "time", "deep", "large", "empty"],
)
def test_bad_input_is_one_line_and_status_2(tmp_path: Path, command: str, document: Any, says: str) -> None:
    for options in ([], ["--json"]):
        result = run(tmp_path, document, command, *options)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert says in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_gap_names_its_dates_and_the_doses_are_still_listed(tmp_path: Path) -> None:
    doses = [{"at": "08:00", "mg": 5}]
    steps = [
        {"from": "2026-09-07", "to": "2026-09-13", "doses": doses},
        {"from": "2026-09-16", "to": "2026-10-22", "doses": doses},
    ]
    document = plan(start=None, steps=steps, ends="stop")
    got = answer(tmp_path, document, "check", status=1)
    (gap,) = [each for each in got["findings"] if each["rule"] == "GAP"]
    assert (gap["level"], gap["dates"]) == ("BLOCK", ["2026-09-14", "2026-09-15"])
    assert len(answer(tmp_path, document, "doses")) == 44


def test_an_amount_that_cannot_be_made_is_status_1(tmp_path: Path) -> None:
    document = plan(steps=[{"days": 7, "doses": [{"at": "08:00", "mg": 7}]}], ends="stop")
    assert "DIVISIBILITY" in {each["rule"] for each in answer(tmp_path, document, "check", status=1)["findings"]}
    got = run(tmp_path, document, "doses", "--json")
    assert got.exit_code == 1
    assert json.loads(got.stdout)[0]["tablets"] is None
    assert got.stderr == "step 1: 7 mg cannot be made from the tablets or the liquid of this plan\n"
    assert run(tmp_path, document, "supply").exit_code == 1


def test_what_is_still_to_be_given_is_named(tmp_path: Path) -> None:
    document = plan(start=None, timezone=None)
    got = answer(tmp_path, document, "check")
    assert got["missing"] == ["timezone", "start"]
    for command, wanted in (("doses", "timezone, start"), ("supply", "start")):
        result = run(tmp_path, document, command)
        assert result.exit_code == 1
        assert f"{wanted}: still to be given" in result.stderr
    assert answer(tmp_path, plan(timezone=None), "supply")["needed"] == {"10": 28}


def as_needed() -> dict[str, Any]:
    return {
        "medication": "baclofen",
        "timezone": "America/New_York",
        "start": "2026-09-07",
        "tablets": [{"strength_mg": None}],
        "as_needed": {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4},
        "supply": {"on_hand": {"unknown": 60}, "refills": 4, "refill_quantity": 60, "next_visit": "2026-09-27"},
    }


def test_an_as_needed_plan_is_never_scheduled_and_its_rates_are_told(tmp_path: Path) -> None:
    expected = FIXTURES["as_needed"]
    got = answer(tmp_path, as_needed(), "check", status=1)
    assert [(each["rule"], each["level"]) for each in got["findings"]] == [
        (each["rule"], each["level"]) for each in expected["lint_expected"]
    ]
    assert answer(tmp_path, as_needed(), "doses") == []
    rates = answer(tmp_path, as_needed(), "supply")["rates"]
    for rate, scenario in zip(rates, expected["scenarios"], strict=True):
        assert rate["tablets_per_day"] == scenario["tablets_per_day"]
        assert rate["full_days"] == scenario["full_days_covered"]
        assert rate["days_short"] == scenario["days_short_if_next_visit_is_day_21"]
        first = rate["first_dose_not_covered"]
        assert {"day": first["day"], "dose_no": first["dose_no"]} == scenario["first_dose_not_covered"]


@pytest.mark.parametrize(
    "fixture", [*FIXTURES["plans"], {"id": "as_needed", "plan": as_needed()}], ids=lambda each: each["id"]
)
@pytest.mark.parametrize("command", ["check", "doses", "supply"])
def test_every_command_has_something_to_read_for_people(tmp_path: Path, command: str, fixture: dict[str, Any]) -> None:
    result = run(tmp_path, fixture["plan"], command)
    assert result.exit_code in (0, 1)
    assert len(result.stdout.split()) > 5
    assert "Traceback" not in result.output
    if command == "check":
        assert ("draft" in result.stdout) or "No findings" in result.stdout


def every_finding() -> Iterator[Finding]:
    names = """
        reported_mg baseline_mg pct before_mg now_mg drop_mg small days limit_days rate_mg limit_mg ends start end hours
        limit_h egfr limit amounts strength_mg first_on last_on written flag kind on on_hand slow_days slow_rate
        fast_days fast_rate when
    """
    slots = dict.fromkeys(names.split(), "1")
    table = {
        "MAX_DAILY": "WB", "BASELINE_MISMATCH": "B", "STEP_SIZE": "IWB", "STEP_LENGTH": "IWB", "RATE": "WB",
        "TOTAL_LENGTH": "IWB", "FINAL_STEP": "WB", "GAP": "B", "OVERLAP": "B", "TEXT_MISMATCH": "B", "INCREASE": "W",
        "DIVISIBILITY": "WB", "DOSES": "I", "INTERVAL": "IWB", "SINGLE_DOSE": "W", "RENAL": "IWB", "PRN_RANGE": "WB",
        "STRENGTH_MISSING": "B", "STEP_DAY": "I", "SUPPLY": "IW", "END_NOT_ZERO": "I", "OUT_OF_SCOPE": "IWB",
    }  # fmt: skip
    levels = {"I": Level.INFO, "W": Level.WARN, "B": Level.BLOCK}
    for rule, letters in table.items():
        for letter in letters:
            yield Finding(levels[letter], rule, None, slots, "a source", "draft")


@pytest.mark.parametrize("finding", list(every_finding()), ids=lambda each: f"{each.rule}-{each.level.value}")
def test_every_finding_has_words_that_advise_nothing(finding: Finding) -> None:
    said = say_finding(finding)
    assert say_mark(finding) == "draft, not yet signed by a clinician"
    if finding.level is Level.BLOCK:
        assert "Not activated" in said
        assert said.endswith(SUDDEN)
    plain = said.replace(SUDDEN, "").lower()
    for advice in ("take more", "take less", "restart", "double", "stop", "reduce", "increase your", "skip"):
        assert advice not in plain
