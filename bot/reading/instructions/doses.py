"""Adds doses and their times of day to the step in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions import one_dose, steering
from bot.reading.instructions.draft import Part, add_when
from bot.reading.instructions.item import Amount, Divided, Frequency, Pattern, PerDay, Slots, is_sign
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine


def take_amount(machine: Machine, item: Amount | Pattern) -> None:
    if machine.total_next and isinstance(item, Amount) and machine.draft.parts and not machine.draft.complete:
        machine.total_next = False
        if machine.draft.stated_total is not None:
            raise UndecidedError("contradiction")
        machine.draft.stated_total = item
        if isinstance(machine.peek(), PerDay):
            machine.index += 1
        return
    if _says_each_part(machine, item):
        return
    if machine.draft.complete and machine.previous("and") and _joins_day(machine):
        # "20 mg mane for a week and 10 mg nocte for 2 weeks": on the same days, or one after the other?
        raise UndecidedError("duration")
    make_room(machine, adding=True)
    machine.dropping = False
    part = Part(item, joined=machine.previous("and"))
    if machine.total_next:
        part.when, machine.total_next = PerDay(), False
    machine.draft.parts.append(part)


def _says_each_part(machine: Machine, item: Amount | Pattern) -> bool:
    """ "60 mg a day in 4 doses of 15 mg": how large each part is, which has to agree."""
    before = machine.items[machine.index - 2] if machine.index >= 2 else None
    part = machine.draft.parts[-1] if machine.draft.parts else None
    if not isinstance(before, Divided) or not isinstance(item, Amount) or part is None or not part.divided:
        return False
    whole = part.amount
    resolver = machine.maker.resolver
    if not isinstance(whole, Amount) or resolver.to_mg(whole) != resolver.to_mg(item) * part.divided:
        raise UndecidedError("contradiction")
    return True


def make_room(machine: Machine, *, adding: bool) -> None:
    """Closes the step in hand if what comes belongs to the next one."""
    if machine.draft.complete or (machine.draft.soft and machine.draft.parts and not (adding and _joins_day(machine))):
        machine.close()
    machine.draft.soft = False


def _joins_day(machine: Machine) -> bool:
    """Whether the dose that comes is one more of the same day: all named by their times, none twice."""
    if machine.draft.current:
        return False
    known = {slot.name for part in machine.draft.parts if isinstance(part.when, Slots) for slot in part.when.slots}
    if not all(isinstance(part.when, Slots) for part in machine.draft.parts):
        return False
    coming = [item for item in machine.rest_of_clause() if isinstance(item, Slots | Frequency | PerDay)]
    named = [slot.name for item in coming if isinstance(item, Slots) for slot in item.slots]
    return bool(named) and all(isinstance(item, Slots) for item in coming) and not known & set(named)


def take_when(machine: Machine, item: Frequency | PerDay | Slots) -> None:
    if isinstance(item, Slots) and is_sign(machine.peek(), "to", "from") and isinstance(machine.peek(1), Amount):
        # "then the night dose to 5 mg"
        machine.index -= 1
        if not one_dose.take_new_size(machine):
            # "two at bedtime from 58"
            raise UndecidedError("dose")
        return
    parts = machine.draft.parts
    if isinstance(item, Slots) and is_sign(machine.peek(), "unchanged") and parts and not machine.draft.complete:
        parts.append(Part(None, item))
        return
    if parts and not machine.draft.complete and not (machine.draft.soft and parts[-1].when is not None):
        last = parts[-1]
        if last.divided == 0 and isinstance(item, Frequency):
            last.divided = item.times
            return
        add_when(last, item)
        return
    if isinstance(item, PerDay) and machine.draft.complete and parts[-1].when is None:
        # "10 mg for 5 days daily": said after the length
        parts[-1].when = item
        return
    make_room(machine, adding=False)
    if (
        machine.dropping
        and isinstance(item, Slots)
        and not machine.draft.told
        and not isinstance(machine.peek(), Amount)
    ):
        if len(item.slots) != 1:
            raise UndecidedError("dose", "times")
        # "drop the midday dose for a week, then the morning one": the verb carries
        machine.index -= 1
        steering.take_sign(machine, "drop")
        return
    machine.draft.parts.append(Part(None, item))


def take_divided(machine: Machine, item: Divided) -> None:
    if not machine.draft.parts or machine.draft.parts[-1].divided is not None:
        raise UndecidedError("times")
    part = machine.draft.parts[-1]
    if isinstance(part.when, Frequency | Slots):
        raise UndecidedError("times")
    following = machine.peek()
    if item.parts is None:
        if not isinstance(following, Frequency):
            raise UndecidedError("times")
        machine.index += 1
        part.divided, part.when = following.times, None
    else:
        part.divided = item.parts
        if isinstance(following, PerDay):
            machine.index += 1
