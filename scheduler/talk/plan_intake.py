"""A plan comes in: what is missing is asked, it is reviewed, then it is active, blocked or watch-only, and said to be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.finding import Finding, Level
from scheduler.domain.people import Patient
from scheduler.domain.regimen import Day, DoseLine, Plan, Step, Supply
from scheduler.domain.review import activates, review
from scheduler.domain.timing import (
    daily_total,
    day_of_plan,
    doses_between,
    is_schedulable,
    last_on,
    missing,
    steps_with_dates,
    to_utc,
    to_wall,
)
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.outgoing import to_patient
from scheduler.planning import begin_version, retire
from scheduler.ports import Records
from scheduler.slots import number
from scheduler.talk.scene import Scene


def take_plan(scene: Scene, plan: Plan) -> None:
    """A plan file came in. What is missing is asked; a change of a running plan needs the name of who decided it."""
    patient = scene.patient
    assert patient is not None
    # Wall times follow the person, not the desk the plan was written at; a difference is said.
    written_zone, plan = plan.timezone, replace(plan, timezone=patient.zone)
    if written_zone not in (None, patient.zone):
        scene.say("plan-zone", {"plan_zone": written_zone or "", "zone": patient.zone})
    live = scene.live()
    last = last_on(plan)
    if last is not None and last < scene.today():
        scene.say("plan-refused", {"why": "over", "day": last.isoformat()})
        return
    if live is not None and live.plan == plan and live.state is not VersionState.WAITING:
        scene.say("plan-same")
        return
    change = Change.AMEND if live is not None and live.state is VersionState.ACTIVE else Change.START
    if change is Change.AMEND:
        keep_draft(scene, plan, change)
        scene.say("plan-change-who", {"change": change.value})
        scene.ask("decided_by", {"change": change.value})
        return
    keep_draft(scene, plan, change)
    _ask_for_ok(scene, plan)


def keep_draft(scene: Scene, plan: Plan, change: Change) -> PlanVersion:
    """Store the plan as a version that waits; an older waiting one gives way to it."""
    assert scene.patient is not None
    draft = PlanVersion(
        patient_id=scene.patient.id,
        medicine_id=medicine_of(scene.records, scene.patient.id, plan.medication),
        number=next_number(scene.records, scene.patient.id),
        plan=plan,
        state=VersionState.WAITING,
        change=change,
        begins_at=scene.now,
        created_at=scene.now,
    )
    return begin_version(scene.records, draft, scene.patient, scene.now, scene.knowledge.drug)


def medicine_of(records: Records, patient_id: int, name: str) -> int:
    """The patient's medicine of that name, added if it is new."""
    for medicine_id, known in records.plans.medicines_of(patient_id):
        if known.casefold() == name.casefold():
            return medicine_id
    return records.plans.add_medicine(patient_id, name)


def next_number(records: Records, patient_id: int) -> int:
    """The number of the patient's next version, from 1."""
    return 1 + max((version.number for version in records.plans.versions_of(patient_id)), default=0)


def _ask_for_ok(scene: Scene, plan: Plan) -> None:
    wanted = [name for name in missing(plan) if name != "timezone"]
    if "start" in wanted and plan.steps:
        scene.say("plan-waiting", {"missing": json.dumps(["start"])})
        scene.ask("plan_start")
    elif "times" in wanted:
        name = next(line.when or "" for line in _untimed(plan))
        scene.say("plan-time", {"when": name})
        scene.ask("plan_time", {"when": name})
    elif "split" in wanted:
        scene.say("plan-waiting", {"missing": json.dumps(["split"])})
        scene.settle()
    else:
        findings = review(plan, scene.knowledge.drug, now_on=scene.today())
        if activates(findings) and is_schedulable(plan):
            scene.say("plan-loaded", plan_slots(plan, findings, scene.today()))
            scene.ask("plan_ok")
        else:
            settle_plan(scene, "")


def _untimed(plan: Plan) -> list[DoseLine]:
    return [line for step in plan.steps for day in step.cycle for line in day if line.at is None]


def fill_in(scene: Scene, *, start: date | None = None, at: time | None = None) -> None:
    """The person supplied what the plan left open: its first day, or the time of "morning"."""
    draft = _draft(scene)
    if draft is None:
        scene.settle()
        scene.say("no-plan")
        return
    plan = draft.plan
    if start is not None:
        plan = replace(plan, start=start)
    if at is not None:
        name = scene.asked.get("when", "")
        plan = replace(plan, steps=tuple(_timed(step, name, at) for step in plan.steps))
        if any(_twice_at(day, at) for step in plan.steps for day in step.cycle):
            scene.say("plan-time", {"when": name})
            return
    keep_draft(scene, plan, draft.change)
    _ask_for_ok(scene, plan)


def _twice_at(day: Day, at: time) -> bool:
    return sum(line.at == at for line in day) > 1


def _timed(step: Step, name: str, at: time) -> Step:
    def set_time(line: DoseLine) -> DoseLine:
        return replace(line, at=at) if line.at is None and (line.when or "") == name else line

    cycle = tuple(tuple(sorted(map(set_time, day), key=lambda x: x.at or time.max)) for day in step.cycle)
    return replace(step, cycle=cycle)


def _draft(scene: Scene) -> PlanVersion | None:
    assert scene.patient is not None
    waiting = [v for v in scene.records.plans.live_of([scene.patient.id]) if v.state is VersionState.WAITING]
    return max(waiting, key=lambda v: v.number, default=None)


def settle_plan(scene: Scene, decided_by: str) -> None:
    """The person says that their prescriber gave them this plan: active, or blocked, or watch-only."""
    patient = scene.patient
    assert patient is not None
    draft = _draft(scene)
    scene.settle()
    if draft is None:
        scene.say("no-plan")
        return
    before = scene.live()
    findings = review(draft.plan, scene.knowledge.drug, now_on=scene.today())
    version = replace(
        draft,
        id=0,
        number=next_number(scene.records, patient.id),
        state=_state_of(draft.plan, findings),
        begins_at=_begins_at(scene.records, draft, patient, scene.now),
        decided_by=decided_by or draft.plan.prescriber,
        why=tuple(sorted({finding.rule for finding in findings if finding.level is Level.BLOCK})),
    )
    stored = begin_version(scene.records, version, patient, scene.now, scene.knowledge.drug)
    if draft.change is Change.START or not scene.records.stock.on_hand(stored.medicine_id):
        take_supply(scene, stored.medicine_id, draft.plan.supply)
    scene.reload()
    slots = plan_slots(stored.plan, findings, scene.today())
    if stored.state is VersionState.ACTIVE:
        if before is not None and draft.change is not Change.START:
            slots |= _difference(before.plan, stored, decided_by)
            scene.say("plan-changed", slots)
        else:
            scene.say("plan-started", slots)
    elif before is not None and before.state is VersionState.ACTIVE:
        # The confirmed plan is not taken away by a change that cannot be active.
        blocking = [finding for finding in findings if finding.level is Level.BLOCK]
        scene.say("plan-change-waits", slots | plan_slots(stored.plan, blocking, scene.today()))
    elif stored.state is VersionState.BLOCKED:
        blocking = [finding for finding in findings if finding.level is Level.BLOCK]
        scene.say("plan-blocked", slots | plan_slots(stored.plan, blocking, scene.today()))
    else:
        scene.say("plan-watch", slots | {"why": ",".join(version.why)})


def _state_of(plan: Plan, findings: list[Finding]) -> VersionState:
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
