"""What is taken when needed: kept with its amounts and limits, never scheduled."""

from __future__ import annotations

from typing import Any

from bot.exchange.fhir.dosage import Line
from bot.exchange.fhir.medicine import Medicine
from bot.exchange.fhir.remark import Remarks
from scheduler.domain.amount import canonical


def as_needed_part(lines: list[Line], medicine: Medicine, remarks: Remarks) -> dict[str, Any] | None:
    """The `as_needed` part of a plan document; None if nothing is taken when needed, or after a question."""
    if not lines:
        return None
    if len(lines) > 1:
        remarks.ask("two-needed", lines[1].place, "dose")
        return None
    (line,) = lines
    part: dict[str, Any] = {}
    if line.high is not None:
        unit = "tablets" if line.high.unit == "tablet" else "mg"
        for name, amount in (("min", line.low), ("max", line.high)):
            value = None if amount is None else amount.value if unit == "tablets" else medicine.mg(amount)
            if amount is not None and value is None:
                remarks.ask("strength", line.place, "strength")
                return None
            part[f"{name}_{unit}"] = None if value is None else canonical(value)
    if line.timing is not None and line.timing.most:
        part["times_per_day"] = line.timing.most
    if line.timing is not None and (line.timing.bounds.first is not None or line.timing.bounds.days is not None):
        remarks.note("needed-dates", line.place)
    if line.most_a_day is not None:
        most = medicine.mg(line.most_a_day)
        if most is None:
            remarks.ask("strength", line.place, "strength")
        else:
            part["max_daily_mg"] = canonical(most)
    return part
