"""Reads how long: lengths, places in the plan ("week 3-4"), dates, and how often something changes."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.instructions.item import Count, Doubt, Interval, Item, Later, Place, Span
from bot.reading.instructions.quantity import Read, Symbols, at, is_mark, read_number
from bot.reading.instructions.vocabulary import time_of_day

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_THE_ONE = {"this", "next", "another", "following", "the next", "the following"}
_PARTS = {7: "day", 52: "week", 12: "month"}
_LONGEST = 3660

_IN_TOTAL = frozenset({"in total", "total", "all together", "altogether", "in all"})


def _length(count: Decimal, unit: str) -> tuple[int, tuple[int, ...]] | None:
    days = count * _DAYS[unit]
    if days != int(days) or not 0 < days <= _LONGEST:
        return None
    if unit == "month":
        return int(days), tuple(range(int(count * 28), int(count * 31) + 1)) if count == int(count) else ()
    return int(days), ()


def read_span(symbols: Symbols, index: int) -> Read:
    """ "For 7 days", "x 1 wk", "3/52", "another week", "a fortnight", "5 days each". A range of lengths is a doubt."""
    start = index
    each = False
    while at(symbols, index).word("for", "every", "in") and (index == start or each or symbols[index].word("for")):
        each = each or symbols[index].text == "each"
        if symbols[index].word("every") and symbols[index].text != "each":
            return None
        index += 1
    while at(symbols, index).text in {"the", "las", "los", "la", "el", "a total of", "total of", "one whole", "whole"}:
        index += 1
    bare = index == start
    article = at(symbols, index).word("a")
    rest = at(symbols, index).word("next")
    if rest:
        index += 1
    elif article:
        index += 1
        if at(symbols, index).word("next"):
            index += 1
    symbol = at(symbols, index)
    found: Item | None = None
    if symbol.kind == "slash" and int(symbol.numbers[1]) in _PARTS and symbol.numbers[0] == int(symbol.numbers[0]):
        found, index = _span(symbol.numbers[0], _PARTS[int(symbol.numbers[1])], False), index + 1
        if at(symbols, index).senses.get("span") == "day" and symbol.numbers[1] == 7:
            index += 1
    elif symbol.has("perday") and symbol.text == "a day" and not bare:
        found, index = Span(1), index + 1
    elif (number := read_number(symbols, index)) and not article and not symbol.text.endswith(" tab"):
        value, index = number
        second = None
        if is_mark(at(symbols, index), "-") or at(symbols, index).word("to", "or"):
            second = read_number(symbols, index + 1)
        if second:
            unit = read_unit(symbols, second[1])
            return (Doubt("duration"), second[1] + 1) if unit else None
        if at(symbols, index).word("next"):
            counted = value > 1 and not at(symbols, index + 1).text.endswith("s")
            if counted or at(symbols, index).text in _THE_ONE:
                # "4 this week, 1 next week": so many tablets, and not so many weeks
                return None
            index += 1
        if is_mark(at(symbols, index), "-"):
            index += 1
        unit = read_unit(symbols, index)
        if not unit:
            return None
        found, index = _span(value, unit, False), index + 1
    elif (unit := read_unit(symbols, index)) and (article or rest):
        found, index = _span(Decimal(1), unit, article and bare and not rest), index + 1
    if found is None:
        return None
    other = read_number(symbols, index + 1) if at(symbols, index).word("or") else None
    if isinstance(found, Span) and other and not at(symbols, other[1]).has("unit"):
        return Doubt("duration"), other[1]
    if isinstance(found, Span) and _looks_elsewhere(symbols, start, index):
        return Doubt("duration"), index
    if isinstance(found, Span) and at(symbols, index).text in _IN_TOTAL:
        # "10 mg TDS for 6 weeks in total": of this step, or of the whole?
        return Doubt("duration"), index + 1
    if isinstance(found, Span):
        if at(symbols, start).text == "over":
            return Count("over", found.days), index
        if at(symbols, index).text == "course":
            return Count("course", found.days), index + 1
        if at(symbols, index).word("later"):
            return Later(found.days, found.allowed), index + 1
        if at(symbols, index).text == "each" or at(symbols, index).word("each_step"):
            each, index = True, index + 1
            if at(symbols, index).text in {"dose", "step", "level"}:
                index += 1
        if each:
            found = Span(found.days, found.allowed, each=True)
    return found, index


def _looks_elsewhere(symbols: Symbols, start: int, end: int) -> bool:
    """ "The last 2 weeks" with no length before it is what has been; "in 4 weeks" after another length is unclear."""
    told = any(read_unit(symbols, n) for n in range(start))
    said = {symbol.text for symbol in symbols[start:end]}
    if told:
        return at(symbols, start).word("in")
    return bool(said & {"last", "the last"}) or any("ultim" in word for word in said)


def _span(count: Decimal, unit: str, article: bool) -> Item:
    length = _length(count, unit)
    return Span(length[0], length[1], article=article) if length else Doubt("duration")


def read_unit(symbols: Symbols, index: int) -> str | None:
    unit = at(symbols, index).senses.get("span")
    return unit if unit in _DAYS else None


def read_later(symbols: Symbols, index: int) -> Read:
    """ "After 2 weeks", "after another week"."""
    if not at(symbols, index).word("after"):
        return None
    if (place := read_place(symbols, index + 1)) and isinstance(place[0], Place) and place[0].last is not None:
        # "Stop after week 4"
        return Place(place[0].last + 1, None), place[1]
    if read := read_span(symbols, index + 1):
        span, end = read
        if isinstance(span, Span):
            return Later(span.days, span.allowed, more=at(symbols, index + 1).word("next")), end
        return (span, end) if isinstance(span, Doubt) else None
    return None


def read_place(symbols: Symbols, index: int) -> Read:
    """ "Week 1", "weeks 3-4", "day 1 to 3", "first week", "first 2 weeks", "week 5 onwards", "from week 5"."""
    since = False
    while at(symbols, index).word("for", "from", "in", "on") or at(symbols, index).text in {"the", "la", "el"}:
        since = since or symbols[index].word("from")
        index += 1
    symbol = at(symbols, index)
    if symbol.has("ordinal"):
        order, index = int(symbol.senses["ordinal"]), index + 1
        number = read_number(symbols, index)
        if number:
            index = number[1]
        unit = read_unit(symbols, index)
        if unit == "month" and not number and not since:
            return Span(30, tuple(range(28, 32)), nth=order), index + 1
        if not unit or unit == "month" or (number and number[0] != int(number[0])):
            return None
        size = _DAYS[unit]
        length = int(number[0]) * size if number else size
        if since and not number:
            return Place((order - 1) * size + 1, None), _onward(Place(1, 1), symbols, index + 1)[1]
        return _onward(Place((order - 1) * length + 1, order * length), symbols, index + 1)
    unit = read_unit(symbols, index)
    if not unit or (symbol.text in {"d", "w"} and at(symbols, index + 1).kind != "number"):
        return None
    spot = index + 2 if is_mark(at(symbols, index + 1), "#") else index + 1
    first = read_number(symbols, spot)
    if not first or (at(symbols, spot).kind != "number" and not at(symbols, spot).has("number")):
        return None
    low, end = first
    high = low
    joint = at(symbols, end)
    if is_mark(joint, "-&+") or joint.word("to", "and", "until"):
        spot = end + 2 if read_unit(symbols, end + 1) else end + 1
        second = read_number(symbols, spot)
        if second and at(symbols, spot).kind == "number" and second[0] > low and not at(symbols, second[1]).has("unit"):
            high, end = second
    if low != int(low) or high != int(high) or not 0 < low <= high <= 999:
        return Doubt("duration"), end
    if unit == "month" and (since or high > low):
        return Doubt("duration"), end
    if unit == "month":
        return Span(30, tuple(range(28, 32)), nth=int(low)), end
    size = _DAYS[unit]
    if since and high == low:
        return Place((int(low) - 1) * size + 1, None), _onward(Place(1, 1), symbols, end)[1]
    return _onward(Place((int(low) - 1) * size + 1, int(high) * size), symbols, end)


def _onward(place: Place, symbols: Symbols, index: int) -> tuple[Item, int]:
    if at(symbols, index).word("onward"):
        return Place(place.first, None), index + 1
    return place, index


def read_interval(symbols: Symbols, index: int) -> Read:
    """ "Every 2 weeks", "weekly", "every other day", "every third day"."""
    while at(symbols, index).word("at", "interval_of"):
        index += 1
    symbol = at(symbols, index)
    if symbol.has("interval"):
        days, rate, index = int(symbol.senses["interval"]), symbol.word("rate"), index + 1
        while at(symbols, index).word("interval_of"):
            index += 1
        allowed = tuple(range(28, 32)) if days == 30 else ()
        return Interval(days, allowed, time_of_day(symbol.text.split()[-1]) if days < 7 else "", rate), index
    if not symbol.word("every"):
        return None
    index += 1
    if at(symbols, index).has("ordinal") and (unit := read_unit(symbols, index + 1)):
        length = _length(Decimal(symbols[index].senses["ordinal"]), unit)
        return (Interval(*length), index + 2) if length else None
    symbol = at(symbols, index)
    if symbol.kind == "slash" and int(symbol.numbers[1]) in _PARTS and symbol.numbers[0] == int(symbol.numbers[0]):
        # "every 3/7"
        length = _length(symbol.numbers[0], _PARTS[int(symbol.numbers[1])])
        return (Interval(*length), index + 1) if length else None
    number = read_number(symbols, index)
    if not number:
        return None
    if is_mark(at(symbols, number[1]), "-") or at(symbols, number[1]).word("to", "or"):
        second = read_number(symbols, number[1] + 1)
        return (Doubt("duration"), second[1] + 1) if second and read_unit(symbols, second[1]) else None
    unit = read_unit(symbols, number[1])
    length = _length(number[0], unit) if unit else None
    return (Interval(*length), number[1] + 1) if length else None
