"""What has been kept long enough. How far each table has been gone through is noted, so that no row is looked at twice."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, exists, or_, select, true, update

from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Reach
from scheduler.domain.version import VersionState
from storage.records.notes import NoteRecords
from storage.records.patient import ADDRESS
from storage.tables import (
    board_member,
    care_link,
    contact,
    erasure,
    escalation,
    inbox,
    invitation,
    message,
    note,
    patient,
    person,
    person_contact,
    person_role,
    plan_version,
    receipt,
)
from storage.work import Work

_OVER = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN, MessageState.FAILED, MessageState.DROPPED)
# What only went with a dose, or answered what somebody wrote: both are named by a number that never comes again.
_ROUTINE = (message.c.key.startswith("in:") & (message.c.priority != int(Priority.RED))) | (
    message.c.dose_ids.is_not(None) & (message.c.priority == int(Priority.REMINDER))
)
MESSAGES_SINCE = "every message kept since"
_DONE_WITH = (VersionState.ENDED, VersionState.REPLACED)


class RetentionRecords:
    """Implements `scheduler.ports.Retention`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._notes = NoteRecords(work)

    def blank_inbox(self, before: datetime, limit: int) -> int:
        empty = {"text_sealed": self._work.seal.seal("inbox.text", ""), "about_sealed": None, "note_sealed": None}
        return self._go_through(inbox, inbox.c.received_at, inbox.c.handled_at.is_not(None), empty, before, limit)

    def blank_messages(self, before: datetime, limit: int) -> int:
        empty = {"text_sealed": None, "slots_sealed": None, "note_sealed": None}
        return self._go_through(message, message.c.created_at, message.c.state.in_(_OVER), empty, before, limit)

    def drop_inbox(self, before: datetime, limit: int) -> int:
        newer = inbox.alias("newer")
        # The silence clock asks when somebody last wrote: the newest of each phone stays.
        has_newer = exists().where(newer.c.contact_id == inbox.c.contact_id, newer.c.id > inbox.c.id)
        old = inbox.c.handled_at.is_not(None) & (inbox.c.dead == 0) & has_newer
        found = self._page(inbox, inbox.c.received_at, "rows", before, limit)
        if found:
            self._work.run(delete(inbox).where(inbox.c.id.in_(found), old))
        return len(found)

    def drop_routine(self, before: datetime, limit: int) -> int:
        found = self._page(message, message.c.created_at, "rows", before, limit)
        if found:
            old = select(message.c.id).where(message.c.id.in_(found), message.c.state.in_(_OVER), _ROUTINE)
            gone = list(self._work.run(old).scalars())
            self._work.run(delete(receipt).where(receipt.c.message_id.in_(gone)))
            self._work.run(delete(message).where(message.c.id.in_(gone)))
            self._notes.set(MESSAGES_SINCE, before.isoformat())
        return len(found)

    def _go_through(
        self,
        table: Table,
        at: Column[Any],
        is_over: ColumnElement[bool],
        empty: dict[str, Any],
        before: datetime,
        limit: int,
    ) -> int:
        found = self._page(table, at, "words", before, limit)
        if found:
            self._work.run(update(table).where(table.c.id.in_(found), is_over).values(**empty))
        return len(found)

    def _page(self, table: Table, at: Column[Any], what: str, before: datetime, limit: int) -> list[int]:
        """The next rows from before that instant, which are not given again."""
        name = f"{what} of {table.name} kept from"
        last = int(self._notes.get(name) or 0)
        # Numbers and instants grow together; asking for the instant would read on to the end of the table.
        page = select(table.c.id, at.label("at")).where(table.c.id > last).order_by(table.c.id).limit(limit)
        found = [row.id for row in takewhile(lambda row: row.at < before, self._work.run(page))]
        if found:
            self._notes.set(name, str(found[-1]))
        return found

    def quiet_patients(self, since: datetime, limit: int) -> Sequence[int]:
        rules = exists().where(plan_version.c.patient_id == patient.c.id, plan_version.c.state.not_in(_DONE_WITH))
        alarm = exists().where(escalation.c.patient_id == patient.c.id, escalation.c.ended_at.is_(None))
        told = exists().where(message.c.person_id == patient.c.id, message.c.created_at >= since)
        quiet = (
            select(patient.c.id)
            .where(patient.c.enrolled_at < since, ~rules, ~alarm, ~told, ~_wrote(patient.c.id, since))
            .order_by(patient.c.id)
        )
        return list(self._work.run(quiet.limit(limit)).scalars())

    def strangers(self, since: datetime, limit: int) -> Sequence[int]:
        known = [
            exists().where(person_role.c.person_id == person.c.id),
            exists().where(care_link.c.carer_id == person.c.id),
            exists().where(invitation.c.person_id == person.c.id),
            exists().where(board_member.c.person_id == person.c.id),
            exists().where(erasure.c.person_id == person.c.id),
            person.c.id == self._operator(),
        ]
        nobody = select(person.c.id).where(person.c.created_at < since, ~or_(*known), ~_wrote(person.c.id, since))
        return list(self._work.run(nobody.order_by(person.c.id).limit(limit)).scalars())

    def forget_unused_addresses(self, since: datetime) -> int:
        used = exists().where(person_contact.c.contact_id == contact.c.id)
        wrote = exists().where(inbox.c.contact_id == contact.c.id, inbox.c.received_at >= since)
        held = ~contact.c.address_hash.startswith("gone:")
        unused = select(contact.c.id).where(contact.c.created_at < since, held, ~used, ~wrote)
        found = list(self._work.run(unused).scalars())
        for own_id in found:
            gone = {"address_hash": f"gone:{secrets.token_hex(16)}", "reach": Reach.OFF}
            empty = self._work.seal.seal(ADDRESS, "")
            self._work.run(update(contact).where(contact.c.id == own_id).values(**gone, address_sealed=empty))
        return len(found)

    def _operator(self) -> int:
        noted = self._work.run(select(note.c.value).where(note.c.name == "operator")).scalar_one_or_none()
        return int(noted.split(":")[0]) if noted else 0


def _wrote(person_id: Column[Any], since: datetime) -> ColumnElement[bool]:
    return (
        select(true())
        .select_from(inbox.join(person_contact, person_contact.c.contact_id == inbox.c.contact_id))
        .where(person_contact.c.person_id == person_id, inbox.c.received_at >= since)
        .exists()
    )
