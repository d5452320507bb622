"""What people told of how they are, beside the check-ins."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from scheduler.domain.checkin import Grade
from scheduler.domain.sign import Signs
from storage.tables import sign
from storage.work import Work, to_json

_SYMPTOMS = "sign.symptoms"
_SINCE = bindparam("since", type_=sign.c.told_at.type)
_OF_PATIENT = (
    select(sign).where(sign.c.patient_id == bindparam("patient_id"), sign.c.told_at >= _SINCE).order_by(sign.c.told_at)
)


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
        rows = self._work.run(_OF_PATIENT, patient_id=patient_id, since=since)
        return [self.read(row) for row in rows]

    def read(self, row: Row[Any]) -> Signs:
        """The signs of a row."""
        symptoms = json.loads(self._work.seal.unseal(_SYMPTOMS, row.symptoms_sealed))
        return Signs(row.patient_id, row.told_at, tuple(symptoms), Grade(row.grade), row.id)
