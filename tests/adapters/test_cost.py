"""What a reminder and a reply cost the store, counted exactly; and that a beat with nothing to do looks only at what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, event, select, text, update

from bench.tick import DUE_AT, PLANNED_AT, open_at
from bench.town import Town, build, phone
from bench.watched import watching
from bot.arrival import take_in
from bot.bootstrap import House
from bot.inbound import MOST_TRIES, handle_inbox
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName
from scheduler.tick import show_alive, tick
from storage.records import _WAITING, SqlRecords
from storage.records.doses import _CLAIM
from storage.tables import watch

PEOPLE = 1000
ANSWERS = 50


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
    _answer(house)
    _watch(house)
    store.close()


def _answer(house: House) -> None:
    """People who text "1", and one of them whose row cannot be read: nobody else hears of it."""
    store, clock = house.store, StandingClock(DUE_AT + timedelta(minutes=5))
    for number in range(ANSWERS):
        assert take_in(store, clock, ChannelName.SMS, phone(number), f"SM{number}", "1")
    with watching(house) as answering:
        assert handle_inbox(store, house.knowledge, clock) == ANSWERS
    assert len(answering.handled) == ANSWERS
    assert answering.statements / ANSWERS <= 2
    with store.transaction() as records:
        assert isinstance(records, SqlRecords)
        run = records.work.run
        taken = run(text("SELECT count(*) FROM dose WHERE state = 'taken' AND receipt_owed = 0")).scalar_one()
        assert taken == ANSWERS == run(text("SELECT count(*) FROM intake")).scalar_one()
        assert run(text("SELECT count(*) FROM answer WHERE intake_id IS NOT NULL")).scalar_one() == ANSWERS
        contact = records.people.contact(ChannelName.SMS, phone(ANSWERS + 1))
        assert contact is not None
        broken = records.people.persons_at(contact.id)[0].id
        run(text("UPDATE patient SET policy = '{' WHERE id = :broken"), broken=broken)
    for number in range(ANSWERS, ANSWERS + 3):
        take_in(store, clock, ChannelName.SMS, phone(number), f"SM{number}", "1")
    for _ in range(MOST_TRIES):
        handle_inbox(store, house.knowledge, clock)
    with store.reading() as records:
        assert isinstance(records, SqlRecords)
        dead = records.work.run(text("SELECT contact_id, tries FROM inbox WHERE dead = 1")).all()
        assert [tuple(row) for row in dead] == [(contact.id, MOST_TRIES)]
        assert records.work.run(text("SELECT count(*) FROM intake")).scalar_one() == ANSWERS + 2


def _watch(house: House) -> None:
    """What is looked at daily, of a tenth of the people: silence, amounts, the morning, how they are."""
    with house.store.transaction() as records:
        assert isinstance(records, SqlRecords)
        records.work.run(text("UPDATE patient SET policy = '{}' WHERE policy = '{'"))
        few = watch.c.patient_id.in_(
            select(watch.c.patient_id).distinct().order_by(watch.c.patient_id).limit(PEOPLE // 10)
        )
        records.work.run(update(watch).where(few).values(wake_at=DUE_AT))
    with watching(house) as looking:
        looked = tick(house.store, DUE_AT + timedelta(minutes=10), house.knowledge).watches
    assert looked >= 4 * (PEOPLE // 10 - 1)
    assert looking.statements / looked <= 3


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
