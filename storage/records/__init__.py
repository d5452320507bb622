"""Rows to what the mind speaks of, and back: one file for each part of `scheduler.ports.Records`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, bindparam, exists, func, literal, or_, select, text, union_all

from scheduler.ports import LAST_TICK
from scheduler.ports import Work as Waiting
from storage.known import CONTACT, PATIENT
from storage.records.asides import AsideRecords
from storage.records.audit import AuditRecords
from storage.records.board_passes import BoardPassRecords
from storage.records.cards import CardRecords
from storage.records.check_ins import CheckInRecords
from storage.records.doses import DoseRecords
from storage.records.erasures import ErasureRecords
from storage.records.escalations import EscalationRecords
from storage.records.gauges import GaugeRecords
from storage.records.inbox import InboxRecords
from storage.records.intakes import IntakeRecords
from storage.records.invitations import InvitationRecords
from storage.records.messages import MessageRecords
from storage.records.notes import NoteRecords
from storage.records.overview import OverviewRecords
from storage.records.paces import PaceRecords
from storage.records.people import PeopleRecords
from storage.records.plan_talks import PlanTalkRecords, ReleaseRecords
from storage.records.plans import PlanRecords
from storage.records.pulse import PulseRecords
from storage.records.questions import QuestionRecords
from storage.records.retention import RetentionRecords
from storage.records.signs import SignRecords
from storage.records.stock import StockRecords
from storage.records.talk import TalkRecords
from storage.records.watches import WatchRecords
from storage.tables import dose, escalation, inbox, message, note, plan_version, watch
from storage.tables.message import IN_FLIGHT, UNHANDLED, UNKNOWN, WAITING
from storage.work import Work

_AT = bindparam("now", type_=message.c.not_before.type)


def _any(table: FromClause, *where: Any) -> Any:
    """One probe of a partial index."""
    return exists(select(literal(1)).select_from(table).where(*where))


_WAITING = select(
    _any(inbox, text(UNHANDLED)).label("inbox"),
    _any(escalation, escalation.c.wake_at <= _AT).label("escalations"),
    _any(dose, dose.c.wake_at <= _AT).label("doses"),
    _any(watch, watch.c.wake_at <= _AT).label("watches"),
    _any(plan_version, plan_version.c.wake_at <= _AT).label("versions"),
    or_(
        _any(message, text(WAITING), message.c.not_before <= _AT),
        _any(message, text(IN_FLIGHT), message.c.lease_until <= _AT),
        _any(message, text(UNKNOWN)),
    ).label("outbox"),
    select(note.c.value).where(note.c.name == LAST_TICK).scalar_subquery().label("ticked"),
)
_SLEEPERS = (dose.c.wake_at, plan_version.c.wake_at, watch.c.wake_at, escalation.c.wake_at)
_EARLIEST = union_all(*(select(func.min(at).label("at")).where(at.is_not(None)) for at in _SLEEPERS))


def _instant(noted: str | None) -> datetime | None:
    """One that cannot be read is as good as none, and is written anew at the next tick."""
    try:
        return datetime.fromisoformat(noted) if noted else None
    except ValueError:
        return None


class SqlRecords:
    """Implements `scheduler.ports.Records` within one transaction."""

    def __init__(self, work: Work) -> None:
        self.work = work

    @cached_property
    def people(self) -> PeopleRecords:
        return PeopleRecords(self.work)

    @cached_property
    def plans(self) -> PlanRecords:
        return PlanRecords(self.work)

    @cached_property
    def plan_talks(self) -> PlanTalkRecords:
        return PlanTalkRecords(self.work)

    @cached_property
    def releases(self) -> ReleaseRecords:
        return ReleaseRecords(self.work)

    @cached_property
    def doses(self) -> DoseRecords:
        return DoseRecords(self.work)

    @cached_property
    def intakes(self) -> IntakeRecords:
        return IntakeRecords(self.work)

    @cached_property
    def stock(self) -> StockRecords:
        return StockRecords(self.work)

    @cached_property
    def watches(self) -> WatchRecords:
        return WatchRecords(self.work)

    @cached_property
    def messages(self) -> MessageRecords:
        return MessageRecords(self.work)

    @cached_property
    def paces(self) -> PaceRecords:
        return PaceRecords(self.work)

    @cached_property
    def inbox(self) -> InboxRecords:
        return InboxRecords(self.work)

    @cached_property
    def talk(self) -> TalkRecords:
        return TalkRecords(self.work)

    @cached_property
    def notes(self) -> NoteRecords:
        return NoteRecords(self.work)

    @cached_property
    def escalations(self) -> EscalationRecords:
        return EscalationRecords(self.work)

    @cached_property
    def check_ins(self) -> CheckInRecords:
        return CheckInRecords(self.work)

    @cached_property
    def signs(self) -> SignRecords:
        return SignRecords(self.work)

    @cached_property
    def audit(self) -> AuditRecords:
        return AuditRecords(self.work)

    @cached_property
    def invitations(self) -> InvitationRecords:
        return InvitationRecords(self.work)

    @cached_property
    def cards(self) -> CardRecords:
        return CardRecords(self.work)

    @cached_property
    def questions(self) -> QuestionRecords:
        return QuestionRecords(self.work)

    @cached_property
    def pulse(self) -> PulseRecords:
        return PulseRecords(self.work)

    @cached_property
    def overview(self) -> OverviewRecords:
        return OverviewRecords(self.work)

    @cached_property
    def gauges(self) -> GaugeRecords:
        return GaugeRecords(self.work)

    @cached_property
    def board_passes(self) -> BoardPassRecords:
        return BoardPassRecords(self.work)

    @cached_property
    def erasures(self) -> ErasureRecords:
        return ErasureRecords(self.work)

    @cached_property
    def retention(self) -> RetentionRecords:
        return RetentionRecords(self.work)

    @cached_property
    def asides(self) -> AsideRecords:
        return AsideRecords(self.work)

    @property
    def claimed(self) -> Sequence[int]:
        return self.work.claimed

    def claim_only(self, ids: Sequence[int], row_ids: Sequence[int] | None = None) -> None:
        self.work.only, self.work.only_rows = ids, row_ids

    def together(self, now: datetime, *, patient_ids: Iterable[int] = (), contact_ids: Iterable[int] = ()) -> None:
        there = sorted(set(contact_ids))
        self.work.together(CONTACT, there, now)
        persons = {each.id for contact_id in there for each in self.people.persons_at(contact_id)}
        self.work.together(PATIENT, persons.union(patient_ids), now)

    def next_wake_at(self) -> datetime | None:
        times = [at for at in self.work.run(_EARLIEST).scalars() if at is not None]
        waits = self.messages.next_at()
        return min([*times, waits] if waits is not None else times, default=None)

    def work_at(self, now: datetime) -> Waiting:
        row = self.work.run(_WAITING, now=now).one()
        return Waiting(
            inbox=bool(row.inbox),
            escalations=bool(row.escalations),
            doses=bool(row.doses),
            watches=bool(row.watches),
            versions=bool(row.versions),
            outbox=bool(row.outbox),
            last_tick_at=_instant(row.ticked),
        )
