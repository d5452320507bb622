"""Medicines and their plan versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from scheduler.domain.version import LIVE, Change, PlanVersion, VersionState
from scheduler.ports import Moved
from storage.batch import among, has_come, one_of, update_rows
from storage.known import PATIENT
from storage.plan_json import write_plan
from storage.tables import medicine, patient, plan_version
from storage.work import Work, to_json

DOCUMENT = "plan_version.document"
_PRESCRIBER, _DECIDED_BY = "plan_version.prescriber", "plan_version.decided_by"
_CONFIRMED_BY, _WHY = "plan_version.confirmed_by", "plan_version.why"
_CHANGING = ("state", "confirmed_by_sealed", "confirmed_at", "why_sealed", "planned_until", "wake_at")
_MOVING = ("state", "planned_until", "wake_at")
_STATES = {str(state): state for state in VersionState}
_CHANGES = {str(change): change for change in Change}
_ALL = select(
    *(
        plan_version.c[name]
        for name in (
            "id", "patient_id", "medicine_id", "number", "document_sealed", "state", "change", "begins_at", "created_at",
            "decided_by_sealed", "confirmed_by_sealed", "confirmed_at", "why_sealed", "planned_until", "wake_at",
        )
    )
)  # fmt: skip
_ALL_OF = _ALL.where(among(plan_version.c.patient_id)).order_by(plan_version.c.id)
_LIVE_OF = _ALL.where(among(plan_version.c.patient_id), one_of(plan_version.c.state, LIVE)).order_by(
    plan_version.c.patient_id, plan_version.c.id
)
_NOW = bindparam("now", type_=plan_version.c.wake_at.type)
_WAITS = plan_version.c.wake_at <= _NOW
_CLAIM = (
    select(patient.c.id)
    .join(plan_version, plan_version.c.patient_id == patient.c.id)
    .where(_WAITS)
    .order_by(plan_version.c.wake_at)
    .limit(bindparam("limit"))
)
_DUE = _ALL.where(among(plan_version.c.patient_id), has_come(plan_version.c.wake_at, _NOW)).order_by(
    plan_version.c.wake_at, plan_version.c.id
)


class PlanRecords:
    """Implements `scheduler.ports.Plans`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._seal = work.seal

    def add_medicine(self, patient_id: int, name: str) -> int:
        row = insert(medicine).values(patient_id=patient_id, name=name).returning(medicine.c.id)
        return int(self._work.run(row).scalar_one())

    def medicines_of(self, patient_id: int) -> list[tuple[int, str]]:
        rows = self._work.run(
            select(medicine.c.id, medicine.c.name).where(medicine.c.patient_id == patient_id).order_by(medicine.c.id)
        )
        return [(row.id, row.name) for row in rows]

    def add_version(self, version: PlanVersion) -> int:
        self._work.hold([version.patient_id])
        row = insert(plan_version).values(
            patient_id=version.patient_id,
            medicine_id=version.medicine_id,
            number=version.number,
            document_sealed=self._seal.seal(DOCUMENT, write_plan(version.plan)),
            prescriber_sealed=self._seal.seal_or_none(_PRESCRIBER, version.plan.prescriber),
            change=version.change,
            begins_at=version.begins_at,
            created_at=version.created_at,
            decided_by_sealed=self._seal.seal_or_none(_DECIDED_BY, version.decided_by),
            **dict(zip(_CHANGING, self._changing(version), strict=True)),
        )
        return int(self._work.run(row.returning(plan_version.c.id)).scalar_one())

    def save_versions(self, versions: Sequence[PlanVersion]) -> None:
        self._work.live.clear()
        update_rows(self._work.conn, plan_version, _CHANGING, [(*self._changing(each), each.id) for each in versions])

    def move(self, moved: Sequence[Moved]) -> None:
        self._work.live.clear()
        update_rows(
            self._work.conn,
            plan_version,
            _MOVING,
            [(state, until, wake_at, own_id) for own_id, state, until, wake_at in moved],
        )

    def _changing(self, version: PlanVersion) -> tuple[Any, ...]:
        return (
            version.state,
            self._seal.seal_or_none(_CONFIRMED_BY, version.confirmed_by),
            version.confirmed_at,
            self._seal.seal(_WHY, to_json(version.why)) if version.why else None,
            version.planned_until,
            version.wake_at,
        )

    def version(self, version_id: int) -> PlanVersion | None:
        row = self._work.run(_ALL.where(plan_version.c.id == version_id)).one_or_none()
        return None if row is None else self._version(row)

    def versions_of(self, patient_id: int) -> list[PlanVersion]:
        """Every version of every medicine, oldest first."""
        return list(self._work.known.of("versions", PATIENT, [patient_id], self._read_all).get(patient_id, ()))

    def _read_all(self, patient_ids: list[int]) -> dict[int, list[PlanVersion]]:
        found: dict[int, list[PlanVersion]] = {}
        for row in self._work.run_for(_ALL_OF, patient_ids):
            found.setdefault(row.patient_id, []).append(self._version(row))
        return found

    def live_of(self, patient_ids: Iterable[int]) -> list[PlanVersion]:
        wanted = tuple(patient_ids)
        if self._work.known.at is not None:
            kept = self._work.known.of("versions", PATIENT, sorted(set(wanted)), self._read_all)
            return [version for each in kept.values() for version in each if version.state in LIVE]
        found = self._work.live.get(wanted)
        if found is None:
            found = tuple(self._version(row) for row in self._work.run_for(_LIVE_OF, wanted))
            # Nobody else changes them meanwhile: a reading sees one moment, SQLite has one writer. Others ask again.
            if not self._work.claims:
                self._work.live[wanted] = found
        return list(found)

    def due(self, now: datetime, limit: int) -> list[PlanVersion]:
        """Those of `limit` versions' patients whose wake_at has come, the longest waiting first."""
        held = self._work.claim(_CLAIM, now=now, limit=limit)
        if not held:
            return []
        rows = self._work.run_due(_DUE, plan_version, held, now=now)
        return [self._version(row) for row in rows]

    def _version(self, row: Row[Any]) -> PlanVersion:
        (
            own_id, patient_id, medicine_id, number, document, state, change, begins_at, created_at, decided_by,
            confirmed_by, confirmed_at, why, planned_until, wake_at,
        ) = tuple(row)  # fmt: skip
        unseal = self._seal.unseal_or_none
        reasons = unseal(_WHY, why)
        return PlanVersion(
            patient_id=patient_id,
            medicine_id=medicine_id,
            number=number,
            plan=self._work.plan_of(document),
            state=_STATES[state],
            change=_CHANGES[change],
            begins_at=begins_at,
            created_at=created_at,
            decided_by=unseal(_DECIDED_BY, decided_by),
            confirmed_by=unseal(_CONFIRMED_BY, confirmed_by),
            confirmed_at=confirmed_at,
            why=tuple(json.loads(reasons)) if reasons else (),
            planned_until=planned_until,
            wake_at=wake_at,
            id=own_id,
        )
