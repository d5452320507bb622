"""The clinic's members and their passes, found by the hash of their secret."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from scheduler.domain.board_pass import BoardPass, Member, PassKind
from storage.records.patient import NAME
from storage.tables import board_member, board_pass, person
from storage.work import Work


class BoardPassRecords:
    """Implements `scheduler.ports.BoardPasses`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_member(self, name: str, now: datetime) -> Member:
        sealed = self._work.seal.seal(NAME, name)
        row = insert(person).values(name_sealed=sealed, language="en", created_at=now).returning(person.c.id)
        own_id = int(self._work.run(row).scalar_one())
        self._work.run(insert(board_member).values(person_id=own_id, added_at=now))
        return Member(own_id, name)

    def members(self) -> list[Member]:
        rows = self._work.run(
            select(person.c.id, person.c.name_sealed)
            .join(board_member, board_member.c.person_id == person.c.id)
            .order_by(person.c.id)
        )
        return [Member(row.id, self._work.seal.unseal(NAME, row.name_sealed)) for row in rows]

    def add(self, new: BoardPass, secret: str) -> int:
        row = insert(board_pass).values(
            member_id=new.member_id,
            kind=new.kind,
            secret_hash=_hash(secret),
            from_id=new.from_id,
            created_at=new.created_at,
            expires_at=new.expires_at,
        )
        return int(self._work.run(row.returning(board_pass.c.id)).scalar_one())

    def find(self, secret: str) -> BoardPass | None:
        row = self._work.run(select(board_pass).where(board_pass.c.secret_hash == _hash(secret))).first()
        return None if row is None else _read(row)

    def by_id(self, pass_id: int) -> BoardPass | None:
        row = self._work.run(select(board_pass).where(board_pass.c.id == pass_id)).first()
        return None if row is None else _read(row)

    def tokens(self) -> list[BoardPass]:
        found = select(board_pass).where(board_pass.c.kind == PassKind.TOKEN).order_by(board_pass.c.id)
        return [_read(row) for row in self._work.run(found)]

    def end(self, pass_id: int, now: datetime) -> None:
        these = or_(board_pass.c.id == pass_id, board_pass.c.from_id == pass_id)
        self._work.run(update(board_pass).where(these, board_pass.c.ended_at.is_(None)).values(ended_at=now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _read(row: Row[Any]) -> BoardPass:
    return BoardPass(
        row.member_id, PassKind(row.kind), row.created_at, row.expires_at, row.from_id, row.ended_at, row.id
    )
