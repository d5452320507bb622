"""Doses planned through the store, a horizon at a time, are the doses of the plan: none lost, none twice, none moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.bootstrap import knowledge
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.people import Wording
from scheduler.domain.regimen import DoseLine, Ends, Plan, Step, Tablet
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.planning import begin_version, plan_ahead
from storage.store import SqlStore
from tests.examples import examples

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
# Around these the clocks change somewhere in the world.
TURNS = [
    date(2027, 3, 14),
    date(2027, 3, 28),
    date(2027, 4, 4),
    date(2027, 10, 3),
    date(2027, 10, 31),
    date(2027, 11, 7),
]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    minutes = draw(st.lists(st.integers(0, 95), min_size=1, max_size=5, unique=True))
    lines = [time(quarter // 4, quarter % 4 * 15) for quarter in sorted(minutes)]
    start = draw(st.sampled_from(TURNS)) - timedelta(days=draw(st.integers(-1, 8)))
    days = draw(st.sampled_from([2, 3, 9, None]))
    first = Step(days, ((*(DoseLine(at, Decimal(10)) for at in lines),),))
    rest = () if days is None else (Step(None, ((DoseLine(lines[0], Decimal(5)),), ())),)
    return Plan(
        "baclofen", draw(st.sampled_from(ZONES)), start, (Tablet(Decimal(10), 2),), None, (first, *rest), Ends.HOLD
    )


def _oracle(plan: Plan, begins_at: datetime, until: datetime) -> list[tuple[datetime, Decimal]]:
    """Every minute of the time asked the zone's own clock: a wall time is due when the clock first reaches or passes it."""
    assert plan.timezone is not None
    assert plan.start is not None
    zone = ZoneInfo(plan.timezone)
    found = []
    for ahead in range(30):
        on = plan.start + timedelta(days=ahead)
        first = plan.steps[0]
        on_first = first.days is None or ahead < first.days
        lines = first.cycle[0] if on_first else plan.steps[1].cycle[(ahead - (first.days or 0)) % 2]
        for line in lines:
            assert line.at is not None
            wall = datetime.combine(on, line.at)
            moments = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
            shown = [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == wall]
            # A missing hour comes later by the gap, a doubled one the first time.
            found.append((min(shown) if shown else max(moments), line.mg))
    return sorted((at, mg) for at, mg in found if begins_at <= at < until)


@examples(20, HealthCheck.function_scoped_fixture)
@given(plan=plans(), hours=st.integers(0, 47), late_h=st.sampled_from([0, 0, 3, 20]))
def test_a_week_through_the_store_is_the_week_of_the_plan(
    sqlite_store: SqlStore, plan: Plan, hours: int, late_h: int
) -> None:
    assert plan.start is not None
    begins_at = datetime.combine(plan.start, time(), UTC) + timedelta(hours=hours - 24)
    until = begins_at + timedelta(days=7)
    patient_id, version_id = _begin(sqlite_store, plan, begins_at)
    now = begins_at
    while now < until:
        for _ in range(2):
            with sqlite_store.transaction() as records:
                plan_ahead(records, now, 10, knowledge())
        with sqlite_store.reading() as records:
            version = records.plans.version(version_id)
        assert version is not None
        assert version.wake_at is not None
        assert version.wake_at > now
        now = version.wake_at + timedelta(hours=late_h)
    doses = _doses(sqlite_store, patient_id, begins_at, until)
    assert [(dose.due_at, dose.mg) for dose in doses] == _oracle(plan, begins_at, until)
    assert all(dose.state is DoseState.PLANNED for dose in doses)
    assert all(dose.due_at < dose.window_ends_at for dose in doses)
    assert all(
        earlier.window_ends_at <= later.due_at for earlier, later in pairwise(doses) if later.due_at > earlier.due_at
    )
    with sqlite_store.transaction() as records:
        # Out of the next example's way.
        version = records.plans.version(version_id)
        assert version is not None
        records.plans.save_versions([replace(version, wake_at=None)])


def _begin(store: SqlStore, plan: Plan, begins_at: datetime) -> tuple[int, int]:
    with store.transaction() as records:
        patient_id = records.people.add_person("Ann", begins_at, call_me="Ann", zone=plan.timezone)
        records.people.make_patient(patient_id, Wording.DISCREET, begins_at)
        patient = records.people.patients([patient_id])[patient_id]
        medicine_id = records.plans.add_medicine(patient_id, "baclofen")
        version = PlanVersion(
            patient_id, medicine_id, 1, plan, VersionState.ACTIVE, Change.START, begins_at, created_at=begins_at
        )
        return patient_id, begin_version(records, version, patient, begins_at, knowledge().drug).id


def _doses(store: SqlStore, patient_id: int, since: datetime, until: datetime) -> list[Dose]:
    with store.reading() as records:
        return records.doses.of_patient(patient_id, since, until)


def test_both_engines_plan_the_same(store: SqlStore) -> None:
    line = DoseLine(time(1, 30), Decimal(10))
    plan = Plan(
        *("baclofen", "Europe/London", date(2027, 3, 26), (Tablet(Decimal(10), 2),), None),
        (Step(None, ((line,),)),),
        Ends.HOLD,
    )
    begins_at = datetime(2027, 3, 26, tzinfo=UTC)
    patient_id, _ = _begin(store, plan, begins_at)
    for day in range(4):
        with store.transaction() as records:
            plan_ahead(records, begins_at + timedelta(days=day), 10, knowledge())
    doses = _doses(store, patient_id, begins_at, begins_at + timedelta(days=4))
    assert [dose.due_at.hour * 60 + dose.due_at.minute for dose in doses] == [90, 90, 90, 30]


@pytest.mark.parametrize("days_ahead", [1, 3, 10, 60])
def test_a_plan_that_begins_later_is_planned_in_time(sqlite_store: SqlStore, days_ahead: int) -> None:
    begins_at = datetime(2027, 1, 4, 6, tzinfo=UTC)
    start = begins_at.date() + timedelta(days=days_ahead)
    plan = Plan(
        *("baclofen", "Europe/London", start, (Tablet(Decimal(10), 2),), None),
        (Step(None, ((DoseLine(time(8), Decimal(10)),),)),),
        Ends.HOLD,
    )
    patient_id, version_id = _begin(sqlite_store, plan, begins_at)
    now = begins_at
    while now.date() < start:
        with sqlite_store.transaction() as records:
            plan_ahead(records, now, 10, knowledge())
            assert records.audit.run(now)[1] == []
            version = records.plans.version(version_id)
        assert version is not None
        assert version.wake_at is not None
        now = version.wake_at
    doses = _doses(sqlite_store, patient_id, begins_at, now + timedelta(days=1))
    assert doses[0].on == start
