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
        ("away for a week", "2027-01-11"),
        # Days that begin later.
        ("away tomorrow", "2027-01-05/2027-01-06"),
        ("away Friday", "2027-01-08/2027-01-09"),
        ("away from Monday till Friday", "2027-01-11/2027-01-15"),
        ("I'll be away Wednesday to Saturday", "2027-01-06/2027-01-09"),
        ("away tues-thurs", "2027-01-05/2027-01-07"),
        ("away 7 to 9 Jan", "2027-01-07/2027-01-09"),
        ("away 7-9 jan", "2027-01-07/2027-01-09"),
        ("away from 30 Jan to 3 Feb", "2027-01-30/2027-02-03"),
        ("away Jan 7 to 9", "2027-01-07/2027-01-09"),
        ("away 2 Jan to 6 Jan", "2027-01-06"),
        ("away from today till Wed", "2027-01-06"),
        ("away from Thursday for 5 days", "2027-01-07/2027-01-12"),
        ("away next week", "2027-01-11/2027-01-18"),
        ("away 2027-02-01 to 2027-02-05", "2027-02-01/2027-02-05"),
        ("away from thu 7 jan till sat 9 jan", "2027-01-07/2027-01-09"),
        ("away from Monday", "?"),
        ("away 9 to 7 Jan", "?"),
        ("away from 30 feb to 3 mar", "?"),
        ("away 1 Mar to 30 Jun", "?"),
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
