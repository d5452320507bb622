"""Ordinary answers take the short way: what it gives is what the long way gives, for every word of the closed vocabularies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.reading.closed import closed_words, is_closed, is_ordinary, weigh
from bot.reading.scales import part_numbers
from bot.reading.symptoms import read_symptoms


@pytest.mark.parametrize("as_caregiver", [False, True])
def test_every_closed_word_is_weighed_as_it_would_be_the_long_way(as_caregiver: bool) -> None:
    words = sorted(closed_words())
    assert len(words) > 500
    for word in words:
        assert is_closed(word), word
        for _ in range(2):
            short = weigh(word, as_caregiver=as_caregiver, extra_mg=Decimal(60))
        long = read_symptoms(part_numbers(word)[1], as_caregiver=as_caregiver, extra_mg=Decimal(60))
        assert short == long, word


@pytest.mark.parametrize("text", ["1", " 1 ", "2", "3", "taken", "Taken.", "skip", "done", "0", "12"])
def test_answers_are_closed(text: str) -> None:
    assert is_closed(text)


@pytest.mark.parametrize("text", ["1", "2", "3", "Taken.", "skip", "done"])
def test_ordinary_answers_may_wait_for_each_other(text: str) -> None:
    assert is_ordinary(text)


@pytest.mark.parametrize(
    "text",
    [
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "SOS",
        "seizure",
        "fits",
        "voices",
        "stop",
        "alone",
        "help",
        "1 but I see bugs",
        "lost",
        "call",
    ],
)
def test_whatever_may_be_danger_or_a_wish_of_its_own_does_not(text: str) -> None:
    assert not is_ordinary(text)
