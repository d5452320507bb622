"""Whatever else waits for time: one row per patient and kind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from scheduler.domain.version import Watch, WatchKind
from storage.batch import among, has_come
from storage.known import PATIENT
from storage.tables import patient, watch
from storage.work import Work, to_json

_NOW = bindparam("now", type_=watch.c.wake_at.type)
_WAITS = watch.c.wake_at <= _NOW
_WATCHES = "watches"
_ALL = select(watch).where(among(watch.c.patient_id))
_ONE = select(watch).where(among(watch.c.patient_id), watch.c.kind == bindparam("kind"))
_AWAKE = _ONE.where(watch.c.wake_at.is_not(None))
_DUE = (
    select(watch)
    .where(among(watch.c.patient_id), has_come(watch.c.wake_at, _NOW))
    .order_by(watch.c.wake_at, watch.c.id)
)
_CLAIM = (
    select(patient.c.id)
    .join(watch, watch.c.patient_id == patient.c.id)
    .where(_WAITS)
    .order_by(watch.c.wake_at)
    .limit(bindparam("limit"))
)


class WatchRecords:
    """Implements `scheduler.ports.Watches`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def set(self, watched: Watch) -> None:
        values = {"wake_at": watched.wake_at, "memo": to_json(watched.memo)}
        key = {"patient_id": watched.patient_id, "kind": watched.kind}
        self._work.upsert(watch, tuple(key), [key | values])
        kept = self._work.known.peek(_WATCHES, watched.patient_id)
        if kept is not None:
            kept[watched.kind] = watched

    def get(self, patient_id: int, kind: WatchKind) -> Watch | None:
        self._work.hold([patient_id])
        if self._work.known.at is not None:
            found = self._work.known.of(_WATCHES, PATIENT, [patient_id], self._read_all)[patient_id].get(kind)
            return found if found is None or isinstance(found, Watch) else _watch(found)
        row = self._work.run_for(_ONE, [patient_id], kind=kind).one_or_none()
        return None if row is None else _watch(row)

    def _read_all(self, patient_ids: list[int]) -> dict[int, dict[str, Watch | Row[Any]]]:
        """As rows: one that cannot be made anything of is no matter to those that ask about another."""
        found: dict[int, dict[str, Watch | Row[Any]]] = {each: {} for each in patient_ids}
        for row in self._work.run_for(_ALL, patient_ids):
            found[row.patient_id][row.kind] = row
        return found

    def of(self, patient_ids: Iterable[int], kind: WatchKind) -> dict[int, Watch]:
        rows = self._work.run_for(_AWAKE, patient_ids, kind=kind)
        return {row.patient_id: _watch(row) for row in rows}

    def due(self, now: datetime, limit: int) -> list[Watch]:
        """Those of `limit` watches' patients whose wake_at has come, the longest waiting first."""
        held = self._work.claim(_CLAIM, now=now, limit=limit)
        if not held:
            return []
        rows = self._work.run_due(_DUE, watch, held, now=now)
        return [_watch(row) for row in rows]


def _watch(row: Row[Any]) -> Watch:
    memo = tuple((str(name), str(value)) for name, value in json.loads(row.memo))
    return Watch(row.patient_id, WatchKind(row.kind), row.wake_at, memo, row.id)
