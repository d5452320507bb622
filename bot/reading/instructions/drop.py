"""What "drop the midday dose" does to the reading: one dose of the day goes, the others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions.draft import Part
from bot.reading.instructions.item import Amount, Dated, Frequency, Later, Slots, Span
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine


def _only_announces(machine: Machine, dropped: Slots) -> bool:
    """ "Drop the 2 pm dose from today. Stay on 10 mg at 8 am and …": the doses that are left are written out after it."""
    clause = machine.rest_of_clause()[1:]
    rest = machine.items[machine.index + 1 + len(clause) :]
    if any(isinstance(item, Span | Dated | Later | Amount | Frequency) for item in clause):
        return False
    names = {(slot.name, slot.at) for slot in dropped.slots}
    later = {(slot.name, slot.at) for item in rest if isinstance(item, Slots) for slot in item.slots}
    named = next((item for item in rest if isinstance(item, Amount | Slots | Frequency)), None)
    return isinstance(named, Amount) and bool(later) and not names & later


def take_drop(machine: Machine) -> None:
    """ "Drop the midday dose for a week"."""
    if machine.draft.parts:
        machine.close()
    slots = machine.peek()
    level = machine.course.level
    if isinstance(slots, Slots) and level is None and _only_announces(machine, slots):
        machine.index += 1
        return
    if not isinstance(slots, Slots) or level is None:
        raise UndecidedError("start_dose" if level is None else "dose")
    machine.index += 1
    if level.total is not None:
        raise UndecidedError("times")
    for slot in slots.slots:
        level = level.without(slot.name, slot.at)
    if not level.doses:
        machine.course.stopped = True
        return
    machine.dropping = machine.left_out = True
    machine.draft.fixed = level
    machine.draft.parts.append(Part(None, mark="fixed"))
    machine.draft.direction = "down"
