"""The silence clock: it runs on every expected contact, also while a plan is paused, blocked, as-needed or over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of, names_of
from scheduler.domain.checkin import ASKED
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.silence import red_after, red_at, silent_since
from scheduler.domain.version import LIVE, VersionState, Watch
from scheduler.lost_phone import is_lost
from scheduler.outage import deaf_spans
from scheduler.outgoing import to_patient
from scheduler.planning import plan_ends_at
from scheduler.ports import Records

_BACK = timedelta(days=4)
# The same silence is called out again after this long, if it goes on and the first alarm has ended.
_AGAIN = timedelta(hours=24)


def wake_silence(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Look at `now` (UTC) how long nothing was heard that was expected; red where it is too long.

    Hours in which the service was down do not count. Some weeks after the last dose it comes to rest.
    """
    limit = red_after(patient.policy)
    since = _silent_since(records, patient, now)
    if since is None:
        rests = _is_over(records, patient, now)
        records.watches.set(replace(watch, wake_at=None if rests else now + limit))
        return
    due_at = red_at(since, limit, deaf_spans(records))
    if now < due_at:
        records.watches.set(replace(watch, wake_at=due_at))
        return
    records.watches.set(replace(watch, wake_at=now + _AGAIN))
    because = {"since": since.isoformat(), "at": now.isoformat()}
    going_on = any(each.cause is Cause.SILENCE for each in records.escalations.open_of([patient.id]))
    if going_on:
        return
    raise_alarm(records, patient, Cause.SILENCE, now, because)
    records.messages.add(
        to_patient(
            patient,
            "silence-note",
            f"silence:{patient.id}:{int(now.timestamp())}",
            now,
            priority=Priority.RED,
            slots={"since": since.isoformat(), "names": names_of(circle_of(records, patient.id))},
            budgeted=False,
        )
    )


def _is_over(records: Records, patient: Patient, now: datetime) -> bool:
    versions = records.plans.versions_of(patient.id)
    if any(version.state in LIVE for version in versions):
        return False
    ends = [plan_ends_at(v) or v.begins_at for v in versions if v.state is VersionState.ENDED]
    return bool(ends) and now > max(ends) + timedelta(days=patient.policy.watch_after_end_days)


def _silent_since(records: Records, patient: Patient, now: datetime) -> datetime | None:
    held = [each for each in records.people.contacts_of(patient.id) if not is_lost(records, patient.id, each)]
    contacts = [contact.id for contact in held]
    heard_at = records.inbox.last_from(contacts, patient.id) if contacts else None
    since = now - _BACK
    doses = records.doses.of_patient(patient.id, since, now)
    open_doses = [d for d in doses if d.state is not DoseState.REPLACED and d.answered_at is None and d.due_at < now]
    expected = [dose.due_at for dose in open_doses]
    expected += [each.asked_at for each in records.check_ins.of_patient(patient.id, since) if each.kind in ASKED]
    return silent_since(expected, heard_at)
