"""Rows that are set aside: their time is moved, and what is wrong is noted beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row, Table, delete, select, text, update

from scheduler.ports.aside import Aside, Waits
from storage.batch import upsert
from storage.tables import dose, escalation, message, patient, plan_version, set_aside, watch
from storage.tables.message import WAITING
from storage.work import Work

# The table of each, and the time it waits for. That somebody could not be told has no time of its own.
_TABLES: dict[Waits, Table] = {
    Waits.ESCALATION: escalation,
    Waits.DOSE: dose,
    Waits.WATCH: watch,
    Waits.VERSION: plan_version,
    Waits.MESSAGE: message,
    Waits.PATIENT: patient,
}
_KEY = ("what", "row_id")
# So that a row that fails for a year is not set aside for longer and longer.
_MOST_DOUBLINGS = 20


class AsideRecords:
    """Implements `scheduler.ports.Asides`. Nothing of a row is read but its id."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def due_rows(self, what: Waits, patient_id: int, now: datetime) -> list[int]:
        rows, at = _TABLES[what], _time_of(what)
        assert at is not None
        due = select(rows.c.id).where(rows.c.patient_id == patient_id, at <= now)
        return list(self._work.run(due.order_by(rows.c.id)).scalars())

    def set(
        self, what: Waits, row_id: int, why: str, now: datetime, first: timedelta, longest: timedelta
    ) -> Aside | None:
        mine = (set_aside.c.what == what) & (set_aside.c.row_id == row_id)
        found = self._work.run(select(set_aside).where(mine)).one_or_none()
        tries = 1 if found is None else found.tries + 1
        again_at = now + min(longest, first * 2 ** min(tries - 1, _MOST_DOUBLINGS))
        if not self._put_off(what, row_id, now, again_at):
            return None
        aside = Aside(what, row_id, now if found is None else found.since, tries, again_at, why)
        values: dict[str, Any] = {
            "what": what, "row_id": row_id, "since": aside.since, "tries": tries, "again_at": again_at, "why": why,
        }  # fmt: skip
        changed = ("tries", "again_at", "why")
        self._work.run(upsert(self._work.dialect, set_aside, _KEY, changed), **values)
        return aside

    def _put_off(self, what: Waits, row_id: int, now: datetime, again_at: datetime) -> bool:
        """Only what waits, and whose time has come: somebody else may have been faster."""
        rows, at = _TABLES[what], _time_of(what)
        if at is None:
            return True
        waits = rows.c.id == row_id
        if what is Waits.MESSAGE:
            waits &= text(WAITING)
        return self._work.change(update(rows).where(waits, at <= now).values({at: again_at})) == 1

    def all(self) -> list[Aside]:
        rows = self._work.run(select(set_aside).order_by(set_aside.c.since, set_aside.c.id))
        return [_read(row) for row in rows]

    def forget(self, gone: Iterable[Aside]) -> None:
        for each in gone:
            mine = (set_aside.c.what == each.what) & (set_aside.c.row_id == each.row_id)
            # Unless it failed again in the meantime.
            self._work.run(delete(set_aside).where(mine, set_aside.c.again_at == each.again_at))


def _time_of(what: Waits) -> Column[Any] | None:
    if what is Waits.PATIENT:
        return None
    return _TABLES[what].c.not_before if what is Waits.MESSAGE else _TABLES[what].c.wake_at


def _read(row: Row[Any]) -> Aside:
    return Aside(Waits(row.what), row.row_id, row.since, row.tries, row.again_at, row.why)
