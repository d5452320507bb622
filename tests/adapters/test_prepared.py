"""A statement that comes again is run past SQLAlchemy: the same rows, the same counting, the same errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import prepared
from storage.store import SqlStore
from storage.tables import dose, message
from tests.adapters.stored import NOW, settle

_AT = bindparam("at", type_=dose.c.due_at.type)
_DUE = select(dose.c.id, dose.c.patient_id.label("whose"), dose.c.due_at, dose.c.mg, dose.c.letter).where(
    dose.c.due_at <= _AT, dose.c.step == 1
)
_LATER = update(dose).where(dose.c.id == bindparam("own")).values(due_at=_AT, step=dose.c.step + 1)
_MOVED = _LATER.returning(dose.c.id, dose.c.due_at)
_QUEUE = insert(message)


def test_each_time_gives_what_the_first_gave(store: SqlStore) -> None:
    counted: list[str] = []
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose(), home.dose(5)])
        run, change = records.work.run, records.work.change
        event.listen(records.work.conn, "before_cursor_execute", lambda *given: counted.append(given[2]))
        # By way of the driver from the third time on, on SQLite.
        rows = [run(_DUE, at=NOW + timedelta(minutes=5)).all() for _ in range(4)]
        assert rows[0] == rows[1] == rows[2] == rows[3]
        assert [row.due_at - NOW for row in rows[3]] == [timedelta(), timedelta(minutes=5)]
        assert {(row.whose, row.mg, row.letter) for row in rows[3]} == {(home.patient_id, Decimal("12.5"), None)}
        assert [run(_DUE, at=NOW).one()._mapping["whose"] for _ in range(3)] == [home.patient_id] * 3
        own = rows[0][0].id
        for minutes in range(1, 4):
            at = datetime(2026, 12, 1, 8, minutes, tzinfo=UTC)
            assert change(_LATER, own=own, at=at) == 1
            assert [tuple(row) for row in run(_MOVED, own=own, at=at)] == [(own, at)]
            assert change(_LATER, own=-1, at=at) == 0
    assert len(counted) == 4 + 3 + 9
    assert sum(sql.startswith("UPDATE dose") for sql in counted) == 9


def test_what_breaks_a_rule_is_told_each_time(store: SqlStore) -> None:
    given = {"person_id": 999_999, "contact_id": 999_999, "kind": "dose-due", "key": "k", "priority": 1}
    given |= {"state": "waiting", "attempts": 0, "budgeted": 1, "not_before": NOW, "created_at": NOW}
    for _ in range(3):
        with pytest.raises(IntegrityError) as caught, store.transaction() as records:
            records.work.run(_QUEUE, **given)
        assert "parameters hidden" in str(caught.value)
    with store.transaction() as records:
        settle(records)
        # What was made for this once is not kept.
        before = len(prepared._kept)
        for number in range(5):
            assert records.work.run(select(dose.c.id).where(dose.c.id == number)).all() == []
        assert len(prepared._kept) <= before + 1
