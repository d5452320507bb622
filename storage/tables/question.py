"""Questions for a prescriber, in the person's own words."""

from __future__ import annotations

from datetime import datetime

from storage.columns import Sealed, UtcInstant
from storage.tables.base import Row, held, maybe, own_id, refers, table


class PrescriberQuestionRow(Row, table=True):
    __tablename__ = "prescriber_question"
    id: int | None = own_id()
    patient_id: int = refers("patient.id", index=True)
    words_sealed: bytes = held(Sealed)
    said_at: datetime = held(UtcInstant)
    taken_back_at: datetime | None = maybe(UtcInstant)


prescriber_question = table(PrescriberQuestionRow)
