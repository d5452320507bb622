"""What the review found: a level, a rule, a step and slots for the words. The words themselves are in the texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scheduler.domain.amount import write_amount
from scheduler.domain.drug import Basis


class Level(StrEnum):
    """How much a finding weighs. BLOCK: not activated until a named prescriber confirms; never "stop"."""

    INFO = "INFO"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `step` counts from 1, None for the plan as a whole. `mark` is the standing of the thresholds ("draft")."""

    level: Level
    rule: str
    step: int | None
    slots: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    mark: str = "draft"


def find(level: Level, rule: str, step: int | None, basis: Basis, **slots: object) -> Finding:
    """A finding with its slots written out in canonical digits."""
    return Finding(level, rule, step, {name: _write(value) for name, value in slots.items()}, basis.source)


def _write(value: object) -> str:
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        # A mean or a share can have endless digits; an amount that somebody wrote down has at most four.
        is_exact = Fraction(exact) == value and (value * 10_000).denominator == 1
        return write_amount(exact if is_exact else round(exact, 1))
    return write_amount(value) if isinstance(value, Decimal) else str(value)
