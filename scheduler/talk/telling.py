"""What somebody asks about their own plan: today, next, what is left, how far along. Numbers only, nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from scheduler.domain.dose import DoseState
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import (
    daily_total,
    day_of_plan,
    last_on,
    steps_with_dates,
    to_utc,
)
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.pills import supply_slots
from scheduler.slots import number
from scheduler.talk.plan_bringing import go_on
from scheduler.talk.plan_rows import plan_picture, plan_rows
from scheduler.talk.plan_talking import load
from scheduler.talk.scene import Scene


def _active(scene: Scene) -> PlanVersion | None:
    """The active version; None after saying what there is instead."""
    live = scene.live()
    if live is not None and live.state is VersionState.ACTIVE:
        return live
    scene.say("no-plan" if live is None else "watch-only-note")
    return None


def tell_today(scene: Scene) -> None:
    """Every dose of the person's present day, answered or not."""
    if _active(scene) is None:
        return
    assert scene.patient is not None
    start = to_utc(scene.today(), datetime.min.time(), scene.patient.zone)
    end = to_utc(scene.today() + timedelta(days=1), datetime.min.time(), scene.patient.zone)
    doses = scene.records.doses.of_patient(scene.patient.id, start, end)
    kept = [dose for dose in doses if dose.state is not DoseState.REPLACED]
    scene.say("today" if kept else "today-none", doses=kept)


def tell_next(scene: Scene) -> None:
    """The next dose that is not answered."""
    if _active(scene) is None:
        return
    assert scene.patient is not None
    coming = scene.records.doses.of_patient(scene.patient.id, scene.now, scene.now + timedelta(hours=48))
    doses = [dose for dose in coming if dose.state in {DoseState.PLANNED, DoseState.DUE}]
    if doses:
        scene.say("next", doses=doses[:1])
    else:
        scene.say("next-none")


def tell_plan(scene: Scene) -> None:
    """The plan by steps, and where the person is on it. While none rules and one is being handed over, that goes on."""
    rules = scene.live()
    if (rules is None or rules.state is VersionState.WAITING) and scene.patient is not None and load(scene) is not None:
        go_on(scene)
        return
    live = _active(scene)
    if live is None:
        return
    plan, today = live.plan, scene.today()
    place = day_of_plan(plan, today)
    rows = plan_rows(plan, today)
    slots = {"rows": json.dumps(rows), "of": str(len(plan.steps)), "ends": plan.ends.value, "today": today.isoformat()}
    slots["daily_mg"] = number(daily_total(plan, today))
    if place is not None:
        slots["step"] = str(place[0])
        slots |= _next_step(plan, place[0])
    last_day = last_on(plan)
    if last_day is not None:
        slots["last_day"] = last_day.isoformat()
    if plan.prescriber or live.confirmed_by:
        slots["prescriber"] = plan.prescriber or live.confirmed_by or ""
    scene.say("plan-table", slots | plan_picture(scene))


def _next_step(plan: Plan, present: int) -> dict[str, str]:
    for step_number, first, _ in steps_with_dates(plan):
        if step_number == present + 1:
            return {"next_step_day": first.isoformat(), "next_daily_mg": number(daily_total(plan, first))}
    return {}


def tell_left(scene: Scene) -> None:
    """Pills in the house, the first dose they do not cover, and when to order."""
    live = scene.live()
    if live is None:
        scene.say("no-plan")
        return
    slots = supply_slots(scene.records, live, scene.knowledge, scene.now)
    scene.say("left" if "rows" in slots else "left-unknown", slots)


def tell_speed(scene: Scene) -> None:
    """ "How slowly?": where they are on their own plan, and what is published, only as something to ask the prescriber."""
    live = scene.live()
    slots = {
        "published": json.dumps(
            [
                {"where": each.where, "low_days": each.low_days, "high_days": each.high_days}
                for each in scene.knowledge.drug.published
            ]
        )
    }
    if live is not None and live.state is VersionState.ACTIVE:
        slots["of"] = str(len(live.plan.steps))
        place = day_of_plan(live.plan, scene.today())
        if place is not None:
            slots["step"] = str(place[0])
        last_day = last_on(live.plan)
        if last_day is not None:
            slots["last_day"] = last_day.isoformat()
        if live.plan.prescriber or live.confirmed_by:
            slots["prescriber"] = live.plan.prescriber or live.confirmed_by or ""
    scene.say("how-slowly", slots)
