"""Calls for help, and how people are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scheduler.domain.checkin import CheckIn
from scheduler.domain.escalation import Escalation
from scheduler.domain.sign import Signs


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """One thing that happened in an escalation; `words` is what somebody wrote, sealed at rest."""

    escalation_id: int
    at: datetime
    what: str
    person_id: int | None = None
    words: str | None = None


class Escalations(Protocol):
    """Calls for help."""

    def add(self, opened: Escalation) -> int: ...
    def save(self, moved: Escalation) -> None: ...
    def due(self, now: datetime, limit: int) -> list[Escalation]:
        """Those whose wake_at has come, of `limit` patients; red before the rest."""

    def open_of(self, patient_ids: Iterable[int]) -> list[Escalation]:
        """Those of these patients that have not ended, oldest first."""

    def of_patient(self, patient_id: int, since: datetime) -> list[Escalation]: ...
    def note(self, events: Sequence[EscalationEvent]) -> None: ...
    def events_of(self, escalation_id: int) -> list[EscalationEvent]: ...


class CheckIns(Protocol):
    """How they are, as asked and answered."""

    def add(self, begun: CheckIn) -> int: ...
    def save(self, moved: CheckIn) -> None: ...
    def open_of(self, patient_id: int) -> CheckIn | None:
        """The newest that still waits for an answer."""

    def of_patient(self, patient_id: int, since: datetime) -> list[CheckIn]: ...


class SignsTold(Protocol):
    """What people told of how they are, beside the check-ins."""

    def add(self, told: Signs) -> None: ...
    def of_patient(self, patient_id: int, since: datetime) -> list[Signs]:
        """In the order in which they were told."""
