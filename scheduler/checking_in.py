"""When somebody is asked how they are: in the morning, more often around a step down, and for weeks after the last dose."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.checkin import CheckIn, Kind, Question, Reasons, close, times_a_day
from scheduler.domain.dose import DoseState
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.domain.timing import daily_total, to_utc, to_wall
from scheduler.domain.version import PlanVersion, VersionState, Watch
from scheduler.outgoing import after_quiet, to_patient
from scheduler.planning import plan_ends_at
from scheduler.ports import Records

_BACK = timedelta(days=35)


def wake_check_in(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Ask at `now` (UTC) if it is a day and an hour for it, and say when to look again."""
    memo = dict(watch.memo)
    wall = to_wall(now, patient.zone)
    morning = patient.policy.morning_at <= wall.time() < patient.policy.check_in_evening_at
    evening = wall.time() >= patient.policy.check_in_evening_at and wall.hour < 21
    reasons = find_reasons(records, patient, now)
    times = times_a_day(reasons, now, patient.policy)
    due = (morning and times >= 1) or (evening and times >= 2)
    turn = f"{wall.date().isoformat()}:{'evening' if evening else 'morning'}"
    # The first one is on the morning after it began.
    if due and memo.get("asked") != turn and memo.get("began") != wall.date().isoformat():
        memo["asked"] = turn
        records.messages.add(begin(records, patient, Kind.DAILY, now))
    records.watches.set(replace(watch, wake_at=_next(patient, now), memo=tuple(memo.items())))


def _next(patient: Patient, now: datetime) -> datetime:
    on = to_wall(now, patient.zone).date()
    days = (on, on + timedelta(days=1))
    hours = (patient.policy.morning_at, patient.policy.check_in_evening_at)
    return min(at for day in days for hour in hours if (at := to_utc(day, hour, patient.zone)) > now)


def begin(records: Records, patient: Patient, kind: Kind, now: datetime) -> list[Message]:
    """Ask the first question at `now` (UTC). What was left open is ended with what was answered."""
    earlier = records.check_ins.of_patient(patient.id, now - _BACK)
    left = records.check_ins.open_of(patient.id)
    if left is not None:
        records.check_ins.save(close(left, now, patient.policy, earlier))
    asked = CheckIn(patient.id, kind, now)
    own_id = records.check_ins.add(asked)
    if patient.contact is not None:
        talk = records.talk.get(patient.contact.id)
        if talk is None or talk.question is None or talk.question == Question.SAFETY or is_scale(talk.question):
            records.talk.set(Conversation(patient.contact.id, patient.id, "check_in", {}, now))
    speaks_at = now if kind is Kind.FOLLOW_UP else after_quiet(patient, now)
    return to_patient(
        patient,
        "check-in-again" if kind is Kind.FOLLOW_UP else "check-in",
        f"check-in:{own_id}",
        now,
        priority=Priority.CHECK_IN,
        not_before=speaks_at,
        budgeted=kind is Kind.DAILY,
    )


def is_scale(question: str | None) -> bool:
    """Whether the open question is one of the numbers of a check-in."""
    return question in {Question.STIFFNESS.value, Question.SLEEP.value, Question.AUTONOMIC.value, "check_in"}


def find_reasons(records: Records, patient: Patient, now: datetime) -> Reasons:
    """What decides how often to ask: the last step down, two doses missed in a row, the last dose. All UTC."""
    versions = records.plans.versions_of(patient.id)
    active = [each for each in versions if each.state is VersionState.ACTIVE]
    ended = [each for each in versions if each.state is VersionState.ENDED]
    ended_at = None
    if not [each for each in versions if each.state not in {VersionState.ENDED, VersionState.REPLACED}] and ended:
        ended_at = plan_ends_at(ended[-1])
    doses = records.doses.of_patient(patient.id, now - timedelta(hours=patient.policy.twice_for_h + 24), now)
    lost = [dose.state in {DoseState.SKIPPED, DoseState.MISSED} for dose in doses]
    missed = [doses[i].due_at for i in range(1, len(doses)) if lost[i] and lost[i - 1]]
    return Reasons(_stepped_at(active[-1], patient, now) if active else None, max(missed, default=None), ended_at)


def _stepped_at(version: PlanVersion, patient: Patient, now: datetime) -> datetime | None:
    today = to_wall(now, patient.zone).date()
    for back in range(patient.policy.twice_for_h // 24 + 1):
        on = today - timedelta(days=back)
        before = daily_total(version.plan, on - timedelta(days=1))
        if before and daily_total(version.plan, on) < before:
            return to_utc(on, datetime.min.time(), patient.zone)
    return None


def wake_follow_up(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """After an alarm the safety list is asked again, at the hours the policy names."""
    memo = dict(watch.memo)
    hours = [int(each) for each in patient.policy.follow_up_after_h.split()]
    since = datetime.fromisoformat(memo["since"])
    records.messages.add(begin(records, patient, Kind.FOLLOW_UP, now))
    coming = [at for at in (since + timedelta(hours=h) for h in hours) if at > now]
    records.watches.set(replace(watch, wake_at=min(coming, default=None)))
