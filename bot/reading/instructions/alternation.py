"""Days that differ: every other day, weekdays, a list with one weekday a line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reading.instructions import doses
from bot.reading.instructions.draft import Part, add_when
from bot.reading.instructions.item import (
    Amount,
    Frequency,
    Interval,
    Pattern,
    Place,
    Sign,
    Slot,
    Slots,
    Weekdays,
    is_sign,
)
from bot.reading.instructions.level import UndecidedError

_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}
# A list by weekdays that is longer would have to name its weeks.
_MOST_ROWS = 31

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine


def take_interval(machine: Machine, item: Interval) -> None:
    if machine.draft.parts and not machine.draft.complete:
        if item.days > 6:
            raise UndecidedError(*(["dose"] if is_sign(machine.peek(), "off", "down") else []), "times")
        if len(machine.draft.parts) > 1 and (machine.draft.interval or machine.draft.parts[-1].mark):
            # "5 mg twice a day and 5 mg every other day on alternate days"
            raise UndecidedError("times")
        machine.draft.interval = item
        if item.slot:
            add_when(machine.draft.parts[-1], Slots((Slot(item.slot),)))
    elif not machine.draft.parts and machine.course.level is not None and item.days == 2:
        # "daily x 7d, every other day x 14d": the dose carries
        doses.make_room(machine, adding=False)
        machine.draft.parts.append(Part(None, _once(item)))
        machine.draft.interval = item
    elif machine.draft.complete and item.days == 2 and machine.previous("comma", "then", "semi", "line", "sentence"):
        machine.close()
        machine.draft.parts.append(Part(None, _once(item)))
        machine.draft.interval = item
    elif not machine.draft.parts:
        raise UndecidedError("dose")
    else:
        raise UndecidedError("times")


def _once(item: Interval) -> Frequency | Slots:
    return Slots((Slot(item.slot),)) if item.slot else Frequency(1)


def take_weekdays(machine: Machine, item: Weekdays) -> None:
    if machine.draft.begun and not machine.draft.parts and len(item.days) == 1:
        if machine.course.start is None:
            raise UndecidedError("duration")
        machine.begin_on(machine.course.start + timedelta((item.days[0] - machine.course.start.weekday()) % 7))
        return
    if len(item.days) == 1 and _follows_on(machine, item.days[0]):
        return
    if len(item.days) == 1 and _is_row(machine):
        _take_row(machine, item.days[0])
        return
    if not machine.draft.parts or machine.draft.complete or machine.draft.parts[-1].weekdays:
        raise UndecidedError("times")
    machine.draft.parts[-1].weekdays = item.days


def _follows_on(machine: Machine, weekday: int) -> bool:
    """ "… until Sunday 6 December. From Monday …": the very day after what has been said."""
    if not machine.previous("from") or not (machine.draft.parts or machine.course.stretches):
        return False
    if machine.draft.parts:
        machine.close()
    following = machine.course.next_day()
    if following is None or following.weekday() != weekday:
        raise UndecidedError("duration")
    return True


def _is_row(machine: Machine) -> bool:
    """Whether a line or sentence begins with this weekday, with its doses or "stop" after it."""
    before = machine.items[machine.index - 2] if machine.index >= 2 else None
    if before is not None and not (isinstance(before, Sign) and before.kind in _BOUNDARY | {"colon", "comma", "off"}):
        return False
    if isinstance(before, Sign) and before.kind == "comma" and machine.row_day is None:
        return False
    spot = 0
    while isinstance(item := machine.peek(spot), Sign) and item.kind in {"colon", "dash", "comma", "take"}:
        spot += 1
    return isinstance(item, Amount | Pattern | Slots) or (isinstance(item, Sign) and item.kind == "stop")


def _take_row(machine: Machine, weekday: int) -> None:
    """One day of a list by weekdays; each must be the day after the one before."""
    if machine.draft.parts:
        machine.close()
    if machine.draft.timed:
        raise UndecidedError("contradiction")
    if machine.row_day is None:
        start = machine.course.first_on or machine.course.start
        if start is not None:
            machine.course.first_on = start + timedelta((weekday - start.weekday()) % 7)
    elif weekday != (machine.row_day + 1) % 7:
        raise UndecidedError("contradiction")
    machine.row_day = weekday
    elapsed = machine.course.elapsed()
    if elapsed is None or elapsed >= _MOST_ROWS:
        raise UndecidedError("duration")
    machine.draft.place, machine.draft.leading = Place(elapsed + 1, elapsed + 1), True
