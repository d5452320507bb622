"""Signs of the last two days, in words and in check-ins, and what they call for together: whom to ring, whom to fetch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of, numbers_to_ring
from scheduler.domain.checkin import Grade
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.people import Patient
from scheduler.domain.sign import Signs, Weight, amber_times, is_known, kinds_of, told_since, weigh
from scheduler.domain.timing import to_wall
from scheduler.domain.version import WatchKind
from scheduler.ports import Records
from scheduler.prescriber import AMBER, tell_prescriber
from scheduler.reasons import find_reasons

# Kinds of messages and their slots, for the person.
Said = list[tuple[str, dict[str, str]]]


def note_signs(
    records: Records, patient: Patient, symptoms: tuple[str, ...], grade: Grade, now: datetime, said: str = ""
) -> tuple[Weight, Said]:
    """Keep what was told of at `now` (UTC) and weigh it. Where two signs are urgent together help is called for, and what is
    to be said is given back. Red is the caller's. `said`: in their own words; without it the signs are named.
    """
    since = now - timedelta(hours=patient.policy.amber_twice_h)
    earlier = records.signs.of_patient(patient.id, since)
    told = Signs(patient.id, now, symptoms, grade)
    records.signs.add(told)
    if not kinds_of(symptoms, patient.policy):
        return Weight.NONE, []
    weight = weigh([*earlier, told], now, patient.policy, _unsteady_at(records, patient, now))
    if weight is not Weight.URGENT:
        return weight, []
    kinds = kinds_of(told_since([*earlier, told], since), patient.policy)
    if _was_told(records, patient, kinds, since):
        return Weight.NONE, []
    because = {"signs": " ".join(sorted(kinds)), "at": now.isoformat()} | ({"said": said[:200]} if said else {})
    opened, circle = raise_alarm(records, patient, Cause.SIGNS, now, because), circle_of(records, patient.id)
    slots = numbers_to_ring(records, patient, now)
    if opened is not None and opened.wake_at is not None and circle:
        slots |= {"until": opened.wake_at.isoformat(), "name": next(iter(circle.values())).name}
    return weight, [("signs-urgent", slots)]


def _unsteady_at(records: Records, patient: Patient, now: datetime) -> datetime | None:
    """The newest step down, or dose that was not taken (UTC)."""
    stepped_at = find_reasons(records, patient, now).stepped_at
    doses = records.doses.of_patient(patient.id, now - timedelta(hours=patient.policy.unsteady_for_h), now)
    lost = [dose.due_at for dose in doses if dose.state in {DoseState.SKIPPED, DoseState.MISSED}]
    return max((at for at in (stepped_at, *lost) if at is not None), default=None)


def _was_told(records: Records, patient: Patient, kinds: frozenset[str], since: datetime) -> bool:
    """Whether help was called for about these very signs; one more kind is worse, and is said again."""
    earlier = [each for each in records.escalations.of_patient(patient.id, since) if each.cause is Cause.SIGNS]
    return any(kinds <= set(each.because.get("signs", "").split()) for each in earlier)


def fetch_if_twice(records: Records, patient: Patient, now: datetime, also: datetime | None = None) -> Said:
    """After something amber a prescriber who agreed to be told hears it, once a day. Amber twice within two days, in words or
    in check-ins: a caregiver is asked to ring, and the person hears it first.

    `also`: when an amber check-in was asked that is not saved yet (UTC).
    """
    tell_prescriber(
        records, patient, AMBER, to_wall(now, patient.zone).date().isoformat(), now, {"at": now.isoformat()}
    )
    since = now - timedelta(hours=patient.policy.amber_twice_h)
    at = [each.at for each in records.signs.of_patient(patient.id, since) if each.grade is Grade.AMBER]
    at += [each.asked_at for each in records.check_ins.of_patient(patient.id, since) if each.grade is Grade.AMBER]
    at += [] if also is None else [also]
    circle = circle_of(records, patient.id)
    if amber_times(at, now, patient.policy) < 2 or not circle:
        return []
    raised = raise_alarm(records, patient, Cause.AMBER, now)
    if raised is None or raised.wake_at is None:
        return []
    return [("carer-unwell", {"until": raised.wake_at.isoformat(), "name": next(iter(circle.values())).name})]


def knows_clinic(
    records: Records, patient: Patient, now: datetime, symptoms: tuple[str, ...], answers: Mapping[str, int]
) -> bool:
    """Whether the clinic knows of all this and none of it is new or worse than it was then."""
    watch = records.watches.get(patient.id, WatchKind.KNOWN)
    memo = dict(watch.memo) if watch is not None else {}
    if not memo or now >= datetime.fromisoformat(memo["until"]):
        return False
    at = datetime.fromisoformat(memo["at"])
    since = at - timedelta(hours=patient.policy.amber_twice_h)
    told = told_since((each for each in records.signs.of_patient(patient.id, since) if each.at <= at), since)
    asked = [each for each in records.check_ins.of_patient(patient.id, since) if each.asked_at <= at and each.answers]
    return is_known(symptoms, answers, told, asked[-1].answers if asked else {})
