"""From and until which day somebody is away: "away till Fri", "away from Monday for 3 days", "away 3 to 7 Dec"."""

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
_AWAY = re.compile(
    r"(?:i\s?a?m |i will be |ill be )?away(?: (?P<how>till|til|until|hasta|for|from|on))? "
    r"(?P<rest>[a-z0-9 ./–-]{1,48}?)[ .!]*"
)
_UNTIL = re.compile(r"(?P<first>.+?)(?: (?:till|til|until|to|through|hasta) | ?– ?| - )(?P<back>.+)")
_DASHED = re.compile(r"(?P<first>[a-z]+|\d{1,2}(?: [a-z]+)?)-(?P<back>[a-z]+|\d{1,2} [a-z]+|\d{1,2})")
_FOR = re.compile(r"(?P<first>.+?) for (?P<length>.+)")
_LENGTH = re.compile(r"(?P<count>\d{1,2}|a) (?P<unit>day|week)s?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMED = re.compile(
    r"(?:[a-z]{3,9} )?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})|(?P<month_>[a-z]{3,9}) (?P<day_>\d{1,2}))"
)
_BARE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_LONGEST, _FARTHEST = timedelta(days=60), timedelta(days=180)
UNCLEAR = "?"


def read_away(text: str, context: ReadingContext | None) -> Reply | None:
    """The first day on which somebody is back, as `value` (a local date); "first/back" if it begins after today. None if
    the words name no day.

    A weekday is the next one to come; a date without a year is the next of its name. A day alone, without "till", is that day.
    """
    if fold(text).strip(" .!") == "away":
        return Reply(Intent.AWAY)
    said = _AWAY.fullmatch(fold(text).strip())
    if said is None or context is None:
        return None
    today = to_wall(context.now, context.zone).date()
    days = _days(said["how"] or "", " ".join(said["rest"].split()), today)
    if days is None:
        return None
    first, back = days
    if first <= today - _LONGEST or not first < back <= max(first, today) + _LONGEST:
        return None
    if not today < back <= today + _FARTHEST:
        return None
    return Reply(Intent.AWAY, value=back.isoformat() if first <= today else f"{first.isoformat()}/{back.isoformat()}")


def read_unclear_away(text: str) -> Reply | None:
    """Somebody says that they are away, and no day or time could be made of the rest: `value` is then `UNCLEAR`."""
    return Reply(Intent.AWAY, value=UNCLEAR) if _AWAY.fullmatch(fold(text).strip()) else None


def _days(how: str, rest: str, today: date) -> tuple[date, date] | None:
    """The first day away and the first one back."""
    if how == "for":
        length = _length(rest)
        return None if length is None else (today, today + length)
    if how in ("till", "til", "until", "hasta"):
        back = _day(rest.removeprefix("on ").strip(), today)
        return None if back is None else (today, back)
    if rest == "next week":
        monday = today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=7)
    if (stretch := _UNTIL.fullmatch(rest) or _DASHED.fullmatch(rest)) is not None:
        return _stretch(stretch["first"].removeprefix("from ").strip(), stretch["back"].strip(), today)
    if (lasting := _FOR.fullmatch(rest)) is not None:
        first, length = _first(lasting["first"].removeprefix("from ").strip(), today), _length(lasting["length"])
        return None if first is None or length is None else (first, first + length)
    if (length := _length(rest)) is not None:
        return today, today + length
    if how == "from":
        # Until when was not said.
        return None
    first = _first(rest, today)
    return None if first is None else (first, first + timedelta(days=1))


def _stretch(said: str, until: str, today: date) -> tuple[date, date] | None:
    """A first day and one that ends it: of dates, the last such stretch that is not over."""
    if _NAMED.fullmatch(until) or _ISO.fullmatch(until):
        back = _day(until, today)
        if back is None:
            return None
        if (bare := _BARE.fullmatch(said)) is not None:
            # "3 to 7 Dec": the month is said once.
            said = f"{bare[1]} {_MONTHS[back.month - 1]}"
        first = _first(said, today)
        if first is not None and first > back and _NAMED.fullmatch(said):
            first = _safely(first, first.year - 1)
        return None if first is None else (first, back)
    first = _first(said, today)
    if first is None:
        return None
    if (bare := _BARE.fullmatch(until)) is not None:
        until = f"{bare[1]} {_MONTHS[first.month - 1]}"
    back = _day(until, first)
    return None if back is None else (first, back)


def _first(said: str, today: date) -> date | None:
    return today if said in ("today", "now", "hoy") else _day(said, today)


def _length(said: str) -> timedelta | None:
    length = _LENGTH.fullmatch(said)
    if length is None:
        return None
    count = 1 if length["count"] == "a" else int(length["count"])
    return timedelta(days=count * (7 if length["unit"] == "week" else 1))


def _day(said: str, after: date) -> date | None:
    """The first such day after another one."""
    if said in ("tomorrow", "manana"):
        return after + timedelta(days=1)
    weekday = _WEEKDAYS.get(said, _WEEKDAYS.get(plain_day(said)))
    if weekday is not None:
        return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    try:
        if (iso := _ISO.fullmatch(said)) is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if (named := _NAMED.fullmatch(said)) is not None:
            month = (named["month"] or named["month_"])[:3]
            on = date(after.year, _MONTHS.index(month) + 1, int(named["day"] or named["day_"]))
            return on if on > after else _safely(on, on.year + 1)
    except ValueError:
        return None
    return None


def _safely(on: date, year: int) -> date | None:
    try:
        return on.replace(year=year)
    except ValueError:
        return None
