"""Reads what may be taken when needed: the amount each time, and how many times a day at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.instructions.item import (
    Amount,
    Doubt,
    Frequency,
    Item,
    Limit,
    PerDay,
    Sign,
    Slots,
    Strength,
    Unread,
)
from bot.reading.instructions.level import UndecidedError
from bot.reading.instructions.resolve import Resolver

_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}
_QUIET = {
    "prn",
    "take",
    "comma",
    "and",
    "open",
    "close",
    "colon",
    "dash",
    "extra",
    "current",
    "every",
    "begin",
    "to",
    "slash",
    "or",
}


@dataclass(frozen=True, slots=True)
class AsNeededDose:
    """Each time between `min_mg` and `max_mg`, at most `times_per_day` times; `max_daily_mg` if the text says so."""

    min_mg: Decimal
    max_mg: Decimal
    times_per_day: int
    max_daily_mg: Decimal | None = None


def split_as_needed(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """(regular items, as-needed items): clauses with "as needed" in them, cut at "plus" and "extra" too."""
    clauses: list[list[Item]] = [[]]
    for index, item in enumerate(items):
        previous = items[index - 1] if index else None
        if (isinstance(item, Sign) and item.kind in _BOUNDARY) or (
            isinstance(item, Sign)
            and item.kind == "extra"
            and _amount_near(items, index)
            and not (isinstance(previous, Sign) and previous.kind == "extra")
        ):
            clauses.append([item])
        else:
            clauses[-1].append(item)
    regular: list[Item] = []
    needed: list[Item] = []
    for clause in [part for whole in clauses for part in _split_at_and(whole)]:
        if any(isinstance(item, Sign) and item.kind == "prn" for item in clause):
            needed += clause
        else:
            regular += clause
    return regular, needed


def _split_at_and(clause: list[Item]) -> list[list[Item]]:
    """ "10 mg TDS and 5 mg when needed": the regular dose and the other one."""
    needed = next((n for n, item in enumerate(clause) if isinstance(item, Sign) and item.kind == "prn"), None)
    # Without "regularly", "when needed" may be meant for both doses.
    if needed is None or not any(isinstance(item, Sign) and item.kind == "hold" for item in clause[:needed]):
        return [clause]
    for n in range(needed, 0, -1):
        item = clause[n]
        if isinstance(item, Sign) and item.kind == "and" and isinstance(clause[n + 1], Amount):
            before = clause[:n]
            if any(isinstance(one, Amount) for one in before) and any(
                isinstance(one, Frequency | Slots) for one in before
            ):
                return [before, clause[n:]]
    return [clause]


def _amount_near(items: Sequence[Item], index: int) -> bool:
    return any(isinstance(item, Amount) for item in items[index + 1 : index + 3])


def doses_in(items: Sequence[Item]) -> bool:
    return any(isinstance(item, Amount | Frequency | Slots) for item in items)


def move_limits(regular: list[Item], needed: list[Item]) -> tuple[list[Item], list[Item]]:
    """ "Max 8 tablets in 24 hours" in a sentence of its own belongs to what is taken when needed."""
    limits: list[Item] = [item for item in regular if isinstance(item, Limit)]
    return [item for item in regular if not isinstance(item, Limit)], needed + limits


def read_as_needed(items: Sequence[Item], resolver: Resolver) -> AsNeededDose:
    """The one as-needed dose. Raises UndecidedError: `dose` without one amount, `times` without a limit."""
    amounts: list[Amount] = []
    limits: list[Limit] = []
    times: list[int] = []
    for item in items:
        if isinstance(item, Amount):
            amounts.append(item)
        elif isinstance(item, Limit):
            limits.append(item)
        elif isinstance(item, Frequency):
            times.append(item.times)
        elif isinstance(item, Slots):
            times.append(len(item.slots))
        elif isinstance(item, PerDay):
            times.append(1)
        elif isinstance(item, Doubt):
            raise UndecidedError(item.code)
        elif isinstance(item, Unread):
            raise UndecidedError("dose")
        elif isinstance(item, Sign):
            if item.kind not in _QUIET | _BOUNDARY:
                raise UndecidedError("end" if item.kind in {"stop", "hold", "down", "up"} else "dose")
        elif not isinstance(item, Strength):
            raise UndecidedError("condition", "duration")
    either = any(isinstance(item, Sign) and item.kind == "or" for item in items)
    amount = _one(amounts, either)
    if not times and not limits:
        raise UndecidedError("times")
    low, high = resolver.to_range(amount)
    if low <= 0 or high < low:
        raise UndecidedError("dose")
    counted = [int(limit.value) for limit in limits if limit.unit == "doses"]
    if len(set(counted)) > 1 or len(set(times)) > 1:
        raise UndecidedError("contradiction")
    bare = any(limit.unit == "count" for limit in limits)
    if not counted and not times and not bare:
        raise UndecidedError("times")
    if counted and times and counted[0] > times[0]:
        raise UndecidedError("contradiction")
    most = counted[0] if counted else times[0] if times else 0
    most = _counted_by_tablets(limits, amount, most)
    daily = None
    for limit in limits:
        if limit.unit not in {"doses", "count"}:
            daily = resolver.in_unit(limit.value, limit.unit, amount.strength_mg)
            if daily < low:
                raise UndecidedError("contradiction")
    return AsNeededDose(low, high, most, daily)


def _counted_by_tablets(limits: list[Limit], amount: Amount, most: int) -> int:
    """ "One at night, max one a day": with one tablet each time, so many tablets are so many times."""
    for limit in limits:
        if limit.unit == "count":
            if amount.low != amount.high or amount.low != 1 or amount.unit not in {"tab", None}:
                raise UndecidedError("times")
            if most and limit.value > most:
                raise UndecidedError("contradiction")
            most = int(limit.value)
    return most


def _one(amounts: list[Amount], either: bool) -> Amount:
    if not amounts:
        raise UndecidedError("dose")
    if len(amounts) == 2 and amounts[0].unit == "mg" and amounts[1].unit == "tab":
        # "10 mg (1 tablet)" written without the brackets
        first, second = amounts
        if first.low == first.high and second.low == second.high:
            return Amount(first.low, first.high, "mg", beside=second)
    if len(amounts) == 2 and either:
        first, second = amounts
        if first.unit == "tab" and second.unit in {"tab", None} and second.strength_mg in {None, first.strength_mg}:
            return Amount(min(first.low, second.low), max(first.high, second.high), "tab", first.strength_mg)
    if len(amounts) > 1:
        raise UndecidedError("dose")
    return amounts[0]
