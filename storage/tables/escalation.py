"""Calls for help and what became of them; check-ins and what was answered; signs that were told of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String

from scheduler.domain.escalation import State, Tier
from storage.columns import Code, Sealed, UtcInstant
from storage.tables.base import Row, held, maybe, one_of, own_id, partial, refers, table
from storage.tables.plan import WAITS

IN_PROGRESS = "ended_at IS NULL"


class EscalationRow(Row, table=True):
    """`told`, `tried` and `declined` are JSON lists of person ids. What has not ended has to be woken again."""

    __tablename__ = "escalation"
    __table_args__ = (
        one_of("tier", Tier),
        one_of("state", State),
        CheckConstraint("(ended_at IS NULL) = (wake_at IS NOT NULL)", name="awake_until_ended"),
        CheckConstraint("called_off IN (0, 1)", name="called_off_yes_no"),
        Index(None, "patient_id", "opened_at"),
        partial("ix_escalation_wake_at", "wake_at", where=WAITS),
        partial("ix_escalation_in_progress", "patient_id", where=IN_PROGRESS),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    cause: str = held(Code)
    tier: str = held(Code)
    state: str = held(Code)
    opened_at: datetime = held(UtcInstant)
    round: int = held(Integer)
    round_since: datetime = held(UtcInstant)
    because_sealed: bytes = held(Sealed)
    told: str = held(String)
    tried: str = held(String)
    declined: str = held(String)
    held_by: int | None = refers("person.id", nullable=True)
    held_at: datetime | None = maybe(UtcInstant)
    asks: int = held(Integer)
    called_off: int = held(Integer)
    wake_at: datetime | None = maybe(UtcInstant)
    ended_at: datetime | None = maybe(UtcInstant)
    ended_by: int | None = refers("person.id", nullable=True)


class EscalationEventRow(Row, table=True):
    """One thing that happened in an escalation: never rewritten. `words_sealed` is what somebody wrote."""

    __tablename__ = "escalation_event"
    __table_args__ = (Index(None, "escalation_id", "at"),)
    id: int | None = own_id()
    escalation_id: int = refers("escalation.id")
    at: datetime = held(UtcInstant)
    what: str = held(Code)
    person_id: int | None = refers("person.id", nullable=True)
    words_sealed: bytes | None = maybe(Sealed)


class CheckInRow(Row, table=True):
    """`question` is the one that is open; `answers_sealed` a JSON object of the answers so far."""

    __tablename__ = "check_in"
    __table_args__ = (
        Index(None, "patient_id", "asked_at"),
        partial("ix_check_in_open", "patient_id", where=IN_PROGRESS),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    kind: str = held(Code)
    asked_at: datetime = held(UtcInstant)
    question: str | None = maybe(Code)
    answers_sealed: bytes = held(Sealed)
    grade: str | None = maybe(Code)
    ended_at: datetime | None = maybe(UtcInstant)


class SignRow(Row, table=True):
    """What one message told of; `symptoms_sealed` is a JSON list of canonical ids."""

    __tablename__ = "sign"
    __table_args__ = (Index(None, "patient_id", "told_at"),)
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    told_at: datetime = held(UtcInstant)
    symptoms_sealed: bytes = held(Sealed)
    grade: str = held(Code)


escalation = table(EscalationRow)
escalation_event = table(EscalationEventRow)
check_in = table(CheckInRow)
sign = table(SignRow)
