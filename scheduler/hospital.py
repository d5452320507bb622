"""In hospital, or told not to eat: reminders rest until somebody answers. Afterwards the plan may no longer be what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.circle import circle_of, facts_for_help, numbers_to_ring
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.drug import Drug
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.timing import daily_total, to_utc, to_wall
from scheduler.domain.version import PlanVersion, VersionState, Watch, WatchKind
from scheduler.outgoing import after_quiet, to_carer, to_patient
from scheduler.planning import begin_version, retire
from scheduler.ports import Records
from scheduler.slots import doses_slot, number, stock_slot
from scheduler.talk.plan_intake import next_number

WHY = "HOSPITAL"
# Reminders do not come back by themselves; this only has to be far enough away.
_UNTIL_ANSWERED = timedelta(days=3650)


def rest_reminders(records: Records, patient: Patient, now: datetime) -> None:
    """Hold reminders from `now` (UTC) until somebody says that it is over. The silence clock and check-ins go on."""
    records.people.change_patient(patient.id, paused_until=now + _UNTIL_ANSWERED)
    records.watches.set(Watch(patient.id, WatchKind.PAUSE, None))
    memo = (("since", now.isoformat()),)
    records.watches.set(Watch(patient.id, WatchKind.HOSPITAL, _tomorrow(patient, now), memo))


def _tomorrow(patient: Patient, now: datetime) -> datetime:
    on = to_wall(now, patient.zone).date() + timedelta(days=1)
    return to_utc(on, patient.policy.morning_at, patient.zone)


def resting_since(records: Records, patient_id: int) -> datetime | None:
    """Since when reminders rest for that (UTC); None if they do not."""
    watch = records.watches.of([patient_id], WatchKind.HOSPITAL).get(patient_id)
    return None if watch is None else datetime.fromisoformat(dict(watch.memo)["since"])


def wake_hospital(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Each morning it is asked whether it goes on (UTC)."""
    key = f"hospital-still:{patient.id}:{to_wall(now, patient.zone).date().isoformat()}"
    asked = to_patient(
        patient, "hospital-still", key, now, priority=Priority.CHECK_IN, not_before=after_quiet(patient, now)
    )
    records.messages.add(asked)
    records.watches.set(replace(watch, wake_at=_tomorrow(patient, now)))


def handover(records: Records, patient: Patient, now: datetime) -> dict[str, str]:
    """What those who treat somebody need to know, as slots: medicine, today's plan, last taken, what is in the house."""
    slots = facts_for_help(records, patient, now)
    live = [v for v in records.plans.live_of([patient.id]) if v.state is VersionState.ACTIVE]
    if not live:
        return slots
    today = to_wall(now, patient.zone).date()
    start = to_utc(today, datetime.min.time(), patient.zone)
    doses = records.doses.of_patient(patient.id, start, start + timedelta(hours=30))
    of_today = [d for d in doses if d.on == today and d.state is not DoseState.REPLACED]
    slots |= {"daily_mg": number(daily_total(live[-1].plan, today)), "doses": doses_slot(of_today)}
    on_hand = records.stock.on_hand(live[-1].medicine_id)
    if on_hand:
        slots["rows"] = stock_slot(on_hand)
    if live[-1].plan.prescriber:
        slots["prescriber"] = live[-1].plan.prescriber
    return slots


def tell_circle(records: Records, patient: Patient, kind: str, now: datetime, *, but: int | None = None) -> None:
    """Caregivers are kept informed, by day, half an hour after the person has heard that they will be. `but` knows already."""
    facts = facts_for_help(records, patient, now)
    at = after_quiet(patient, now + timedelta(minutes=patient.policy.carer_after_warning_min))
    records.messages.add(
        [
            to_carer(
                carer.person.id, carer.contacts[0], patient.id, kind, f"{kind}:{patient.id}:{own_id}:{now.isoformat()}",
                now, priority=Priority.ESCALATION, slots=facts, not_before=at,
            )
            for own_id, carer in circle_of(records, patient.id).items()
            if own_id != but
        ]
    )  # fmt: skip


def come_home(records: Records, patient: Patient, now: datetime) -> None:
    """Reminders may go on, as far as the plan allows. What was due meanwhile was never asked about."""
    since = resting_since(records, patient.id)
    memo = () if since is None else (("since", since.isoformat()), ("until", now.isoformat()))
    records.people.change_patient(patient.id, unpause=True)
    records.watches.set(Watch(patient.id, WatchKind.HOSPITAL, None, memo))


def asked_about(records: Records, patient_id: int, doses: Iterable[Dose]) -> list[Dose]:
    """Those of these doses that were not due in hospital, where nobody was asked about them."""
    watch = records.watches.get(patient_id, WatchKind.HOSPITAL)
    memo = dict(watch.memo) if watch is not None else {}
    if not memo:
        return list(doses)
    since = datetime.fromisoformat(memo["since"])
    until = datetime.fromisoformat(memo["until"]) if "until" in memo else None
    return [each for each in doses if each.due_at < since or (until is not None and each.due_at >= until)]


def doubt_plan(records: Records, patient: Patient, now: datetime, drug: Drug) -> dict[str, str]:
    """Nobody knows whether the plan still holds: it waits, without prompts, for a named prescriber. Slots for what is said."""
    active = [v for v in records.plans.live_of([patient.id]) if v.state is VersionState.ACTIVE]
    for version in active:
        retire(records, version, now, now, VersionState.REPLACED)
        begin_version(records, _in_doubt(version, next_number(records, patient.id), now), patient, now, drug)
    slots = {"why": WHY.casefold()} | numbers_to_ring(records, patient, now)
    if active and active[-1].plan.prescriber:
        slots["prescriber"] = active[-1].plan.prescriber
    return slots


def _in_doubt(version: PlanVersion, version_number: int, now: datetime) -> PlanVersion:
    return replace(
        version, id=0, number=version_number, state=VersionState.BLOCKED, begins_at=now, created_at=now, why=(WHY,),
        confirmed_by=None, confirmed_at=None, planned_until=None, wake_at=None,
    )  # fmt: skip
