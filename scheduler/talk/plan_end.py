"""A prescriber ends a plan before its time: recorded by the operator with their name, as a version of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.timing import to_wall
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.outgoing import to_patient
from scheduler.planning import retire
from scheduler.ports import Records
from scheduler.talk.plan_intake import next_number


def end_plan(records: Records, version: PlanVersion, patient: Patient, decided_by: str, now: datetime) -> PlanVersion:
    """End `version` at `now` (UTC): doses not yet due are replaced, the person is told, check-ins go on as after any end."""
    retire(records, version, now, now, VersionState.REPLACED)
    ended = replace(
        version,
        id=0,
        number=next_number(records, patient.id),
        state=VersionState.ENDED,
        change=Change.END,
        begins_at=now,
        created_at=now,
        decided_by=decided_by,
        planned_until=None,
        wake_at=None,
    )
    stored = replace(ended, id=records.plans.add_version(ended))
    slots = {"day": to_wall(now, patient.zone).date().isoformat()}
    key = f"end:{stored.id}"
    records.messages.add(
        to_patient(patient, "plan-ended", key, now, priority=Priority.CHECK_IN, slots=slots, version_id=stored.id)
    )
    return stored
