"""Amounts as people write them, against what was planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.amounts import Amount, read_amount
from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from bot.reading.words import tokenise
from scheduler.domain.reply import Doubt, Intent
from tests.examples import examples

PLAIN = ReadingContext(
    now=datetime(2026, 12, 2, 15, 0, tzinfo=UTC),
    zone="UTC",
    dose_times=(time(8), time(14), time(23)),
    strengths_mg=(Decimal(10),),
    planned_mg=(Decimal(10),),
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10mg", Amount(mg=Decimal(10))),
        ("10 MGS", Amount(mg=Decimal(10))),
        ("2.5 mg", Amount(mg=Decimal("2.5"))),
        ("2,5 mg", Amount(mg=Decimal("2.5"))),
        ("ten milligrams", Amount(mg=Decimal(10))),
        ("forty five mg", Amount(mg=Decimal(45))),
        ("2 tablets", Amount(tablets=Decimal(2))),
        ("one and a half tablets", Amount(tablets=Decimal("1.5"))),
        ("1½ tabs", Amount(tablets=Decimal("1.5"))),
        ("1 1/2 pills", Amount(tablets=Decimal("1.5"))),
        ("half a tablet", Amount(tablets=Decimal("0.5"))),
        ("a quarter of a tablet", Amount(tablets=Decimal("0.25"))),
        ("half of it", Amount(fraction=Decimal("0.5"))),
        ("three quarters of the dose", Amount(fraction=Decimal("0.75"))),
        ("¾", Amount(fraction=Decimal("0.75"))),
        ("2 x 10mg", Amount(mg=Decimal(20), tablets=Decimal(2))),
        ("two 10mg tablets", Amount(mg=Decimal(20), tablets=Decimal(2))),
        ("1 of the 2", Amount(tablets=Decimal(1), planned=Decimal(2))),
        ("two instead of one", Amount(tablets=Decimal(2), planned=Decimal(1))),
        ("5 ml", Amount(unclear=True)),
        ("a third", Amount(unclear=True)),
        ("10", Amount(bare=Decimal(10))),
        ("una y media", Amount(bare=Decimal("1.5"))),
        ("dos pastillas", Amount(tablets=Decimal(2))),
        ("media pastilla", Amount(tablets=Decimal("0.5"))),
    ],
)
def test_amounts(text: str, amount: Amount) -> None:
    tokens = tokenise(text)
    assert read_amount(tokens, 0) == (amount, len(tokens))


@given(st.integers(1, 400), st.integers(1, 80))
@examples(100)
def test_milligrams_are_weighed_against_the_plan(taken: int, planned: int) -> None:
    context = replace(PLAIN, planned_mg=(Decimal(planned),))
    reply = read_reply(f"took {taken}mg", context)
    wanted = Intent.TAKEN if taken == planned else Intent.TAKEN_EXTRA if taken > planned else Intent.TAKEN_PARTIAL
    assert (reply.intent, reply.amount_mg, reply.doubt) == (wanted, Decimal(taken), None)


@given(st.integers(1, 24), st.integers(0, 23))
@examples(120)
def test_a_bare_number_beside_a_dose_at_that_hour_is_asked_about(number: int, hour: int) -> None:
    context = replace(PLAIN, dose_times=(time(hour),), planned_mg=(Decimal(60),))
    reply = read_reply(f"took {number}", context)
    if number in (hour, hour % 12 or 12) and reply.tablets != number:
        assert reply.doubt is Doubt.AMOUNT
    assert reply.taken_at is None


@pytest.mark.parametrize(
    ("text", "strengths", "planned", "intent", "mg", "doubt"),
    [
        ("one and a half", "10", "15", Intent.TAKEN, "15", None),
        ("took one and a half", "10", "15", Intent.TAKEN, "15", None),
        ("took one and a half", "10", "20", Intent.TAKEN_PARTIAL, "15", None),
        ("took 2", "10", "20", Intent.TAKEN, "20", None),
        ("took 2 tablets", "5 10", "15", Intent.TAKEN, None, Doubt.AMOUNT),
        ("took 4 tablets", "5 10", "15", Intent.TAKEN_EXTRA, None, None),
        ("took 1 tablet", "5 10", "15", Intent.TAKEN_PARTIAL, None, None),
        ("took two 10mg tablets", "5 10", "20", Intent.TAKEN, "20", None),
        ("took half", "10", "10 20", Intent.TAKEN_PARTIAL, None, None),
        ("took 10mg", "10", "10 20", Intent.TAKEN, "10", None),
        ("took 15mg", "10", "10 20", Intent.TAKEN, "15", Doubt.AMOUNT),
        ("only took 10mg", "10", "10", Intent.TAKEN_PARTIAL, "10", Doubt.AMOUNT),
        ("only took 5mg", "10", "10", Intent.TAKEN_PARTIAL, "5", None),
        ("took 5", "5", "5", Intent.TAKEN, "5", None),
        ("took 5", "10", "10", Intent.TAKEN, None, Doubt.AMOUNT),
        ("took 7.50", "5", "7.5", Intent.TAKEN, None, Doubt.AMOUNT),
        ("took 30", "10", "10", Intent.TAKEN_EXTRA, "30", None),
        ("took 5mg and 10mg", "5 10", "15", Intent.TAKEN, None, Doubt.AMOUNT),
    ],
)
def test_against_the_plan(
    text: str, strengths: str, planned: str, intent: Intent, mg: str | None, doubt: Doubt | None
) -> None:
    context = replace(
        PLAIN, strengths_mg=tuple(map(Decimal, strengths.split())), planned_mg=tuple(map(Decimal, planned.split()))
    )
    reply = read_reply(text, context)
    assert (reply.intent, reply.doubt) == (intent, doubt)
    if doubt is None:
        assert reply.amount_mg == (Decimal(mg) if mg is not None else None)


def test_both_open_doses_together_are_asked_about() -> None:
    context = replace(PLAIN, planned_mg=(Decimal(10), Decimal(20)), several_open=True)
    assert read_reply("took 30mg", context).doubt is Doubt.AMOUNT
    assert read_reply("took them both", context).letters == ("ALL",)


@pytest.mark.parametrize("text", ["took two tablets", "took half a tablet", "took it twice", "only 1 of the 2"])
def test_without_a_context_tablets_are_not_turned_into_milligrams(text: str) -> None:
    assert read_reply(text, None).amount_mg is None


def test_amounts_are_never_floats() -> None:
    reply = read_reply("took 2.5mg", PLAIN)
    assert isinstance(reply.amount_mg, Decimal)
