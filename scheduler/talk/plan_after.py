"""What is said once a plan is in: to somebody whose plan and intake differ, and to somebody whose plan is as needed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from scheduler.domain.as_needed import rates_of
from scheduler.domain.regimen import Plan
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.slots import number
from scheduler.talk.scene import Scene


def talk_over(scene: Scene, stored: PlanVersion, blocking: Sequence[str]) -> None:
    """The short talk that a plan of this kind needs, after its own message."""
    if "BASELINE_MISMATCH" in blocking:
        scene.say("mismatch-note", _clinic(stored.plan))
    elif stored.state is VersionState.WATCH and stored.plan.as_needed is not None:
        say_rates(scene, stored.plan)


def _clinic(plan: Plan) -> dict[str, str]:
    return {"clinic": plan.prescriber} if plan.prescriber else {}


def say_rates(scene: Scene, plan: Plan) -> None:
    """How long what is in the house lasts at each rate that the plan allows, against refills and the next visit."""
    rates = rates_of(plan, scene.today())
    if not rates:
        scene.say("prn-unknown", _clinic(plan))
        return
    chosen = rates if len(rates) <= 3 else (rates[0], rates[len(rates) // 2], rates[-1])
    rows = [
        {
            "tablets_per_day": number(rate.per_day),
            "full_days": rate.full_days,
            "first_dose_not_covered": None,
            "days_short": rate.days_short,
        }
        for rate in chosen
    ]
    slots = {"rows": json.dumps(rows)} | _clinic(plan)
    supply = plan.supply
    if supply.refills and supply.refill_quantity:
        slots |= {"refills": str(supply.refills), "days": str(rates[-1].full_days_with_refills)}
    if supply.next_visit_on is not None:
        slots["visit"] = supply.next_visit_on.isoformat()
    scene.say("prn-rates", slots)
