"""Rows that nothing can be made of for now: ids and codes, nothing of what is in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint

from scheduler.ports.aside import Waits
from storage.columns import ID, Code, UtcInstant
from storage.tables.base import Row, held, one_of, own_id, table


class SetAsideRow(Row, table=True):
    """`row_id` is an id of the table that `what` names; it refers to nothing, because that row may go. `why`: an error's kind."""

    __tablename__ = "set_aside"
    __table_args__ = (UniqueConstraint("what", "row_id"), one_of("what", Waits))
    id: int | None = own_id()
    what: str = held(Code)
    row_id: int = held(ID)
    since: datetime = held(UtcInstant)
    tries: int = held(Integer)
    again_at: datetime = held(UtcInstant)
    why: str = held(String)


set_aside = table(SetAsideRow)
