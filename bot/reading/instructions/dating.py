"""Finds out which days the dates of a text are: the order of day and month, and the years that are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.reading.instructions.item import Dated, DayName, Item
from bot.reading.instructions.level import UndecidedError

# Without a start date any year serves to count days by; this one has no 29 February.
_ANY_YEAR = 2027
_MONTHS_APART = 9


def resolve_dates(items: Sequence[Item], start: date | None, *, month_first: bool | None = None) -> dict[DayName, date]:
    """Every date named in the items as a calendar day. `month_first`: the order of numeric dates, where it is known.

    Raises UndecidedError: `date_order` if day and month can be told both ways, `contradiction` for a date that does not
    exist, a weekday that does not fit, or dates that run backwards.
    """
    names: list[DayName] = []
    for item in items:
        if isinstance(item, Dated):
            names += [name for name in (item.first, item.last) if name is not None]
    if not names:
        return {}
    if not any(name.numeric for name in names):
        return _checked(names, _run(names, start))
    found = []
    for order in (False, True) if month_first is None else (month_first,):
        ordered = [_ordered(name, order) for name in names]
        days = None if None in ordered else _run([name for name in ordered if name], start)
        if days is not None:
            found.append(days)
    if not found:
        raise UndecidedError("contradiction")
    if len(found) == 2 and found[0] != found[1]:
        raise UndecidedError("date_order")
    return _checked(names, found[0])


def _checked(names: list[DayName], days: list[date] | None) -> dict[DayName, date]:
    if days is None:
        raise UndecidedError("contradiction")
    found: dict[DayName, date] = {}
    for name, day in zip(names, days, strict=True):
        if found.setdefault(name, day) != day:
            raise UndecidedError("contradiction")
    return found


def _ordered(name: DayName, month_first: bool) -> DayName | None:
    if not name.numeric or name.month is None:
        return name
    day, month = (name.month, name.day) if month_first else (name.day, name.month)
    return replace(name, day=day, month=month, numeric=False) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _run(names: list[DayName], start: date | None) -> list[date] | None:
    """The days in order, each on or after the one before; None if they cannot be."""
    days: list[date] = []
    before = start
    for name in names:
        day = _next(name, before)
        if day is None or (days and day < days[-1]):
            return None
        if name.weekday is not None and start is not None and day.weekday() != name.weekday:
            return None
        if name.weekday is not None and name.year is not None and day.weekday() != name.weekday:
            return None
        # A jump over most of a year means that the dates run backwards.
        if days and name.year is None and (day - days[-1]).days > 31 * _MONTHS_APART:
            return None
        days.append(day)
        before = day
    return days


def _next(name: DayName, before: date | None) -> date | None:
    month = name.month or 0
    if name.year is not None:
        return _make(name.year, month, name.day)
    year = before.year if before else _ANY_YEAR
    for candidate in (year, year + 1):
        day = _make(candidate, month, name.day)
        reached = day and (date(day.year + day.month // 12, day.month % 12 + 1, 1) if name.whole_month else day)
        if day is not None and (before is None or (reached and reached >= before)):
            return day
    return None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
