"""Who may look at the board: members of the clinic and their passes, kept only as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint

from scheduler.domain.board_pass import PassKind
from storage.columns import Code, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, refers, table


class BoardMemberRow(Row, table=True):
    """A person of the clinic; the name is the person's."""

    __tablename__ = "board_member"
    person_id: int = refers("person.id", primary_key=True, autoincrement=False)
    added_at: datetime = held(UtcInstant)


class BoardPassRow(Row, table=True):
    """`secret_hash` needs no key: nobody can try out 256 random bits. `from_id`: the token a session began with."""

    __tablename__ = "board_pass"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        one_of("kind", PassKind),
        CheckConstraint("(kind = 'session') = (from_id IS NOT NULL)", name="sessions_begin_with_a_token"),
    )
    id: int | None = own_id()
    member_id: int = refers("board_member.person_id", index=True)
    kind: str = held(Code)
    secret_hash: str = held(String)
    from_id: int | None = refers("board_pass.id", nullable=True, index=True)
    created_at: datetime = held(UtcInstant)
    expires_at: datetime = held(UtcInstant)
    ended_at: datetime | None = maybe(UtcInstant)


board_member = table(BoardMemberRow)
board_pass = table(BoardPassRow)
