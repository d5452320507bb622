"""A plan that is being handed over, and the codes by which a clinic releases one that is blocked."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from scheduler.domain.plan_talk import PlanTalk
from scheduler.domain.release import ReleaseCode


class PlanTalks(Protocol):
    """What each patient is handing over; it stays until it is settled or begun again."""

    def get(self, patient_id: int) -> PlanTalk | None: ...
    def set(self, talk: PlanTalk) -> None: ...
    def drop(self, patient_id: int) -> None: ...


class Releases(Protocol):
    """Codes of clinics, of which only the hash is kept."""

    def add(self, new: ReleaseCode, code: str) -> int: ...
    def find(self, patient_id: int, code: str) -> ReleaseCode | None:
        """The code as made for this patient, used and expired ones too."""

    def use(self, code_id: int, now: datetime) -> bool:
        """Mark it as used; False if it was used already."""

    def count_wrong(self, patient_id: int) -> None:
        """One more wrong code, against every code of this patient that is not used."""
