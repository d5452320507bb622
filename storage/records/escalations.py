"""Calls for help, and what happened in each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text, update

from scheduler.domain.escalation import Cause, Escalation, State, Tier
from scheduler.ports import EscalationEvent
from storage.batch import among
from storage.known import DAYS_BACK, PATIENT
from storage.tables import escalation, escalation_event, patient
from storage.tables.escalation import IN_PROGRESS
from storage.work import Work, to_json

_BECAUSE = "escalation.because"
_WORDS = "escalation_event.words"
_WAITS = escalation.c.wake_at <= bindparam("now", type_=escalation.c.wake_at.type)
_DUE = select(escalation).where(among(escalation.c.patient_id), _WAITS).order_by(escalation.c.id)
_OPEN_OF = select(escalation).where(among(escalation.c.patient_id), text(IN_PROGRESS)).order_by(escalation.c.id)
_OF_PATIENT = (
    select(escalation)
    .where(
        among(escalation.c.patient_id),
        escalation.c.opened_at >= bindparam("since", type_=escalation.c.opened_at.type),
    )
    .order_by(escalation.c.opened_at, escalation.c.id)
)
_CLAIM = (
    select(patient.c.id)
    .join(escalation, escalation.c.patient_id == patient.c.id)
    .where(_WAITS)
    .order_by(escalation.c.wake_at, escalation.c.id)
    .limit(bindparam("limit"))
)


class EscalationRecords:
    """Implements `scheduler.ports.Escalations`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, opened: Escalation) -> int:
        values = self._values(opened) | {
            "patient_id": opened.patient_id,
            "opened_at": opened.opened_at,
        }
        found = self._work.run(insert(escalation).values(**values).returning(escalation.c.id)).scalar_one()
        return int(found)

    def save(self, moved: Escalation) -> None:
        self._work.run(update(escalation).where(escalation.c.id == moved.id).values(**self._values(moved)))

    def _values(self, each: Escalation) -> dict[str, Any]:
        return {
            "cause": each.cause,
            "tier": each.tier,
            "state": each.state,
            "round": each.round,
            "round_since": each.round_since,
            "because_sealed": self._work.seal.seal(_BECAUSE, to_json(dict(each.because))),
            "told": to_json(each.told),
            "tried": to_json(each.tried),
            "declined": to_json(each.declined),
            "held_by": each.held_by,
            "held_at": each.held_at,
            "asks": each.asks,
            "called_off": int(each.called_off),
            "wake_at": each.wake_at,
            "ended_at": each.ended_at,
            "ended_by": each.ended_by,
        }

    def due(self, now: datetime, limit: int) -> list[Escalation]:
        """Those of `limit` patients whose wake_at has come; red before the rest."""
        held = self._work.claim(_CLAIM, now=now, limit=limit)
        if not held:
            return []
        rows = self._work.run_due(_DUE, escalation, held, now=now)
        return sorted(map(self.read, rows), key=lambda each: (each.tier is not Tier.RED, each.wake_at, each.id))

    def open_of(self, patient_ids: Iterable[int]) -> list[Escalation]:
        wanted = list(patient_ids)
        self._work.hold(wanted)
        found = self._work.known.of("open escalations", PATIENT, wanted, self._read_open)
        return sorted((each for kept in found.values() for each in kept), key=lambda each: each.id)

    def _read_open(self, patient_ids: list[int]) -> dict[int, list[Escalation]]:
        found: dict[int, list[Escalation]] = {}
        for row in self._work.run_for(_OPEN_OF, patient_ids):
            found.setdefault(row.patient_id, []).append(self.read(row))
        return found

    def of_patient(self, patient_id: int, since: datetime) -> list[Escalation]:
        if self._work.known.covers(since, DAYS_BACK):
            kept = self._work.known.of("escalations", PATIENT, [patient_id], self._read_recent).get(patient_id, ())
            return [each for each in kept if each.opened_at >= since]
        return [self.read(row) for row in self._work.run_for(_OF_PATIENT, [patient_id], since=since)]

    def _read_recent(self, patient_ids: list[int]) -> dict[int, list[Escalation]]:
        at = self._work.known.at
        assert at is not None
        found: dict[int, list[Escalation]] = {}
        for row in self._work.run_for(_OF_PATIENT, patient_ids, since=at - DAYS_BACK):
            found.setdefault(row.patient_id, []).append(self.read(row))
        return found

    def note(self, events: Sequence[EscalationEvent]) -> None:
        for event in events:
            words = self._work.seal.seal_or_none(_WORDS, event.words)
            self._work.run(
                insert(escalation_event).values(
                    escalation_id=event.escalation_id,
                    at=event.at,
                    what=event.what,
                    person_id=event.person_id,
                    words_sealed=words,
                )
            )

    def events_of(self, escalation_id: int) -> list[EscalationEvent]:
        rows = self._work.run(
            select(escalation_event)
            .where(escalation_event.c.escalation_id == escalation_id)
            .order_by(escalation_event.c.id)
        )
        unseal = self._work.seal.unseal_or_none
        return [
            EscalationEvent(row.escalation_id, row.at, row.what, row.person_id, unseal(_WORDS, row.words_sealed))
            for row in rows
        ]

    def read(self, row: Row[Any]) -> Escalation:
        """The alarm of a row."""
        return Escalation(
            patient_id=row.patient_id,
            cause=Cause(row.cause),
            tier=Tier(row.tier),
            opened_at=row.opened_at,
            round_since=row.round_since,
            because=json.loads(self._work.seal.unseal(_BECAUSE, row.because_sealed)),
            state=State(row.state),
            round=row.round,
            told=tuple(json.loads(row.told)),
            tried=tuple(json.loads(row.tried)),
            declined=tuple(json.loads(row.declined)),
            held_by=row.held_by,
            held_at=row.held_at,
            asks=row.asks,
            called_off=bool(row.called_off),
            wake_at=row.wake_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            id=row.id,
        )
