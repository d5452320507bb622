"""Doses that nobody has answered for, and amounts not taken: who is asked to ring, and when. The words of a day are `day`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import Carer, circle_of, numbers_to_ring
from scheduler.concern import tell_operator
from scheduler.domain.checkin import Grade
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import AGAIN_AT, Cause, Escalation
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.sign import vomited
from scheduler.domain.silence import (
    Night,
    Stop,
    abrupt_stop,
    carer_at,
    evening_at,
    not_taken_run,
    unconfirmed_run,
)
from scheduler.domain.timing import daily_total, to_utc, to_wall
from scheduler.domain.version import VersionState, Watch
from scheduler.false_alert import hold_longer
from scheduler.hospital import asked_about
from scheduler.outgoing import after_quiet, is_quiet, to_patient
from scheduler.ports import Records
from scheduler.twelve_hours import hasten_at_twelve, open_anew, say_whom

_BACK = timedelta(hours=72)
_AHEAD = timedelta(hours=36)
_LOOK_AGAIN = timedelta(hours=6)


def wake_ladder(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Look at a patient's doses at `now` (UTC): ask a caregiver to ring where that is due, and say when to look again."""
    doses = _doses_around(records, patient, now)
    run = unconfirmed_run(doses, now)
    coming = [dose for dose in doses if dose.due_at > now and dose.state is DoseState.PLANNED]
    at: list[datetime] = [now + _LOOK_AGAIN]
    if run:
        at += _climb(records, patient, doses, run, coming, now)
        # With one more of them open it is no longer a single one that may be waited for.
        at += [coming[0].due_at] if coming else []
    if coming:
        first, rest = coming[0], [dose.due_at for dose in coming[1:]]
        at.append(carer_at(first.due_at, rest, patient.policy) - _warning(patient))
    look_at_amounts(records, patient, now, doses)
    records.watches.set(replace(watch, wake_at=min(each for each in at if each > now)))


def _doses_around(records: Records, patient: Patient, now: datetime) -> list[Dose]:
    found = records.doses.of_patient(patient.id, now - _BACK, now + _AHEAD)
    return asked_about(records, patient.id, (dose for dose in found if dose.state is not DoseState.REPLACED))


def _warning(patient: Patient) -> timedelta:
    return timedelta(minutes=patient.policy.carer_after_warning_min)


def _climb(
    records: Records,
    patient: Patient,
    doses: Sequence[Dose],
    run: Sequence[Dose],
    coming: Sequence[Dose],
    now: datetime,
) -> list[datetime]:
    """Act on the run of unanswered doses; the instants at which to look again."""
    first = run[0]
    tells_at = _tell_at(records, patient, doses, run, coming, now)
    warns_at = tells_at - _warning(patient)
    prescriber_at = first.due_at + timedelta(hours=patient.policy.prescriber_after_h)
    circle = circle_of(records, patient.id)
    if now >= warns_at and circle and not _is_known(records, patient, first):
        _warn(records, patient, run, circle, max(tells_at, now + _warning(patient)), now)
    if now >= prescriber_at:
        hasten_at_twelve(records, patient, run, now)
    again = []
    if circle and now >= prescriber_at - _warning(patient) and open_anew(records, patient, run, circle, now):
        again = [now + timedelta(minutes=patient.policy.other_next_min)]
    return [warns_at, prescriber_at - _warning(patient), prescriber_at, *again]


def _is_known(records: Records, patient: Patient, first: Dose) -> bool:
    """Whether this very run has been asked about before, however that ended."""
    earlier = records.escalations.of_patient(patient.id, first.due_at)
    return any(each.because.get("first") == str(first.id) for each in earlier)


def _tell_at(
    records: Records,
    patient: Patient,
    doses: Sequence[Dose],
    run: Sequence[Dose],
    coming: Sequence[Dose],
    now: datetime,
) -> datetime:
    first = run[0]
    following = [dose.due_at for dose in (*run[1:], *coming)]
    told_at = carer_at(first.due_at, following, patient.policy)
    if len(run) > 1 or is_quiet(patient, first.due_at):
        return told_at
    taken = [dose.due_at for dose in doses if dose.state is DoseState.TAKEN]
    told_at = hold_longer(records, patient, told_at, max(taken, default=None), now)
    several = sum(dose.on == first.on for dose in doses) > 1
    calm = _is_calm(records, patient, doses, first, now)
    last = max(taken, default=None) if several else None
    return evening_at(told_at, first.due_at, _night(patient, first.due_at), last, calm=calm, policy=patient.policy)


def _night(patient: Patient, at: datetime) -> Night:
    """The quiet hours that follow an instant (UTC)."""
    policy, on = patient.policy, to_wall(at, patient.zone).date()
    begins_at = to_utc(on, policy.quiet_from, patient.zone)
    over = policy.quiet_until <= policy.quiet_from
    ends_at = to_utc(on + timedelta(days=1) if over else on, policy.quiet_until, patient.zone)
    return Night(begins_at, ends_at, to_utc(on, policy.evening_tell_until, patient.zone))


def _is_calm(records: Records, patient: Patient, doses: Sequence[Dose], first: Dose, now: datetime) -> bool:
    since = now - timedelta(hours=patient.policy.calm_since_h)
    missed = [d for d in doses if d.state in {DoseState.SKIPPED, DoseState.MISSED} and d.id != first.id]
    grades = [each.grade for each in records.check_ins.of_patient(patient.id, since)]
    return not any(dose.due_at > since for dose in missed) and not {Grade.AMBER, Grade.RED} & set(grades)


def _warn(
    records: Records, patient: Patient, run: Sequence[Dose], circle: dict[int, Carer], tells_at: datetime, now: datetime
) -> None:
    """Half an hour before anybody else, the person hears it; at night both wait for the morning."""
    speaks_at = after_quiet(patient, now)
    tells_at = max(after_quiet(patient, tells_at), speaks_at + _warning(patient))
    ids = [dose.id for dose in run]
    again_at = run[0].due_at + timedelta(hours=patient.policy.prescriber_after_h)
    because = {"first": str(run[0].id), "dose_ids": ",".join(map(str, ids)), AGAIN_AT: again_at.isoformat()}
    opened = raise_alarm(records, patient, Cause.UNCONFIRMED, now, because, tells_at=tells_at)
    if opened is not None:
        say_whom(records, patient, opened, run, circle, speaks_at, tells_at, now)


def look_at_amounts(records: Records, patient: Patient, now: datetime, doses: Sequence[Dose] | None = None) -> None:
    """See at `now` (UTC) whether what was taken falls far short of the plan, or two in a row were not taken."""
    around = list(doses) if doses is not None else _doses_around(records, patient, now)
    live = [v for v in records.plans.live_of([patient.id]) if v.state is VersionState.ACTIVE]
    settled = [
        d for d in around if d.due_at <= now and d.state in {DoseState.SKIPPED, DoseState.MISSED, DoseState.TAKEN}
    ]
    if not live or not settled:
        return
    plan = live[-1].plan
    lost = vomited(records.signs.of_patient(patient.id, now - _BACK), around, patient.policy)
    stop = abrupt_stop(around, now, daily_total(plan, settled[-1].on), patient.policy, lost)
    twice = len(not_taken_run(around, now)) >= patient.policy.prescriber_after_not_taken
    if stop is not Stop.URGENT and (not twice if stop is Stop.NONE else bool(unconfirmed_run(around, now))):
        # While they are silent it is the ladder that asks about it.
        return
    day = to_wall(now, patient.zone).date().isoformat()
    cause = Cause.AMOUNT_URGENT if stop is Stop.URGENT else Cause.AMOUNT
    if any(each.because.get("on") == day and each.cause is cause for each in _earlier(records, patient, now)):
        return
    circle = circle_of(records, patient.id)
    slots = numbers_to_ring(records, patient, now)
    if circle:
        opened = raise_alarm(records, patient, cause, now, {"on": day})
        if opened is None or opened.wake_at is None:
            return
        slots |= {"until": opened.wake_at.isoformat(), "name": next(iter(circle.values())).name}
    elif cause is Cause.AMOUNT_URGENT:
        about = {"code": str(patient.id), "since": now.isoformat()}
        records.messages.add(tell_operator(records, "operator-unanswered", f"amount:{patient.id}:{day}", now, about))
    records.messages.add(
        to_patient(
            patient,
            "urgent-advice" if cause is Cause.AMOUNT_URGENT else "carer-will",
            f"{cause.value}:{patient.id}:{day}",
            now,
            priority=Priority.ESCALATION,
            slots=slots,
            not_before=now if cause is Cause.AMOUNT_URGENT else after_quiet(patient, now),
        )
    )


def _earlier(records: Records, patient: Patient, now: datetime) -> list[Escalation]:
    return records.escalations.of_patient(patient.id, now - timedelta(hours=48))
