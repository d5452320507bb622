"""Doses: planned once, swept by wake_at, saved in batches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import event, text

from scheduler.domain.dose import DoseState, replaced, skip, take
from scheduler.domain.reply import SkipReason
from storage.store import SqlStore
from tests.adapters.stored import NOW, Home, due_doses, settle
from tests.examples import examples

ALL_DAY = timedelta(days=1)


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """Every statement that goes to the database meanwhile."""
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def test_planning_twice_adds_nothing(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        doses = [home.dose(minutes) for minutes in (0, 60, 120)]
        assert records.doses.add(doses) == 3
        assert records.doses.add([*doses, home.dose(180)]) == 1
        assert records.doses.add([]) == 0
        assert len(records.doses.of_patient(home.patient_id, NOW, NOW + ALL_DAY)) == 4


instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.decimals(0, 5000, places=4, allow_nan=False)
words = st.none() | st.sampled_from("ABC")


@examples(40, HealthCheck.function_scoped_fixture)
@given(data=st.data())
def test_every_field_comes_back(store: SqlStore, data: st.DataObject) -> None:
    with store.transaction() as records:
        homes = records.people.patient_ids()
        home = Home(homes[0], 1, 1, 1) if homes else settle(records)
        already = len(
            records.doses.of_patient(
                home.patient_id, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
            )
        )
        dose = home.dose(
            due_at=data.draw(instants),
            on=NOW.date() + timedelta(days=already),
            at=data.draw(st.times().map(lambda at: at.replace(fold=0))),
            mg=data.draw(amounts),
            pieces=tuple(data.draw(st.lists(st.tuples(st.sampled_from(["10", "2.5", "ml", "unknown"]), amounts)))),
            step=data.draw(st.integers(1, 500)),
            window_ends_at=data.draw(instants),
            wake_at=data.draw(st.none() | instants),
            letter=data.draw(words),
            prompted_at=data.draw(st.none() | instants),
        )
        assert records.doses.add([dose]) == 1
        stored = next(
            each
            for each in records.doses.of_patient(home.patient_id, dose.due_at, dose.due_at + timedelta(microseconds=1))
            if each.on == dose.on
        )
        assert replace(stored, id=0) == dose
        changed = replace(
            stored,
            state=data.draw(st.sampled_from(DoseState)),
            wake_at=data.draw(st.none() | instants),
            window_ends_at=data.draw(instants),
            nudges=data.draw(st.integers(0, 9)),
            taken_mg=data.draw(st.none() | amounts),
            taken_at=data.draw(instants),
            answered_at=data.draw(st.none() | instants),
            reason=data.draw(st.none() | st.sampled_from(SkipReason)),
            receipt_owed=data.draw(st.booleans()),
        )
        records.doses.save([changed])
        assert records.doses.by_id([stored.id]) == [changed]


def test_due_ones_come_with_all_that_the_same_patient_has(store: SqlStore) -> None:
    with store.transaction() as records:
        first, second = settle(records, 1), settle(records, 2)
        records.doses.add([first.dose(-120), first.dose(-60), first.dose(0), first.dose(1), second.dose(-90)])
        due = due_doses(records, NOW, 1)
        assert [(each.patient_id, each.due_at) for each in due] == [
            (first.patient_id, NOW + timedelta(minutes=minutes)) for minutes in (-120, -60, 0)
        ]
        assert len(due_doses(records, NOW, 10)) == 4
        records.doses.save([replace(each, wake_at=None) for each in due_doses(records, NOW, 10)])
        assert due_doses(records, NOW, 10) == []
        assert records.next_wake_at() == NOW + timedelta(minutes=1)


def test_open_ones_are_the_prompted_and_missed_and_those_with_a_receipt_owed(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose(minutes) for minutes in range(0, 70, 10)])
        doses = records.doses.of_patient(home.patient_id, NOW, NOW + ALL_DAY)
        changed = [
            replace(doses[0], state=DoseState.DUE),
            replace(doses[1], state=DoseState.MISSED, wake_at=None),
            replace(doses[2], state=DoseState.MISSED, wake_at=None, answered_at=NOW),
            take(doses[3], doses[3].mg, NOW, NOW),
            replace(take(doses[4], doses[4].mg, NOW, NOW), receipt_owed=True),
            skip(doses[5], SkipReason.FORGOT, NOW),
        ]
        records.doses.save(changed)
        ids = [doses[0].id, doses[1].id, doses[4].id]
        assert [each.id for each in records.doses.open_of([home.patient_id], NOW - ALL_DAY)] == ids
        assert [each.id for each in records.doses.open_of([home.patient_id], NOW)] == ids[1:]
        assert records.doses.open_of([], NOW) == []


def test_a_change_of_plan_replaces_only_what_is_not_due(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose(minutes) for minutes in (0, 60, 120)])
        doses = records.doses.of_patient(home.patient_id, NOW, NOW + ALL_DAY)
        records.doses.save([replace(doses[1], state=DoseState.DUE)])
        begins_at = NOW + timedelta(minutes=60)
        assert records.doses.replace_from(home.version_id, begins_at) == [doses[2].id]
        assert records.doses.by_id([doses[2].id]) == [replaced(doses[2])]
        assert records.doses.replace_from(home.version_id, begins_at) == []


def test_floats_and_nan_are_refused(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        with pytest.raises(TypeError, match="Decimal"):
            records.doses.add([home.dose(mg=12.5)])
        with pytest.raises(ValueError, match="finite"):
            records.doses.add([home.dose(mg=Decimal("NaN"))])


def test_five_hundred_doses_cost_a_handful_of_statements(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 26)]
        records.doses.add([home.dose(-minutes) for home in homes for minutes in range(20)])
    with statements(store) as seen, store.transaction() as records:
        due = due_doses(records, NOW, 500)
        records.people.patients({dose.patient_id for dose in due})
        records.doses.open_of({dose.patient_id for dose in due}, NOW - ALL_DAY)
        records.doses.save([replace(dose, state=DoseState.DUE, prompted_at=NOW) for dose in due])
        records.messages.add([homes[0].message(f"dose-{dose.id}", dose_ids=(dose.id,)) for dose in due])
    assert len(due) == 500
    work = [statement for statement in seen if not statement.startswith("BEGIN")]
    # On PostgreSQL one more says that tables are not to be read whole, and one wakes whoever sends.
    assert len(work) <= (10 if store.is_postgres else 8), work


def _plan_of(store: SqlStore, query: str) -> str:
    with store.transaction() as records:
        if records.work.is_postgres:
            records.work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN " if records.work.is_postgres else "EXPLAIN QUERY PLAN "
        rows = records.work.conn.exec_driver_sql(explain + query).all()
    return "\n".join(str(row) for row in rows)


def test_the_sweep_uses_its_index(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 11)]
        records.doses.add([home.dose(minutes) for home in homes for minutes in range(100)])
        records.doses.save(
            [replace(each, wake_at=None) for each in due_doses(records, NOW + timedelta(minutes=80), 9999)]
        )
    with statements(store) as seen, store.transaction() as records:
        assert len(due_doses(records, NOW + timedelta(minutes=85), 3)) == 15
    claim, read = [statement for statement in seen if "dose" in statement]
    value = "'2026-12-01 09:25Z'" if store.is_postgres else "1764000000000000"
    for mark in ("%(now)s", "%(now)s::TIMESTAMP WITH TIME ZONE", "%(ids)s", "%(limit)s"):
        claim = claim.replace(mark, "3" if "limit" in mark else value)
    claim = claim.replace("?", "3")
    assert "ix_dose_wake_at" in _plan_of(store, claim)
    if not store.is_postgres:
        assert "ix_dose_patient_id_due_at (patient_id=? AND due_at>?)" in _plan_of(
            store, read.replace("?", "'[1,2]'", 1).replace("?", "3")
        )


def test_an_idle_sweep_reads_nothing_however_many_sleep(sqlite_store: SqlStore) -> None:
    with sqlite_store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 11)]
        records.doses.add([home.dose(minutes) for home in homes for minutes in range(1, 200)])
    with statements(sqlite_store) as seen, sqlite_store.transaction() as records:
        assert due_doses(records, NOW, 500) == []
    assert len([statement for statement in seen if "dose" in statement]) == 1


def test_two_sweepers_never_take_the_same_patient(postgres_store: SqlStore) -> None:
    with postgres_store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 41)]
        records.doses.add([home.dose(-minutes) for home in homes for minutes in (0, 30)])
    taken: list[list[int]] = []
    gate = threading.Barrier(2)

    def sweep() -> None:
        with postgres_store.transaction() as records:
            gate.wait(60)
            due = due_doses(records, NOW, 20)
            gate.wait(60)
            records.doses.save([replace(dose, wake_at=None) for dose in due])
        taken.append([dose.id for dose in due])

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 2
    assert taken[0]
    assert taken[1]
    assert not set(taken[0]) & set(taken[1])
    with postgres_store.reading() as records:
        left = due_doses(records, NOW, 999)
    assert not {dose.id for dose in left} & set(taken[0] + taken[1])


def test_an_answer_waits_for_the_sweep_of_the_same_patient(postgres_store: SqlStore) -> None:
    with postgres_store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose()])
    swept = threading.Event()
    answered: list[DoseState] = []

    def answer() -> None:
        swept.wait(60)
        with postgres_store.transaction() as records:
            (dose,) = records.doses.open_of([home.patient_id], NOW - ALL_DAY)
            answered.append(dose.state)
            records.doses.save([take(dose, dose.mg, NOW, NOW)])

    thread = threading.Thread(target=answer)
    thread.start()
    with postgres_store.transaction() as records:
        (due,) = due_doses(records, NOW, 5)
        swept.set()
        thread.join(0.3)
        assert answered == []
        records.doses.save([replace(due, state=DoseState.DUE, prompted_at=NOW)])
    thread.join(10)
    assert answered == [DoseState.DUE]
    with postgres_store.reading() as records:
        assert records.doses.by_id([due.id])[0].state is DoseState.TAKEN


def test_wall_times_and_dates_are_the_plans_own(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose(at=time(8, 30, 15)), home.dose(at=time(0))])
        assert {dose.at for dose in due_doses(records, NOW, 9)} == {time(8, 30, 15), time(0)}
