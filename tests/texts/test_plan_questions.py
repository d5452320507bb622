"""Every question about a plan, with and without what could not be used: short, discreet, and never asking for a bare digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.texts
from bot.texts.render import render
from bot.texts.segments import count_segments, is_gsm7
from scheduler.domain.people import Wording
from scheduler.talk.plan_standing import WORD_CODES
from tests.texts import sample
from tests.texts.never_said import ADVICE, PRAISE_OR_BLAME
from tests.texts.test_texts import CARRIER_WORDS, LEAKS

NEEDS = (
    *(
        "medicine",
        "strength",
        "pieces",
        "start",
        "times",
        "split",
        "split_step",
        "current",
        "step",
        "next_step",
        "who_day",
    ),
    *("reason", "how", "read_back_name", "read_back_number", "read_back_own_number", "read_back_time"),
)
ASKED = [("plan-ask", code) for code in WORD_CODES] + [("plan-need", code) for code in NEEDS]
WRITTEN = (Path(bot.texts.__file__).parent / "en" / "plantalk.ftl").read_text("utf-8")


@pytest.mark.parametrize(("kind", "about"), ASKED)
@pytest.mark.parametrize("said", [None, sample.LONG_WORDS])
def test_each_question_fits_and_gives_nothing_away(kind: str, about: str, said: str | None) -> None:
    assert f"[{about}]" in WRITTEN
    slots = {"about": about, "count": "3", "step": "2", "quote": "a few days until it settles"}
    slots |= {"said": said} if said else {}
    for wording in Wording:
        text = render(kind, slots, sample.setting(wording))
        assert count_segments(text) <= 2
        assert is_gsm7(text)
        assert not ADVICE.search(text)
        assert not PRAISE_OR_BLAME.search(text)
        assert not CARRIER_WORDS.search(text)
    assert not LEAKS.search(render(kind, slots, sample.setting()))


def test_amounts_are_asked_for_with_their_unit() -> None:
    for kind, about in (
        ("plan-ask", "strength"),
        ("plan-need", "strength"),
        ("plan-need", "current"),
        ("plan-ask", "start_dose"),
    ):
        assert "unit" in render(kind, {"about": about}, sample.setting())
    assert not re.search(r"\b(?:text|send) (?:1|2|3) ", WRITTEN, re.IGNORECASE)
