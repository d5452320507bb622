"""What the prescriber answered when their words left something open, and days and times as people write them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from bot.reading.instructions import read_instructions
from bot.reading.plan_reader import WordsReader, spell_out
from bot.reading.symptoms import Tier
from bot.reading.understand import understand

READER = WordsReader()
MONDAY = date(2027, 1, 4)

# text, the code it leaves open, the words it quotes, an answer, and the (days, mg a day) of the plan that follows
SETTLED = [
    (
        "baclofen 20 mg tds for a few days, then 10 mg tds for a week then stop",
        *("duration", "a few days", "5 days", [(5, 60), (7, 30)]),
    ),
    (
        "baclofen 20 mg tds until settled, then 10 mg tds for a week then stop",
        *("condition", "until settled", "14 days", [(14, 60), (7, 30)]),
    ),
    ("baclofen 20 mg for a week, then 15 mg for a week then stop", "times", None, "3 times a day", [(7, 60), (7, 45)]),
    ("baclofen 30 mg a day, reduce by 10 mg until off", "duration", None, "every week", [(7, 30), (7, 20), (7, 10)]),
    ("baclofen 30 mg a day, reduce by 10 mg every week", "end", None, "until off", [(7, 30), (7, 20), (7, 10)]),
    ("Reduce your baclofen by 10 mg every week until off", "start_dose", None, "30 mg a day", [(7, 20), (7, 10)]),
    (
        "baclofen 40 mg a day, reduce by 25% every week for 2 weeks",
        "percent_base",
        None,
        "start",
        [(7, 40), (7, 30), (7, 20)],
    ),
    ("baclofen 7 tds for a week then stop", "units", None, "mg", [(7, 21)]),
    ("baclofen 2 tablets tds for a week then stop", "strength", None, "10 mg", [(7, 60)]),
    ("baclofen 20 mg tds, then 10 mg tds, then stop", "duration", None, "2 weeks", [(14, 60), (14, 30)]),
]


@pytest.mark.parametrize(("text", "code", "quote", "answer", "steps"), SETTLED)
def test_an_answer_settles_what_was_open(
    text: str, code: str, quote: str | None, answer: str, steps: list[tuple[int, float]]
) -> None:
    open_ = read_instructions(text)
    assert (open_.kind, open_.ask_about[0], open_.quote) == ("ask", code, quote)
    found = read_instructions(text, answers=[(code, answer)])
    assert [(step.days, float(step.cycle[0].mg)) for step in found.steps] == steps


@pytest.mark.parametrize(("text", "code"), [(text, code) for text, code, *_ in SETTLED])
@pytest.mark.parametrize("answer", ["no idea", "ask him", "the blue ones"])
def test_what_is_no_answer_is_said_to_be_none(text: str, code: str, answer: str) -> None:
    found = read_instructions(text, answers=[(code, answer)])
    assert found.kind == "ask"
    assert code == "end" or found.not_an_answer == code


def test_the_order_of_dates_can_be_answered() -> None:
    text = "baclofen 20 mg daily until 4/5, then 10 mg daily until 6/7, then stop"
    start = date(2027, 3, 1)
    assert read_instructions(text, start=start).ask_about == ("date_order",)
    day_first = read_instructions(text, start=start, answers=[("date_order", "day first")])
    month_first = read_instructions(text, start=start, answers=[("date_order", "month first")])
    assert [step.days for step in day_first.steps] == [65, 63]
    assert [step.days for step in month_first.steps] == [36, 63]


def test_a_range_is_settled_only_within_itself() -> None:
    text = "baclofen 1-2 tablets tds for a week then stop"
    for answer, mg in (("1 tablet", 30), ("2 tablets", 60)):
        found = read_instructions(text, strength_mg=Decimal(10), answers=[("dose", answer)])
        assert [step.cycle[0].mg for step in found.steps] == [mg]
    assert read_instructions(text, strength_mg=Decimal(10), answers=[("dose", "4 tablets")]).kind == "ask"


@pytest.mark.parametrize(
    ("said", "past", "ahead"),
    [
        ("7 Sep", date(2026, 9, 7), date(2027, 9, 7)),
        ("Dr Lee, Sep 7", date(2026, 9, 7), date(2027, 9, 7)),
        ("2026-09-07", date(2026, 9, 7), date(2026, 9, 7)),
        ("today", MONDAY, MONDAY),
        ("tomorrow", date(2027, 1, 5), date(2027, 1, 5)),
        ("Dr Lee on Friday", date(2027, 1, 1), date(2027, 1, 8)),
        ("Monday", None, None),
        ("next Monday", date(2026, 12, 28), date(2027, 1, 11)),
        ("3/4", None, None),
        ("13/12", date(2026, 12, 13), date(2027, 12, 13)),
        ("Dr Lee", None, None),
        ("Dr May", None, None),
    ],
)
def test_a_day_is_read_only_where_it_is_certain(said: str, past: date | None, ahead: date | None) -> None:
    assert READER.day(said, MONDAY, past=True) == past
    assert READER.day(said, MONDAY, past=False) == ahead


@pytest.mark.parametrize(
    "said", ["Dr Lee, 7 Sep", "Dr Lee on Friday", "Dr Lee 7 September 2026", "Dr Lee, today", "Dr Lee"]
)
def test_the_name_is_what_is_left_without_the_day(said: str) -> None:
    assert READER.without_day(said) == "Dr Lee"


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("8:00 14:00 20:00", (8, 14, 20)),
        ("8am, 2pm and 8pm", (8, 14, 20)),
        ("8, 14, 20", (8, 14, 20)),
        ("0800 1400", (8, 14)),
        ("noon and 9 pm", (12, 21)),
        ("3 times", ()),
        ("8 8", ()),
        ("20:00 8:00", ()),
        ("25:00", ()),
        ("whenever", ()),
    ],
)
def test_times_of_day(said: str, hours: tuple[int, ...]) -> None:
    assert READER.times(said) == tuple(time(hour) for hour in hours)


@pytest.mark.parametrize(
    "text",
    [
        "Take 2 tablets 3 times a day for 7 days then stop",
        "Baclofen 10 mg tablets\nTake ONE three times a day",
        "reduce by 5 mg every week until off",
        "20-10-20 mg for 1 week, then 10-10-20",
        "1 to 2 tablets up to 4 times a day as needed",
        "Dear Sam, take 20 mg three times a day for 2 weeks, then 10 mg three times a day until I see you. Dr Moss",
    ],
)
def test_a_prescribers_words_are_told_from_a_persons(text: str) -> None:
    assert READER.sounds_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "took 20 mg at 8am then 10 mg at noon",
        "I took one at 8 and will take 2 at bedtime",
        "can i take 2 tablets 3 times a day?",
        "seeing things since last night",
        "1",
        "taken at 8:05",
        "had half of it, 10 mg, for 2 days now",
    ],
)
def test_a_persons_words_are_no_instruction(text: str) -> None:
    assert not READER.sounds_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "Baclofen 10 mg TDS for 7 days, then 10 mg BD for 7 days, then 10 mg OD for 7 days, then stop.",
        "dantrolene 25 qid 7/7, tds 7/7, bd 7/7, od 7/7 then nil",
        "Baclofen 10 mg BD one day and 10 mg OD the next day, alternating, for 2 weeks then stop",
    ],
)
def test_a_prescribers_od_is_no_overdose(text: str) -> None:
    assert understand(spell_out(text), None).tier is Tier.NONE


@pytest.mark.parametrize(
    "text", ["i took an OD", "think hes OD", "OD on 20 tablets", "she did OD, 20 tabs, then nothing"]
)
def test_an_overdose_stays_one(text: str) -> None:
    assert spell_out(text) == text
