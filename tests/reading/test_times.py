"""Times as people write them, placed on a calendar that is not always even."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from bot.reading.times import read_time
from bot.reading.words import tokenise
from scheduler.domain.reply import Doubt, Intent
from tests.examples import examples

PLAIN = ReadingContext(
    now=datetime(2026, 12, 2, 15, 0, tzinfo=UTC),
    zone="Europe/London",
    dose_times=(time(8), time(14), time(20)),
    strengths_mg=(Decimal(10),),
    planned_mg=(Decimal(10),),
)
NEW_YORK = ZoneInfo("America/New_York")
SPRING = date(2026, 3, 8)
AUTUMN = date(2026, 11, 1)


def in_new_york(on: date, at: time, fold: int = 0) -> ReadingContext:
    now = datetime.combine(on, at, NEW_YORK).replace(fold=fold)
    return replace(PLAIN, now=now.astimezone(UTC), zone="America/New_York")


@pytest.mark.parametrize(
    ("text", "hour", "minute", "half"),
    [
        ("9:40", 9, 40, None),
        ("09:40", 9, 40, "24"),
        ("9.40am", 9, 40, "am"),
        ("9.40 p.m.", 9, 40, "pm"),
        ("at 9", 9, 0, None),
        ("@ 9", 9, 0, None),
        ("9am", 9, 0, "am"),
        ("9 a m", 9, 0, "am"),
        ("2140", 21, 40, "24"),
        ("940", 9, 40, None),
        ("940pm", 9, 40, "pm"),
        ("half past 9", 9, 30, None),
        ("quarter to 9", 8, 45, None),
        ("ten to one", 12, 50, None),
        ("twenty five past nine", 9, 25, None),
        ("nine forty five", 9, 45, None),
        ("nine oh five", 9, 5, None),
        ("nine o'clock", 9, 0, None),
        ("9 in the evening", 9, 0, "pm"),
        ("9 in the morning", 9, 0, "am"),
        ("a las 9 de la noche", 9, 0, "pm"),
        ("midnight", 0, 0, "24"),
    ],
)
def test_clock_times(text: str, hour: int, minute: int, half: str | None) -> None:
    tokens = tokenise(text)
    found = read_time(tokens, 0)
    assert found is not None
    mention, end = found
    assert (mention.shape, mention.hour, mention.minute, mention.half, end) == (
        "clock",
        hour,
        minute,
        half,
        len(tokens),
    )


@pytest.mark.parametrize(
    "text",
    [
        "10 mg",
        "about 10 mg",
        "at 2 tablets",
        "2 tablets",
        "99",
        "966",
        "39.5",
        "12345",
        "the 10 mg",
        "1/2",
        "half a tablet",
        "one",
        "may",
        "sun",
        "soon",
        "the 8",
    ],
)
def test_no_times(text: str) -> None:
    assert read_time(tokenise(text), 0) is None


@pytest.mark.parametrize("text", ["25:00", "24:30", "9:75", "at 9.75", "took it at 33:20", "45pm"])
def test_impossible_times_are_named(text: str) -> None:
    reply = read_reply(text, PLAIN)
    assert reply.taken_at is None
    assert reply.doubt is Doubt.NO_SUCH_TIME or reply.intent is Intent.UNKNOWN


@given(
    st.times(),
    st.sampled_from(["{0:%H:%M}", "took it at {0:%H:%M}", "{0:%H%M}", "1 at {0:%H:%M}", "taken {0:%H:%M} thanks"]),
    st.integers(0, 23 * 60 + 59),
)
@examples(120)
def test_a_24_hour_time_comes_back_as_it_was_said(said: time, form: str, now_minutes: int) -> None:
    """24-hour clock with a leading zero: no doubt about the half of the day."""
    said = said.replace(second=0, microsecond=0)
    if 1 <= said.hour <= 12 and not form.startswith("{0:%H%M") and said.hour >= 10:
        return
    context = replace(PLAIN, now=datetime(2026, 12, 2, tzinfo=UTC) + timedelta(minutes=now_minutes))
    text = form.format(said)
    if text in ("0111", "0112") or (form == "{0:%H%M}" and 10 <= said.hour <= 12):
        return
    reply = read_reply(text, context)
    if reply.doubt is Doubt.FUTURE:
        today = datetime.combine(date(2026, 12, 2), said, UTC)
        assert today > context.now
        return
    assert reply.intent is Intent.TAKEN_LATE, text
    assert reply.taken_at is not None
    assert reply.taken_at <= context.now
    off = abs(reply.taken_at - datetime.combine(reply.taken_at.date(), said, UTC))
    assert off <= timedelta(minutes=5)
    assert context.now - reply.taken_at <= timedelta(hours=24)


@given(
    st.integers(1, 12), st.integers(0, 59), st.sampled_from(["am", "pm", " a.m.", " PM"]), st.integers(0, 23 * 60 + 59)
)
@examples(100)
def test_a_12_hour_time_with_its_half_is_never_turned(hour: int, minute: int, half: str, now_minutes: int) -> None:
    context = replace(PLAIN, now=datetime(2026, 12, 2, tzinfo=UTC) + timedelta(minutes=now_minutes))
    reply = read_reply(f"{hour}:{minute:02}{half}", context)
    if reply.doubt is Doubt.FUTURE:
        return
    assert reply.taken_at is not None
    wanted = hour % 12 + (12 if "p" in half.lower() else 0)
    if reply.taken_at != context.now:
        assert (reply.taken_at.hour, reply.taken_at.minute) == (wanted, minute)


@given(
    st.integers(1, 600),
    st.sampled_from(["{} min ago", "took it {} minutes ago", "{}m ago", "took it about {} mins ago thanks"]),
)
@examples(100)
def test_minutes_ago(minutes: int, form: str) -> None:
    reply = read_reply(form.format(minutes), PLAIN)
    assert reply.intent is Intent.TAKEN_LATE
    assert reply.taken_at == PLAIN.now - timedelta(minutes=minutes)


def test_a_missing_hour_is_named_and_read_later_by_the_gap() -> None:
    reply = read_reply("took it at 2:30am", in_new_york(SPRING, time(5, 0)))
    assert reply.note == "missing_hour"
    assert reply.taken_at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_missing_hour_that_would_still_lie_ahead_is_no_such_time() -> None:
    reply = read_reply("took it at 2:30am", in_new_york(SPRING, time(3, 5)))
    assert (reply.doubt, reply.note) == (Doubt.NO_SUCH_TIME, "missing_hour")


@pytest.mark.parametrize(("at", "fold"), [(time(1, 45), 0), (time(1, 15), 1), (time(4, 0), 0)])
def test_a_repeated_hour_is_named_and_read_as_the_first(at: time, fold: int) -> None:
    reply = read_reply("took it at 1:30am", in_new_york(AUTUMN, at, fold))
    assert reply.note == "repeated_hour"
    assert reply.taken_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_minutes_ago_cross_a_clock_change_in_real_time() -> None:
    context = in_new_york(SPRING, time(3, 10))
    assert read_reply("20 min ago", context).taken_at == context.now - timedelta(minutes=20)


def test_a_time_is_read_in_the_zone_of_the_person() -> None:
    context = replace(PLAIN, zone="Asia/Kolkata", now=datetime(2026, 12, 2, 4, 40, tzinfo=UTC))
    assert read_reply("took it at 9:40", context).taken_at == datetime(2026, 12, 2, 4, 10, tzinfo=UTC)


def test_an_ordinary_day_has_no_note() -> None:
    assert read_reply("took it at 2:30", PLAIN).note is None


@pytest.mark.parametrize(
    ("text", "now", "doses", "wanted"),
    [
        ("8:30", "21:00", "08:00", "08:30"),
        ("8:30", "21:00", "20:00", "20:30"),
        ("8:30", "21:00", "08:00 20:00", "20:30"),
        ("10:15", "23:00", "10:00 16:00", "10:15"),
        ("10:15", "23:00", "16:00 22:00", "22:15"),
        ("9:40", "10:00", "08:00 14:00 21:30", "09:40"),
        ("1:30", "15:00", "08:00 14:00 20:00", "13:30"),
        ("12:10", "12:30", "12:00", "12:10"),
        ("12:10", "00:30", "00:00", "00:10"),
    ],
)
def test_the_half_of_the_day_in_doubt_goes_to_the_side_nearer_the_plan(
    text: str, now: str, doses: str, wanted: str
) -> None:
    context = replace(
        PLAIN,
        now=datetime.combine(date(2026, 12, 2), time.fromisoformat(now), UTC),
        dose_times=tuple(map(time.fromisoformat, doses.split())),
    )
    assert read_reply(text, context).taken_at == datetime.combine(date(2026, 12, 2), time.fromisoformat(wanted), UTC)


def test_without_a_context_no_time_is_placed() -> None:
    for text in ("took it at 9:40", "the 2pm one", "yesterday's 8pm I did take", "20 min ago"):
        reply = read_reply(text, None)
        assert reply.intent in (Intent.TAKEN, Intent.TAKEN_LATE)
        assert (reply.taken_at, reply.dose_time, reply.dose_on) == (None, None, None)


@given(
    st.integers(0, 366 * 24 * 60),
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]),
    st.sampled_from(
        ["9:40", "0230", "took it at 1:30", "2am", "last night at 2", "yesterday 2:30", "monday 9", "at noon", "940"]
    ),
)
@examples(120)
def test_nothing_is_ever_recorded_ahead_of_now(minutes: int, zone: str, text: str) -> None:
    context = replace(PLAIN, now=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), zone=zone)
    reply = read_reply(text, context)
    assert (reply.taken_at is None) == (reply.doubt is not None)
    assert reply.taken_at is None or reply.taken_at <= context.now
