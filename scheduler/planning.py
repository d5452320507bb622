"""Doses worked out ahead, off-peak, so that at 08:00 only rows move; and what a new version of a plan does to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from scheduler.domain.dose import DoseState, Planned, window_end
from scheduler.domain.drug import Drug
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Patient
from scheduler.domain.timing import PlannedDose, doses_between, last_on, to_utc, to_wall
from scheduler.domain.version import PlanVersion, VersionState, Watch, WatchKind
from scheduler.knowledge import Knowledge
from scheduler.outgoing import after_quiet, to_patient
from scheduler.ports import Moved, Records
from scheduler.prescriber import BLOCKED, tell_prescriber

_ONE_MORE = timedelta(hours=26)


def plan_ahead(records: Records, now: datetime, limit: int, knowledge: Knowledge) -> int:
    """Plan the doses of versions whose horizon has come near (UTC). How many versions were looked at."""
    due = records.plans.due(now, limit)
    if not due:
        return 0
    patients = records.people.patients({version.patient_id for version in due}, named=False)
    doses: list[Planned] = []
    moves: list[Moved] = []
    for version in due:
        patient = patients[version.patient_id]
        if version.state is not VersionState.ACTIVE:
            moves.append(Moved(version.id, version.state, version.planned_until, None))
            continue
        planned, moved = plan_version(version, patient, now, knowledge.drug)
        doses.extend(planned)
        moves.append(moved)
        if moved.state is not VersionState.ACTIVE:
            records.messages.add(_say_the_end(patient, replace(version, state=moved.state), now))
    # Side by side lies what comes due together, not what is one person's: at 08:00 it is read and written in one go.
    records.doses.add_planned(sorted(doses, key=_due_at))
    records.plans.move(moves)
    return len(due)


def _due_at(dose: Planned) -> datetime:
    return dose.due_at


def plan_version(version: PlanVersion, patient: Patient, now: datetime, drug: Drug) -> tuple[list[Planned], Moved]:
    """The doses from where planning stands to the horizon, and where the version stands then, with its next wake-up (UTC)."""
    policy = patient.policy
    start = version.planned_until or version.begins_at
    until = now + timedelta(hours=policy.plan_ahead_h)
    rule = drug.missed_dose.get(policy.missed_dose_rule)
    # The window of the last dose inside the horizon hangs on the first one after it.
    found = doses_between(version.plan, start, until + _ONE_MORE)
    doses = [
        _dose(version, planned, window_end(planned.due_at, nxt.due_at if nxt else None, policy, rule))
        for planned, nxt in zip(found, [*found[1:], None], strict=False)
        if planned.due_at < until
    ]
    ends_at = plan_ends_at(version)
    if ends_at is not None and ends_at <= now and not doses:
        state = VersionState.ENDED if version.plan.ends.value == "stop" else VersionState.WATCH
        return doses, Moved(version.id, state, until, None)
    again = now + timedelta(hours=policy.plan_ahead_h - policy.plan_again_below_h)
    # Minutes 20 to 54, spread by version: away from the full and half hours at which everybody's doses are due.
    wake_at = again.replace(minute=20 + version.id % 35, second=version.id % 60, microsecond=0)
    if wake_at > again:
        wake_at -= timedelta(hours=1)
    if ends_at is not None and ends_at <= until:
        wake_at = max(ends_at, now + timedelta(minutes=1))
    return doses, Moved(version.id, version.state, until, wake_at)


def plan_ends_at(version: PlanVersion) -> datetime | None:
    """When the last written day is over, UTC; None if the plan goes on."""
    last = last_on(version.plan)
    if last is None or version.plan.timezone is None:
        return None
    return to_utc(last + timedelta(days=1), datetime.min.time(), version.plan.timezone)


def _dose(version: PlanVersion, dose: PlannedDose, window_ends_at: datetime) -> Planned:
    return Planned(
        version.patient_id, version.medicine_id, version.id, dose.due_at, dose.on, dose.at, dose.mg, dose.pieces,
        dose.step, window_ends_at,
    )  # fmt: skip


def begin_version(records: Records, version: PlanVersion, patient: Patient, now: datetime, drug: Drug) -> PlanVersion:
    """Store a version. An active one takes over from `begins_at` (UTC) on, with its first doses; what was due earlier stays."""
    for old in records.plans.live_of([version.patient_id]):
        takes_over = version.state is VersionState.ACTIVE or old.state is not VersionState.ACTIVE
        if old.medicine_id == version.medicine_id and takes_over:
            retire(records, old, version.begins_at, now, VersionState.REPLACED)
    stored = replace(version, id=records.plans.add_version(version))
    if stored.state is VersionState.ACTIVE:
        doses, moved = plan_version(stored, patient, now, drug)
        stored = replace(stored, state=moved.state, planned_until=moved.planned_until, wake_at=moved.wake_at)
        done = _begun(records, stored)
        records.doses.add_planned([dose for dose in doses if (dose.on, dose.at) not in done])
        records.plans.move([moved])
    if stored.state is VersionState.BLOCKED:
        tell_prescriber(records, patient, BLOCKED, str(stored.id), now)
    for kind in (WatchKind.LADDER, WatchKind.SILENCE):
        records.watches.set(Watch(version.patient_id, kind, now))
    if not records.watches.of([version.patient_id], WatchKind.CHECK_IN):
        # Asked from the next morning on.
        memo = (("began", to_wall(now, patient.zone).date().isoformat()),)
        records.watches.set(Watch(version.patient_id, WatchKind.CHECK_IN, now, memo))
    return stored


def _begun(records: Records, version: PlanVersion) -> set[tuple[date, time]]:
    """Doses of earlier versions that have come due, or were answered or put off before their time.

    After a change of zone the same wall time may come round again that day; it must not be a second dose.
    """
    begins_at = version.begins_at
    nearby = records.doses.of_patient(
        version.patient_id, begins_at - timedelta(hours=36), begins_at + timedelta(hours=48)
    )
    return {
        (dose.on, dose.at)
        for dose in nearby
        if dose.medicine_id == version.medicine_id
        and dose.state is not DoseState.REPLACED
        and (dose.due_at < begins_at or dose.state is not DoseState.PLANNED)
    }


def retire(records: Records, version: PlanVersion, at: datetime, now: datetime, state: VersionState) -> None:
    """End a version: its doses from `at` (UTC) on are replaced, and the messages queued for them are dropped."""
    gone = records.doses.replace_from(version.id, at)
    records.messages.drop_for_doses(gone, "plan changed", now)
    records.plans.save_versions([replace(version, state=state, wake_at=None)])


def _say_the_end(patient: Patient, version: PlanVersion, now: datetime) -> list[Message]:
    last = last_on(version.plan)
    kind = "plan-ended" if version.state is VersionState.ENDED else "end-reached-open"
    return to_patient(
        patient,
        kind,
        f"end:{version.id}",
        now,
        priority=Priority.CHECK_IN,
        slots={"day": last.isoformat() if last else ""},
        not_before=after_quiet(patient, now),
        version_id=version.id,
    )
