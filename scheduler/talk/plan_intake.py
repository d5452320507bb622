"""A plan comes in: what is missing is asked, it is reviewed, then it is active, blocked or watch-only, and said to be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from scheduler.circle import circle_of
from scheduler.domain.finding import Finding, Level
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.plan_talk import PlanTalk
from scheduler.domain.regimen import Plan, Supply
from scheduler.domain.review import activates, review
from scheduler.domain.timing import (
    daily_total,
    day_of_plan,
    doses_between,
    is_schedulable,
    last_on,
    steps_with_dates,
    to_utc,
    to_wall,
)
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.outgoing import after_quiet, to_carer, to_patient
from scheduler.planning import begin_version, retire
from scheduler.ports import Records
from scheduler.slots import number
from scheduler.talk.plan_after import talk_over
from scheduler.talk.scene import Scene


def keep_draft(scene: Scene, plan: Plan) -> None:
    """Store the plan as a version that waits, so that watch-only care begins; an older waiting one gives way to it."""
    assert scene.patient is not None
    draft = PlanVersion(
        patient_id=scene.patient.id,
        medicine_id=medicine_of(scene.records, scene.patient.id, plan.medication),
        number=next_number(scene.records, scene.patient.id),
        plan=plan,
        state=VersionState.WAITING,
        change=Change.START,
        begins_at=scene.now,
        created_at=scene.now,
    )
    begin_version(scene.records, draft, scene.patient, scene.now, scene.knowledge.drug)


def put_away(scene: Scene) -> None:
    """Nothing is being handed over any more; a version that only waited for it is gone too."""
    assert scene.patient is not None
    scene.records.plan_talks.drop(scene.patient.id)
    for version in scene.records.plans.live_of([scene.patient.id]):
        if version.state is VersionState.WAITING:
            retire(scene.records, version, scene.now, scene.now, VersionState.REPLACED)
    scene.settle()


def medicine_of(records: Records, patient_id: int, name: str) -> int:
    """The patient's medicine of that name, added if it is new."""
    for medicine_id, known in records.plans.medicines_of(patient_id):
        if known.casefold() == name.casefold():
            return medicine_id
    return records.plans.add_medicine(patient_id, name)


def next_number(records: Records, patient_id: int) -> int:
    """The number of the patient's next version, from 1."""
    return 1 + max((version.number for version in records.plans.versions_of(patient_id)), default=0)


def settle_plan(scene: Scene, talk: PlanTalk, plan: Plan, findings: Sequence[Finding]) -> None:
    """Somebody named decided it: it is active, or blocked, or watch-only, as a version of its own."""
    patient = scene.patient
    assert patient is not None
    before = scene.live()
    before = None if before is None or before.state is VersionState.WAITING else before
    decided_by = _decided_by(talk, plan)
    reason = talk.said("reason")
    blocks = sorted({finding.rule for finding in findings if finding.level is Level.BLOCK})
    version = PlanVersion(
        patient_id=patient.id,
        medicine_id=medicine_of(scene.records, patient.id, plan.medication),
        number=next_number(scene.records, patient.id),
        plan=plan if plan.prescriber or talk.said("who") is None else replace(plan, prescriber=talk.said("who")),
        state=_state_of(plan, findings),
        change=talk.change,
        begins_at=scene.now,
        created_at=scene.now,
        decided_by=decided_by,
        why=(*blocks, *([f"INCREASE: {reason}"] if reason else [])),
    )
    version = replace(version, begins_at=_begins_at(scene.records, version, patient, scene.now))
    stored = begin_version(scene.records, version, patient, scene.now, scene.knowledge.drug)
    if talk.change is Change.START or not scene.records.stock.on_hand(stored.medicine_id):
        take_supply(scene, stored.medicine_id, plan.supply)
    put_away(scene)
    scene.reload()
    _say_settled(scene, stored, before, list(findings), decided_by)
    if talk.said("read_back") is not None:
        tell_copy(scene, decided_by, stored.plan)


def _decided_by(talk: PlanTalk, plan: Plan) -> str:
    """Who decided it and when, with the number and the time where it was said on the telephone."""
    if (called := talk.said("read_back")) is not None:
        return called
    who = talk.said("who") or plan.prescriber or ""
    day = talk.said("who_day")
    return f"{who}, {day}" if day else who


def _say_settled(
    scene: Scene, stored: PlanVersion, before: PlanVersion | None, findings: list[Finding], decided_by: str
) -> None:
    slots = plan_slots(stored.plan, findings, scene.today())
    blocking = [finding for finding in findings if finding.level is Level.BLOCK]
    if stored.state is VersionState.ACTIVE:
        if before is not None and stored.change is not Change.START:
            scene.say("plan-changed", slots | _difference(before.plan, stored, decided_by))
        else:
            scene.say("plan-started", slots)
    elif before is not None and before.state is VersionState.ACTIVE:
        # The confirmed plan is not taken away by a change that cannot be active.
        scene.say("plan-change-waits", slots | plan_slots(stored.plan, blocking, scene.today()))
    elif stored.state is VersionState.BLOCKED:
        scene.say("plan-blocked", slots | plan_slots(stored.plan, blocking, scene.today()))
    else:
        scene.say("plan-watch", slots | {"why": ",".join(stored.why)})
    talk_over(scene, stored, [finding.rule for finding in blocking])


def _state_of(plan: Plan, findings: Sequence[Finding]) -> VersionState:
    if plan.as_needed is not None and not plan.steps:
        return VersionState.WATCH
    if not is_schedulable(plan):
        return VersionState.WATCH
    return VersionState.ACTIVE if activates(findings) else VersionState.BLOCKED


def _begins_at(records: Records, version: PlanVersion, patient: Patient, now: datetime) -> datetime:
    """A first plan begins now. A change begins with the next local day, or with the plan's own later start: a day that
    has begun under the old version ends under it, so that changed times cannot make a second dose of the same one."""
    active = [v for v in records.plans.live_of([patient.id]) if v.state is VersionState.ACTIVE]
    if not active or version.plan.timezone is None:
        return now
    today = to_wall(now, version.plan.timezone).date()
    begins_on = max(today + timedelta(days=1), version.plan.start or today)
    return to_utc(begins_on, time(0), version.plan.timezone)


def take_supply(scene: Scene, medicine_id: int, supply: Supply) -> None:
    """Enter the pills that the plan file says are in the house."""
    if supply.on_hand:
        scene.records.stock.set_on_hand(medicine_id, supply.on_hand, scene.now, "enrolled")


def confirm(
    records: Records, version: PlanVersion, patient: Patient, prescriber: str, now: datetime, knowledge: Knowledge
) -> PlanVersion:
    """A named prescriber confirmed a blocked plan, as recorded by the operator: it becomes active as a new version."""
    retire(records, version, now, now, VersionState.REPLACED)
    confirmed = replace(
        version,
        id=0,
        number=next_number(records, patient.id),
        state=VersionState.ACTIVE,
        begins_at=_begins_at(records, version, patient, now),
        created_at=now,
        confirmed_by=prescriber,
        confirmed_at=now,
        planned_until=None,
        wake_at=None,
    )
    stored = begin_version(records, confirmed, patient, now, knowledge.drug)
    findings = review(stored.plan, knowledge.drug)
    slots = plan_slots(stored.plan, findings, to_wall(now, patient.zone).date()) | {"who": prescriber}
    key = f"confirmed:{stored.id}"
    records.messages.add(to_patient(patient, "plan-started", key, now, slots=slots, version_id=stored.id))
    return stored


def plan_slots(plan: Plan, findings: list[Finding], today: date) -> dict[str, str]:
    """What a summary of a plan needs: dates, steps, totals and findings."""
    dates = steps_with_dates(plan)
    slots = {"steps": str(len(plan.steps)), "ends": plan.ends.value, "today": today.isoformat()}
    if plan.prescriber:
        slots["prescriber"] = plan.prescriber
    if dates:
        slots["from"] = slots["day"] = dates[0][1].isoformat()
        on = max(today, dates[0][1])
        slots["daily_mg"] = number(daily_total(plan, on))
        place = day_of_plan(plan, on)
        if place is not None:
            slots["step"] = str(place[0])
    last = last_on(plan)
    if last is not None:
        slots["last_day"] = last.isoformat()
    slots["findings"] = json.dumps(
        [{"level": f.level.value, "rule": f.rule, "step": f.step, "slots": dict(f.slots)} for f in findings]
    )
    return slots


def _difference(before: Plan, version: PlanVersion, who: str) -> dict[str, str]:
    zone = version.plan.timezone or "UTC"
    begins_on = to_wall(version.begins_at, zone).date()
    following = doses_between(version.plan, version.begins_at, version.begins_at + timedelta(days=1))
    return {
        "change": version.change.value,
        "who": who,
        "from_day": begins_on.isoformat(),
        "before_mg": number(daily_total(before, begins_on - timedelta(days=1))),
        "after_mg": number(sum((dose.mg for dose in following), Decimal(0))),
    }


def tell_copy(scene: Scene, who: str, plan: Plan) -> None:
    """What was decided on the telephone, to the caregivers too: a copy, so that it is not one person's word alone."""
    patient = scene.patient
    assert patient is not None
    holds_from = max(scene.today(), plan.start or scene.today())
    slots = {"patient": patient.call_me, "who": who, "from_day": holds_from.isoformat()}
    for carer_id, carer in circle_of(scene.records, patient.id).items():
        scene.out.append(
            to_carer(
                carer_id,
                carer.contacts[0],
                patient.id,
                "plan-copy",
                f"plan-copy:{scene.inbound_id}:{carer_id}",
                scene.now,
                priority=Priority.CHECK_IN,
                slots=slots,
                not_before=after_quiet(patient, scene.now),
            )
        )
