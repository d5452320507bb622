"""A list of levels that share their frequency and length: 40, 30, 20, 10 mg daily, 5 days each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.instructions.draft import Draft, Part
from bot.reading.instructions.item import Amount, Frequency, Pattern, PerDay, Slots
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine


def close_list(machine: Machine) -> None:
    """A list of levels that share their frequency and length: 40, 30, 20, 10 mg daily, 5 days each."""
    draft = machine.draft
    parts = draft.parts
    amounts = [part.amount for part in parts]
    if len(parts) == 1 and isinstance(amounts[0], Pattern):
        pattern = amounts[0]
        if parts[0].when is None and not machine.maker.corticosteroid:
            return
        if isinstance(parts[0].when, Frequency | PerDay) or machine.maker.corticosteroid:
            parts = [Part(Amount(n, n, pattern.unit), parts[0].when or PerDay()) for n in pattern.numbers]
    if len(parts) < 2:
        return
    when = parts[-1].when
    if all(isinstance(amount, Pattern) and len(amount.numbers) > 1 for amount in amounts) and not draft.timed:
        # "Each step 2 weeks: 10-10-20, 10-10-10, 10-0-10"
        if draft.current or draft.alternating:
            raise UndecidedError("contradiction")
        for part in parts:
            machine.draft = Draft(parts=[Part(part.amount, part.when)], span=machine.course.shared)
            machine.close()
        return
    if draft.timed or any(isinstance(part.when, Slots) for part in parts[:-1]) or draft.alternating:
        return
    if any(part.when is None for part in parts) and len({part.when for part in parts[:-1]}) > 1:
        return
    unit = next((part.amount.unit for part in parts if isinstance(part.amount, Amount) and part.amount.unit), None)
    if any(not isinstance(part.amount, Amount) for part in parts):
        return
    current, direction = draft.current, draft.direction
    if current:
        raise UndecidedError("contradiction")
    for part in parts:
        assert isinstance(part.amount, Amount)
        amount = part.amount if part.amount.unit else Amount(part.amount.low, part.amount.high, unit)
        machine.draft = Draft(
            parts=[Part(amount, part.when or when, parts[-1].divided)], span=machine.course.shared, direction=direction
        )
        machine.close()
