"""Check-ins in one message: the numbers are answers, and nothing in them is danger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from bot.reading.context import ReadingContext
from bot.reading.scales import numbers_in
from bot.reading.symptoms import Tier
from bot.reading.understand import understand
from scheduler.domain.reply import Intent

ASKED = ReadingContext(datetime(2027, 1, 5, 9, tzinfo=UTC), "Europe/London", (), (), question="check_in")
STIFFNESS = replace(ASKED, question="stiffness")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0 4 6 1", "0 4 6 1"),
        ("0,4,6,1", "0 4 6 1"),
        ("0 - 4 - 6 - 1", "0 4 6 1"),
        ("0 8W 6 1", "0 8w 6 1"),
        ("0 w 12 0", "0 w 12 0"),
        ("0 4 6 1 thanks", "0 4 6 1"),
    ],
)
def test_all_in_one(text: str, value: str) -> None:
    reply = understand(text, ASKED).reply
    assert (reply.intent, reply.value) == (Intent.ANSWER, value)


def test_no_numbers_are_danger() -> None:
    # Every tenth of them: the symptom reader must not take a row of numbers for a temperature or a count of tablets.
    for numbers in list(product(range(11), range(13), range(3)))[::10]:
        text = " ".join(map(str, (0, *numbers)))
        meant = understand(text, ASKED)
        assert (meant.tier, meant.soft) == (Tier.NONE, False), text


@pytest.mark.parametrize("text", ["4", "4 5", "4 0", "9", "4 6 1 0"])
def test_a_first_number_of_the_list_is_danger(text: str) -> None:
    assert understand(text, ASKED).tier is Tier.RED


@pytest.mark.parametrize("text", ["0 4 6 1 and bugs on the wall", "0 4 6 1, he had a fit", "0 4 6 bugs on the wall"])
def test_danger_in_words_goes_first(text: str) -> None:
    assert understand(text, ASKED).tier is Tier.RED
    assert understand(text, None).tier is Tier.RED


@pytest.mark.parametrize(
    ("text", "value"), [("7", "7"), ("8w", "8w"), ("much worse than usual", "w"), ("4 6 1", "4 6 1")]
)
def test_stiffness(text: str, value: str) -> None:
    reply = understand(text, STIFFNESS).reply
    assert (reply.intent, reply.value) == (Intent.ANSWER, value)


@pytest.mark.parametrize("text", ["", "took 2", "940", "8:00", "0 4 6 1 2", "A B"])
def test_no_numbers(text: str) -> None:
    assert numbers_in(text) == ()
