"""One dose of the day gets another size, the others stay: "reduce the night dose to 5 mg", "nocte unchanged"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions.draft import Part
from bot.reading.instructions.item import Amount, Frequency, Item, PerDay, Sign, Slot, Slots, is_sign
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine


def take_new_size(machine: Machine) -> bool:
    """Reads "… the night dose to 5 mg" after a verb of change; False if the clause says something else.

    Raises UndecidedError: `start_dose` where no dosage is known, `dose` where the size follows without "to".
    """
    changes: list[tuple[Slots, Amount]] = []
    before: list[tuple[Slots, Amount]] = []
    spot = 0
    while (slots := machine.peek(spot)) is not None and isinstance(slots, Slots):
        if is_sign(machine.peek(spot + 1), "from") and isinstance(known := machine.peek(spot + 2), Amount):
            before.append((slots, known))
            spot += 2
        to, amount = machine.peek(spot + 1), machine.peek(spot + 2)
        if isinstance(to, Amount) and not changes:
            # "Drop the morning dose 5 mg": by so much, or to so much?
            raise UndecidedError("dose")
        if not is_sign(to, "to") or not isinstance(amount, Amount):
            break
        changes.append((slots, amount))
        spot += 3
        if is_sign(machine.peek(spot), "and", "comma") and isinstance(machine.peek(spot + 1), Slots):
            spot += 1
    if not changes:
        return False
    if isinstance(machine.peek(spot), PerDay | Slots):
        raise UndecidedError("dose")
    if machine.draft.parts:
        machine.close()
    level = machine.course.level
    if level is None:
        raise UndecidedError("start_dose")
    for slots, known in before:
        for slot in slots.slots:
            if level.size(slot.name, slot.at) != machine.maker.resolver.to_mg(known):
                raise UndecidedError("contradiction")
    for slots, amount in changes:
        for slot in slots.slots:
            level = level.resize(slot.name, slot.at, machine.maker.resolver.to_mg(amount))
    machine.index += spot
    machine.left_out = False
    machine.draft.fixed = level
    machine.draft.parts.append(Part(None, mark="fixed"))
    return True


def keep_size(machine: Machine) -> None:
    """ "… nocte unchanged": that dose is what it was in the step before."""
    part = machine.draft.parts[-1] if machine.draft.parts else None
    before = machine.course.level
    if part is None or part.amount is not None or not isinstance(part.when, Slots) or before is None:
        raise UndecidedError("dose")
    if before.total is not None:
        raise UndecidedError("times")
    sizes = {before.doses[before.find(slot.name, slot.at)].mg for slot in part.when.slots}
    if len(sizes) != 1:
        raise UndecidedError("dose")
    size = sizes.pop()
    part.amount = Amount(size, size, "mg")


def keep_times(machine: Machine) -> None:
    """ "… then 10 mg at the same times": as often and at the times of the step before."""
    part = machine.draft.parts[-1] if machine.draft.parts else None
    before = machine.course.level
    if part is None or part.amount is None or part.when is not None:
        raise UndecidedError("times")
    if before is None or not before.doses:
        raise UndecidedError("times", *(["start_dose"] if before is None else []))
    named = all(dose.when for dose in before.doses)
    part.when = (
        Slots(tuple(Slot(dose.when or "", dose.at) for dose in before.doses)) if named else Frequency(len(before.doses))
    )


def part_unchanged(items: list[Item]) -> list[Item]:
    """ "5 mg mane, nocte unchanged": the second time of day is no second time of the first dose."""
    out: list[Item] = []
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, Slots) and is_sign(following, "unchanged") and len(item.slots) > 1:
            before = out[-1] if out else None
            if isinstance(before, Amount):
                out += [Slots(item.slots[:1]), Sign("comma"), Slots(item.slots[1:])]
                continue
        out.append(item)
    return out
