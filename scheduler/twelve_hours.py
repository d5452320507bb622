"""Twelve hours without an answer: a rule of its own, whatever became of earlier calls about the same open doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import Carer
from scheduler.concern import tell_operator
from scheduler.domain.dose import Dose
from scheduler.domain.escalation import ENDED, Cause, Escalation, State, about_dose, needs_anew
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.outgoing import to_patient
from scheduler.ports import EscalationEvent, Records
from scheduler.prescriber import NOTE, tell_prescriber


def hasten_at_twelve(records: Records, patient: Patient, run: Sequence[Dose], now: datetime) -> None:
    """Twelve hours without an answer: the prescriber in their hours, and what is going on waits for no morning."""
    first = run[0]
    tell_prescriber(records, patient, NOTE, str(first.id), now, {"since": first.due_at.isoformat()})
    for each in about_dose(records.escalations.open_of([patient.id]), first.id):
        if each.cause is not Cause.NOT_TAKEN:
            waits = each.state in {State.WARNED, State.OPEN}
            moved = replace(each, cause=Cause.NOT_TAKEN, wake_at=now if waits else each.wake_at)
            records.escalations.save(moved)
            records.escalations.note([EscalationEvent(each.id, now, "prescriber")])
            _tell_operator(records, patient, first, now)


def _tell_operator(records: Records, patient: Patient, first: Dose, now: datetime) -> None:
    slots = {"code": str(patient.id), "since": first.due_at.isoformat()}
    records.messages.add(tell_operator(records, "operator-unanswered", f"12h:{first.id}", now, slots))


def open_anew(
    records: Records,
    patient: Patient,
    run: Sequence[Dose],
    circle: dict[int, Carer],
    now: datetime,
) -> bool:
    """At twelve hours everybody is asked again, and the operator told, where the earlier call has ended without anybody.

    The person hears it half an hour before, at night as well. True if it has to wait for something else that is going on.
    """
    earlier = records.escalations.of_patient(patient.id, run[0].due_at)
    twelve_at = run[0].due_at + timedelta(hours=patient.policy.prescriber_after_h)
    if not needs_anew(earlier, patient.id):
        return False
    if any(each.state not in ENDED for each in about_dose(earlier, run[0].id)):
        # It goes on still, and at twelve hours it is moved on.
        return now < twelve_at
    tells_at = max(twelve_at, now + timedelta(minutes=patient.policy.carer_after_warning_min))
    because = {"first": str(run[0].id), "dose_ids": ",".join(str(dose.id) for dose in run)}
    opened = raise_alarm(records, patient, Cause.NOT_TAKEN, now, because, tells_at=tells_at)
    if opened is None:
        return True
    say_whom(records, patient, opened, run, circle, now, tells_at, now)
    _tell_operator(records, patient, run[0], now)
    return False


def say_whom(
    records: Records,
    patient: Patient,
    opened: Escalation,
    run: Sequence[Dose],
    circle: dict[int, Carer],
    speaks_at: datetime,
    tells_at: datetime,
    now: datetime,
) -> None:
    """The person hears at `speaks_at` who will be asked to ring them at `tells_at` (UTC)."""
    name = next(iter(circle.values())).name
    records.messages.add(
        to_patient(
            patient,
            "carer-soon",
            f"carer-soon:{opened.id}",
            now,
            priority=Priority.ESCALATION,
            slots={"name": name, "until": tells_at.isoformat()},
            dose_ids=[dose.id for dose in run],
            not_before=speaks_at,
            expires_at=tells_at,
        )
    )
