"""Until which day somebody is away: "away till Fri", "away until 12 Jan", "away for 3 days"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.reading import vocabulary
from bot.reading.context import ReadingContext
from bot.reading.days import plain_day
from bot.reading.words import fold
from scheduler.domain.reply import Intent, Reply
from scheduler.domain.timing import to_wall

_TIMES = vocabulary.load("times")
# Short names that are words of their own elsewhere; after "away till" they can only be days.
_WEEKDAYS: dict[str, int] = {**_TIMES["weekdays"], "wed": 2, "sat": 5, "sun": 6}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AWAY = re.compile(r"(?:i\s?a?m |i'm )?away(?: (?:till|til|until|hasta|for))? (?P<rest>[a-z0-9 ./-]{1,24}?)[ .!]*")
_DAYS = re.compile(r"(\d{1,2}) days?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})|(?P<month_>[a-z]{3,9}) (?P<day_>\d{1,2}))"
)
_LONGEST_DAYS = 60
UNCLEAR = "?"


def read_away(text: str, context: ReadingContext | None) -> Reply | None:
    """The first day on which somebody is back, as `value` (a local date); None if the words name no day.

    A weekday is the next one to come; a date without a year is the next of its name.
    """
    if fold(text).strip(" .!") == "away":
        return Reply(Intent.AWAY)
    said = _AWAY.fullmatch(fold(text).strip())
    if said is None or context is None:
        return None
    today = to_wall(context.now, context.zone).date()
    on = _day(said["rest"].strip(), today)
    if on is None or not today < on <= today + timedelta(days=_LONGEST_DAYS):
        return None
    return Reply(Intent.AWAY, value=on.isoformat())


def read_unclear_away(text: str) -> Reply | None:
    """Somebody says that they are away, and no day or time could be made of the rest: `value` is then `UNCLEAR`."""
    return Reply(Intent.AWAY, value=UNCLEAR) if _AWAY.fullmatch(fold(text).strip()) else None


def _day(said: str, today: date) -> date | None:
    said = said.removeprefix("on ").strip()
    if said in ("tomorrow", "manana"):
        return today + timedelta(days=1)
    weekday = _WEEKDAYS.get(said, _WEEKDAYS.get(plain_day(said)))
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if (days := _DAYS.fullmatch(said)) is not None:
        return today + timedelta(days=int(days[1]))
    try:
        if (iso := _ISO.fullmatch(said)) is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if (named := _NAMED.fullmatch(said)) is not None:
            month = (named["month"] or named["month_"])[:3]
            on = date(today.year, _MONTHS.index(month) + 1, int(named["day"] or named["day_"]))
            return on if on > today else on.replace(year=on.year + 1)
    except ValueError:
        return None
    return None
