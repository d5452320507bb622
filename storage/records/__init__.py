"""Rows to what the mind speaks of, and back: one file for each part of `scheduler.ports.Records`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, exists, func, literal, or_, select, text, union_all

from storage.records.audit import AuditRecords
from storage.records.cards import CardRecords
from storage.records.check_ins import CheckInRecords
from storage.records.doses import DoseRecords
from storage.records.escalations import EscalationRecords
from storage.records.inbox import InboxRecords
from storage.records.intakes import IntakeRecords
from storage.records.invitations import InvitationRecords
from storage.records.messages import MessageRecords
from storage.records.notes import NoteRecords
from storage.records.people import PeopleRecords
from storage.records.plan_talks import PlanTalkRecords, ReleaseRecords
from storage.records.plans import PlanRecords
from storage.records.questions import QuestionRecords
from storage.records.stock import StockRecords
from storage.records.talk import TalkRecords
from storage.records.watches import WatchRecords
from storage.tables import dose, escalation, inbox, message, plan_version, watch
from storage.tables.message import IN_FLIGHT, UNHANDLED, UNKNOWN, WAITING
from storage.work import Work


class SqlRecords:
    """Implements `scheduler.ports.Records` within one transaction."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.people = PeopleRecords(work)
        self.plans = PlanRecords(work)
        self.plan_talks = PlanTalkRecords(work)
        self.releases = ReleaseRecords(work)
        self.doses = DoseRecords(work)
        self.intakes = IntakeRecords(work)
        self.stock = StockRecords(work)
        self.watches = WatchRecords(work)
        self.messages = MessageRecords(work)
        self.inbox = InboxRecords(work)
        self.talk = TalkRecords(work)
        self.notes = NoteRecords(work)
        self.escalations = EscalationRecords(work)
        self.check_ins = CheckInRecords(work)
        self.audit = AuditRecords(work)
        self.invitations = InvitationRecords(work)
        self.cards = CardRecords(work)
        self.questions = QuestionRecords(work)

    def next_wake_at(self) -> datetime | None:
        sleepers = (dose.c.wake_at, plan_version.c.wake_at, watch.c.wake_at, escalation.c.wake_at)
        earliest = union_all(*(select(func.min(at).label("at")).where(at.is_not(None)) for at in sleepers))
        times = [at for at in self.work.run(earliest).scalars() if at is not None]
        waits = self.messages.next_at()
        return min([*times, waits] if waits is not None else times, default=None)

    def has_work(self, now: datetime) -> bool:
        """Whether anything waits to be handled, woken or sent at `now` (UTC). A few probes of partial indexes."""
        at = bindparam("now", type_=message.c.not_before.type)
        due = [
            exists(select(literal(1)).where(each.c.wake_at <= at)) for each in (dose, plan_version, watch, escalation)
        ]
        sends = [
            exists(select(literal(1)).select_from(message).where(text(WAITING), message.c.not_before <= at)),
            exists(select(literal(1)).select_from(message).where(text(IN_FLIGHT), message.c.lease_until <= at)),
            exists(select(literal(1)).select_from(message).where(text(UNKNOWN))),
        ]
        unhandled = exists(select(literal(1)).select_from(inbox).where(text(UNHANDLED)))
        return bool(self.work.run(select(or_(unhandled, *sends, *due)), now=now).scalar())
