"""`stepdown escalation level`: a case in, the level out; bad input gets one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.escalation import app

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "plans.json").read_text())[
    "unconfirmed_dose"
]


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_every_worked_case(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    told = CliRunner().invoke(app, ["level", str(file)])
    assert (told.exit_code, told.stdout.strip()) == (0, case["draft_level"])
    document = json.loads(CliRunner().invoke(app, ["level", str(file), "--json"]).stdout)
    assert document["level"] == case["draft_level"]
    assert document["consecutive_unconfirmed"] == case["consecutive_unconfirmed"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[]", "JSON object"),
        ("{", "not JSON"),
        ('{"dose_times": []}', "dose_times"),
        ('{"dose_times": ["25:00"]}', "dose_times"),
        ('{"dose_times": ["08:00"], "now": 3}', "now"),
        (
            '{"dose_times": ["08:00"], "now": {"day": 0, "time": "08:00"}, "last_confirmed": {"day": 1, "time": "08:00"}}',
            "last_confirmed",
        ),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(text: str, named: str, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(text)
    told = CliRunner().invoke(app, ["level", str(file)])
    assert told.exit_code == 2
    assert named in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_missing_file(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["level", str(tmp_path / "none.json")]).exit_code == 2
