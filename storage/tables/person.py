"""People: persons, contacts, roles, care links, consents, patients, and what was last asked of whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, PrimaryKeyConstraint, String, UniqueConstraint

from scheduler.domain.people import LinkState, Reach, Role, Wording
from storage.columns import Code, Sealed, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, refers, table


class PersonRow(Row, table=True):
    __tablename__ = "person"
    id: int | None = own_id()
    name_sealed: bytes = held(Sealed)
    call_me_sealed: bytes | None = maybe(Sealed)
    zone: str | None = maybe(String)
    language: str = held(String)
    country: str | None = maybe(String)
    created_at: datetime = held(UtcInstant)


class PersonRoleRow(Row, table=True):
    __tablename__ = "person_role"
    __table_args__ = (PrimaryKeyConstraint("person_id", "role"), one_of("role", Role))
    person_id: int = refers("person.id")
    role: str = held(Code)


class ContactRow(Row, table=True):
    """`written_at`: when a message last set out for it, kept only where several processes send."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("channel", "address_hash"),
        one_of("reach", Reach),
    )
    id: int | None = own_id()
    channel: str = held(Code)
    address_hash: str = held(String)
    address_sealed: bytes = held(Sealed)
    reach: str = held(Code)
    created_at: datetime = held(UtcInstant)
    written_at: datetime | None = maybe(UtcInstant)


class PersonContactRow(Row, table=True):
    """`waits`: 1 while this person has not agreed to be written to there, although somebody else with that phone has."""

    __tablename__ = "person_contact"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "contact_id"),
        CheckConstraint("rank >= 1", name="rank_from_one"),
    )
    person_id: int = refers("person.id")
    contact_id: int = refers("contact.id", index=True)
    rank: int = held(Integer)
    waits: int = held(Integer, server_default="0")


class CareLinkRow(Row, table=True):
    __tablename__ = "care_link"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "carer_id"),
        one_of("role", Role),
        one_of("state", LinkState),
        CheckConstraint("rank >= 1", name="rank_from_one"),
    )
    patient_id: int = refers("patient.id")
    carer_id: int = refers("person.id", index=True)
    role: str = held(Code)
    rank: int = held(Integer)
    state: str = held(Code)
    since_at: datetime = held(UtcInstant)


class ConsentRow(Row, table=True):
    __tablename__ = "consent"
    __table_args__ = (CheckConstraint("given IN (0, 1)", name="given_yes_no"), Index(None, "contact_id", "at"))
    id: int | None = own_id()
    person_id: int = refers("person.id", index=True)
    contact_id: int | None = refers("contact.id", nullable=True)
    kind: str = held(String)
    given: int = held(Integer)
    words_sealed: bytes = held(Sealed)
    at: datetime = held(UtcInstant)


class PatientRow(Row, table=True):
    """`policy` holds the patient's own values as a JSON object; the defaults are data of the scheduler."""

    __tablename__ = "patient"
    __table_args__ = (one_of("wording", Wording),)
    id: int = refers("person.id", primary_key=True, autoincrement=False)
    wording: str = held(Code)
    policy: str = held(String)
    enrolled_at: datetime = held(UtcInstant)
    paused_until: datetime | None = maybe(UtcInstant)


class CardRow(Row, table=True):
    """What a patient gave for whoever has to come to them, or ring for them."""

    __tablename__ = "card"
    patient_id: int = refers("patient.id", primary_key=True, autoincrement=False)
    address_sealed: bytes | None = maybe(Sealed)
    key_sealed: bytes | None = maybe(Sealed)
    callback_sealed: bytes | None = maybe(Sealed)
    clinic_sealed: bytes | None = maybe(Sealed)
    clinic_hours_sealed: bytes | None = maybe(Sealed)
    out_of_hours_sealed: bytes | None = maybe(Sealed)
    out_of_hours_hours_sealed: bytes | None = maybe(Sealed)
    local_emergency_sealed: bytes | None = maybe(Sealed)


class ConversationRow(Row, table=True):
    __tablename__ = "conversation"
    contact_id: int = refers("contact.id", primary_key=True, autoincrement=False)
    about: int | None = refers("person.id", nullable=True)
    question: str | None = maybe(String)
    slots_sealed: bytes | None = maybe(Sealed)
    asked_at: datetime | None = maybe(UtcInstant)


class NoteRow(Row, table=True):
    """Facts of the process itself; never anything about a person."""

    __tablename__ = "note"
    __table_args__ = (PrimaryKeyConstraint("name"),)
    name: str = held(String)
    value: str = held(String)


person = table(PersonRow)
person_role = table(PersonRoleRow)
contact = table(ContactRow)
person_contact = table(PersonContactRow)
care_link = table(CareLinkRow)
consent = table(ConsentRow)
patient = table(PatientRow)
card = table(CardRow)
conversation = table(ConversationRow)
note = table(NoteRow)
