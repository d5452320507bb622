"""Reads "reduce by 10 mg every week until 20 mg": how much, how often, how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reading.instructions.item import (
    Amount,
    Count,
    Dated,
    Frequency,
    Interval,
    Item,
    Later,
    Medicine,
    Percent,
    PerDay,
    Sign,
    Slots,
    Span,
    is_sign,
)
from bot.reading.instructions.level import UndecidedError

_ENDS = {
    "then",
    "arrow",
    "sentence",
    "line",
    "semi",
    "hold",
    "until_seen",
    "review",
    "stop",
    "take",
    "drop",
    "up",
    "begin",
    "last_dose",
}


@dataclass(slots=True)
class Cut:
    """A repeated cut as said.

    `scope`: total, each or a time of day; `goal` the level to reach, `goal_times` a day; `to_zero` until off.
    """

    amount: Amount | None = None
    percent: Percent | None = None
    interval: Interval | None = None
    scope: str = "total"
    goal: Amount | None = None
    goal_each: bool = False
    goal_times: int | None = None
    to_zero: bool = False
    for_days: int | None = None
    repeats: int | None = None
    base: list[Item] = field(default_factory=list)
    rising: bool = False


def clause_end(items: Sequence[Item], index: int) -> int:
    """Where the clause that begins with a verb of change ends. A colon ends it once the cut and its interval are said."""
    start = index
    while index < len(items):
        item = items[index]
        if is_sign(item, "colon") and _is_whole(items[start:index]):
            return index
        if isinstance(item, Sign) and item.kind in _ENDS:
            return index
        if isinstance(item, Later):
            return index
        index += 1
    return index


def _is_whole(said: Sequence[Item]) -> bool:
    by = any(isinstance(item, Amount | Percent) for item in said)
    return by and any(isinstance(item, Interval) or (isinstance(item, Span) and item.article) for item in said)


def read_cut(items: Sequence[Item], index: int) -> tuple[Cut, int] | None:
    """The cut whose verb stands before `index`; None if the clause is not about cutting again and again."""
    end = clause_end(items, index)
    clause = items[index:end]
    amounts = [item for item in clause if isinstance(item, Amount | Percent)]
    said_by = any(isinstance(item, Sign) and item.kind in {"by", "interval_of"} for item in clause)
    interval = any(isinstance(item, Interval) or (isinstance(item, Span) and item.article) for item in clause)
    if not amounts or not (said_by or interval):
        return None
    if not said_by and _is_list(clause):
        return None
    cut = Cut()
    mode = "" if said_by else "by"
    seen_by = False
    spot = index
    while spot < end:
        item = items[spot]
        following = items[spot + 1] if spot + 1 < end else None
        if isinstance(item, Sign):
            if item.kind in {"by", "interval_of"}:
                mode = "by"
            elif item.kind in {"to", "until"}:
                mode = "goal"
            elif item.kind == "from":
                mode = "base"
            elif item.kind == "off":
                cut.to_zero = True
            elif item.kind in {"each_dose", "each_step"}:
                if mode == "goal" and cut.goal is not None:
                    cut.goal_each = True
                else:
                    cut.scope = "each"
            elif item.kind in {
                "daily_dose",
                "total",
                "comma",
                "and",
                "every",
                "slash",
                "colon",
                "open",
                "close",
                "down",
                "current",
            }:
                if item.kind == "down" and mode == "by" and isinstance(following, Sign):
                    mode = "goal" if following.kind == "to" else mode
            else:
                raise UndecidedError("end" if item.kind in {"alternating"} else "dose")
        elif isinstance(item, Amount):
            if mode == "by" and cut.amount is None and cut.percent is None:
                cut.amount, seen_by, mode = item, True, "after"
            elif mode == "goal" and cut.goal is None:
                cut.goal = item
            elif mode in {"base", ""} and not cut.base:
                cut.base.append(item)
                mode = "base"
            else:
                raise UndecidedError("contradiction" if cut.amount else "dose")
        elif isinstance(item, Percent):
            if cut.amount or cut.percent:
                raise UndecidedError("contradiction")
            if mode == "goal":
                # "Cut to 25% of the starting dose every 2 weeks"
                raise UndecidedError("percent_base")
            cut.percent, seen_by, mode = item, True, "after"
        elif isinstance(item, Interval):
            if cut.interval is not None and (cut.interval.days != item.days or _is_per_week(clause, item)):
                raise UndecidedError("contradiction")
            if item.rate and cut.goal is not None and items[spot - 1] is cut.goal:
                # "… down to 30 mg per week"
                raise UndecidedError("times", "dose")
            cut.interval = item
        elif isinstance(item, Span):
            if item.article and isinstance(items[spot - 1], Amount) and items[spot - 1] is cut.goal:
                raise UndecidedError("times")
            if item.article and cut.interval is None:
                cut.interval = Interval(item.days, item.allowed)
            elif cut.for_days is None and cut.goal is None:
                cut.for_days = item.days
            else:
                raise UndecidedError("contradiction")
        elif isinstance(item, Count) and item.kind == "repeat":
            cut.repeats = item.value
        elif isinstance(item, PerDay):
            if mode == "base" and cut.base:
                cut.base.append(item)
        elif isinstance(item, Frequency):
            _take_frequency(cut, item, mode)
        elif isinstance(item, Slots):
            if mode == "base" and cut.base and not seen_by:
                cut.base.append(item)
            elif len(item.slots) == 1 and cut.scope in {"total", item.slots[0].name}:
                cut.scope = item.slots[0].name
            else:
                raise UndecidedError("times")
        elif isinstance(item, Medicine):
            pass
        elif isinstance(item, Dated):
            raise UndecidedError("end")
        else:
            raise UndecidedError("dose")
        spot += 1
    return cut, end


def _is_per_week(clause: Sequence[Item], interval: Interval) -> bool:
    """ "Drop 15 mg/week each week", "… every week until 30 mg/week": an amount that is not a day's."""
    said = [n for n, item in enumerate(clause) if isinstance(item, Interval) and item.days == interval.days]
    return len(said) > 1 and any(n and isinstance(clause[n - 1], Amount) for n in said)


def _take_frequency(cut: Cut, item: Frequency, mode: str) -> None:
    if mode == "base" and cut.base:
        cut.base.append(item)
    elif mode == "goal" and cut.goal is not None:
        if cut.goal_times not in {None, item.times}:
            raise UndecidedError("contradiction")
        cut.goal_times, cut.goal_each = item.times, item.times > 1
    elif mode == "after" and item.times == 1:
        # "by 5 mg once a day" could be the speed or the dose.
        raise UndecidedError("duration")
    else:
        raise UndecidedError("times")


def _is_list(clause: Sequence[Item]) -> bool:
    """ "Reduce every 5 days: 40, 30, 20, 10": amounts to take, not amounts to cut."""
    kinds = [item for item in clause if not (isinstance(item, Sign) and item.kind in {"comma", "and", "open", "close"})]
    first = next((n for n, item in enumerate(kinds) if isinstance(item, Interval)), None)
    amounts = [n for n, item in enumerate(kinds) if isinstance(item, Amount)]
    if any(isinstance(item, Sign) and item.kind in {"to", "until", "off"} for item in clause):
        return False
    return first is not None and len(amounts) > 0 and amounts[0] > first
