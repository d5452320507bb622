"""Who is told about whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.people import CareLink, LinkState, Role
from storage.batch import among
from storage.known import PATIENT, PERSON
from storage.tables import care_link
from storage.work import Work

_LINKS = select(care_link).order_by(care_link.c.rank, care_link.c.since_at, care_link.c.carer_id)
_CARERS_OF = _LINKS.where(among(care_link.c.patient_id))
_PATIENTS_OF = _LINKS.where(among(care_link.c.carer_id))


class CareLinkRecords:
    """The part of `scheduler.ports.People` that is about caregivers and prescribers."""

    _work: Work

    def link(self, link: CareLink) -> None:
        values = {"role": link.role, "rank": link.rank, "state": link.state, "since_at": link.since_at}
        insert = postgresql.insert if self._work.is_postgres else sqlite.insert
        row = insert(care_link).values(patient_id=link.patient_id, carer_id=link.carer_id, **values)
        self._work.run(row.on_conflict_do_update(index_elements=["patient_id", "carer_id"], set_=values))

    def carers_of(self, patient_id: int, role: Role = Role.CAREGIVER) -> list[CareLink]:
        """Links in every state, those who left too, in the order in which they are told."""
        links = self._work.known.of("carers of", PATIENT, [patient_id], self._read_carers_of).get(patient_id, ())
        return [link for link in links if link.role is role]

    def _read_carers_of(self, patient_ids: list[int]) -> dict[int, list[CareLink]]:
        found: dict[int, list[CareLink]] = {}
        for link in self._links(self._work.run_for(_CARERS_OF, patient_ids)):
            found.setdefault(link.patient_id, []).append(link)
        if (at := self._work.known.at) is not None:
            self._work.together(PERSON, {link.carer_id for links in found.values() for link in links}, at)
        return found

    def patients_of(self, carer_id: int) -> list[CareLink]:
        return list(self._work.known.of("patients of", PERSON, [carer_id], self._read_patients_of).get(carer_id, ()))

    def _read_patients_of(self, carer_ids: list[int]) -> dict[int, list[CareLink]]:
        found: dict[int, list[CareLink]] = {}
        for link in self._links(self._work.run_for(_PATIENTS_OF, carer_ids)):
            found.setdefault(link.carer_id, []).append(link)
        return found

    def _links(self, rows: Iterable[Row[Any]]) -> list[CareLink]:
        return [
            CareLink(row.patient_id, row.carer_id, Role(row.role), row.rank, LinkState(row.state), row.since_at)
            for row in rows
        ]

    def set_link(self, patient_id: int, carer_id: int, state: LinkState, now: datetime) -> None:
        these = (care_link.c.patient_id == patient_id) & (care_link.c.carer_id == carer_id)
        self._work.run(update(care_link).where(these).values(state=state, since_at=now))
