"""The days of a step: one that repeats, or an alternation (every other day, weekdays, one dose and another)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.reading.instructions.draft import Draft, Maker, Part
from bot.reading.instructions.item import Amount, Frequency, Pattern, PerDay
from bot.reading.instructions.level import Level, UndecidedError


def make_cycle(draft: Draft, maker: Maker, before: Level | None, start: date | None) -> tuple[Level, ...]:
    """The levels of the step's days, repeated in order. Raises UndecidedError."""
    parts = draft.parts
    if draft.fixed is not None:
        return (draft.fixed,)
    if any(part.weekdays or part.mark == "others" for part in parts):
        return _weekdays(parts, maker, before, start)
    if draft.alternating or any(part.mark for part in parts):
        return _alternate(draft, maker, before)
    if draft.interval is not None:
        if len(parts) == 2 and draft.interval.days == 2 and parts[1].joined:
            return _alternate(draft, maker, before)
        if len(parts) != 1:
            raise UndecidedError("times")
        if parts[0].when is None and parts[0].amount is not None and parts[0].divided is None:
            parts = [Part(parts[0].amount, Frequency(1))]
        return (maker.make_level(parts, before), *([Level()] * (draft.interval.days - 1)))
    return (maker.make_level(parts, before),)


def _alternate(draft: Draft, maker: Maker, before: Level | None) -> tuple[Level, ...]:
    parts = draft.parts
    if len(parts) == 1 and isinstance(parts[0].amount, Pattern) and len(parts[0].amount.numbers) == 2:
        pattern = parts[0].amount
        parts = [Part(Amount(n, n, pattern.unit), parts[0].when or PerDay()) for n in pattern.numbers]
    if len(parts) == 1 and draft.interval is not None and draft.interval.days == 2:
        return maker.make_level(parts, before), Level()
    if len(parts) != 2:
        raise UndecidedError("times")
    first, second = parts
    if first.when is None:
        first = Part(first.amount, second.when, second.divided)
    if isinstance(first.amount, Amount) and isinstance(second.amount, Amount):
        unit = first.amount.unit or second.amount.unit
        first = Part(
            Amount(first.amount.low, first.amount.high, unit, first.amount.strength_mg), first.when, first.divided
        )
    levels = []
    for part in (first, second):
        if part.when is None and part.divided is None:
            levels.append(maker.make_level([Part(part.amount, Frequency(1))], before))
        else:
            levels.append(maker.make_level([part], before))
    return tuple(levels)


def _weekdays(parts: list[Part], maker: Maker, before: Level | None, start: date | None) -> tuple[Level, ...]:
    if start is None:
        raise UndecidedError("duration")
    week: list[Level | None] = [None] * 7
    others: Level | None = None
    for part in parts:
        level = maker.make_level([Part(part.amount, part.when or PerDay(), part.divided)], before)
        if part.mark == "others":
            if others is not None:
                raise UndecidedError("contradiction")
            others = level
        elif not part.weekdays:
            raise UndecidedError("times")
        for day in part.weekdays:
            if week[day] is not None:
                raise UndecidedError("contradiction")
            week[day] = level
    shifted = [week[(start.weekday() + n) % 7] or others or Level() for n in range(7)]
    if sum((level.mg for level in shifted), Decimal(0)) == 0:
        raise UndecidedError("dose")
    return tuple(shifted)
