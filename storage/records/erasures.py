"""Erasing somebody. Where each table holds something of a person stands in one list; a test compares it with the schema."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, delete, exists, func, insert, or_, select, update

from scheduler.domain.erasure import ErasedAs, ErasedBy, Erasure
from scheduler.domain.message import MessageState
from scheduler.domain.people import Reach
from storage.records.mentions import blank_mentions
from storage.records.patient import ADDRESS, NAME
from storage.tables import (
    answer,
    board_member,
    board_pass,
    card,
    care_link,
    check_in,
    consent,
    contact,
    conversation,
    dose,
    erasure,
    escalation,
    escalation_event,
    inbox,
    intake,
    invitation,
    medicine,
    message,
    patient,
    person,
    person_contact,
    person_role,
    plan_talk,
    plan_version,
    prescriber_question,
    receipt,
    release_code,
    sign,
    stock,
    stock_history,
    watch,
)
from storage.work import Work

_LAST_WORDS_WITHIN = timedelta(hours=24)
_TO_LEAVE = (MessageState.WAITING, MessageState.LEASED, MessageState.SENDING)
# Their numbers are spoken of elsewhere: in keys, by providers, on old buttons. The last one given out is not given again.
_NUMBERED = (message, inbox)


def owned(person_id: int, contacts: list[int]) -> list[tuple[Table, ColumnElement[bool]]]:
    """What goes, in an order that no reference forbids. `contacts`: those that serve nobody else."""
    medicines = select(medicine.c.id).where(medicine.c.patient_id == person_id)
    alarms = select(escalation.c.id).where(escalation.c.patient_id == person_id)
    mail = or_(message.c.person_id == person_id, message.c.patient_id == person_id, message.c.contact_id.in_(contacts))
    by_patient = (
        *(answer, intake, dose, release_code, plan_talk, prescriber_question, sign, check_in, watch, card),
        *(plan_version, medicine),
    )
    of_patient = {table.name: (table, table.c.patient_id == person_id) for table in by_patient}
    last = [of_patient.pop("plan_version"), of_patient.pop("medicine")]
    return [
        (receipt, receipt.c.message_id.in_(select(message.c.id).where(mail))),
        (message, mail),
        *of_patient.values(),
        (escalation_event, escalation_event.c.escalation_id.in_(alarms)),
        (escalation, escalation.c.patient_id == person_id),
        (stock, stock.c.medicine_id.in_(medicines)),
        (stock_history, stock_history.c.medicine_id.in_(medicines)),
        *last,
        (
            invitation,
            or_(
                invitation.c.patient_id == person_id,
                invitation.c.person_id == person_id,
                invitation.c.used_by.in_(contacts),
            ),
        ),
        (care_link, or_(care_link.c.patient_id == person_id, care_link.c.carer_id == person_id)),
        (consent, or_(consent.c.person_id == person_id, consent.c.contact_id.in_(contacts))),
        (conversation, or_(conversation.c.contact_id.in_(contacts), conversation.c.about == person_id)),
        (inbox, inbox.c.contact_id.in_(contacts)),
        (patient, patient.c.id == person_id),
        (board_pass, board_pass.c.member_id == person_id),
        (board_member, board_member.c.person_id == person_id),
        (person_role, person_role.c.person_id == person_id),
    ]


class ErasureRecords:
    """Implements `scheduler.ports.Erasures`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def erase(self, person_id: int, by: ErasedBy, was: ErasedAs, now: datetime, *, last_words: bool) -> Erasure:
        work = self._work
        work.hold([person_id])
        contacts = self._contacts(person_id)
        own = [each for each, shared in contacts if not shared]
        spared = self._spared(own, last_words=last_words, now=now)
        blank_mentions(work, person_id, [each for each, shared in contacts if shared])
        highest = [(table, self._highest(table)) for table in _NUMBERED]
        rows = 0
        for table, condition in owned(person_id, own):
            rows += work.change(delete(table).where(condition))
        for table, column in (
            (intake, intake.c.told_by),
            (escalation, escalation.c.held_by),
            (escalation, escalation.c.ended_by),
        ):
            work.run(update(table).where(column == person_id).values({column.name: None}))
        work.run(update(answer).where(answer.c.contact_id.in_(own)).values(contact_id=None))
        rows += work.change(delete(person_contact).where(person_contact.c.person_id == person_id))
        rows += work.change(delete(contact).where(contact.c.id.in_([each for each in own if each != spared])))
        # An empty one under the same number: see `storage.tables.erasure`.
        work.run(
            update(person)
            .where(person.c.id == person_id)
            .values(
                name_sealed=work.seal.seal(NAME, ""), call_me_sealed=None, zone=None, country=None, created_at=now
            )
        )  # fmt: skip
        work.run(insert(person_contact).values(person_id=person_id, contact_id=spared, rank=1, waits=0))
        for table, number in highest:
            self._keep_number(table, number, person_id, spared, now)
        made = insert(erasure).values(at=now, by=by, was=was, rows=rows + 1, person_id=person_id)
        own_id = int(work.run(made.returning(erasure.c.id)).scalar_one())
        if not last_words:
            self.finish(now)
        return Erasure(now, by, was, rows + 1, id=own_id)

    def _contacts(self, person_id: int) -> list[tuple[int, bool]]:
        """Their contacts, first rank first, and whether somebody else uses each."""
        others = person_contact.alias("others")
        shared = exists().where(others.c.contact_id == person_contact.c.contact_id, others.c.person_id != person_id)
        found = (
            select(person_contact.c.contact_id, shared.label("shared"))
            .where(person_contact.c.person_id == person_id)
            .order_by(person_contact.c.rank, person_contact.c.contact_id)
        )
        return [(row.contact_id, bool(row.shared)) for row in self._work.run(found)]

    def _spared(self, own: list[int], *, last_words: bool, now: datetime) -> int:
        """The contact that stays until the end: for the last words one that works; an empty one, if all are others' too."""
        found = select(contact.c.id).where(contact.c.id.in_(own), contact.c.reach == Reach.ON)
        works = set(self._work.run(found).scalars())
        chosen = next((each for each in own if each in works), None) if last_words else None
        if chosen is not None or own:
            return chosen or own[0]
        empty = insert(contact).values(**self._nowhere(now), channel="console")
        return int(self._work.run(empty.returning(contact.c.id)).scalar_one())

    def _nowhere(self, now: datetime) -> dict[str, Any]:
        return {
            "address_hash": f"gone:{secrets.token_hex(16)}",
            "address_sealed": self._work.seal.seal(ADDRESS, ""),
            "reach": Reach.OFF,
            "created_at": now,
            "written_at": None,
        }

    def _highest(self, table: Table) -> int | None:
        found: int | None = self._work.run(select(func.max(table.c.id))).scalar_one()
        return found

    def _keep_number(self, table: Table, number: int | None, person_id: int, contact_id: int, now: datetime) -> None:
        """SQLite gives the number of a last row that was deleted to the next one; an empty row keeps it from that."""
        if self._work.is_postgres or number is None or self._highest(table) == number:
            return
        gone = f"gone:{secrets.token_hex(8)}"
        if table is message:
            values: dict[str, Any] = {
                "id": number, "person_id": person_id, "contact_id": contact_id, "kind": "erased", "key": gone,
                "priority": 4, "not_before": now, "created_at": now, "budgeted": 0, "even_unconsented": 0,
                "state": MessageState.DROPPED, "attempts": 0,
            }  # fmt: skip
        else:
            blank = self._work.seal.seal("inbox.text", "")
            values = {
                "id": number, "provider": "gone", "provider_id": gone, "contact_id": contact_id, "text_sealed": blank,
                "received_at": now, "handled_at": now, "tries": 0, "dead": 0,
            }  # fmt: skip
        self._work.run(insert(table).values(**values))

    def finish(self, now: datetime) -> int:
        done = 0
        for row in self._work.run(select(erasure).where(erasure.c.person_id.is_not(None)).order_by(erasure.c.id)).all():
            done += self._finish(row, now)
        return done

    def _finish(self, row: Row[Any], now: datetime) -> bool:
        work, person_id = self._work, row.person_id
        mail = or_(message.c.person_id == person_id, message.c.key.startswith(f"erased:{row.id}:"))
        waits = select(message.c.id).where(
            mail, message.c.state.in_(_TO_LEAVE), message.c.created_at > now - _LAST_WORDS_WITHIN
        )
        if work.run(waits.limit(1)).first() is not None:
            return False
        if self._began_anew(person_id):
            return self._end(row.id, now)
        contacts = [each for each, shared in self._contacts(person_id) if not shared]
        highest = [(table, self._highest(table)) for table in _NUMBERED]
        gone = select(message.c.id).where(mail)
        work.run(delete(receipt).where(receipt.c.message_id.in_(gone)))
        work.run(delete(message).where(mail))
        work.run(delete(inbox).where(inbox.c.contact_id.in_(contacts)))
        work.run(delete(conversation).where(conversation.c.contact_id.in_(contacts)))
        work.run(delete(consent).where(consent.c.contact_id.in_(contacts)))
        work.run(update(contact).where(contact.c.id.in_(contacts)).values(**self._nowhere(now)))
        work.run(update(person).where(person.c.id == person_id).values(language="en"))
        for table, number in highest:
            self._keep_number(table, number, person_id, contacts[0], now)
        if not work.is_postgres and self._is_last(person_id, contacts):
            return False
        work.run(delete(inbox).where(inbox.c.contact_id.in_(contacts)))
        work.run(delete(message).where(mail))
        self._end(row.id, now)
        work.run(delete(person_contact).where(person_contact.c.person_id == person_id))
        work.run(delete(contact).where(contact.c.id.in_(contacts)))
        work.run(delete(person).where(person.c.id == person_id))
        return True

    def _began_anew(self, person_id: int) -> bool:
        role = select(person_role.c.role).where(person_role.c.person_id == person_id)
        return self._work.run(role.limit(1)).first() is not None

    def _is_last(self, person_id: int, contacts: list[int]) -> bool:
        """Whether the next person, contact, message or inbound would get a number of theirs."""
        mine: list[Select[Any]] = [
            select(message.c.id).where(message.c.person_id == person_id),
            select(inbox.c.id).where(inbox.c.contact_id.in_(contacts)),
        ]
        numbers = [(table, set(self._work.run(found).scalars())) for table, found in zip(_NUMBERED, mine, strict=True)]
        numbers += [(person, {person_id}), (contact, set(contacts))]
        return any(self._highest(table) in theirs for table, theirs in numbers)

    def _end(self, erasure_id: int, now: datetime) -> bool:
        self._work.run(update(erasure).where(erasure.c.id == erasure_id).values(person_id=None, ended_at=now))
        return True

    def all(self) -> list[Erasure]:
        found = self._work.run(select(erasure).order_by(erasure.c.id))
        return [Erasure(row.at, ErasedBy(row.by), ErasedAs(row.was), row.rows, row.ended_at, row.id) for row in found]
