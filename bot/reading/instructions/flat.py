"""A reading as one flat line of JSON, for programs that compare many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.instructions.as_needed import AsNeededDose
from bot.reading.instructions.level import Level, Stretch
from bot.reading.instructions.reading import InstructionReading


def to_flat(reading: InstructionReading, line_id: str) -> dict[str, Any]:
    """id, kind, steps, ends, prn, ask_about, start_date, quantity, refills."""
    asked = reading.kind == "ask"
    return {
        "id": line_id,
        "kind": reading.kind,
        "steps": [] if asked else [flat_step(stretch) for stretch in reading.steps],
        "ends": reading.ends,
        "prn": None if reading.prn is None else _flat_prn(reading.prn),
        "ask_about": list(reading.ask_about),
        "start_date": reading.start_date.isoformat() if reading.start_date and not asked else None,
        "quantity": reading.quantity,
        "refills": reading.refills,
    }


def number(value: Decimal) -> int | float:
    """An exact amount as a JSON number."""
    return int(value) if value == int(value) else float(value)


def flat_step(stretch: Stretch) -> dict[str, Any]:
    step: dict[str, Any] = {"days": stretch.days}
    if stretch.allowed and stretch.days is not None:
        step["days_ok"] = list(stretch.allowed)
    if len(stretch.cycle) > 1:
        step["cycle"] = [_flat_day(level) for level in stretch.cycle]
        if any(level.total is not None for level in stretch.cycle):
            step["split"] = "any"
    elif stretch.cycle[0].total is not None:
        step["daily_total_mg"] = number(stretch.cycle[0].total)
    else:
        step["doses"] = _flat_day(stretch.cycle[0])
    return step


def _flat_day(level: Level) -> list[dict[str, Any]]:
    if level.total is not None:
        return [{"at": None, "mg": number(level.total)}] if level.total else []
    return [{"at": dose.at.strftime("%H:%M") if dose.at else None, "mg": number(dose.mg)} for dose in level.doses]


def _flat_prn(dose: AsNeededDose) -> dict[str, Any]:
    return {
        "min_mg": number(dose.min_mg),
        "max_mg": number(dose.max_mg),
        "times_per_day": dose.times_per_day,
        "max_daily_mg": None if dose.max_daily_mg is None else number(dose.max_daily_mg),
    }
