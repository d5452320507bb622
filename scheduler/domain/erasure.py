"""The end of what is kept about somebody: an entry says that it was done, and nothing of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ErasedBy(StrEnum):
    """Who wanted it: the person themselves, whoever runs the house, or the end of the time for which things are kept."""

    PERSON = "person"
    OPERATOR = "operator"
    TIME = "time"


class ErasedAs(StrEnum):
    """What they were."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`rows`: how many were deleted. `ended_at` (UTC): when nothing at all was left; None while the last words leave."""

    at: datetime
    by: ErasedBy
    was: ErasedAs
    rows: int
    ended_at: datetime | None = None
    id: int = 0
