"""What people told of how they are, beside the check-ins."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from scheduler.domain.checkin import Grade
from scheduler.domain.sign import Signs
from storage.batch import among
from storage.known import DAYS_BACK, PATIENT
from storage.tables import sign
from storage.work import Work, to_json

_SYMPTOMS = "sign.symptoms"
_SINCE = bindparam("since", type_=sign.c.told_at.type)
_OF_PATIENT = select(sign).where(among(sign.c.patient_id), sign.c.told_at >= _SINCE).order_by(sign.c.told_at)


class SignRecords:
    """Implements `scheduler.ports.SignsTold`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, told: Signs) -> None:
        self._work.run(
            insert(sign).values(
                patient_id=told.patient_id,
                told_at=told.at,
                symptoms_sealed=self._work.seal.seal(_SYMPTOMS, to_json(told.symptoms)),
                grade=told.grade,
            )
        )

    def of_patient(self, patient_id: int, since: datetime) -> list[Signs]:
        if self._work.known.covers(since, DAYS_BACK):
            kept = self._work.known.of("signs", PATIENT, [patient_id], self._recent).get(patient_id, ())
            return [each for each in kept if each.at >= since]
        return [self.read(row) for row in self._work.run_for(_OF_PATIENT, [patient_id], since=since)]

    def _recent(self, patient_ids: list[int]) -> dict[int, list[Signs]]:
        at = self._work.known.at
        assert at is not None
        found: dict[int, list[Signs]] = {}
        for row in self._work.run_for(_OF_PATIENT, patient_ids, since=at - DAYS_BACK):
            found.setdefault(row.patient_id, []).append(self.read(row))
        return found

    def read(self, row: Row[Any]) -> Signs:
        """The signs of a row."""
        symptoms = json.loads(self._work.seal.unseal(_SYMPTOMS, row.symptoms_sealed))
        return Signs(row.patient_id, row.told_at, tuple(symptoms), Grade(row.grade), row.id)
