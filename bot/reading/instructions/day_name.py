"""Reads dates: one day, a stretch between two, a month by its name."""

from __future__ import annotations

from bot.reading.instructions.item import Dated, DayName
from bot.reading.instructions.quantity import Read, Symbols, at, is_mark


def read_day(symbols: Symbols, index: int, *, slash: bool = False) -> tuple[DayName, int] | None:
    """A date in words or numbers, with its weekday if it has one. Two numbers and a slash only where a date must stand."""
    weekday = None
    if at(symbols, index).senses.get("weekday", "").isdigit():
        weekday, index = int(symbols[index].senses["weekday"]), index + 1
        while is_mark(at(symbols, index), ",.") or at(symbols, index).text == "the":
            index += 1
    symbol = at(symbols, index)
    if symbol.kind == "iso_date":
        year, month, day = map(int, symbol.numbers)
        return DayName(day, month, year, weekday=weekday), index + 1
    if symbol.kind == "numeric_date":
        first, second, year = map(int, symbol.numbers)
        return DayName(first, second, year + (2000 if year < 100 else 0), numeric=True, weekday=weekday), index + 1
    if symbol.kind == "slash" and (slash or weekday is not None) and all(n == int(n) for n in symbol.numbers):
        return DayName(int(symbol.numbers[0]), int(symbol.numbers[1]), numeric=True, weekday=weekday), index + 1
    if symbol.has("month") and at(symbols, index + 1).kind in {"number", "ordinal"} and _is_day(symbols, index + 1):
        year_at = index + 3 if is_mark(at(symbols, index + 2), ",") else index + 2
        said, end = _read_year(symbols, year_at)
        name = DayName(int(symbols[index + 1].numbers[0]), int(symbol.senses["month"]), said, weekday=weekday)
        return name, end if said else index + 2
    if symbol.kind in {"number", "ordinal"} and _is_day(symbols, index):
        spot = index + 2 if at(symbols, index + 1).text in {"of", "de", "-"} else index + 1
        if at(symbols, spot).has("month"):
            after = spot + 2 if at(symbols, spot + 1).text in {"de", "del", ","} else spot + 1
            said, end = _read_year(symbols, after)
            month = int(symbols[spot].senses["month"])
            return DayName(int(symbol.numbers[0]), month, said, weekday=weekday), end if said else spot + 1
    return None


def _is_day(symbols: Symbols, index: int) -> bool:
    value = symbols[index].numbers[0]
    return value == int(value) and 1 <= value <= 31


def _read_year(symbols: Symbols, index: int) -> tuple[int | None, int]:
    symbol = at(symbols, index)
    if symbol.kind == "number" and len(symbol.text) == 4 and symbol.text.startswith("20"):
        return int(symbol.text), index + 1
    return None, index


def read_dated(symbols: Symbols, index: int, *, row: bool = False) -> Read:
    """ "Until 17 Jan", "from 4 to 10 Jan", "3-9 May", "on 5 March", "in January". `row`: a line begins here."""
    start, leading = index, at(symbols, index)
    kind = "on"
    while at(symbols, index).word("until", "from", "on", "in", "for", "at") or at(symbols, index).text in {
        "the",
        "el",
        "del",
    }:
        if at(symbols, index).word("until"):
            kind = "until"
        elif at(symbols, index).word("from") and kind == "on":
            kind = "since"
        index += 1
    steered = index > start
    if at(symbols, index).has("month") and (steered or row) and not read_day(symbols, index):
        month = int(symbols[index].senses["month"])
        year, end = _read_year(symbols, index + 1)
        return Dated("month", DayName(1, month, year, whole_month=True)), end if year else index + 1
    told = kind != "on" or (steered and symbols[start].word("on"))
    if whole := _read_month_span(symbols, index):
        return whole
    heads = row and is_mark(at(symbols, index + 1), ":")
    first = read_day(symbols, index, slash=told or heads or _is_slash_range(symbols, index))
    day_only = None
    if not first and at(symbols, index).kind in {"number", "ordinal"} and _is_day(symbols, index):
        joint = at(symbols, index + 1)
        if is_mark(joint, "-") or joint.word("to", "until"):
            skip = index + 3 if at(symbols, index + 2).text in {"the", "el"} else index + 2
            last = read_day(symbols, skip)
            if last and not last[0].numeric:
                opening = DayName(int(symbols[index].numbers[0]), last[0].month, last[0].year)
                return Dated("range", opening, last[0]), _inclusive(symbols, last[1])
        day_only = joint
    if not first or day_only:
        return None
    name, end = first
    end = _inclusive(symbols, end)
    joint = at(symbols, end)
    if kind != "until" and (is_mark(joint, "-") or joint.word("to", "until")):
        spot = end + 1
        while at(symbols, spot).text in {"the", "el", "including"} or at(symbols, spot).word("until"):
            spot += 1
        if last := read_day(symbols, spot, slash=True):
            return Dated("range", name, last[0]), _inclusive(symbols, last[1])
    if leading.word("onward"):
        kind = "since"
    if at(symbols, end).word("onward"):
        kind, end = "since", end + 1
    return Dated(kind, name), end


def _read_month_span(symbols: Symbols, index: int) -> Read:
    """Reads "Feb 1-7", "May 3 to 9"."""
    month, first, joint = at(symbols, index), at(symbols, index + 1), at(symbols, index + 2)
    last = at(symbols, index + 3)
    if not month.has("month") or first.kind not in {"number", "ordinal"} or last.kind not in {"number", "ordinal"}:
        return None
    if not (is_mark(joint, "-") or joint.word("to", "until")) or at(symbols, index + 4).has("unit"):
        return None
    if not (_is_day(symbols, index + 1) and _is_day(symbols, index + 3)):
        return None
    number = int(month.senses["month"])
    opening, closing = DayName(int(first.numbers[0]), number), DayName(int(last.numbers[0]), number)
    return Dated("range", opening, closing), _inclusive(symbols, index + 4)


def _is_slash_range(symbols: Symbols, index: int) -> bool:
    """Two numeric dates without a year, joined: 4/1 - 10/1."""
    if at(symbols, index).kind != "slash" or "." in at(symbols, index).text:
        return False
    joint, following = at(symbols, index + 1), at(symbols, index + 2)
    joined = is_mark(joint, "-") or joint.word("to", "until")
    return following.kind == "slash" and joined and not at(symbols, index + 3).has("unit")


def _inclusive(symbols: Symbols, index: int) -> int:
    if (
        is_mark(at(symbols, index), "(")
        and at(symbols, index + 1).word("inclusive")
        and is_mark(at(symbols, index + 2), ")")
    ):
        return index + 3
    return index + 1 if at(symbols, index).word("inclusive") else index
