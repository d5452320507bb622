"""Amounts in words: enough for a hand to act, and nothing that is not there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.amounts import word_amount, word_count, word_pieces
from bot.texts.dose_words import read_pieces
from bot.texts.render import render
from scheduler.domain.people import Wording
from tests.texts import sample

DISCREET = sample.setting()
FULL = sample.setting(Wording.FULL)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("1", "1"),
        ("0.5", "half"),
        ("0.25", "a quarter"),
        ("0.75", "three quarters"),
        ("1.5", "1 and a half"),
        ("2.25", "2 and a quarter"),
        ("2.75", "2 and three quarters"),
        ("0.1", "0.1"),
        ("10", "10"),
        ("1E+1", "10"),
        ("2.50", "2 and a half"),
    ],
)
def test_a_count_is_spoken(count: str, words: str) -> None:
    assert word_count(Decimal(count), DISCREET) == words


@pytest.mark.parametrize(
    ("mg", "pieces", "discreet", "full"),
    [
        ("15", [["10", "1.5"]], "1 and a half", "15 mg (1 and a half tablets of 10 mg)"),
        ("5", [["10", "0.5"]], "half", "5 mg (half a tablet of 10 mg)"),
        ("2.5", [["10", "0.25"]], "a quarter", "2.5 mg (a quarter of a tablet of 10 mg)"),
        ("10", [["10", "1"]], "1", "10 mg (1 tablet of 10 mg)"),
        ("20", [["10", "2"]], "2", "20 mg (2 tablets of 10 mg)"),
        (
            "25",
            [["20", "1"], ["10", "0.5"]],
            "1 of the 20s and half a 10",
            "25 mg (1 tablet of 20 mg and half a tablet of 10 mg)",
        ),
        ("5", [["ml", "5"]], "5 ml", "5 mg (5 ml)"),
        ("7.5", [["ml", "1.5"]], "1.5 ml", "7.5 mg (1.5 ml)"),
        ("5", [], "as on your list", "5 mg"),
    ],
)
def test_an_amount_in_both_wordings(mg: str, pieces: list[list[str]], discreet: str, full: str) -> None:
    made_of = read_pieces(pieces)
    assert word_amount(Decimal(mg), made_of, DISCREET) == discreet
    assert word_amount(Decimal(mg), made_of, FULL) == full


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([["10", "1.5"]], "1 and a half of the 10s"),
        ([["20", "0.5"]], "half a 20"),
        ([["8", "0.5"]], "half an 8"),
        ([["10", "0.25"]], "a quarter of a 10"),
        ([["20", "0.75"]], "three quarters of a 20"),
        ([["5", "1"], ["10", "1"], ["20", "1"]], "1 of the 5s, 1 of the 10s and 1 of the 20s"),
    ],
)
def test_strengths_are_told_apart_where_there_are_several(pieces: list[list[str]], words: str) -> None:
    assert word_pieces(read_pieces(pieces), DISCREET, name_strengths=True) == words


def test_one_strength_out_of_several_in_the_house_is_named_even_discreetly() -> None:
    setting = sample.setting()
    alone = render("next", {"doses": sample.ONE}, setting)
    assert alone == "Next: 8:00, 1 and a half."
    assert "of the 10s" in render("next", {"doses": sample.doses(sample.dose(strengths=2))}, setting)
    assert "of the 10s" in render("next", {"doses": sample.ONE, "several_strengths": "yes"}, setting)


def test_a_list_with_two_strengths_names_both() -> None:
    doses = sample.doses(sample.dose("08:00", "A"), sample.dose("12:00", "B", mg="20", pieces=[["20", "1"]]))
    text = render("dose-due-many", {"doses": doses}, sample.setting())
    assert "A 8:00: 1 and a half of the 10s" in text
    assert "B 12:00: 1 of the 20s" in text


def test_less_than_planned_is_called_part() -> None:
    taken = sample.doses(sample.dose(**(sample.TAKEN | {"taken_mg": "5"})))
    text = render("today", {"doses": taken}, sample.setting())
    assert "part taken 8:05" in text


def test_a_day_is_named_where_it_would_be_unclear() -> None:
    yesterday = {"day": "2026-09-06", "due_at": "2026-09-06T22:50:00+00:00"}
    beside = sample.doses(
        sample.dose("23:50", **(sample.TAKEN | yesterday | {"taken_at": "2026-09-06T22:55:00+00:00"}))
    )
    assert render("recorded-late", {"doses": beside}, sample.setting()) == (
        "Yesterday 23:50 recorded, taken 23:55. U undoes."
    )
    after = sample.doses(sample.dose("23:50", **(sample.TAKEN | yesterday | {"taken_at": "2026-09-06T23:10:00+00:00"})))
    assert render("recorded-late", {"doses": after}, sample.setting()) == (
        "Yesterday 23:50 recorded, taken today 0:10. U undoes."
    )


_COUNTS = st.integers(1, 80).map(lambda quarters: Decimal(quarters) / 4)


@given(first=_COUNTS, second=_COUNTS)
def test_different_counts_never_read_alike(first: Decimal, second: Decimal) -> None:
    for setting in (DISCREET, FULL):
        one = word_amount(None, (("10", first),), setting)
        other = word_amount(None, (("10", second),), setting)
        assert (one == other) == (first == second)
        both = replace(setting, wide=True)
        assert word_pieces((("10", first),), both, name_strengths=True) != word_pieces(
            (("20", first),), both, name_strengths=True
        )
