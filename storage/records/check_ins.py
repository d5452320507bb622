"""Check-ins: what was asked, what was answered, how it was graded."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text

from scheduler.domain.checkin import CheckIn, Grade, Kind, Question
from storage.batch import among
from storage.known import DAYS_BACK, PATIENT
from storage.tables import check_in
from storage.tables.escalation import IN_PROGRESS
from storage.work import Work, to_json

_ANSWERS = "check_in.answers"
_OPEN, _RECENT = "open check-ins", "check-ins"
_MINE = select(check_in).where(among(check_in.c.patient_id))
_OPEN_OF = _MINE.where(text(IN_PROGRESS)).order_by(check_in.c.id)
_SINCE = bindparam("since", type_=check_in.c.asked_at.type)
_OF_PATIENT = _MINE.where(check_in.c.asked_at >= _SINCE).order_by(check_in.c.asked_at, check_in.c.id)


class CheckInRecords:
    """Implements `scheduler.ports.CheckIns`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, begun: CheckIn) -> int:
        values = self._values(begun) | {"patient_id": begun.patient_id, "kind": begun.kind, "asked_at": begun.asked_at}
        own_id = self._work.next_id(check_in)
        if own_id is None:
            return int(self._work.run(insert(check_in).values(**values).returning(check_in.c.id)).scalar_one())
        self._work.insert(check_in, ("id", *values), [(own_id, *values.values())], every=True)
        self._keep(replace(begun, id=own_id))
        return own_id

    def save(self, moved: CheckIn) -> None:
        values = self._values(moved)
        self._work.update(check_in, tuple(values), [(*values.values(), moved.id)])
        self._keep(moved)

    def _keep(self, now_so: CheckIn) -> None:
        """What was read is brought up to date; which one is open is read again where an earlier one may be."""
        known, patient_id = self._work.known, now_so.patient_id
        recent: list[CheckIn] | None = known.peek(_RECENT, patient_id)
        if recent is not None and now_so.id in {each.id for each in recent}:
            recent[:] = [now_so if each.id == now_so.id else each for each in recent]
        else:
            known.forget(_RECENT, patient_id)
        if now_so.ended_at is None:
            known.keep(_OPEN, patient_id, now_so)
        else:
            known.forget(_OPEN, patient_id)

    def _values(self, each: CheckIn) -> dict[str, Any]:
        return {
            "question": each.question,
            "answers_sealed": self._work.seal.seal(_ANSWERS, to_json(dict(each.answers))),
            "grade": each.grade,
            "ended_at": each.ended_at,
        }

    def open_of(self, patient_id: int) -> CheckIn | None:
        self._work.hold([patient_id])
        return self._work.known.of(_OPEN, PATIENT, [patient_id], self._read_open).get(patient_id)

    def _read_open(self, patient_ids: list[int]) -> dict[int, CheckIn]:
        # The newest of each comes last.
        return {row.patient_id: self.read(row) for row in self._work.run_for(_OPEN_OF, patient_ids)}

    def of_patient(self, patient_id: int, since: datetime) -> list[CheckIn]:
        if self._work.known.covers(since, DAYS_BACK):
            kept = self._work.known.of(_RECENT, PATIENT, [patient_id], self._read_recent).get(patient_id, ())
            return [each for each in kept if each.asked_at >= since]
        return [self.read(row) for row in self._work.run_for(_OF_PATIENT, [patient_id], since=since)]

    def _read_recent(self, patient_ids: list[int]) -> dict[int, list[CheckIn]]:
        at = self._work.known.at
        assert at is not None
        found: dict[int, list[CheckIn]] = {}
        for row in self._work.run_for(_OF_PATIENT, patient_ids, since=at - DAYS_BACK):
            found.setdefault(row.patient_id, []).append(self.read(row))
        return found

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
