"""The weekly scales, if they are switched on: never two on one morning, and only after the day's check-in was answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.checkin import Kind
from scheduler.domain.people import Patient
from scheduler.ports import Records

# A week later, even if the check-in is answered a little earlier in the day than last time.
_EARLIER = timedelta(hours=12)


def due_scale(records: Records, patient: Patient, now: datetime) -> Kind | None:
    """The scale to ask at `now` (UTC); None if none is switched on, or none is due."""
    policy = patient.policy
    wanted = [(Kind.PENN, policy.weekly_penn), (Kind.PHQ2, policy.weekly_phq2)]
    since = now - timedelta(days=policy.weekly_every_days) + _EARLIER
    asked = records.check_ins.of_patient(patient.id, since)
    if any(each.kind in {Kind.PENN, Kind.PHQ2} and now - each.asked_at < _EARLIER for each in asked):
        return None
    kinds = {each.kind for each in asked}
    return next((kind for kind, switch in wanted if switch == "yes" and kind not in kinds), None)
