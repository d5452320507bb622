"""A reading as a plan document, to be shown back, completed and confirmed. What the text does not say stays open."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import Any

from bot.reading.instructions.level import Level, Stretch
from bot.reading.instructions.reading import InstructionReading
from scheduler.domain.amount import canonical, write_amount

UNNAMED = "unknown"
# The strongest tablet a plan document holds; a stronger one is left unknown there.
_STRONGEST_MG = Decimal(100)
# Marks on an oral syringe (general knowledge): the finer one only if the plan's volumes need it.
_SYRINGE_ML = Decimal("0.5")
_FINE_SYRINGE_ML = Decimal("0.1")


def to_plan_document(reading: InstructionReading, *, current_mg: Decimal | None = None) -> dict[str, Any]:
    """The plan document of a reading of kind plan or prn. Amounts are int or Decimal, dates and times ISO strings.

    Time zone, and times that the text does not fix, are null; an unnamed medicine is "unknown". `current_mg` is what the
    person says they take a day. Raises ValueError for a reading of kind ask.
    """
    if reading.kind == "ask":
        raise ValueError("kind: plan or prn is wanted, not ask")
    liquid = reading.mg_per_ml is not None
    baseline = reading.present.mg if reading.present is not None else None
    return {
        "medication": reading.medication or UNNAMED,
        "timezone": None,
        "start": reading.start_date.isoformat() if reading.start_date else None,
        "tablets": [] if liquid else [{"strength_mg": _strength(reading), "pieces": _pieces(reading)}],
        "liquid": {"mg_per_ml": _write(reading.mg_per_ml), "smallest_ml": _smallest(reading)} if liquid else None,
        "steps": [_step(stretch) for stretch in reading.steps],
        "ends": reading.ends,
        "as_needed": _as_needed(reading),
        "context": {
            "reported_current_mg": _write(current_mg),
            "plan_baseline_mg": _write(baseline),
            "months_on_drug": None,
            "egfr": None,
            "market": None,
            "flags": [],
        },
        "supply": _supply(reading),
        "prescriber": None,
    }


def _write(amount: Decimal | None) -> int | Decimal | None:
    return None if amount is None else canonical(amount)


def _strength(reading: InstructionReading) -> int | Decimal | None:
    strength = reading.strength_mg
    if strength is None or strength > _STRONGEST_MG or strength != round(strength, 2):
        # No tablet of that strength is in a plan document; what is left open there is asked about.
        return None
    return canonical(strength)


def _amounts(reading: InstructionReading) -> list[Decimal]:
    doses = [dose.mg for stretch in reading.steps for level in stretch.cycle for dose in level.doses]
    return [*doses, reading.prn.min_mg, reading.prn.max_mg] if reading.prn else doses


def _pieces(reading: InstructionReading) -> int:
    """Into how many pieces a tablet is cut by the doses the text names: 1, 2 or 4."""
    if reading.strength_mg is None:
        return 1
    for pieces in (1, 2, 4):
        if all(mg * pieces % reading.strength_mg == 0 for mg in _amounts(reading)):
            return pieces
    return 1


def _smallest(reading: InstructionReading) -> int | Decimal:
    assert reading.mg_per_ml is not None
    volumes = [mg / reading.mg_per_ml for mg in _amounts(reading)]
    return canonical(_SYRINGE_ML if all(volume % _SYRINGE_ML == 0 for volume in volumes) else _FINE_SYRINGE_ML)


def _step(stretch: Stretch) -> dict[str, Any]:
    step: dict[str, Any] = {"days": stretch.days}
    if len(stretch.cycle) > 1:
        step["cycle"] = [_day(level) for level in _shortest(stretch.cycle)]
    elif stretch.cycle[0].total is not None:
        step["daily_total_mg"] = canonical(stretch.cycle[0].total)
    else:
        step["doses"] = _day(stretch.cycle[0])
    return step


def _shortest(cycle: tuple[Level, ...]) -> tuple[Level, ...]:
    """The cycle without repeats of itself."""
    size = len(cycle)
    for part in range(1, size):
        if size == gcd(size, part) * (size // part) and cycle == cycle[:part] * (size // part):
            return cycle[:part]
    return cycle


def _day(level: Level) -> list[dict[str, Any]]:
    """The day's doses; a total of a day that alternates stands as one dose until the times are given."""
    if level.total is not None:
        return [{"at": None, "mg": canonical(level.total)}] if level.total else []
    return [
        {
            "at": dose.at.strftime("%H:%M") if dose.at else None,
            "mg": canonical(dose.mg),
            **({"when": dose.when} if dose.when and not dose.at else {}),
        }
        for dose in level.doses
    ]


def _as_needed(reading: InstructionReading) -> dict[str, Any] | None:
    if reading.prn is None:
        return None
    return {
        "min_mg": canonical(reading.prn.min_mg),
        "max_mg": canonical(reading.prn.max_mg),
        "times_per_day": reading.prn.times_per_day,
        "max_daily_mg": _write(reading.prn.max_daily_mg),
    }


def _supply(reading: InstructionReading) -> dict[str, Any]:
    """What was handed out is in the house; each refill brings as much again."""
    strength = _strength(reading)
    key = "ml" if reading.mg_per_ml is not None else "unknown" if strength is None else write_amount(Decimal(strength))
    return {
        "on_hand": {} if reading.quantity is None else {key: reading.quantity},
        "refills": reading.refills,
        "refill_quantity": reading.quantity if reading.refills else None,
        "next_visit": None,
        "lead_days": None,
    }
