"""Reads when in the day: how many doses, at which times, in how many parts."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from bot.reading.instructions.item import Divided, Doubt, Frequency, Item, PerDay, Sign, Slot, Slots, Weekdays
from bot.reading.instructions.quantity import Read, Symbols, at, is_mark, read_number

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7


def read_frequency(symbols: Symbols, index: int) -> Read:
    """BD, q8h, every 8 hours, 3 times a day, 4x/day, twice daily, daily."""
    start = index
    if at(symbols, index).word("max"):
        index += 1
    limit = index > start
    symbol = at(symbols, index)
    if symbol.has("freq"):
        return Frequency(int(symbol.senses["freq"]), limit), index + 1
    if symbol.kind == "every_hours":
        return _by_hours(symbol.numbers, limit), index + 1
    spelt = symbol.word("every")
    crossed = read_number(symbols, index + 1) if symbol.word("times") else None
    if crossed and crossed[0] in range(1, _HOURS_A_DAY + 1) and at(symbols, crossed[1]).has("perday"):
        return Frequency(int(crossed[0]), limit), crossed[1] + 1
    slashed = read_number(symbols, index + 1) if is_mark(symbol, "/") else None
    if slashed and slashed[0] > 1 and at(symbols, slashed[1]).senses.get("span") == "hour":
        # "10 mg/8 h"
        return _by_hours((slashed[0],), limit), slashed[1] + 1
    if hours := _read_hours(symbols, index + 1 if spelt else index, spelt=spelt):
        return _by_hours(hours[0], limit), hours[1]
    if counted := _read_times(symbols, index):
        times, after = counted
        if at(symbols, after).has("perday") or at(symbols, after).word("in_24h"):
            return Frequency(times, limit), after + 1
        if at(symbols, after).text == "day" and at(symbols, after - 1).text in {"x", "times"}:
            # "3x day"
            return Frequency(times, limit), after + 1
        if at(symbols, after).has("interval") and at(symbols, after).senses["interval"] == "1":
            return Frequency(times, limit), after + 1
        return None
    if symbol.has("perday") and not limit:
        return PerDay(), index + 1
    return None


def _read_times(symbols: Symbols, index: int) -> tuple[int, int] | None:
    symbol = at(symbols, index)
    if symbol.has("ntimes"):
        return int(symbol.senses["ntimes"]), index + 1
    number = read_number(symbols, index)
    if (
        number
        and number[0] == int(number[0])
        and 0 < number[0] <= _HOURS_A_DAY
        and at(symbols, number[1]).word("times")
    ):
        return int(number[0]), number[1] + 1
    return None


def _read_hours(symbols: Symbols, index: int, *, spelt: bool) -> tuple[tuple[Decimal, ...], int] | None:
    """Reads "8 hours", "4-6 hours", "8 hourly" (without "every" only the last)."""
    number = read_number(symbols, index)
    if not number:
        return None
    hours: tuple[Decimal, ...] = (number[0],)
    index = number[1]
    if (is_mark(at(symbols, index), "-") or at(symbols, index).word("to", "or")) and (
        second := read_number(symbols, index + 1)
    ):
        hours, index = (number[0], second[0]), second[1]
    symbol = at(symbols, index)
    if symbol.senses.get("span") != "hour" or not (spelt or symbol.text == "hourly"):
        return None
    return hours, index + 1


def _by_hours(hours: tuple[Decimal, ...], limit: bool) -> Item:
    shortest = hours[0]
    if shortest <= 0 or _HOURS_A_DAY % shortest or hours[-1] < shortest:
        return Doubt("times")
    return Frequency(int(_HOURS_A_DAY / shortest), limit or len(hours) > 1)


def read_slots(symbols: Symbols, index: int) -> Read:
    """Times of day, alone or in a row: "at 8am, 2pm and 8pm", "morning and night"."""
    slots: list[Slot] = []
    while True:
        spot = index + 1 if at(symbols, index).word("at", "in", "on", "every") else index
        if is_mark(at(symbols, spot), "~"):
            return None
        read = _read_slot(symbols, spot, after_clock=bool(slots and slots[-1].at) or at(symbols, index).word("at"))
        if not read:
            break
        slots.append(read[0])
        end = read[1]
        index = end
        while is_mark(at(symbols, index), ",/+&") or at(symbols, index).word("and"):
            index += 1
        if index == end:
            break
    if not slots:
        return None
    return Slots(tuple(slots)), end


def _read_slot(symbols: Symbols, index: int, *, after_clock: bool) -> tuple[Slot, int] | None:
    symbol = at(symbols, index)
    if clock := _read_clock(symbols, index, after_clock=after_clock):
        return clock
    if not symbol.has("slot"):
        return None
    name, index = symbol.senses["slot"], index + 1
    opened = is_mark(at(symbols, index), "(")
    spot = index + 1 if opened else index
    spot += 1 if at(symbols, spot).word("at") else 0
    clock = _read_clock(symbols, spot, after_clock=True)
    if clock and (not opened or is_mark(at(symbols, clock[1]), ")")):
        return Slot(name, clock[0].at), clock[1] + (1 if opened else 0)
    # "at night before bed", "morning with breakfast": the same time said twice
    while at(symbols, index).has("slot") and _same_time(name, symbols[index].senses["slot"]):
        index += 1
    return Slot(name), index


def _same_time(one: str, other: str) -> bool:
    return one == other or {one, other} == {"evening", "bedtime"}


def _read_clock(symbols: Symbols, index: int, *, after_clock: bool) -> tuple[Slot, int] | None:
    symbol = at(symbols, index)
    hour, minute = Decimal(-1), Decimal(0)
    if symbol.kind == "clock":
        hour, minute = symbol.numbers
    elif (
        symbol.kind == "number"
        and (after_clock or at(symbols, index - 1).has("unit"))
        and len(symbol.text) == 4
        and symbol.text.isdigit()
    ):
        hour, minute = Decimal(symbol.text[:2]), Decimal(symbol.text[2:])
    if not (0 <= hour < _HOURS_A_DAY and 0 <= minute < 60):
        return None
    bare = not after_clock and symbol.text[-1:] == "m" and not any(mark in symbol.text for mark in ":.")
    wall = time(int(hour), int(minute))
    return Slot(name_of_hour(wall), wall, bare_clock=bare), index + 1


def name_of_hour(wall: time) -> str:
    """The word for a clock time, for "drop the midday dose"."""
    if 4 <= wall.hour < 11:
        return "morning"
    if 11 <= wall.hour < 14:
        return "noon"
    if 14 <= wall.hour < 17:
        return "afternoon"
    return "evening" if 17 <= wall.hour < 20 else "bedtime"


def read_divided(symbols: Symbols, index: int) -> Read:
    """ "In 2 divided doses", "split into 3 doses", "divided TID" (then the frequency says how many)."""
    start, said = index, False
    while at(symbols, index).word("divided") or at(symbols, index).text in {"into", "as", "equally", "in", "en"}:
        said = said or symbols[index].text not in {"in", "en", "into", "as"}
        index += 1
    if index == start:
        return None
    number = read_number(symbols, index)
    if number:
        index = number[1]
        while at(symbols, index).word("divided") or at(symbols, index).text in {"equal", "separate", "equally"}:
            said, index = True, index + 1
        if at(symbols, index).word("doses") and number[0] == int(number[0]) and 0 < number[0] <= _HOURS_A_DAY:
            return Divided(int(number[0])), index + 1
        return None
    return (Divided(None), index) if said else None


def read_weekdays(symbols: Symbols, index: int) -> Read:
    """ "Mondays, Wednesdays and Fridays", "Monday to Friday"."""
    days: list[int] = []
    while True:
        spot = index + 1 if at(symbols, index).word("on", "every") else index
        if not at(symbols, spot).has("weekday"):
            break
        days += [int(day) for day in symbols[spot].senses["weekday"].split(",")]
        end = index = spot + 1
        if (is_mark(at(symbols, index), "-") or at(symbols, index).word("to")) and at(symbols, index + 1).has(
            "weekday"
        ):
            last = int(symbols[index + 1].senses["weekday"])
            days += [day % 7 for day in range(days[-1] + 1, last + 1 if last > days[-1] else last + 8)]
            end = index = index + 2
        while is_mark(at(symbols, index), ",/&") or at(symbols, index).word("and"):
            index += 1
        if index == end:
            break
    if not days:
        return None
    if len(set(days)) == _DAYS_A_WEEK:
        return Sign("nothing"), end
    return Weekdays(tuple(dict.fromkeys(days))), end
