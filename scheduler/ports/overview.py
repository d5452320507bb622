"""What is asked about many patients at once: a few statements, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from scheduler.domain.checkin import CheckIn
from scheduler.domain.dose import Dose
from scheduler.domain.escalation import Escalation
from scheduler.domain.people import Reach
from scheduler.domain.sign import Signs


class Overview(Protocol):
    """Everything by patient; whoever has nothing is left out. Instants are UTC."""

    def alarms(self, patient_ids: Iterable[int], since: datetime) -> Mapping[int, list[Escalation]]:
        """Alarms that have not ended, oldest first, and those that ended since then by having tried everything and that
        nobody has noted as seen. Nobody else waits for this."""

    def doses(self, patient_ids: Iterable[int], since: datetime, until: datetime) -> Mapping[int, list[Dose]]:
        """Doses with since <= due_at < until that no change has replaced, in order of due_at."""

    def check_ins(self, patient_ids: Iterable[int], since: datetime) -> Mapping[int, list[CheckIn]]:
        """Asked at `since` or later, oldest first."""

    def signs(self, patient_ids: Iterable[int], since: datetime) -> Mapping[int, list[Signs]]:
        """Told at `since` or later, oldest first."""

    def heard(self, patient_ids: Iterable[int]) -> Mapping[int, datetime]:
        """When each last wrote, as far as that is known."""

    def reaches(self, patient_ids: Iterable[int]) -> Mapping[int, frozenset[Reach]]:
        """How each one's contacts stand."""

    def on_hand(self, medicine_ids: Iterable[int]) -> Mapping[int, dict[str, Decimal]]:
        """Pills in the house, by medicine and strength key."""

    def ordered(self, medicine_ids: Iterable[int]) -> frozenset[int]:
        """The medicines of which something is ordered and not yet in hand."""
