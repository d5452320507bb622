"""What a reminder costs the store, counted exactly; and that a beat which finds nothing to do looks only at what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, event, text

from bench.tick import DUE_AT, PLANNED_AT, open_at
from bench.town import Town, build
from bench.watched import watching
from scheduler.tick import show_alive, tick
from storage.records import _WAITING, SqlRecords
from storage.records.doses import _CLAIM

PEOPLE = 1000


def test_statements_per_reminder_and_planned_dose(database_url: str) -> None:
    house = open_at(database_url, PLANNED_AT)
    store, knowledge = house.store, house.knowledge
    build(house, Town(PEOPLE, PEOPLE, PLANNED_AT, PLANNED_AT + timedelta(days=7)))
    with watching(house) as planning:
        while tick(store, PLANNED_AT, knowledge).any():
            pass
    with store.reading() as records:
        assert isinstance(records, SqlRecords)
        planned = records.work.run(text("SELECT count(*) FROM dose")).scalar_one()
    assert planned > 5 * PEOPLE
    assert planning.statements / planned <= 0.02
    show_alive(store, DUE_AT)
    with watching(house) as waking:
        woken = tick(store, DUE_AT, knowledge).doses
    assert woken == sum(count for _, count in waking.queued) == PEOPLE
    assert waking.statements / PEOPLE <= 0.05
    with store.transaction() as records:
        assert isinstance(records, SqlRecords)
        for statement, given in ((_WAITING, {}), (_CLAIM, {"limit": 500})):
            told = _explain(records, statement, {"now": DUE_AT, **given})
            assert "ix_dose_wake_at" in told
            assert "SCAN dose" not in told
            assert "Seq Scan on dose" not in told
    store.close()


def _explain(records: SqlRecords, statement: Select[Any], given: dict[str, object]) -> str:
    """How the database would answer a statement, in its own words."""
    work = records.work
    if work.is_postgres:
        work.conn.exec_driver_sql("ANALYZE")
        # What fits into a few pages is as quickly read from end to end; millions are not.
        work.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")

    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(work.conn, "before_cursor_execute", note)
    work.run(statement, **given).close()
    event.remove(work.conn, "before_cursor_execute", note)
    ((said, parameters),) = asked
    explain = "EXPLAIN " if work.is_postgres else "EXPLAIN QUERY PLAN "
    return "\n".join(str(tuple(row)) for row in work.conn.exec_driver_sql(explain + said, parameters))
