"""Works out the levels that a repeated cut passes through."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.instructions.cut import Cut
from bot.reading.instructions.level import ZERO, Level, Stretch, UndecidedError
from bot.reading.instructions.resolve import Resolver

_MOST_LEVELS = 400


def expand(cut: Cut, base: Level, resolver: Resolver) -> tuple[list[Stretch], bool]:
    """The levels below `base`, one interval each, and whether they end in nothing. Raises UndecidedError."""
    if cut.interval is None:
        raise UndecidedError("duration")
    if cut.percent is not None and cut.percent.base is None:
        raise UndecidedError("percent_base")
    if not (cut.to_zero or cut.goal or cut.for_days or cut.repeats):
        raise UndecidedError("end")
    if (cut.to_zero and cut.goal) or (cut.for_days and cut.goal):
        raise UndecidedError("contradiction")
    step = resolver.in_unit_of_cut(cut.amount) if cut.amount is not None else ZERO
    goal = resolver.to_mg(cut.goal) if cut.goal is not None else None
    if goal is not None and cut.goal_times not in {None, len(base.doses)}:
        # "20 mg three times a day, … until 5 mg twice a day": which dose goes, and when, is not said
        raise UndecidedError("times")
    if goal is not None and cut.goal_each:
        if not base.doses:
            raise UndecidedError("times")
        goal = goal if cut.scope == "each" else goal * len(base.doses)
    times = cut.repeats
    if cut.for_days is not None:
        if cut.for_days % cut.interval.days:
            raise UndecidedError("contradiction")
        times = cut.for_days // cut.interval.days
    levels: list[Level] = []
    level = base
    ended = False
    while len(levels) < _MOST_LEVELS:
        below = _below(cut, level, base, step)
        measured = _measure(cut, below, goal_each=cut.goal_each)
        if below.mg <= 0 or (cut.scope not in {"total", "each"} and len(below.doses) < len(level.doses)):
            ended = _reach_nothing(cut, below, goal, times, levels)
            if below.mg > 0 and ended:
                levels.append(below)
                ended = False
            break
        if goal is not None and measured < goal:
            raise UndecidedError("contradiction")
        levels.append(below)
        level = below
        if (goal is not None and measured == goal) or (times is not None and len(levels) == times):
            break
    else:
        raise UndecidedError("end")
    if not levels:
        raise UndecidedError("contradiction")
    stretches = [Stretch((one,), cut.interval.days, cut.interval.allowed) for one in levels]
    if goal is not None and times is None:
        stretches[-1].held = stretches[-1].reached = True
    return stretches, ended


def _reach_nothing(cut: Cut, below: Level, goal: Decimal | None, times: int | None, levels: list[Level]) -> bool:
    if goal is not None and goal > 0:
        raise UndecidedError("contradiction")
    if times is not None and len(levels) + 1 < times:
        raise UndecidedError("contradiction")
    if times is not None and below.mg < 0:
        raise UndecidedError("contradiction")
    return True


def _below(cut: Cut, level: Level, base: Level, step: Decimal) -> Level:
    if cut.percent is not None:
        if cut.scope not in {"total", "each"} and cut.percent.base == "current" and level.doses:
            return level.cut_one(cut.scope, level.doses[level.find(cut.scope)].mg * cut.percent.value / 100)
        if cut.scope != "total":
            raise UndecidedError("percent_base")
        part = base.mg if cut.percent.base == "start" else level.mg
        mg = part * cut.percent.value / 100
        if mg * 100 != int(mg * 100):
            raise UndecidedError("dose")
        return level.cut_total(mg)
    if step <= 0:
        raise UndecidedError("dose")
    if cut.scope == "each":
        return level.cut_each(step)
    if cut.scope == "total":
        return level.cut_total(step)
    return level.cut_one(cut.scope, step)


def _measure(cut: Cut, level: Level, *, goal_each: bool) -> Decimal:
    """What a goal is compared with: the day's total, each dose, or the dose that is cut."""
    if cut.scope == "each" and goal_each:
        return level.only_dose() or ZERO
    if cut.scope in {"total", "each"} or not level.doses:
        return level.mg
    return level.doses[level.find(cut.scope)].mg
