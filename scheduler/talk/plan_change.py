"""Hold, step back, restart: each is a new version that says who decided it; history is never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from scheduler.domain.regimen import Ends, Plan, Step
from scheduler.domain.timing import day_of_plan, steps_with_dates
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.talk.scene import Scene


def changed_plan(scene: Scene, live: PlanVersion, change: Change) -> Plan | None:
    """The plan as it would be from tomorrow on; None where there is nothing to hold, to go back to, or to go on with."""
    assert scene.patient is not None
    tomorrow = scene.today() + timedelta(days=1)
    place = day_of_plan(live.plan, tomorrow)
    if place is None:
        return None
    step_number, day = place
    step = live.plan.steps[step_number - 1]
    if change is Change.HOLD:
        turned = step.cycle[(day - 1) % len(step.cycle) :] + step.cycle[: (day - 1) % len(step.cycle)]
        held = replace(step, days=None, from_on=None, to_on=None, cycle=turned)
        return replace(live.plan, start=tomorrow, steps=(held,), ends=Ends.HOLD)
    if change is Change.STEP_BACK:
        if step_number == 1:
            return _before_start(scene, live, tomorrow)
        steps = tuple(_undated(live.plan, number, s) for number, s in enumerate(live.plan.steps, 1))
        return replace(live.plan, start=tomorrow, steps=steps[step_number - 2 :])
    if change is Change.RESTART and _is_held(live.plan):
        return _after_hold(scene, live, tomorrow)
    return None


def _is_held(plan: Plan) -> bool:
    return plan.ends is Ends.HOLD and len(plan.steps) == 1 and plan.steps[0].days is None


def _undated(plan: Plan, step_number: int, step: Step) -> Step:
    if step.days is not None or step.from_on is None:
        return replace(step, from_on=None, to_on=None)
    dates = {n: (first, last) for n, first, last in steps_with_dates(plan)}
    first, last = dates[step_number]
    return replace(step, from_on=None, to_on=None, days=(last - first).days + 1 if last else None)


def _before_start(scene: Scene, live: PlanVersion, tomorrow: date) -> Plan | None:
    """The step before a version's first one is in the version before it."""
    earlier = [v for v in scene.records.plans.versions_of(live.patient_id) if v.number < live.number]
    for version in sorted(earlier, key=lambda v: -v.number):
        if version.plan.timezone is None or not version.plan.steps:
            continue
        for number_, step in reversed(list(enumerate(version.plan.steps, 1))):
            if _mg(step) > _mg(live.plan.steps[0]):
                back = _undated(version.plan, number_, step)
                rest = tuple(_undated(live.plan, n, s) for n, s in enumerate(live.plan.steps, 1))
                return replace(live.plan, start=tomorrow, steps=(replace(back, days=back.days or 7), *rest))
    return None


def _mg(step: Step) -> Decimal:
    days = [sum((line.mg for line in day), Decimal(0)) for day in step.cycle]
    return max(days, default=Decimal(0))


def _after_hold(scene: Scene, live: PlanVersion, tomorrow: date) -> Plan | None:
    """The steps that were still to come when the plan was held."""
    earlier = [v for v in scene.records.plans.versions_of(live.patient_id) if v.number < live.number]
    for version in sorted(earlier, key=lambda v: -v.number):
        if _is_held(version.plan) or version.state is not VersionState.REPLACED or not version.plan.steps:
            continue
        place = day_of_plan(version.plan, live.plan.start or tomorrow)
        if place is None or len(version.plan.steps) <= place[0]:
            continue
        rest = version.plan.steps[place[0] :]
        steps = tuple(_undated(version.plan, n, s) for n, s in enumerate(rest, place[0] + 1))
        return replace(version.plan, start=tomorrow, steps=steps)
    return None
