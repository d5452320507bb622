"""Doses, by key (version, local date, wall time)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from scheduler.domain.dose import OPEN, Dose, DoseState, Planned
from scheduler.domain.reply import SkipReason
from scheduler.ports import Whose
from storage.batch import among, has_come, insert_rows, update_rows
from storage.known import DOSES_AHEAD, DOSES_BACK, MEDICINE, PATIENT
from storage.records.alike import due_alike, is_open
from storage.tables import dose, patient
from storage.work import Work

_KEPT = (
    "patient_id", "medicine_id", "version_id", "due_at", "local_on", "wall_time", "mg", "pieces", "step",
)  # fmt: skip
_CHANGING = (
    "window_ends_at", "wake_at", "state", "prompted_at", "nudges", "letter",
    "taken_mg", "taken_at", "answered_at", "reason", "receipt_owed",
)  # fmt: skip
_PLANNED = (*_KEPT, "window_ends_at", "wake_at", "state", "nudges", "receipt_owed")
_DOSES = "doses"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Longer than any dose is asked about.
_LONGEST = timedelta(hours=30)
_WOKEN = ("wake_at", "state", "prompted_at", "nudges", "letter", "receipt_owed")
ALL = select(dose.c.id, *(dose.c[name] for name in (*_KEPT, *_CHANGING)))
_STATES = {str(state): state for state in DoseState}
_REASONS = {str(reason): reason for reason in SkipReason}
_AT = dose.c.due_at.type
_NOW = bindparam("now", type_=_AT)
_WAITS = dose.c.wake_at <= _NOW
_SINCE, _UNTIL = bindparam("since", type_=_AT), bindparam("until", type_=_AT)
_IN_ORDER = ALL.order_by(dose.c.due_at, dose.c.id)
_BY_ID = _IN_ORDER.where(among(dose.c.id))
_WHOSE = select(dose.c.patient_id).where(among(dose.c.id)).distinct()
_DUE = _IN_ORDER.where(among(dose.c.patient_id), dose.c.due_at > _SINCE, has_come(dose.c.wake_at, _NOW))
_OPEN_OF = _IN_ORDER.where(among(dose.c.patient_id), dose.c.due_at > _SINCE, is_open(dose))
_OF_PATIENT = _IN_ORDER.where(among(dose.c.patient_id), dose.c.due_at >= _SINCE, dose.c.due_at < _UNTIL)
_CLAIM = (
    select(patient.c.id, dose.c.id, dose.c.due_at)
    .join(dose, dose.c.patient_id == patient.c.id)
    .where(_WAITS)
    .order_by(dose.c.wake_at)
    .limit(bindparam("limit"))
)


def _kept(dose: Dose) -> tuple[Any, ...]:
    return (
        dose.patient_id, dose.medicine_id, dose.version_id, dose.due_at, dose.on, dose.at, dose.mg, dose.pieces, dose.step,
    )  # fmt: skip


def _changing(dose: Dose) -> tuple[Any, ...]:
    return (
        dose.window_ends_at, dose.wake_at, dose.state, dose.prompted_at, dose.nudges, dose.letter,
        dose.taken_mg, dose.taken_at, dose.answered_at, dose.reason, int(dose.receipt_owed),
    )  # fmt: skip


def _woken(dose: Dose) -> tuple[Any, ...]:
    return dose.wake_at, dose.state, dose.prompted_at, dose.nudges, dose.letter, int(dose.receipt_owed)


def _is_open(dose: Dose) -> bool:
    return dose.receipt_owed or (dose.state in OPEN and dose.answered_at is None)


def read_dose(row: Row[Any]) -> Dose:
    """The dose of a row with `ALL`."""
    (
        own_id, patient_id, medicine_id, version_id, due_at, on, at, mg, pieces, step,
        window_ends_at, wake_at, state, prompted_at, nudges, letter,
        taken_mg, taken_at, answered_at, reason, receipt_owed,
    ) = tuple(row)  # fmt: skip
    return Dose(
        patient_id, medicine_id, version_id, due_at, on, at, mg, pieces, step, window_ends_at, wake_at,
        own_id, _STATES[state], prompted_at, nudges, letter, taken_mg, taken_at, answered_at,
        None if reason is None else _REASONS[reason], receipt_owed == 1,
    )  # fmt: skip


class DoseRecords:
    """Implements `scheduler.ports.Doses`.

    In a transaction on PostgreSQL every read of doses makes other writers of those patients wait, `due` passes them over.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        # Of the last claim.
        self._claimed: list[int] = []
        self._oldest: datetime | None = None

    def add(self, doses: Sequence[Dose]) -> int:
        rows = [(*_kept(each), *_changing(each)) for each in doses]
        return insert_rows(self._work.conn, dose, (*_KEPT, *_CHANGING), rows)

    def add_planned(self, planned: Sequence[Planned]) -> int:
        # They wake when they are due.
        rows = [(*each, each.due_at, DoseState.PLANNED, 0, 0) for each in planned]
        return insert_rows(self._work.conn, dose, _PLANNED, rows)

    def claim(self, now: datetime, limit: int) -> list[int]:
        rows = self._work.claim_rows(_CLAIM, now=now, limit=limit)
        self._claimed = [row[1] for row in rows]
        self._oldest = min([row[2] for row in rows], default=None)
        return list(dict.fromkeys([row[0] for row in rows]))

    def due_of(self, patient_ids: Iterable[int], now: datetime) -> list[Dose]:
        # What waits longer than any dose's window after the oldest that was claimed is in no claim with it.
        since = _EVER if self._oldest is None else self._oldest - _LONGEST
        return [read_dose(row) for row in self._work.run_due(_DUE, dose, patient_ids, now=now, since=since)]

    def alike(self, patient_ids: Iterable[int], now: datetime, since: datetime) -> list[list[Whose]]:
        if self._oldest is None:
            return []
        return due_alike(self._work, self._claimed, set(patient_ids), now, min(since, self._oldest - _LONGEST))

    def open_of(self, patient_ids: Iterable[int], since: datetime) -> list[Dose]:
        wanted = list(patient_ids)
        self._work.hold(wanted)
        if self._work.known.covers(since, DOSES_BACK):
            found = self._work.known.of(_DOSES, PATIENT, wanted, self._around)
            kept = [dose for each in found.values() for dose in each if dose.due_at > since and _is_open(dose)]
            return sorted(kept, key=lambda dose: (dose.due_at, dose.id))
        return self._read(_OPEN_OF, wanted, since=since)

    def save(self, doses: Sequence[Dose]) -> None:
        self._work.update(dose, _CHANGING, [(*_changing(each), each.id) for each in doses])
        for each in doses:
            kept = self._work.known.peek(_DOSES, each.patient_id)
            if kept is not None:
                kept[:] = [each if old.id == each.id else old for old in kept]

    def save_woken(self, doses: Sequence[Dose], alike: Iterable[tuple[Dose, Iterable[Whose]]] = ()) -> None:
        rows = [(*_woken(each), each.id) for each in doses]
        for moved, others in alike:
            woken = _woken(moved)
            rows += [(*woken, other.dose_id) for other in others]
        update_rows(self._work.conn, dose, _WOKEN, rows)

    def by_id(self, dose_ids: Iterable[int]) -> list[Dose]:
        wanted = list(dose_ids)
        if self._work.claims:
            self._work.hold(self._work.run_for(_WHOSE, wanted).scalars())
        return self._read(_BY_ID, wanted)

    def of_patient(self, patient_id: int, since: datetime, until: datetime) -> list[Dose]:
        self._work.hold([patient_id])
        if self._work.known.covers(since, DOSES_BACK, until):
            kept = self._work.known.of(_DOSES, PATIENT, [patient_id], self._around).get(patient_id, ())
            return [dose for dose in kept if since <= dose.due_at < until]
        return self._read(_OF_PATIENT, [patient_id], since=since, until=until)

    def _around(self, patient_ids: list[int]) -> dict[int, list[Dose]]:
        """The days around the instant at which these are handled together."""
        at = self._work.known.at
        assert at is not None
        found: dict[int, list[Dose]] = defaultdict(list)
        for each in self._read(_OF_PATIENT, patient_ids, since=at - DOSES_BACK, until=at + DOSES_AHEAD):
            found[each.patient_id].append(each)
        self._work.together(MEDICINE, {each.medicine_id for kept in found.values() for each in kept}, at)
        return found

    def replace_from(self, version_id: int, begins_at: datetime) -> list[int]:
        """Mark this version's planned doses with due_at >= begins_at as replaced; their ids in order."""
        these = (dose.c.version_id == version_id) & (dose.c.due_at >= begins_at) & (dose.c.state == DoseState.PLANNED)
        changed = self._work.run(
            update(dose).where(these).values(state=DoseState.REPLACED, wake_at=None).returning(dose.c.id)
        )
        return sorted(changed.scalars())

    def _read(self, query: Select[Any], wanted: Iterable[int], **given: Any) -> list[Dose]:
        rows = self._work.run_for(query, wanted, **given).all()
        return [read_dose(row) for row in rows]
