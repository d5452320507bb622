"""A plan file of any kind is read exactly, or refused in one line that names the place."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.exchange.drug_file import load_drug
from bot.exchange.pharmacy_days import closed_days, closed_in
from bot.exchange.plan_file import PlanFileError, read_document, read_plan
from bot.exchange.zones import country_of

PLAN: dict[str, Any] = {
    "medication": "baclofen",
    "timezone": "Europe/London",
    "start": "2026-09-07",
    "tablets": [{"strength_mg": 10, "pieces": 4}],
    "steps": [{"days": 7, "doses": [{"at": "08:00", "mg": 7.5}]}],
    "ends": "stop",
}
TOML = """
medication = "baclofen"
timezone = "Europe/London"
start = 2026-09-07
ends = "stop"

[[tablets]]
strength_mg = 10
pieces = 4

[[steps]]
days = 7
[[steps.doses]]
at = 08:00:00
mg = 7.5
"""


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def refused(path: str) -> str:
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert len(line) < 400
    return line


def test_json_and_toml_say_the_same_exactly(tmp_path: Path) -> None:
    plan = read_plan(write(tmp_path, "plan.json", json.dumps(PLAN)))
    assert plan == read_plan(write(tmp_path, "plan.toml", TOML))
    assert plan == read_plan(write(tmp_path, "marked.json", b"\xef\xbb\xbf" + json.dumps(PLAN).encode()))
    assert plan.steps[0].cycle[0][0].mg == Decimal("7.5")


def test_decimals_are_not_floats_on_the_way(tmp_path: Path) -> None:
    path = write(tmp_path, "plan.json", json.dumps(PLAN).replace("7.5", "0.1"))
    assert read_plan(path).steps[0].cycle[0][0].mg == Decimal("0.1")
    assert Decimal(str(read_document(write(tmp_path, "one.json", "0.1")))) == Decimal("0.1")


@pytest.mark.parametrize("content", [json.dumps(PLAN), TOML])
def test_standard_input_may_be_either(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert read_plan("-").medication == "baclofen"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("{", "not JSON at line 1, column 2"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"medication": "a", "medication": "b"}', '"medication" is there twice'),
        (b'{"medication": "baclof\xe8ne"}', "UTF-8 is wanted; byte 23"),
        ('{"medication": "baclofen"}'.encode("utf-16"), "UTF-8 is wanted; byte 1"),
        (b"\x00" * 64, "not JSON"),
        ("[" + " " * 10_000_000 + "]", "larger than 1024 KiB"),
        ('{"medication": "baclofen", "steps": [' + "1," * 400_000 + "1]}", "steps: at most 1000 steps, not 400001"),
        (json.dumps(PLAN).replace("7.5", "NaN"), "steps[1].doses[1].mg: a number from 0 to 5000"),
        (json.dumps(PLAN).replace("7.5", "-Infinity"), "steps[1].doses[1].mg"),
        (json.dumps(PLAN).replace("7.5", "1e99999999999999999999"), "steps[1].doses[1].mg"),
        (json.dumps(PLAN).replace("7.5", "9" * 100_000), "steps[1].doses[1].mg"),
        (json.dumps(PLAN).replace("7.5", "1e-400"), "steps[1].doses[1].mg"),
        (json.dumps(PLAN).replace("08:00", "25:00"), 'steps[1].doses[1].at: a time from 00:00 to 23:59, not "25:00"'),
        (json.dumps(PLAN).replace("Europe/London", "Europe/Atlantis"), "timezone: an IANA time zone"),
        (json.dumps(PLAN).replace('"days": 7', '"days": -7'), "steps[1].days: a whole number from 1 to 3660, not -7"),
        (json.dumps(PLAN).replace("baclofen", "\\ud800\\u001b[2J"), "medication: words on one line"),
        ("null", "plan: an object with names and values, not null"),
        ('"plan"', "plan: an object"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, content: str | bytes, says: str) -> None:
    path = write(tmp_path, "plan.json", content)
    line = refused(path)
    assert line.startswith("plan.json: " if len(path) > 120 else f"{path}: ")
    assert says in line


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a = ", "not TOML"),
        ("a = 1\na = 2", "not TOML"),
        ("a = " + "[" * 50_000, "nested too deeply"),
        (TOML.replace("mg = 7.5", "mg = nan"), "steps[1].doses[1].mg"),
        (TOML.replace("at = 08:00:00", "at = 08:00:30"), "steps[1].doses[1].at"),
        (TOML.replace("start = 2026-09-07", "start = 2026-09-07T08:00:00Z"), "start: a date such as"),
    ],
)
def test_the_same_for_toml(tmp_path: Path, content: str, says: str) -> None:
    assert says in refused(write(tmp_path, "plan.toml", content))


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "none.json")).endswith("no such file")
    assert refused(str(tmp_path)).endswith("a file is wanted, not a folder")
    assert "not a name for a file" in refused("a\x00b")
    assert "cannot be read" in refused("x" * 5000)
    assert "larger than" in refused("/dev/zero")


def test_the_drugs_data_file_is_in_order() -> None:
    drug = load_drug()
    assert drug.is_for("Baclofen")
    assert drug.limit("rate_block_mg_per_week").value == Decimal("52.5")
    assert drug.missed_dose["NHS_2H"].before_next_min == 120


def test_pharmacy_days_know_weekends_and_the_countrys_holidays() -> None:
    british, anywhere = closed_in("UK"), closed_in(None)
    assert british(date(2026, 12, 25))
    assert british(date(2026, 12, 26))
    assert british(date(2026, 12, 28))
    assert not british(date(2026, 12, 29))
    assert not anywhere(date(2026, 12, 25))
    assert anywhere(date(2026, 12, 27))
    assert closed_in("XX")(date(2026, 12, 27))
    assert not closed_in("XX")(date(2026, 12, 25))
    assert closed_days(None, "Europe/Berlin")(date(2026, 10, 3))
    assert closed_days("US", "Europe/Berlin")(date(2026, 11, 26))
    assert country_of("America/New_York") == "US"
    assert country_of("Etc/UTC") is None
