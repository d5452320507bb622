"""That somebody was erased: when and by whom it was asked, and nothing about who it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer

from scheduler.domain.erasure import ErasedAs, ErasedBy
from storage.columns import Code, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, partial, refers, table

PENDING = "person_id IS NOT NULL"


class ErasureRow(Row, table=True):
    """`rows`: how many were deleted. `person_id` is empty once nothing is left: until then an empty person of that number
    stays, so that the last words can leave and the number is not given to somebody else.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        one_of("by", ErasedBy),
        one_of("was", ErasedAs),
        partial("ix_erasure_pending", "person_id", where=PENDING),
    )
    id: int | None = own_id()
    at: datetime = held(UtcInstant)
    by: str = held(Code)
    was: str = held(Code)
    rows: int = held(Integer)
    person_id: int | None = refers("person.id", nullable=True)
    ended_at: datetime | None = maybe(UtcInstant)


erasure = table(ErasureRow)
