"""An alert that proved false: a caregiver was asked to ring about doses that had been taken in time. After one, a single open
dose waits longer before anybody is asked again, so that the next prompt can ask first. Nothing else ever waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause, Escalation
from scheduler.domain.people import Patient
from scheduler.ports import Records

# Among what an escalation remembers: when it proved false (UTC).
PROVED_FALSE = "proved_false"
_ABOUT_DOSES = frozenset({Cause.UNCONFIRMED, Cause.BUDGET})


def proves_false(records: Records, patient: Patient, each: Escalation) -> bool:
    """Whether somebody was told, and every dose it asked about was taken in time, as the person has answered since."""
    ids = [int(own_id) for own_id in each.because.get("dose_ids", "").split(",") if own_id]
    if each.cause not in _ABOUT_DOSES or not each.told or not ids:
        return False
    in_time = timedelta(minutes=patient.policy.second_nudge_after_min)
    return all(
        dose.state is DoseState.TAKEN and dose.taken_at is not None and dose.taken_at <= dose.due_at + in_time
        for dose in records.doses.by_id(ids)
    )


def hold_longer(
    records: Records, patient: Patient, told_at: datetime, last_taken_at: datetime | None, now: datetime
) -> datetime:
    """When a caregiver is asked about a single open dose that would be told of at `told_at` (UTC).

    Later by `false_alert_wait_min` for each false alert of the last `false_alert_days`, but not so long after the last dose
    that was taken that `false_alert_most_h` have passed, and not at all where none is known.
    """
    policy = patient.policy
    earlier = records.escalations.of_patient(patient.id, now - timedelta(days=policy.false_alert_days))
    false = sum(PROVED_FALSE in each.because for each in earlier)
    if not false or last_taken_at is None:
        return told_at
    latest = last_taken_at + timedelta(hours=policy.false_alert_most_h)
    return max(told_at, min(told_at + false * timedelta(minutes=policy.false_alert_wait_min), latest))
