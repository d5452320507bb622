"""What people want to ask their prescriber."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update

from scheduler.domain.prescriber_question import PrescriberQuestion
from storage.tables import prescriber_question
from storage.work import Work

_WORDS = "prescriber_question.words"


class QuestionRecords:
    """Implements `scheduler.ports.Questions`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, question: PrescriberQuestion) -> int:
        row = insert(prescriber_question).values(
            patient_id=question.patient_id,
            words_sealed=self._work.seal.seal(_WORDS, question.words),
            said_at=question.said_at,
            taken_back_at=question.taken_back_at,
        )
        return int(self._work.run(row.returning(prescriber_question.c.id)).scalar_one())

    def of_patient(self, patient_id: int) -> list[PrescriberQuestion]:
        rows = self._work.run(
            select(prescriber_question)
            .where(prescriber_question.c.patient_id == patient_id, prescriber_question.c.taken_back_at.is_(None))
            .order_by(prescriber_question.c.said_at, prescriber_question.c.id)
        )
        return [
            PrescriberQuestion(
                row.patient_id, self._work.seal.unseal(_WORDS, row.words_sealed), row.said_at, row.taken_back_at, row.id
            )
            for row in rows
        ]

    def take_back(self, question_ids: Iterable[int], now: datetime) -> None:
        """Taking back twice keeps the first instant."""
        mine = prescriber_question.c.id.in_(list(question_ids)) & prescriber_question.c.taken_back_at.is_(None)
        self._work.run(update(prescriber_question).where(mine).values(taken_back_at=now))
