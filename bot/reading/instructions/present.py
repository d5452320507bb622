"""What is taken now, as far as the text says it: "from 20 mg TDS to …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions.course import Course
from bot.reading.instructions.draft import Part
from bot.reading.instructions.item import Amount, Frequency, Pattern, PerDay, Sign, Slots, is_sign
from bot.reading.instructions.level import Level, UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine

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


def take_from(machine: Machine) -> None:
    """ "From 10 mg TDS to 10 mg BD": the first is what is taken now. A frequency alone ("from BD to …") fixes nothing."""
    parts: list[Part] = []
    bare = False
    while (item := machine.peek()) is not None and not is_sign(item, "to"):
        if parts and is_sign(item, "sentence", "line", "colon", "semi"):
            # "Bring it down from 20 mg QDS. He should take …"
            parts[-1].when = parts[-1].when or _shared_when(machine)
            set_present(machine.course, machine.maker.make_level(parts, machine.course.level))
            return
        machine.index += 1
        if isinstance(item, Amount | Pattern):
            parts.append(Part(item))
        elif isinstance(item, Frequency | PerDay | Slots) and parts:
            parts[-1].when = item
        elif isinstance(item, Frequency):
            bare = True
        elif not (isinstance(item, Sign) and item.kind in {"from", "current", "total", "daily_dose"} | _SILENT):
            raise UndecidedError("dose")
    if machine.peek() is None or bool(parts) == bare:
        raise UndecidedError("dose")
    if not parts:
        return
    if parts[-1].when is None:
        parts[-1].when = _shared_when(machine)
    set_present(machine.course, machine.maker.make_level(parts, machine.course.level))


def _shared_when(machine: Machine) -> Frequency | PerDay | Slots | None:
    """ "From 20 mg to 10 mg twice a day": the frequency is said once for both."""
    following = [machine.peek(n) for n in range(1, 3)]
    return next((item for item in following if isinstance(item, Frequency | PerDay)), None)


def set_present(course: Course, level: Level) -> None:
    """Notes what is taken now; if the course already has a level it must be the same."""
    known = course.said_level
    if known is not None and known.mg != level.mg:
        raise UndecidedError("contradiction")
    if known is None:
        course.present = level
