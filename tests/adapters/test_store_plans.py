"""Medicines and plan versions: sealed documents that come back exactly, states that change, a sweep."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, event
from sqlalchemy.exc import IntegrityError

from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Liquid, Plan, Supply
from scheduler.domain.version import Change, VersionState
from storage.failure import StoreError
from storage.plan_json import read_plan, write_plan
from storage.store import SqlStore
from storage.tables import plan_version
from tests.adapters.stored import NOW, PLAN, settle, version_of

LIQUID = replace(
    PLAN,
    tablets=(),
    liquid=Liquid(Decimal(1), Decimal("0.5")),
    supply=Supply(on_hand={"ml": Decimal("300.25")}, next_visit_on=NOW.date()),
    prescriber=None,
)


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        LIQUID,
        replace(PLAN, start=None, timezone=None),
        replace(PLAN, prescriber='Dr "steps":[{"days":1},{"days":2}],"ends":'),
    ],
)
def test_a_plan_as_text_is_exact(plan: Plan) -> None:
    text = write_plan(plan)
    assert read_plan(text) == plan
    assert json.loads(text)["medication"] == "baclofen"
    assert write_plan(read_plan(text)) == text


def test_every_known_plan_can_be_kept() -> None:
    file = Path(__file__).parents[1] / "data" / "plans.json"
    cases = json.loads(file.read_text(), parse_float=Decimal)["plans"]
    plans = [parse_plan(case["plan"]) for case in cases]
    assert len(plans) > 3
    for plan in plans:
        assert read_plan(write_plan(plan)) == plan


def test_a_plan_that_would_not_come_back_is_refused(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        impossible = replace(PLAN, timezone="Atlantis/Sunken")
        with pytest.raises(StoreError, match="cannot be kept"):
            records.plans.add_version(version_of(home.patient_id, home.medicine_id, 2, impossible))


def test_versions_come_back_whole(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        version = version_of(
            home.patient_id,
            home.medicine_id,
            2,
            LIQUID,
            state=VersionState.BLOCKED,
            change=Change.AMEND,
            decided_by="Ann",
            why=("STEP_SIZE", "TOO_FAST"),
        )
        version = replace(version, id=records.plans.add_version(version))
        assert records.plans.version(version.id) == version
        assert records.plans.version(version.id + 1) is None
        changed = replace(
            version,
            state=VersionState.ACTIVE,
            confirmed_by="Dr Bell",
            confirmed_at=NOW,
            why=(),
            planned_until=NOW + timedelta(hours=48),
            wake_at=NOW + timedelta(hours=12),
        )
        # The plan, its number and its beginning are history: saving does not touch them.
        records.plans.save_versions([replace(changed, plan=PLAN, number=7, begins_at=NOW)])
        assert records.plans.version(version.id) == changed
        assert [each.id for each in records.plans.versions_of(home.patient_id)] == [home.version_id, version.id]
        assert records.plans.medicines_of(home.patient_id) == [(home.medicine_id, "baclofen")]


def test_a_number_is_used_once_per_medicine(store: SqlStore) -> None:
    def twice() -> None:
        with store.transaction() as records:
            home = settle(records)
            records.plans.add_version(version_of(home.patient_id, home.medicine_id, 1))

    with pytest.raises(IntegrityError):
        twice()


def test_live_and_due_versions(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in (1, 2, 3)]
        first, second, third = records.plans.live_of([home.patient_id for home in homes])
        records.plans.save_versions(
            [
                replace(first, wake_at=NOW),
                replace(second, wake_at=NOW - timedelta(hours=1)),
                replace(third, state=VersionState.ENDED, wake_at=NOW + timedelta(hours=1)),
            ]
        )
        assert [each.id for each in records.plans.due(NOW, 9)] == [second.id, first.id]
        assert [each.id for each in records.plans.due(NOW, 1)] == [second.id]
        assert [each.id for each in records.plans.live_of([home.patient_id for home in homes])] == [first.id, second.id]
        assert records.plans.due(NOW - timedelta(days=1), 9) == []
        assert records.next_wake_at() == NOW - timedelta(hours=1)


def test_live_versions_are_remembered_until_one_changes(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        whose = [home.patient_id]
        (first,) = records.plans.live_of(whose)
        records.plans.live_of(whose).clear()
        again = replace(version_of(home.patient_id, home.medicine_id, 2), state=VersionState.BLOCKED)
        second = records.plans.add_version(again)
        assert [each.id for each in records.plans.live_of(whose)] == [first.id, second]
        records.plans.save_versions([replace(first, state=VersionState.REPLACED, wake_at=None)])
        assert [each.id for each in records.plans.live_of(whose)] == [second]
    with store.reading() as records:
        asked = []
        event.listen(records.work.conn, "before_cursor_execute", lambda conn, cursor, sql, *rest: asked.append(sql))
        assert records.plans.live_of(whose) == records.plans.live_of(whose)
        assert len(asked) == 1
    with store.transaction() as records:
        records.plans.live_of(whose)
        records.work.run(delete(plan_version).where(plan_version.c.id == second))
        assert records.plans.live_of(whose) == []


def test_an_id_that_a_rollback_freed_brings_no_old_plan(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)

    def add(plan: Plan, fail: bool) -> Plan:
        with store.transaction() as records:
            own_id = records.plans.add_version(version_of(home.patient_id, home.medicine_id, 2, plan))
            found = records.plans.version(own_id)
            assert found is not None
            if fail:
                raise RuntimeError("undone")
        return found.plan

    with pytest.raises(RuntimeError, match="undone"):
        add(LIQUID, fail=True)
    assert add(PLAN, fail=False) == PLAN
