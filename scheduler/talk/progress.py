"""How somebody is doing, in their own numbers: on the plan, in what they took, in how they were. No praise, no forecast."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from scheduler.domain.dose import DoseState
from scheduler.domain.message import DRAWS
from scheduler.domain.own_numbers import compare
from scheduler.domain.people import Patient
from scheduler.domain.timing import daily_total, day_of_plan, last_on, steps_with_dates, to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.reasons import last_step_down_at
from scheduler.slots import number
from scheduler.talk.scene import Scene

_PICTURE = {DRAWS: "progress"}
_QUESTIONS = (("stiffness", "stiff"), ("sleep_hours", "slept"))


def tell_progress(scene: Scene) -> None:
    """Where they are on the plan, what was taken of it, stiffness and sleep now, at first, and around the last step."""
    patient, live = scene.patient, scene.live()
    assert patient is not None
    numbers = _how_they_were(scene, patient)
    if live is not None and live.state is VersionState.ACTIVE:
        scene.say("progress", _on_the_plan(scene, patient, live) | numbers | _PICTURE)
    elif numbers:
        scene.say("own-numbers", numbers | _PICTURE)
    else:
        scene.say("no-plan" if live is None else "watch-only-note")


def _how_they_were(scene: Scene, patient: Patient) -> dict[str, str]:
    told = scene.records.check_ins.of_patient(patient.id, patient.enrolled_at)
    stepped_at = last_step_down_at(scene.records, patient, scene.now)
    slots: dict[str, str] = {}
    for question, name in _QUESTIONS:
        found = compare(question, told, scene.now, stepped_at, patient.policy)
        if found.first is not None and found.now is not None:
            slots |= {f"{name}_first": number(found.first), f"{name}_now": number(found.now)}
        if stepped_at is not None and found.before is not None and found.since is not None:
            slots |= {f"{name}_before": number(found.before), f"{name}_since": number(found.since)}
            slots["step_day"] = to_wall(stepped_at, patient.zone).date().isoformat()
    return slots


def _on_the_plan(scene: Scene, patient: Patient, live: PlanVersion) -> dict[str, str]:
    doses = scene.records.doses.of_patient(patient.id, patient.enrolled_at - timedelta(days=1), scene.now)
    past = [dose for dose in doses if dose.state is not DoseState.REPLACED]
    taken = [dose for dose in past if dose.state is DoseState.TAKEN]
    versions = scene.records.plans.versions_of(patient.id)
    first = min((v for v in versions if v.plan.steps), key=lambda v: v.number, default=live)
    begun = steps_with_dates(first.plan)
    today = scene.today()
    place = day_of_plan(live.plan, today)
    slots = {
        "taken": str(len(taken)),
        "planned": str(len(past)),
        "now_daily_mg": number(daily_total(live.plan, today)),
        "of": str(len(live.plan.steps)),
    }
    if place is not None:
        slots["step"] = str(place[0])
    if begun:
        slots["first_daily_mg"] = number(first.plan.context.reported_current_mg or daily_total(first.plan, begun[0][1]))
        slots["days"] = str(max(0, (today - begun[0][1]).days + 1))
    last_day = last_on(live.plan)
    if last_day is not None:
        slots["last_day"] = last_day.isoformat()
        slots["days_left"] = str(max(0, (last_day - today).days))
    mg = sum((dose.taken_mg or Decimal(0) for dose in taken), Decimal(0))
    return slots | {"taken_mg": number(mg)}
