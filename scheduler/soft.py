"""Words nobody knows: one soft question a day. Silence after it: asked again with the next prompt, then help is fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.timing import to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.outgoing import after_quiet, to_patient
from scheduler.ports import Records


def may_ask_softly(records: Records, patient: Patient, now: datetime) -> bool:
    """Whether the soft question of the patient's present day has not been asked yet; if so, it counts as asked at `now` (UTC)."""
    today = to_wall(now, patient.zone).date().isoformat()
    watch = records.watches.get(patient.id, WatchKind.SOFT)
    if watch is not None and dict(watch.memo).get("on") == today:
        return False
    memo = (("on", today), ("asked_at", now.isoformat()), ("times", "1"))
    records.watches.set(Watch(patient.id, WatchKind.SOFT, _next_prompt(records, patient, now), memo))
    return True


def _next_prompt(records: Records, patient: Patient, now: datetime) -> datetime:
    latest = now + timedelta(hours=patient.policy.soft_carer_after_h)
    coming = records.doses.of_patient(patient.id, now, latest)
    return min(
        (dose.due_at for dose in coming if dose.state is DoseState.PLANNED and dose.due_at > now), default=latest
    )


def wake_soft(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Ask once more at `now` (UTC); the second time it is a caregiver who is asked to ring. Any word of theirs ends it."""
    memo = dict(watch.memo)
    contacts = [contact.id for contact in records.people.contacts_of(patient.id)]
    heard_at = records.inbox.last_from(contacts, patient.id) if contacts else None
    if heard_at is not None and heard_at > datetime.fromisoformat(memo["asked_at"]):
        records.watches.set(replace(watch, wake_at=None))
        return
    if memo["times"] == "1":
        memo["times"] = "2"
        key = f"soft:{patient.id}:{memo['asked_at']}"
        again = to_patient(
            patient, "soft-again", key, now, priority=Priority.REMINDER, not_before=after_quiet(patient, now)
        )
        records.messages.add(again)
        wake_at = now + timedelta(hours=patient.policy.soft_carer_after_h)
        records.watches.set(replace(watch, wake_at=wake_at, memo=tuple(memo.items())))
        return
    records.watches.set(replace(watch, wake_at=None))
    circle = circle_of(records, patient.id)
    opened = raise_alarm(records, patient, Cause.DOUBT, now) if circle else None
    if opened is not None and opened.wake_at is not None:
        slots = {"until": opened.wake_at.isoformat(), "name": next(iter(circle.values())).name}
        records.messages.add(
            to_patient(
                patient,
                "carer-soon",
                f"carer-soon:{opened.id}",
                now,
                priority=Priority.ESCALATION,
                slots=slots,
                not_before=after_quiet(patient, now),
            )
        )
