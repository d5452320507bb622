"""Invitations, found by the hash of their token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from scheduler.domain.invitation import Invitation
from scheduler.domain.people import Role
from storage.tables import invitation
from storage.work import Work

_TOKEN = "invitation.token"  # noqa: S105


class InvitationRecords:
    """Implements `scheduler.ports.Invitations`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, new: Invitation, token: str) -> int:
        row = insert(invitation).values(
            token_hash=self._work.seal.hash(_TOKEN, token),
            role=new.role,
            patient_id=new.patient_id,
            person_id=new.person_id,
            created_at=new.created_at,
            expires_at=new.expires_at,
        )
        return int(self._work.run(row.returning(invitation.c.id)).scalar_one())

    def find(self, token: str) -> Invitation | None:
        hashes = self._work.seal.hashes(_TOKEN, token)
        row = self._work.run(select(invitation).where(invitation.c.token_hash.in_(hashes))).first()
        return None if row is None else _read(row)

    def use(self, invitation_id: int, contact_id: int, now: datetime) -> bool:
        free = (invitation.c.id == invitation_id) & invitation.c.used_at.is_(None)
        return self._work.change(update(invitation).where(free).values(used_at=now, used_by=contact_id)) == 1

    def of_patient(self, patient_id: int) -> list[Invitation]:
        found = select(invitation).where(invitation.c.patient_id == patient_id).order_by(invitation.c.id)
        return [_read(row) for row in self._work.run(found)]

    def end_all(self, patient_id: int, now: datetime) -> None:
        is_open = (invitation.c.patient_id == patient_id) & (invitation.c.expires_at > now)
        self._work.run(update(invitation).where(is_open, invitation.c.used_at.is_(None)).values(expires_at=now))


def _read(row: Row[Any]) -> Invitation:
    return Invitation(
        Role(row.role),
        row.patient_id,
        row.person_id,
        row.created_at,
        row.expires_at,
        row.used_at,
        row.used_by,
        row.id,
    )
