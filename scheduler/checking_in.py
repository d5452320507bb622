"""When somebody is asked how they are: in the morning, more often around a step down, and for weeks after the last dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of, names_of, numbers_to_ring
from scheduler.domain.checkin import (
    MOST,
    Before,
    CheckIn,
    Grade,
    Kind,
    Question,
    close,
    questions_of,
    times_a_day,
)
from scheduler.domain.escalation import Cause, Tier
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.domain.sign import CHECK_IN_SIGN, Weight
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.outgoing import after_quiet, to_patient
from scheduler.ports import Records
from scheduler.reasons import find_reasons, first_cut_at
from scheduler.signs import Said, fetch_if_twice, knows_clinic, note_signs

_BACK = timedelta(days=400)
_LATEST_HOUR = 21
_ASKS = {
    Kind.DAILY: "check-in",
    Kind.EVENING: "check-in-evening",
    Kind.FOLLOW_UP: "check-in-again",
    Kind.PENN: "check-penn",
    Kind.PHQ2: "check-phq2",
}
_SCALES = frozenset({question.value for question in MOST} | {"check_in"})


def wake_check_in(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Ask at `now` (UTC) if it is a day and an hour for it, settle what was left half answered, and say when to look again."""
    memo = dict(watch.memo)
    wall = to_wall(now, patient.zone)
    morning = patient.policy.morning_at <= wall.time() < patient.policy.check_in_evening_at
    evening = wall.time() >= patient.policy.check_in_evening_at and wall.hour < _LATEST_HOUR
    turn = f"{wall.date().isoformat()}:{'evening' if evening else 'morning'}"
    records.messages.add(_settle_half(records, patient, now))
    # The first one is on the morning after it began.
    if (morning or evening) and memo.get("asked") != turn and memo.get("began") != wall.date().isoformat():
        # While an alarm is on, the safety list is asked at its own hours and nothing else.
        alarmed = any(each.tier is Tier.RED for each in records.escalations.open_of([patient.id]))
        times = 0 if alarmed else times_a_day(find_reasons(records, patient, now), now, patient.policy)
        if times >= (2 if evening else 1):
            memo["asked"] = turn
            records.messages.add(begin(records, patient, Kind.EVENING if evening else Kind.DAILY, now))
    records.watches.set(replace(watch, wake_at=_next(records, patient, now), memo=tuple(memo.items())))


def _next(records: Records, patient: Patient, now: datetime) -> datetime:
    on = to_wall(now, patient.zone).date()
    days = (on, on + timedelta(days=1))
    hours = (patient.policy.morning_at, patient.policy.check_in_evening_at)
    coming = [to_utc(day, hour, patient.zone) for day in days for hour in hours]
    left = records.check_ins.open_of(patient.id)
    if left is not None and left.answers:
        coming.append(half_answered_at(left, patient))
    return min(at for at in coming if at > now)


def half_answered_at(check_in: CheckIn, patient: Patient) -> datetime:
    """When what was answered of a check-in counts, if nothing more comes (UTC)."""
    return check_in.asked_at + timedelta(hours=patient.policy.half_answered_after_h)


def look_again_at(records: Records, patient: Patient, check_in: CheckIn) -> None:
    """See to it that a half answered check-in is graded in time."""
    watch = records.watches.get(patient.id, WatchKind.CHECK_IN)
    at = half_answered_at(check_in, patient)
    if watch is not None and watch.wake_at is not None and watch.wake_at > at:
        records.watches.set(replace(watch, wake_at=at))


def _settle_half(records: Records, patient: Patient, now: datetime) -> list[Message]:
    """Grade what was begun and left, by what was answered. The rest can still be answered until the next one."""
    left = records.check_ins.open_of(patient.id)
    if left is None or not left.answers or left.grade is not None or now < half_answered_at(left, patient):
        return []
    before = look_back(records, patient, left, now)
    graded = close(left, now, patient.policy, before)
    records.check_ins.save(replace(left, grade=graded.grade))
    return _as_messages(patient, left, follow(records, patient, graded, before, now), now)


def begin(records: Records, patient: Patient, kind: Kind, now: datetime) -> list[Message]:
    """Ask at `now` (UTC). What was left open is ended with what was answered of it, and graded by that."""
    left = records.check_ins.open_of(patient.id)
    out: list[Message] = []
    if left is not None:
        before = look_back(records, patient, left, now)
        ended = close(left, now, patient.policy, before)
        records.check_ins.save(ended)
        if ended.grade is Grade.AMBER and left.grade is not Grade.AMBER:
            out = _as_messages(patient, left, follow(records, patient, ended, before, now), now)
    own_id = records.check_ins.add(CheckIn(patient.id, kind, now, questions_of(kind)[0]))
    if patient.contact is not None:
        talk = records.talk.get(patient.contact.id)
        if talk is None or talk.question is None or talk.question == Question.SAFETY or is_scale(talk.question):
            first = questions_of(kind)[0]
            question = "check_in" if first is Question.SAFETY else first.value
            records.talk.set(Conversation(patient.contact.id, patient.id, question, {}, now))
    speaks_at = now if kind is Kind.FOLLOW_UP else after_quiet(patient, now)
    key = f"check-in:{own_id}"
    return out + to_patient(patient, _ASKS[kind], key, now, priority=Priority.CHECK_IN, not_before=speaks_at)


def look_back(records: Records, patient: Patient, but: CheckIn | None, now: datetime) -> Before:
    """What the answers of a check-in (`but`) are weighed against."""
    earlier = records.check_ins.of_patient(patient.id, now - _BACK)
    return Before([each for each in earlier if but is None or each.id != but.id], first_cut_at(records, patient, now))


def follow(
    records: Records, patient: Patient, done: CheckIn, before: Before, now: datetime
) -> list[tuple[str, dict[str, str]]]:
    """What an amber grade calls for: whom to ring, and a caregiver when it is the second one. Kinds and slots to say."""
    if done.grade is not Grade.AMBER:
        return []
    weight, said = Weight.NONE, Said()
    if done.answers.get(Question.AUTONOMIC.value, 0) >= MOST[Question.AUTONOMIC]:
        weight, said = note_signs(records, patient, (CHECK_IN_SIGN,), Grade.GREEN, now)
    if weight is Weight.RED:
        raise_alarm(records, patient, Cause.WORDS, now, {"signs": CHECK_IN_SIGN, "at": now.isoformat()})
        return [("red-flag-advice", {"names": names_of(circle_of(records, patient.id))})]
    if weight is Weight.URGENT:
        return said
    if done.kind is Kind.PHQ2:
        said = [("check-phq2-amber", {})]
    elif knows_clinic(records, patient, now, (), done.answers):
        return [("check-in-done", {})]
    else:
        said = [("check-in-amber", numbers_to_ring(records, patient, now))]
    return said + fetch_if_twice(records, patient, now, done.asked_at)


def _as_messages(
    patient: Patient, about: CheckIn, said: Sequence[tuple[str, dict[str, str]]], now: datetime
) -> list[Message]:
    out: list[Message] = []
    for kind, slots in said:
        key = f"{kind}:{about.id}"
        speaks_at = after_quiet(patient, now)
        if kind == "red-flag-advice":
            out += to_patient(patient, kind, key, now, priority=Priority.RED, slots=slots, budgeted=False)
        else:
            out += to_patient(patient, kind, key, now, priority=Priority.CHECK_IN, slots=slots, not_before=speaks_at)
    return out


def is_scale(question: str | None) -> bool:
    """Whether the open question is a check-in, or one of its numbers."""
    return question in _SCALES


def wake_follow_up(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """After an alarm the safety list is asked again, at the hours the policy names."""
    memo = dict(watch.memo)
    hours = [int(each) for each in memo.get("hours", patient.policy.follow_up_after_h).split()]
    since = datetime.fromisoformat(memo["since"])
    records.messages.add(begin(records, patient, Kind.FOLLOW_UP, now))
    coming = [at for at in (since + timedelta(hours=h) for h in hours) if at > now]
    records.watches.set(replace(watch, wake_at=min(coming, default=None)))
