"""A step that comes: announced on working days, with whom to ring first where not all went as usual since the last one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from scheduler.domain.checkin import Grade
from scheduler.domain.dose import DoseState
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Patient
from scheduler.domain.regimen import Ends, Plan
from scheduler.domain.timing import daily_total, last_on, steps_with_dates, to_utc
from scheduler.domain.version import PlanVersion
from scheduler.hospital import asked_about
from scheduler.knowledge import Knowledge
from scheduler.outgoing import to_patient
from scheduler.ports import Records
from scheduler.slots import number

_NOT_TAKEN = frozenset({DoseState.SKIPPED, DoseState.MISSED})
_UNWELL = frozenset({Grade.AMBER, Grade.RED})


def present_step(plan: Plan, today: date) -> tuple[int, date] | None:
    """The newest step that has begun by the person's date `today`, and its first day; None before the first one."""
    begun = [(step, first) for step, first, _ in steps_with_dates(plan) if first <= today]
    return begun[-1] if begun else None


def is_new(plan: Plan, today: date, patient: Patient) -> bool:
    """Whether a step after the first has begun so lately that "not yet" can mean that they have not changed."""
    step = present_step(plan, today)
    return step is not None and step[0] > 1 and (today - step[1]).days < patient.policy.step_new_days


def _was_unsteady(records: Records, patient: Patient, live: PlanVersion, today: date, now: datetime) -> bool:
    """Whether a dose was not taken, or a sign or check-in was amber or worse, since the last step or the plan began."""
    step = present_step(live.plan, today)
    since = to_utc(step[1], time.min, patient.zone) if step is not None else live.begins_at
    doses = asked_about(records, patient.id, records.doses.of_patient(patient.id, since, now))
    if any(dose.state in _NOT_TAKEN and dose.medicine_id == live.medicine_id for dose in doses):
        return True
    told = [each.grade for each in records.signs.of_patient(patient.id, since)]
    return bool(_UNWELL & {*told, *(each.grade for each in records.check_ins.of_patient(patient.id, since))})


def about_steps(
    records: Records,
    patient: Patient,
    live: PlanVersion,
    today: date,
    now: datetime,
    knowledge: Knowledge,
    memo: dict[str, str],
) -> list[Message]:
    """What is said on the morning of `today`, the person's date, about the next step or the end of the plan.

    `memo` holds what was said already. `now` is UTC.
    """
    closed = knowledge.closed_in(patient.country)
    for step, first, _ in steps_with_dates(live.plan):
        if first <= today or (step == 1 and live.begins_at > now):
            continue
        key = f"step:{live.id}:{step}"
        if today < _working_days_before(first, patient.policy.announce_working_days, closed) or memo.get("step") == key:
            break
        memo["step"] = key
        slots = {"day": first.isoformat(), "daily_mg": number(daily_total(live.plan, first))}
        if live.plan.prescriber:
            slots["prescriber"] = live.plan.prescriber
        kind = "step-notice"
        if _was_unsteady(records, patient, live, today, now):
            kind = "step-notice-ask"
            phone = records.cards.of(patient.id).clinic
            slots |= {"clinic_phone": phone} if phone else {}
        return to_patient(patient, kind, key, now, priority=Priority.CHECK_IN, slots=slots, version_id=live.id)
    last = last_on(live.plan)
    if live.plan.ends is Ends.STOP and last is not None:
        key = f"last:{live.id}"
        soon = _working_days_before(last, patient.policy.announce_working_days, closed)
        if soon <= today <= last and memo.get("last") != key:
            memo["last"] = key
            slots = {"day": last.isoformat()} | ({"prescriber": live.plan.prescriber} if live.plan.prescriber else {})
            return to_patient(
                patient, "plan-last-day", key, now, priority=Priority.CHECK_IN, slots=slots, version_id=live.id
            )
    if live.plan.ends is not Ends.OPEN or last is None or memo.get("open-end") == str(live.id):
        return []
    if today < _working_days_before(last, 5, closed):
        return []
    memo["open-end"] = str(live.id)
    slots = {"day": last.isoformat(), "prescriber": live.plan.prescriber or ""}
    return to_patient(patient, "plan-open-end", f"open-end:{live.id}", now, slots=slots, version_id=live.id)


def _working_days_before(day: date, count: int, closed: Callable[[date], bool]) -> date:
    while count > 0:
        day -= timedelta(days=1)
        if not closed(day):
            count -= 1
    return day
