"""What was really taken, as told. Kept apart from doses: an extra intake has no dose, and an undo takes one back whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from scheduler.domain.dose import Pieces


class IntakeKind(StrEnum):
    """`dose` answers a planned dose, `extra` is beyond the plan, `loose` is logged while no plan is active."""

    DOSE = "dose"
    EXTRA = "extra"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Intake:
    """`mg` taken at `taken_at` (UTC), told at `recorded_at`. `mg` is None if the amount is not known.

    `pieces` is what left the house for it.
    """

    patient_id: int
    medicine_id: int
    kind: IntakeKind
    mg: Decimal | None
    pieces: Pieces
    taken_at: datetime
    recorded_at: datetime
    dose_id: int | None = None
    told_by: int | None = None
    undone_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer with what it changed, so that `undo` can put it back. `before`: the dose's fields as they were."""

    patient_id: int
    contact_id: int | None
    kind: str
    recorded_at: datetime
    dose_id: int | None = None
    before: Mapping[str, str | None] | None = None
    intake_id: int | None = None
    stock_before: Mapping[str, str] | None = None
    undone_at: datetime | None = None
    id: int = 0
