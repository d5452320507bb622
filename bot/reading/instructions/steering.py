"""What words such as "then", "reduce", "stop" and "stay" do to the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions import change, drop, ending, lengths, one_dose
from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Pattern,
    Percent,
    PerDay,
    Shift,
    Sign,
    Slots,
    Span,
)
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine

_DOSE = (Amount, Pattern, Frequency, Slots)
_SILENT = {
    "open",
    "close",
    "colon",
    "dash",
    "every",
    "to",
    "by",
    "from",
    "daily_dose",
    "equals",
    "comma",
    "and",
    "slash",
}


def take_sign(machine: Machine, kind: str) -> None:
    """Acts on one steering word; a word with no meaning where it stands leaves the text undecided."""
    draft = machine.draft
    if kind in {"then", "arrow"}:
        _take_then(machine, kind)
    elif kind in {"sentence", "line", "semi"}:
        draft.soft = bool(draft.parts)
    elif kind in {"down", "up"}:
        change.take_change(machine, kind)
    elif kind == "drop":
        if not one_dose.take_new_size(machine):
            drop.take_drop(machine)
    elif kind == "alter":
        if not one_dose.take_new_size(machine) and any(
            isinstance(item, Slots) for item in machine.rest_of_clause()[:2]
        ):
            raise UndecidedError("dose")
    elif kind == "split":
        _take_split(machine)
    elif kind == "aim_off":
        machine.aim_off = True
    elif kind == "same_times":
        one_dose.keep_times(machine)
    elif kind == "unchanged":
        one_dose.keep_size(machine)
    elif kind == "stop":
        ending.take_stop(machine)
    elif kind == "off":
        ending.take_off(machine)
    elif kind == "last_dose":
        ending.take_last_dose(machine)
    elif kind in {"hold", "until_seen"}:
        ending.take_hold(machine, kind)
    elif kind == "review":
        ending.take_review(machine)
    elif kind == "take":
        if draft.complete:
            machine.close()
        machine.draft.told = True
    elif kind == "begin":
        _take_begin(machine)
    elif kind == "current":
        _take_current(machine)
    elif kind == "total":
        last = draft.parts[-1] if draft.parts else None
        if last is not None and last.when is None and isinstance(machine.items[machine.index - 2], Amount):
            last.when = PerDay()
        else:
            machine.total_next = True
    elif kind == "alternating":
        if draft.complete:
            machine.close()
        machine.draft.alternating = True
    elif kind in {"one_day", "next_day", "others"}:
        _mark_part(machine, kind)
    elif kind == "each_step":
        _take_each(machine)
    elif kind == "each_dose":
        if not draft.parts:
            raise UndecidedError("dose")
    elif kind == "subject":
        draft.subject = draft.subject or not draft.parts
    elif kind == "or":
        before = machine.items[machine.index - 2] if machine.index >= 2 else None
        if isinstance(before, Span):
            raise UndecidedError("duration")
        raise UndecidedError("times" if isinstance(before, Frequency | Slots | PerDay) else "dose")
    elif kind == "extra":
        raise UndecidedError("condition")
    elif kind in {"divided"}:
        raise UndecidedError("times")
    elif kind == "by" and machine.last_cut and isinstance(machine.peek(), Amount | Percent):
        machine.index -= 1
        change.take_change(machine, "down")
    elif kind == "from" and not draft.parts and not machine.course.stretches and isinstance(machine.peek(), Amount):
        draft.current = True
    elif kind == "to" and draft.parts and not draft.timed and not machine.course.stretches:
        # "60 mg to 40 mg": from one to the other, but when?
        raise UndecidedError("duration")
    elif kind == "until" and not draft.parts and not machine.course.stretches:
        raise UndecidedError("start_dose", "dose", "duration")
    elif kind not in _SILENT:
        raise UndecidedError({"until": "end", "percent": "percent_base"}.get(kind, "dose"))


def _take_then(machine: Machine, kind: str) -> None:
    draft = machine.draft
    if draft.parts:
        if kind == "arrow" and not draft.timed and not machine.course.stretches and not machine.shares_length:
            draft.current = True
        machine.close()
    if isinstance(following := machine.peek(), Sign) and following.kind == "by" and not machine.last_cut:
        raise UndecidedError("dose")


def _take_split(machine: Machine) -> None:
    """ "60 mg a day as 20 mg three times a day": the total is only checked."""
    part = machine.draft.parts[-1] if machine.draft.parts else None
    if (
        part is None
        or not isinstance(part.when, PerDay)
        or not isinstance(part.amount, Amount)
        or machine.draft.stated_total
    ):
        raise UndecidedError("dose")
    machine.draft.stated_total = part.amount
    machine.draft.parts.pop()


def _mark_part(machine: Machine, kind: str) -> None:
    if not machine.draft.parts or machine.draft.parts[-1].mark or machine.draft.interval:
        raise UndecidedError("times")
    machine.draft.parts[-1].mark = kind


def _take_each(machine: Machine) -> None:
    following = machine.peek()
    if isinstance(following, Sign) and following.kind in {"colon", "dash", "comma"}:
        machine.index += 1
        following = machine.peek()
    if not isinstance(following, Span):
        raise UndecidedError("duration")
    machine.index += 1
    lengths.take_each(machine, following)


def _take_begin(machine: Machine) -> None:
    following = machine.peek()
    if isinstance(following, Dated) and lengths.take_trailing_start(machine, following):
        machine.index += 1
        return
    if isinstance(following, Shift) and machine.draft.parts and not machine.course.stretches:
        # "10 mg TDS for 7 days, starting tomorrow"
        return
    if machine.draft.complete or (machine.draft.soft and machine.draft.parts):
        machine.close()
    machine.draft.begun = machine.draft.told = True


def _take_current(machine: Machine) -> None:
    following = machine.peek()
    if isinstance(following, Sign) and following.kind in {"down", "drop", "up"} and not machine.draft.parts:
        return
    if machine.course.stretches and not machine.draft.parts and machine.previous("then"):
        # "She then remains on 10 mg three times a day"
        ending.take_hold(machine, "hold")
        return
    if machine.draft.timed or machine.course.stretches:
        if machine.draft.complete and not machine.course.stretches:
            raise UndecidedError("duration")
        if machine.course.stretches or machine.draft.parts:
            raise UndecidedError("contradiction")
    machine.draft.current = True


# stopping and staying
