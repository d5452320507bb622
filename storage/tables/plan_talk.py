"""A plan on its way in, and the codes by which a clinic lets a blocked one go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint

from storage.columns import Sealed, UtcInstant
from storage.tables.base import Row, held, maybe, own_id, refers, table


class PlanTalkRow(Row, table=True):
    """`talk` is a JSON object: what was brought, and every answer since."""

    __tablename__ = "plan_talk"
    patient_id: int = refers("patient.id", primary_key=True, autoincrement=False)
    talk_sealed: bytes = held(Sealed)
    changed_at: datetime = held(UtcInstant)


class ReleaseCodeRow(Row, table=True):
    """`by` is the prescriber in whose name the code was made; the code itself is never kept."""

    __tablename__ = "release_code"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("wrong >= 0", name="wrong_from_none"),
    )
    id: int | None = own_id()
    code_hash: str = held(String)
    patient_id: int = refers("patient.id", index=True)
    version_id: int = refers("plan_version.id")
    by_sealed: bytes = held(Sealed)
    created_at: datetime = held(UtcInstant)
    expires_at: datetime = held(UtcInstant)
    used_at: datetime | None = maybe(UtcInstant)
    wrong: int = held(Integer)


plan_talk = table(PlanTalkRow)
release_code = table(ReleaseCodeRow)
