"""Invitations: what lets a person or a caregiver in, kept only as a hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint

from storage.columns import Code, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, refers, table

INVITED_AS = ("patient", "caregiver")


class InvitationRow(Row, table=True):
    """`patient_id` is whom it is about; `person_id` the one it is for, where that person is known already."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        one_of("role", INVITED_AS),
        CheckConstraint("patient_id IS NOT NULL OR person_id IS NOT NULL", name="for_somebody"),
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used_by_somebody"),
    )
    id: int | None = own_id()
    token_hash: str = held(String)
    role: str = held(Code)
    patient_id: int | None = refers("patient.id", nullable=True, index=True)
    person_id: int | None = refers("person.id", nullable=True, index=True)
    created_at: datetime = held(UtcInstant)
    expires_at: datetime = held(UtcInstant)
    used_at: datetime | None = maybe(UtcInstant)
    used_by: int | None = refers("contact.id", nullable=True)


invitation = table(InvitationRow)
