"""What is asked about many patients at once: one statement for each kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select

from scheduler.domain.checkin import CheckIn
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import SEEN, Escalation, State
from scheduler.domain.people import Reach
from scheduler.domain.sign import Signs
from storage.batch import among
from storage.records.check_ins import CheckInRecords
from storage.records.doses import ALL as ALL_DOSES
from storage.records.doses import read_dose
from storage.records.escalations import EscalationRecords
from storage.records.signs import SignRecords
from storage.tables import (
    check_in,
    contact,
    dose,
    escalation,
    escalation_event,
    inbox,
    medicine,
    person_contact,
    sign,
    stock,
)
from storage.work import Work

_SINCE = bindparam("since", type_=dose.c.due_at.type)
_UNTIL = bindparam("until", type_=dose.c.due_at.type)
_DOSES = ALL_DOSES.where(
    among(dose.c.patient_id), dose.c.due_at >= _SINCE, dose.c.due_at < _UNTIL, dose.c.state != DoseState.REPLACED
).order_by(dose.c.due_at, dose.c.id)
_CHECK_INS = (
    select(check_in)
    .where(among(check_in.c.patient_id), check_in.c.asked_at >= _SINCE)
    .order_by(check_in.c.asked_at, check_in.c.id)
)
_SEEN = exists().where(escalation_event.c.escalation_id == escalation.c.id, escalation_event.c.what == SEEN)
_GIVEN_UP = and_(escalation.c.state == State.EXHAUSTED, escalation.c.opened_at >= _SINCE, ~_SEEN)
_ALARMS = (
    select(escalation)
    .where(among(escalation.c.patient_id), or_(escalation.c.ended_at.is_(None), _GIVEN_UP))
    .order_by(escalation.c.id)
)
_SIGNS = select(sign).where(among(sign.c.patient_id), sign.c.told_at >= _SINCE).order_by(sign.c.told_at, sign.c.id)
# One look into the index for each contact, however much has come from there.
_NEWEST = (
    select(func.max(inbox.c.received_at))
    .where(
        inbox.c.contact_id == person_contact.c.contact_id,
        or_(inbox.c.written_by.is_(None), inbox.c.written_by == person_contact.c.person_id),
    )
    .scalar_subquery()
)
_HEARD = select(person_contact.c.person_id, _NEWEST.label("at")).where(among(person_contact.c.person_id))
_REACHES = (
    select(person_contact.c.person_id, person_contact.c.waits, contact.c.reach)
    .join(contact, contact.c.id == person_contact.c.contact_id)
    .where(among(person_contact.c.person_id))
)
_ON_HAND = select(stock).where(among(stock.c.medicine_id)).order_by(stock.c.medicine_id, stock.c.strength)
_ORDERED = select(medicine.c.id).where(among(medicine.c.id), medicine.c.ordered_at.is_not(None))
_T = TypeVar("_T")


class OverviewRecords:
    """Implements `scheduler.ports.Overview`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def alarms(self, patient_ids: Iterable[int], since: datetime) -> dict[int, list[Escalation]]:
        return _by_patient(self._work.run_for(_ALARMS, patient_ids, since=since), EscalationRecords(self._work).read)

    def doses(self, patient_ids: Iterable[int], since: datetime, until: datetime) -> dict[int, list[Dose]]:
        return _by_patient(self._work.run_for(_DOSES, patient_ids, since=since, until=until), read_dose)

    def check_ins(self, patient_ids: Iterable[int], since: datetime) -> dict[int, list[CheckIn]]:
        return _by_patient(self._work.run_for(_CHECK_INS, patient_ids, since=since), CheckInRecords(self._work).read)

    def signs(self, patient_ids: Iterable[int], since: datetime) -> dict[int, list[Signs]]:
        return _by_patient(self._work.run_for(_SIGNS, patient_ids, since=since), SignRecords(self._work).read)

    def heard(self, patient_ids: Iterable[int]) -> dict[int, datetime]:
        found: dict[int, datetime] = {}
        for row in self._work.run_for(_HEARD, patient_ids):
            if row.at is not None:
                found[row.person_id] = max(row.at, found.get(row.person_id, row.at))
        return found

    def reaches(self, patient_ids: Iterable[int]) -> dict[int, frozenset[Reach]]:
        found: dict[int, frozenset[Reach]] = {}
        for row in self._work.run_for(_REACHES, patient_ids):
            stands = Reach.NEW if row.waits and row.reach == Reach.ON else Reach(row.reach)
            found[row.person_id] = found.get(row.person_id, frozenset()) | {stands}
        return found

    def on_hand(self, medicine_ids: Iterable[int]) -> dict[int, dict[str, Decimal]]:
        found: dict[int, dict[str, Decimal]] = {}
        for row in self._work.run_for(_ON_HAND, medicine_ids):
            found.setdefault(row.medicine_id, {})[row.strength] = row.quantity
        return found

    def ordered(self, medicine_ids: Iterable[int]) -> frozenset[int]:
        return frozenset(self._work.run_for(_ORDERED, medicine_ids).scalars())


def _by_patient(rows: Iterable[Row[Any]], read: Callable[[Row[Any]], _T]) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(read(row))
    return found
