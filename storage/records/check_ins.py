"""Check-ins: what was asked, what was answered, how it was graded."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text, update

from scheduler.domain.checkin import CheckIn, Grade, Kind, Question
from storage.tables import check_in
from storage.tables.escalation import IN_PROGRESS
from storage.work import Work, to_json

_ANSWERS = "check_in.answers"
_MINE = select(check_in).where(check_in.c.patient_id == bindparam("patient_id"))
_OPEN_OF = _MINE.where(text(IN_PROGRESS)).order_by(check_in.c.id.desc()).limit(1)
_SINCE = bindparam("since", type_=check_in.c.asked_at.type)
_OF_PATIENT = _MINE.where(check_in.c.asked_at >= _SINCE).order_by(check_in.c.asked_at, check_in.c.id)


class CheckInRecords:
    """Implements `scheduler.ports.CheckIns`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, begun: CheckIn) -> int:
        values = self._values(begun) | {"patient_id": begun.patient_id, "kind": begun.kind, "asked_at": begun.asked_at}
        return int(self._work.run(insert(check_in).values(**values).returning(check_in.c.id)).scalar_one())

    def save(self, moved: CheckIn) -> None:
        self._work.run(update(check_in).where(check_in.c.id == moved.id).values(**self._values(moved)))

    def _values(self, each: CheckIn) -> dict[str, Any]:
        return {
            "question": each.question,
            "answers_sealed": self._work.seal.seal(_ANSWERS, to_json(dict(each.answers))),
            "grade": each.grade,
            "ended_at": each.ended_at,
        }

    def open_of(self, patient_id: int) -> CheckIn | None:
        self._work.hold([patient_id])
        row = self._work.run(_OPEN_OF, patient_id=patient_id).first()
        return None if row is None else self.read(row)

    def of_patient(self, patient_id: int, since: datetime) -> list[CheckIn]:
        rows = self._work.run(_OF_PATIENT, patient_id=patient_id, since=since)
        return [self.read(row) for row in rows]

    def read(self, row: Row[Any]) -> CheckIn:
        """The check-in of a row."""
        return CheckIn(
            patient_id=row.patient_id,
            kind=Kind(row.kind),
            asked_at=row.asked_at,
            question=None if row.question is None else Question(row.question),
            answers={
                name: int(value)
                for name, value in json.loads(self._work.seal.unseal(_ANSWERS, row.answers_sealed)).items()
            },
            grade=None if row.grade is None else Grade(row.grade),
            ended_at=row.ended_at,
            id=row.id,
        )
