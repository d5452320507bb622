"""A start date is the start date wherever it stands: it never ends a step, whatever is said after it."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from bot.reading.instructions import read_instructions, to_flat

PHRASES = (
    "starting 30 January 2027",
    "from January 30, 2027",
    "beginning 30 Jan",
    "start on 30/1/2027",
    "starting on 30 Jan",
)
ENDINGS = {
    ", then stop": "stop",
    ". Stop after that": "stop",
    " and stop": "stop",
    ", then call me": "open",
    "": "open",
}
STEPS = {
    "1 tablet three times a day for 7 days": [(7, 30)],
    "1 tablet three times a day for 7 days, then 1 tablet twice a day for 7 days": [(7, 30), (7, 20)],
}
PLACES = (
    "Baclofen 10 mg tablets. Take {steps} {phrase}{ending}",
    "Baclofen 10 mg tablets. Take {steps} ({phrase}){ending}",
    "Baclofen 10 mg tablets. Take {steps}, {phrase}{ending}",
    "{phrase}: baclofen 10 mg tablets, take {steps}{ending}",
    "Baclofen 10 mg tablets. {phrase}, take {steps}{ending}",
    "Baclofen 10 mg tablets. Take {steps}{ending}. {phrase}.",
)
# Directly after the second step: the first day of that step, or of the whole plan?
OF_WHICH = PLACES[:2]


def read(text: str, start: date | None) -> dict[str, Any]:
    return to_flat(read_instructions(text, start=start), "x")


def days_and_totals(found: dict[str, Any]) -> list[tuple[int, float]]:
    return [(step["days"], sum(dose["mg"] for dose in step["doses"])) for step in found["steps"]]


@pytest.mark.parametrize("place", PLACES)
def test_a_start_date_keeps_its_meaning_before_any_ending(place: str) -> None:
    for phrase, (ending, ends), (steps, expected), start in product(
        PHRASES, ENDINGS.items(), STEPS.items(), (None, date(2027, 1, 4))
    ):
        text = place.format(steps=steps, phrase=phrase, ending=ending)
        found = read(text, start)
        if len(expected) == 2 and place in OF_WHICH:
            assert found["ask_about"] == ["contradiction"], text
            continue
        assert days_and_totals(found) == expected, text
        assert found["ends"] == ends, text
        assert found["start_date"] == "2027-01-30", text


@pytest.mark.parametrize(
    "text",
    [
        "Baclofen 10 mg tds for 7 days starting 4 Jan, then bd for 7 days starting 11 Jan, then stop",
        "Baclofen 10 mg tds from 4 Jan, bd from 11 Jan, stop 18 Jan",
        "Baclofen 10 mg tds for 7 days, then bd for 7 days. On 18 Jan, stop",
        "Baclofen 10 mg tds for 7 days, then bd for 7 days, on 18 Jan stop",
        "Baclofen 10 mg tds for 7 days, then bd for 7 days, then stop on 18 Jan",
    ],
)
def test_the_day_of_the_stop_is_still_the_day_of_the_stop(text: str) -> None:
    found = read(text, date(2027, 1, 4))
    assert (days_and_totals(found), found["ends"]) == ([(7, 30), (7, 20)], "stop")
    assert found["start_date"] == "2027-01-04"


def test_a_start_in_the_middle_of_another_step_is_asked_about() -> None:
    text = "Baclofen 10 mg tds for 7 days starting 4 Jan, then bd for 7 days starting 13 Jan, then stop"
    assert read(text, date(2027, 1, 4))["ask_about"] == ["contradiction"]


@pytest.mark.parametrize(
    "text",
    [
        "20 mg tds. After 2 weeks 10 mg tds. After 4 weeks stop",
        "20 mg tds for 2 weeks, then 10 mg tds for 6 weeks in total, then stop",
        "10 mg cada 8 horas durante la última semana, luego 5 mg cada 8 horas una semana y suspender",
        "10 mg tds x 2 weeks, repeat x 2, then stop",
        "20 mg tds. In 2 weeks 10 mg tds. In 4 weeks stop",
        "20 mg tds for 2 weeks, 10 mg tds. Stop after 4 weeks",
        "20 mg tds for 2 weeks, then 10 mg tds. Total course 6 weeks",
        "10 mg tds for the last 2 weeks, then 10 mg bd for 2 weeks, then stop",
        "20 mg mane for a week and 10 mg nocte for 2 weeks then stop",
    ],
)
def test_a_length_that_may_be_counted_from_two_days_is_asked_about(text: str) -> None:
    assert read(f"Baclofen {text}", date(2027, 1, 4))["ask_about"] == ["duration"]
