"""Somebody who is erased is spoken of in what others have: a caregiver's texts, a shared phone, an alarm that they answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, null, or_, select, update

from scheduler.domain.message import MessageState
from storage.columns import Sealed
from storage.records.patient import CALL_ME, NAME
from storage.tables import (
    care_link,
    consent,
    contact,
    escalation,
    escalation_event,
    inbox,
    message,
    note,
    person,
    person_contact,
)
from storage.work import Work

_LEAST_NAME = 2


def blank_mentions(work: Work, person_id: int, shared: list[int]) -> None:
    """Take the words from everything of others that is, or may be, about this person. `shared`: contacts used by others too."""
    carers = select(care_link.c.carer_id).where(care_link.c.patient_id == person_id, care_link.c.carer_id != person_id)
    patients = select(care_link.c.patient_id).where(care_link.c.carer_id == person_id)
    near = {*work.run(carers).scalars(), *work.run(patients).scalars(), *_operator(work)} - {person_id}
    phones = select(person_contact.c.contact_id).where(person_contact.c.person_id.in_(carers))
    # What somebody wrote while they cared for this person, and what came from a shared phone and is nobody else's for sure.
    nobodys = or_(inbox.c.written_by.is_(None), inbox.c.written_by.in_((0, person_id)))
    for whose in (inbox.c.contact_id.in_(phones), inbox.c.contact_id.in_(shared) & nobodys):
        _blank(work, inbox, whose & inbox.c.handled_at.is_not(None))
    events = escalation_event.c.person_id == person_id
    work.run(update(escalation_event).where(events).values(person_id=None, words_sealed=None))
    names = _names(work, person_id)
    if not names or not near:
        return
    alarms = select(escalation.c.id).where(escalation.c.patient_id.in_(near))
    for table, where in (
        (message, or_(message.c.person_id.in_(near), message.c.patient_id.in_(near))),
        (escalation, escalation.c.patient_id.in_(near)),
        (escalation_event, escalation_event.c.escalation_id.in_(alarms)),
        (consent, consent.c.person_id.in_(near)),
    ):
        found = _naming(work, table, where, names)
        if table is message:
            waits = message.c.id.in_(found) & (message.c.state == MessageState.WAITING)
            work.run(update(message).where(waits).values(state=MessageState.DROPPED))
        _blank(work, table, table.c.id.in_(found))


def _names(work: Work, person_id: int) -> set[str]:
    row = work.run(select(person).where(person.c.id == person_id)).one()
    found = (work.seal.unseal(NAME, row.name_sealed), work.seal.unseal_or_none(CALL_ME, row.call_me_sealed))
    addresses = (
        select(contact.c.address_sealed)
        .join(person_contact, person_contact.c.contact_id == contact.c.id)
        .where(person_contact.c.person_id == person_id)
    )
    words = [*found, *(work.seal.unseal("contact.address", sealed) for sealed in work.run(addresses).scalars())]
    return {word.casefold() for word in words if word and len(word) >= _LEAST_NAME}


def _operator(work: Work) -> Iterable[int]:
    noted = work.run(select(note.c.value).where(note.c.name == "operator")).scalar_one_or_none()
    return [int(noted.split(":")[0])] if noted else []


def _naming(work: Work, table: Table, where: ColumnElement[bool], names: set[str]) -> list[int]:
    columns = [column for column in table.c if isinstance(column.type, Sealed)]
    found = []
    for row in work.run(select(table.c.id, *columns).where(where)):
        sealed_as = (f"{table.name}.{column.name.removesuffix('_sealed')}" for column in columns)
        values = tuple(row)[1:]
        said = [work.seal.unseal_or_none(name, value) or "" for name, value in zip(sealed_as, values, strict=True)]
        if any(name in text.casefold() for text in said for name in names):
            found.append(int(row.id))
    return found


def _blank(work: Work, table: Table, where: ColumnElement[bool]) -> None:
    """Empty every sealed column of these rows; one that has to hold something holds an empty JSON object or text."""
    values: dict[str, Any] = {}
    for column in table.c:
        if isinstance(column.type, Sealed):
            empty = "{}" if table is escalation else ""
            sealed_as = f"{table.name}.{column.name.removesuffix('_sealed')}"
            values[column.name] = null() if column.nullable else work.seal.seal(sealed_as, empty)
    work.run(update(table).where(where).values(**values))
