"""Until which day somebody is away, and the switches caregivers and patients have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from scheduler.domain.reply import Intent

# A Monday.
NOW = ReadingContext(datetime(2027, 1, 4, 9, tzinfo=UTC), "Europe/London", (), ())


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("AWAY till Fri", "2027-01-08"),
        ("away until wed", "2027-01-06"),
        ("away till monday", "2027-01-11"),
        ("I'm away until 9 Jan", "2027-01-09"),
        ("away till 2027-01-12", "2027-01-12"),
        ("away for 3 days", "2027-01-07"),
        ("away tomorrow", "2027-01-05"),
        ("away", None),
        ("away till 31 feb", "?"),
        ("away for 300 days", "?"),
    ],
)
def test_until_when(text: str, on: str | None) -> None:
    reply = read_reply(text, NOW)
    assert (reply.intent, reply.value) == (Intent.AWAY, on)


def test_a_time_of_day_is_a_pause() -> None:
    assert read_reply("away till 18:00", NOW).intent is Intent.PAUSE


@pytest.mark.parametrize(
    ("text", "intent", "value"),
    [
        ("DAILY", Intent.DAILY, "on"),
        ("daily off", Intent.DAILY, "off"),
        ("digest on", Intent.DIGEST, "on"),
        ("show list", Intent.SHOW, "doses"),
        ("show nothing", Intent.SHOW, "nothing"),
        ("WHO", Intent.WHO, None),
        ("told", Intent.TOLD, None),
        ("her phone is lost", Intent.LOST, None),
    ],
)
def test_switches(text: str, intent: Intent, value: str | None) -> None:
    reply = read_reply(text, NOW)
    assert (reply.intent, reply.value) == (intent, value)
