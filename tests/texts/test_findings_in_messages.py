"""What the plan review finds is put into words in the message itself, from code and slots."""

from __future__ import annotations

import json

from bot.texts.render import render
from scheduler.domain.people import Wording
from tests.texts import sample

FOUND = {
    "level": "BLOCK",
    "rule": "BASELINE_MISMATCH",
    "step": None,
    "slots": {"reported_mg": "100", "baseline_mg": "50", "pct": "10"},
}


def test_a_finding_arrives_as_code_and_slots_and_leaves_as_words() -> None:
    text = render("plan-blocked", {"findings": json.dumps([FOUND])}, sample.setting(Wording.FULL, wide=True))
    assert "100 mg" in text
    assert "50 mg" in text


def test_discreetly_it_only_says_what_it_is_about() -> None:
    text = render("plan-blocked", {"findings": json.dumps([FOUND])}, sample.setting())
    assert "Why: that it does not fit what you take now." in text
    assert "mg" not in text


def test_the_same_rule_is_named_once_discreetly() -> None:
    text = render("plan-blocked", {"findings": json.dumps([FOUND, FOUND | {"step": 3}])}, sample.setting())
    assert text.count("does not fit what you take now") == 1


def test_a_rule_that_has_no_discreet_name_is_still_mentioned() -> None:
    text = render("plan-blocked", {"findings": json.dumps([FOUND | {"rule": "BRAND_NEW"}])}, sample.setting())
    assert "something that is not clear" in text


STEP = {"level": "INFO", "rule": "STEP_SIZE", "step": 2}
STEP_SLOTS = {"before_mg": "45", "now_mg": "40", "drop_mg": "5", "pct": "11.1", "small": "no"}


def test_the_same_finding_on_several_steps_is_told_once() -> None:
    found = [STEP | {"step": step, "slots": STEP_SLOTS} for step in (2, 3, 4)]
    text = render("plan-loaded", {"steps": "4", "findings": json.dumps(found)}, sample.setting(Wording.FULL, wide=True))
    assert text.count("- ") == 1
    assert "Step 2: " in text
    assert "(and 2 more like it)" in text


def test_what_blocks_leaves_no_room_for_lesser_things() -> None:
    found = [STEP | {"slots": STEP_SLOTS}, FOUND]
    text = render("plan-blocked", {"findings": json.dumps(found)}, sample.setting(Wording.FULL, wide=True))
    assert "100 mg" in text
    assert "45" not in text
