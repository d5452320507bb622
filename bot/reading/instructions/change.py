"""What "reduce", "cut by" and "drop the midday dose" do to the reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.reading.instructions import lengths, one_dose
from bot.reading.instructions.cut import Cut, read_cut
from bot.reading.instructions.descent import expand
from bot.reading.instructions.draft import Part
from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Interval,
    Item,
    Pattern,
    Percent,
    PerDay,
    Place,
    Slots,
    Span,
    is_sign,
)
from bot.reading.instructions.level import UndecidedError
from bot.reading.instructions.present import set_present, take_from

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine

_DOSE = (Amount, Pattern, Frequency, Slots)


def take_change(machine: Machine, direction: str) -> None:
    if machine.draft.begun and machine.draft.timed and not machine.draft.parts:
        machine.close()
    rest = machine.rest_of_clause()
    percents = [item for item in rest if isinstance(item, Percent)]
    if percents and percents[0].base is None and sum(isinstance(item, Amount) for item in rest) >= 2:
        _take_listed(machine, Cut(percent=percents[0]), 0)
        return
    opening = next((n for n, item in enumerate(rest) if is_sign(item, "open")), None)
    by = [item for item in rest[:opening] if isinstance(item, Amount)]
    if opening is not None and len(by) == 1 and sum(isinstance(item, Amount) for item in rest[opening:]) >= 2:
        if machine.draft.parts and not machine.draft.timed and not machine.course.stretches:
            machine.draft.current = True
        each = any(is_sign(item, "each_dose", "each_step") for item in rest[:opening])
        _take_listed(machine, Cut(amount=by[0], scope="each" if each else "total"), opening)
        return
    if is_sign(machine.peek(), "colon") and _heads_list(rest):
        _take_bare_change(machine)
        return
    if one_dose.take_new_size(machine):
        machine.draft.direction = direction
        return
    found = read_cut(machine.items, machine.index)
    if found is not None:
        if direction == "up":
            raise UndecidedError("dose")
        cut, end = found
        if _explains(machine, cut, end):
            machine.claims.append(cut)
            if cut.base:
                _set_base(machine, cut)
            later = machine.items[end:]
            if cut.interval is not None and not any(isinstance(item, Span | Place | Dated) for item in later):
                lengths.take_each(machine, Span(cut.interval.days, cut.interval.allowed, each=True))
        else:
            _apply_cut(machine, cut)
        machine.index = end
        return
    if percents:
        interval = next((item for item in rest if isinstance(item, Interval)), None)
        if interval is None or sum(isinstance(item, Amount) for item in machine.items[machine.index :]) < 2:
            raise UndecidedError("percent_base")
        machine.claims.append(Cut(percent=percents[0], interval=interval))
        machine.index += rest.index(interval) + 1
        return
    if not any(isinstance(item, _DOSE) for item in rest):
        _take_bare_change(machine)
        return
    first = next(n for n, item in enumerate(rest) if isinstance(item, _DOSE))
    if direction == "down" and _may_be_off_one_dose(machine, rest):
        raise UndecidedError("dose")
    interval = next((item for item in rest[:first] if isinstance(item, Interval)), None)
    _make_way(machine)
    if interval is not None:
        machine.index += rest.index(interval) + 1
        lengths.take_each(machine, Span(interval.days, interval.allowed, each=True))
    if any(is_sign(item, "from") for item in rest[: first + 1]):
        take_from(machine)
    machine.draft.direction = direction


def _heads_list(rest: Sequence[Item]) -> bool:
    """ "Reducing course: 1 tds for a week, …": after the colon a dose with its times, and nothing that is cut."""
    first = next((n for n, item in enumerate(rest) if isinstance(item, Amount | Pattern)), None)
    if first is None or any(is_sign(item, "by", "off") for item in rest) or first + 1 >= len(rest):
        return False
    return isinstance(rest[first + 1], Frequency | Slots | PerDay)


def _may_be_off_one_dose(machine: Machine, rest: Sequence[Item]) -> bool:
    """ "Reduce 5 mg at bedtime", "minus 5 mg at noon": what comes off one dose of several, or what is left of them?"""
    if not rest or not isinstance(rest[0], Amount) or not (machine.course.stretches or machine.draft.parts):
        return False
    following = next((item for item in rest[1:3] if not is_sign(item, "from", "at")), None)
    return (
        isinstance(following, Slots)
        and len(following.slots) == 1
        and sum(isinstance(item, Slots) for item in rest) == 1
    )


def _explains(machine: Machine, cut: Cut, end: int) -> bool:
    """Whether a cut only explains the doses that are written out after it."""
    if cut.goal is not None or cut.for_days or cut.repeats:
        return False
    written_out = end < len(machine.items) and is_sign(machine.items[end], "colon", "open")
    if cut.base and not (written_out and machine.course.level is None and not machine.draft.parts):
        return False
    if not written_out and (machine.course.stretches or (machine.draft.parts and not machine.draft.current)):
        return False
    listed = [item for item in machine.items[end:] if isinstance(item, Amount | Pattern)]
    lengths = [item for item in machine.items[end:] if isinstance(item, Span | Place | Dated)]
    return len(listed) >= 2 and (bool(lengths) or cut.interval is not None) and not cut.to_zero


def _make_way(machine: Machine) -> None:
    draft = machine.draft
    if draft.parts:
        machine.close()


def _take_bare_change(machine: Machine) -> None:
    """ "Taper:" over a list; or "then taper" with nothing said of how."""
    rest = machine.rest_of_clause()
    later = [item for item in machine.items[machine.index :] if isinstance(item, _DOSE)]
    interval = next((item for item in rest if isinstance(item, Interval)), None)
    if not later:
        if machine.course.level is None and not machine.draft.parts:
            raise UndecidedError("start_dose", "dose")
        raise UndecidedError("dose", "duration", "end")
    if any(is_sign(item, "off") for item in rest):
        raise UndecidedError("dose")
    draft = machine.draft
    if draft.parts and not draft.timed and not machine.course.stretches and is_sign(machine.peek(), "colon"):
        # "10 mg TID, titrate down: …": what is taken now, and then the list
        draft.current = True
        machine.close()
    if interval is not None:
        machine.index += rest.index(interval) + 1
        lengths.take_each(machine, Span(interval.days, interval.allowed, each=True))


def _take_listed(machine: Machine, cut: Cut, opening: int) -> None:
    """ "By 25% each week (45 mg, 30 mg, 15 mg daily)": the doses are listed from `opening` on, the cut only explains them."""
    rest = machine.rest_of_clause()
    interval = next((item for item in rest if isinstance(item, Interval)), None)
    amounts = [n for n, item in enumerate(rest) if isinstance(item, Amount) and n >= opening]
    base = "percent_base" if cut.percent is not None else "dose"
    if interval is None or len(amounts) < 2 or any(is_sign(item, "to", "from") for item in rest[: amounts[0]]):
        raise UndecidedError(base)
    _make_way(machine)
    if machine.course.level is None:
        raise UndecidedError(base, "start_dose")
    cut.interval = interval
    machine.claims.append(cut)
    machine.index += amounts[0]
    machine.course.each = Span(interval.days, interval.allowed, each=True)


def _set_base(machine: Machine, cut: Cut) -> None:
    """ "From 20 mg twice daily": what is taken now."""
    base = cut.base
    part = Part(base[0] if isinstance(base[0], Amount) else None)
    part.when = next((item for item in base[1:] if isinstance(item, Frequency | PerDay | Slots)), PerDay())
    set_present(machine.course, machine.maker.make_level([part], None))


def _apply_cut(machine: Machine, cut: Cut) -> None:
    course = machine.course
    if cut.interval is None and course.answered is not None:
        cut.interval = Interval(course.answered.days, course.answered.allowed)
    if cut.interval is None and cut.for_days and not (cut.goal or cut.to_zero or cut.repeats):
        # "Reduce by 5 mg for 2 weeks": one cut, which lasts so long
        cut.interval, cut.repeats, cut.for_days = Interval(cut.for_days), 1, None
    interval = cut.interval
    if machine.draft.parts:
        if machine.draft.subject and not machine.draft.told and not machine.draft.timed and not course.stretches:
            machine.draft.current = True
        if not machine.draft.timed and not machine.draft.current and interval is not None and not machine.draft.hold:
            machine.draft.span = Span(interval.days, interval.allowed)
        machine.draft.hold = False
        machine.close()
    if cut.base:
        _set_base(machine, cut)
    level = course.level
    if cut.percent is not None and cut.percent.base is None:
        raise UndecidedError("percent_base", *([] if level else ["start_dose"]))
    if level is None or level.mg <= 0:
        raise UndecidedError("start_dose")
    last = course.stretches[-1] if course.stretches else None
    if last is not None and (last.days is None or last.held):
        if interval is None:
            raise UndecidedError("duration")
        if last.days is None:
            last.days, last.allowed = interval.days, interval.allowed
        last.held = False
    stretches, ended = expand(cut, level, machine.maker.resolver)
    for stretch in stretches:
        course.add(stretch)
    course.stopped = ended
    machine.last_cut = ("by", cut.scope)
    machine.left_out = False
    machine.one_dose = cut.scope not in {"total", "each"} and len(course.stretches[-1].cycle[-1].doses) > 1
