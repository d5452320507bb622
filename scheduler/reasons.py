"""What decides how often somebody is asked, read from their plan and their doses."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.checkin import Reasons
from scheduler.domain.dose import DoseState
from scheduler.domain.people import Patient
from scheduler.domain.steps_down import steps_down
from scheduler.domain.version import LIVE, Change, PlanVersion, VersionState
from scheduler.planning import plan_ends_at
from scheduler.ports import Records

_LOST = frozenset({DoseState.SKIPPED, DoseState.MISSED})


def find_reasons(records: Records, patient: Patient, now: datetime) -> Reasons:
    """The last step down, two doses missed in a row, the last dose. All UTC."""
    versions = records.plans.versions_of(patient.id)
    ended = [each for each in versions if each.state is VersionState.ENDED]
    ended_at = None
    if ended and not any(each.state in LIVE for each in versions):
        ended_at = _ended_at(ended[-1])
    doses = records.doses.of_patient(patient.id, now - timedelta(hours=patient.policy.twice_for_h + 24), now)
    lost = [dose.state in _LOST for dose in doses if dose.state is not DoseState.REPLACED]
    due = [dose.due_at for dose in doses if dose.state is not DoseState.REPLACED]
    missed = [due[i] for i in range(1, len(due)) if lost[i] and lost[i - 1]]
    return Reasons(last_step_down_at(records, patient, now, versions), max(missed, default=None), ended_at)


def _ended_at(version: PlanVersion) -> datetime | None:
    """A prescriber's end counts from when it was decided, which is before the plan's own last day."""
    return version.begins_at if version.change is Change.END else plan_ends_at(version)


def first_cut_at(records: Records, patient: Patient, now: datetime) -> datetime | None:
    """When the plan first went down (UTC); None if it has not yet."""
    downs = [at for at in steps_down(_that_ruled(records.plans.versions_of(patient.id)), patient.zone) if at <= now]
    return downs[0] if downs else None


def last_step_down_at(
    records: Records, patient: Patient, now: datetime, versions: list[PlanVersion] | None = None
) -> datetime | None:
    """When the plan last went down (UTC); None if it has not yet."""
    known = records.plans.versions_of(patient.id) if versions is None else versions
    return max((at for at in steps_down(_that_ruled(known), patient.zone) if at <= now), default=None)


def _that_ruled(versions: list[PlanVersion]) -> list[PlanVersion]:
    """Those that ever prompted a dose: doses were planned for them."""
    return [each for each in versions if each.state is VersionState.ACTIVE or each.planned_until is not None]
