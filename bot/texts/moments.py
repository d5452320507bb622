"""Times and days in words, on the reader's own clock and calendar."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from bot.texts.setting import Setting
from bot.texts.words import say

TWELVE_HOURS = frozenset({"US", "CA", "AU", "NZ"})
WEEKDAY_WITHIN = timedelta(days=6)
YEAR_BEYOND = timedelta(days=300)

_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def word_moment(value: str, setting: Setting) -> str:
    """A wall time ("08:00"), an ISO date or an ISO instant in words; any other text comes back as it is."""
    if _TIME.fullmatch(value):
        return word_time(time.fromisoformat(value), setting)
    if _DAY.fullmatch(value):
        return word_day(date.fromisoformat(value), setting)
    try:
        return word_instant(datetime.fromisoformat(value), setting)
    except ValueError:
        return value


def word_time(at: time, setting: Setting) -> str:
    """A wall time as the country writes it: "14:00", "2 pm", "8:30 am"; 12 o'clock is named, because "12 pm" is not clear."""
    if setting.country not in TWELVE_HOURS:
        return f"{at.hour}:{at.minute:02}"
    if at.minute == 0 and at.hour % 12 == 0:
        return say("part-noon" if at.hour else "part-midnight", setting.language)
    hour = str(at.hour % 12 or 12)
    clock = hour if at.minute == 0 else f"{hour}:{at.minute:02}"
    return say("part-afternoon" if at.hour >= 12 else "part-forenoon", setting.language, clock=clock)


def word_day(on: date, setting: Setting) -> str:
    """Today, tomorrow, yesterday, the weekday of the next six days, else "Thu 7 Jan", with the year if it is far off."""
    away = on - local_now(setting).date()
    near = {-1: "part-yesterday", 0: "part-today", 1: "part-tomorrow"}.get(away.days)
    if near is not None:
        return say(near, setting.language)
    if timedelta(0) < away <= WEEKDAY_WITHIN:
        return format_date(on, "EEEE", locale=_locale(setting.language))
    pattern = "EEE d MMM" if abs(away) < YEAR_BEYOND else "EEE d MMM y"
    return format_date(on, pattern, locale=_locale(setting.language))


def word_date(value: str, setting: Setting) -> str:
    """An ISO date or instant as a plain date, "7 Sep", for tables and for what lies far back; other text as it is."""
    if not _DAY.match(value):
        return value
    return format_date(date.fromisoformat(value[:10]), "d MMM", locale=_locale(setting.language))


def word_instant(at: datetime, setting: Setting, beside: date | None = None) -> str:
    """An instant on the reader's clock. The day is left out where it goes without saying: today, or `beside`, the day
    that stands next to it in the sentence."""
    local = at.astimezone(ZoneInfo(setting.zone))
    return word_day_time(local.date(), local.time(), setting, beside)


def word_day_time(on: date, at: time, setting: Setting, beside: date | None = None) -> str:
    """A day and a wall time, the day left out as in `word_instant`."""
    clock = word_time(at.replace(second=0, microsecond=0), setting)
    known = local_now(setting).date() if beside is None else beside
    return clock if on == known else f"{word_day(on, setting)} {clock}"


def local_now(setting: Setting) -> datetime:
    """`now` on the reader's clock."""
    return setting.now.astimezone(ZoneInfo(setting.zone))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
