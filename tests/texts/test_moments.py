"""Times and days as people say them where they live."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.moments import word_date, word_day, word_moment, word_time
from tests.texts import sample

BRITISH = sample.setting()
AMERICAN = sample.setting(country="US")


@pytest.mark.parametrize(
    ("clock", "british", "american"),
    [
        ("08:00", "8:00", "8 am"),
        ("08:30", "8:30", "8:30 am"),
        ("14:00", "14:00", "2 pm"),
        ("20:05", "20:05", "8:05 pm"),
        ("12:00", "12:00", "12 noon"),
        ("00:00", "0:00", "12 midnight"),
        ("12:30", "12:30", "12:30 pm"),
        ("00:30", "0:30", "12:30 am"),
    ],
)
def test_a_time_is_written_as_the_country_writes_it(clock: str, british: str, american: str) -> None:
    assert word_moment(clock, BRITISH) == british
    assert word_moment(clock, AMERICAN) == american


@pytest.mark.parametrize("country", ["US", "CA", "AU", "NZ"])
def test_twelve_hours_where_they_are_usual(country: str) -> None:
    assert word_time(time(14), replace(BRITISH, country=country)) == "2 pm"


@pytest.mark.parametrize("country", ["GB", "IE", "DE", "FR", None])
def test_twenty_four_hours_elsewhere(country: str | None) -> None:
    assert word_time(time(14), replace(BRITISH, country=country)) == "14:00"


@given(st.times())
def test_no_two_times_of_a_day_read_alike(at: time) -> None:
    other = (datetime.combine(date(2026, 1, 1), at) + timedelta(hours=12)).time()
    assert word_time(at, AMERICAN) != word_time(other, AMERICAN)
    assert word_time(at, BRITISH) != word_time(other, BRITISH)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-07", "today"),
        ("2026-09-06", "yesterday"),
        ("2026-09-08", "tomorrow"),
        ("2026-09-09", "Wednesday"),
        ("2026-09-13", "Sunday"),
        ("2026-09-14", "Mon 14 Sep"),
        ("2026-09-05", "Sat 5 Sep"),
        ("2027-01-07", "Thu 7 Jan"),
        ("2027-09-07", "Tue 7 Sep 2027"),
    ],
)
def test_a_day_is_named_as_near_as_it_is(day: str, words: str) -> None:
    assert word_moment(day, BRITISH) == words


def test_a_day_is_the_readers_own() -> None:
    late = replace(BRITISH, now=datetime(2026, 9, 7, 23, 30, tzinfo=UTC))
    assert word_day(date(2026, 9, 8), late) == "today"
    assert word_day(date(2026, 9, 7), replace(late, zone="America/New_York")) == "today"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-09-07T07:05:00+00:00", "8:05"),
        ("2026-09-06T22:50:00+00:00", "yesterday 23:50"),
        ("2026-09-08T07:00:00+00:00", "tomorrow 8:00"),
        ("2026-09-07T07:05:00Z", "8:05"),
    ],
)
def test_an_instant_is_told_on_the_readers_clock(instant: str, words: str) -> None:
    assert word_moment(instant, BRITISH) == words


def test_other_words_stay_as_they_are() -> None:
    assert word_moment("when you can", BRITISH) == "when you can"
    assert word_date("some day", BRITISH) == "some day"


def test_dates_in_tables_are_plain() -> None:
    assert word_date("2026-09-07", BRITISH) == "7 Sep"


def test_an_unknown_language_still_gets_days() -> None:
    assert word_moment("2026-09-09", replace(BRITISH, language="xx")) == "Wednesday"
