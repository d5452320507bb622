"""The outbox with its receipts, and the inbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint

from scheduler.domain.message import MessageState
from storage.columns import ID, Code, Sealed, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, partial, refers, table

WAITING = "state = 'waiting'"
IN_FLIGHT = "state IN ('leased', 'sending')"
SPEAKS_OF_DOSES = "state = 'waiting' AND dose_ids IS NOT NULL"
UNKNOWN = "state = 'unknown'"
UNHANDLED = "handled_at IS NULL"


class MessageRow(Row, table=True):
    """`dose_ids` is a JSON list. `settled_at` is when the last outcome was recorded, whichever it was. `channel` is
    the contact's, which never changes: so that what waits for one provider is not in the way of another's.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("state", MessageState),
        CheckConstraint("priority BETWEEN 0 AND 4", name="priority_known"),
        CheckConstraint("budgeted IN (0, 1)", name="budgeted_yes_no"),
        CheckConstraint("even_unconsented IN (0, 1)", name="even_unconsented_yes_no"),
        CheckConstraint("state NOT IN ('leased', 'sending') OR lease_until IS NOT NULL", name="in_flight_leased"),
        Index(None, "person_id", "created_at"),
        Index(None, "patient_id", "created_at"),
        partial("ix_message_waiting", "channel", "priority", "not_before", "id", where=WAITING),
        partial("ix_message_in_flight", "contact_id", where=IN_FLIGHT),
        partial("ix_message_unknown", "id", where=UNKNOWN),
        partial("ix_message_speaks_of_doses", "patient_id", where=SPEAKS_OF_DOSES),
    )
    id: int | None = own_id()
    person_id: int = refers("person.id")
    contact_id: int = refers("contact.id")
    kind: str = held(String)
    key: str = held(String)
    priority: int = held(Integer)
    not_before: datetime = held(UtcInstant)
    created_at: datetime = held(UtcInstant)
    slots_sealed: bytes | None = maybe(Sealed)
    patient_id: int | None = refers("patient.id", nullable=True)
    dose_ids: str | None = maybe(String)
    version_id: int | None = refers("plan_version.id", nullable=True)
    due_at: datetime | None = maybe(UtcInstant)
    expires_at: datetime | None = maybe(UtcInstant)
    budgeted: int = held(Integer)
    even_unconsented: int = held(Integer)
    buttons: str | None = maybe(String)
    state: str = held(Code)
    attempts: int = held(Integer)
    lease_until: datetime | None = maybe(UtcInstant)
    sending_at: datetime | None = maybe(UtcInstant)
    sent_at: datetime | None = maybe(UtcInstant)
    settled_at: datetime | None = maybe(UtcInstant)
    text_sealed: bytes | None = maybe(Sealed)
    provider_id: str | None = maybe(String)
    note_sealed: bytes | None = maybe(Sealed)
    edits: str | None = maybe(String)
    channel: str | None = maybe(Code)
    request: str | None = maybe(String)


class ReceiptRow(Row, table=True):
    """What a provider says later about a message. `rank` orders states: a later one never gives way to an earlier."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("message_id", "status"),)
    id: int | None = own_id()
    message_id: int = refers("message.id")
    status: str = held(String)
    rank: int = held(Integer)
    at: datetime = held(UtcInstant)


class InboxRow(Row, table=True):
    """`written_by`: the person, where several use the phone and one of them was found out."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        CheckConstraint("dead IN (0, 1)", name="dead_yes_no"),
        Index(None, "contact_id", "received_at"),
        partial("ix_inbox_unhandled", "id", where=UNHANDLED),
        partial("ix_inbox_unhandled_contact_id", "contact_id", "id", where=UNHANDLED),
    )
    id: int | None = own_id()
    provider: str = held(String)
    provider_id: str = held(String)
    contact_id: int = refers("contact.id")
    text_sealed: bytes = held(Sealed)
    received_at: datetime = held(UtcInstant)
    tries: int = held(Integer)
    lease_until: datetime | None = maybe(UtcInstant)
    handled_at: datetime | None = maybe(UtcInstant)
    dead: int = held(Integer)
    note_sealed: bytes | None = maybe(Sealed)
    about_sealed: bytes | None = maybe(Sealed)
    written_by: int | None = maybe(ID)


message = table(MessageRow)
receipt = table(ReceiptRow)
inbox = table(InboxRow)
