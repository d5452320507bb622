"""Rows that cannot be read, or made nothing of: set aside, so that nobody else waits for them, and tried again later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Waits(StrEnum):
    """What waits for its time, one row each."""

    ESCALATION = "escalation"
    DOSE = "dose"
    WATCH = "watch"
    VERSION = "version"
    MESSAGE = "message"
    # Whom nobody could be told about or let go; the id is the patient's.
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that was set aside. `since` and `again_at` are UTC; `why` is the kind of the error, never its words."""

    what: Waits
    row_id: int
    since: datetime
    tries: int
    again_at: datetime
    why: str


class Asides(Protocol):
    """Whoever sets a row aside moves its time, and nothing else of it: it comes back by itself."""

    def due_rows(self, what: Waits, patient_id: int, now: datetime) -> list[int]:
        """Rows of a patient whose time has come, by id, without reading anything else of them."""

    def set(
        self, what: Waits, row_id: int, why: str, now: datetime, first: timedelta, longest: timedelta
    ) -> Aside | None:
        """Set a row aside for `first`, and for twice as long each time that it fails again. None if somebody else was faster."""

    def all(self) -> list[Aside]:
        """Every row that is set aside, those that have waited longest first."""

    def forget(self, gone: Iterable[Aside]) -> None:
        """These are in order again."""
