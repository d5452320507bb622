"""What was taken, and answers that can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, Table, bindparam, insert, select, update

from scheduler.domain.intake import Answer, Intake, IntakeKind
from storage.batch import among
from storage.tables import answer, intake
from storage.work import Work, to_json

_BEFORE = "answer.before"
_SINCE = bindparam("since", type_=intake.c.taken_at.type)
# Made once: making a statement costs more than running it does.
_ADD = insert(intake).returning(intake.c.id)
_ADD_ANSWER = insert(answer).returning(answer.c.id)
_OF_PATIENT = (
    select(intake)
    .where(intake.c.patient_id == bindparam("patient_id"), intake.c.taken_at >= _SINCE, intake.c.undone_at.is_(None))
    .order_by(intake.c.taken_at, intake.c.id)
)
_LAST = (
    select(answer)
    .where(answer.c.patient_id == bindparam("patient_id"), answer.c.recorded_at > _SINCE, answer.c.undone_at.is_(None))
    .order_by(answer.c.recorded_at.desc(), answer.c.id.desc())
    .limit(1)
)
_LAST_OF_DOSE = _LAST.where(answer.c.dose_id == bindparam("dose_id"))


class IntakeRecords:
    """Implements `scheduler.ports.Intakes`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, taken: Intake) -> int:
        values = {
            "patient_id": taken.patient_id,
            "medicine_id": taken.medicine_id,
            "kind": taken.kind,
            "mg": taken.mg,
            "pieces": taken.pieces,
            "taken_at": taken.taken_at,
            "recorded_at": taken.recorded_at,
            "dose_id": taken.dose_id,
            "told_by": taken.told_by,
            "undone_at": taken.undone_at,
        }
        return self._add(intake, _ADD, values)

    def _add(self, table: Table, statement: Executable, values: dict[str, Any]) -> int:
        own_id = self._work.next_id(table)
        if own_id is None:
            return int(self._work.run(statement, **values).scalar_one())
        self._work.insert(table, ("id", *values), [(own_id, *values.values())], every=True)
        return own_id

    def undo(self, intake_id: int, now: datetime) -> None:
        """Undoing twice keeps the first instant."""
        mine = (intake.c.id == intake_id) & intake.c.undone_at.is_(None)
        self._work.run(update(intake).where(mine).values(undone_at=now))

    def of_patient(self, patient_id: int, since: datetime) -> list[Intake]:
        rows = self._work.run(_OF_PATIENT, patient_id=patient_id, since=since)
        return [_intake(row) for row in rows]

    def add_answer(self, given: Answer) -> int:
        before = None if given.before is None else self._work.seal.seal(_BEFORE, to_json(dict(given.before)))
        values = {
            "patient_id": given.patient_id,
            "contact_id": given.contact_id,
            "kind": given.kind,
            "recorded_at": given.recorded_at,
            "dose_id": given.dose_id,
            "before_sealed": before,
            "intake_id": given.intake_id,
            "stock_before": None if given.stock_before is None else to_json(dict(given.stock_before)),
            "undone_at": given.undone_at,
        }
        return self._add(answer, _ADD_ANSWER, values)

    def last_answer(self, patient_id: int, since: datetime, dose_id: int | None = None) -> Answer | None:
        if dose_id is None:
            row = self._work.run(_LAST, patient_id=patient_id, since=since).one_or_none()
        else:
            row = self._work.run(_LAST_OF_DOSE, patient_id=patient_id, since=since, dose_id=dose_id).one_or_none()
        return None if row is None else self._answer(row)

    def answers(self, answer_ids: Iterable[int]) -> list[Answer]:
        """Answers by id, undone ones too."""
        rows = self._work.run_for(select(answer).where(among(answer.c.id)), set(answer_ids))
        return sorted((self._answer(row) for row in rows), key=lambda each: each.id)

    def undo_answer(self, answer_id: int, now: datetime) -> None:
        mine = (answer.c.id == answer_id) & answer.c.undone_at.is_(None)
        self._work.run(update(answer).where(mine).values(undone_at=now))

    def _answer(self, row: Row[Any]) -> Answer:
        before = self._work.seal.unseal_or_none(_BEFORE, row.before_sealed)
        return Answer(
            patient_id=row.patient_id,
            contact_id=row.contact_id,
            kind=row.kind,
            recorded_at=row.recorded_at,
            dose_id=row.dose_id,
            before=None if before is None else json.loads(before),
            intake_id=row.intake_id,
            stock_before=None if row.stock_before is None else json.loads(row.stock_before),
            undone_at=row.undone_at,
            id=row.id,
        )


def _intake(row: Row[Any]) -> Intake:
    return Intake(
        patient_id=row.patient_id,
        medicine_id=row.medicine_id,
        kind=IntakeKind(row.kind),
        mg=row.mg,
        pieces=row.pieces,
        taken_at=row.taken_at,
        recorded_at=row.recorded_at,
        dose_id=row.dose_id,
        told_by=row.told_by,
        undone_at=row.undone_at,
        id=row.id,
    )
