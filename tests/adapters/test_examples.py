"""The example plans that the README points at: readable, and as they are said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exchange.drug_file import load_drug
from bot.exchange.plan_file import read_plan
from scheduler.domain.review import activates, review
from scheduler.domain.timing import missing

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_taper_waits_only_for_a_start_and_a_zone() -> None:
    plan = read_plan(str(EXAMPLES / "taper.json"))
    assert set(missing(plan)) == {"start", "timezone"}
    assert activates(review(plan, load_drug()))


def test_the_as_needed_plan_is_blocked_for_what_it_is() -> None:
    findings = review(read_plan(str(EXAMPLES / "as-needed.json")), load_drug())
    assert not activates(findings)
    assert {"PRN_RANGE", "STRENGTH_MISSING"} <= {finding.rule for finding in findings}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_every_example_says_that_it_is_one(path: Path) -> None:
    assert "An example, never advice" in path.read_text("utf-8")
