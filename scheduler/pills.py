"""Pills in the house against the plan as it stands: the first dose they do not cover, and when to order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.regimen import Plan
from scheduler.domain.supply import order_by, run_out
from scheduler.domain.timing import PlannedDose, doses_between, is_schedulable, to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.ports import Records
from scheduler.slots import number, stock_slot

# How far ahead is looked, and how much of it at once: most boxes last a month or two.
_AHEAD, _AT_ONCE = timedelta(days=400), timedelta(days=30)


def supply_slots(records: Records, live: PlanVersion, knowledge: Knowledge, now: datetime) -> dict[str, str]:
    """Supply under the plan as it stands, as slots. Dates are the plan's local ones."""
    on_hand = records.stock.on_hand(live.medicine_id)
    if not on_hand:
        return {}
    slots = {"rows": stock_slot(on_hand)}
    ordered = records.stock.ordered(live.medicine_id)
    if ordered is not None:
        slots["ordered"] = number(ordered[0])
    short = first_not_covered(records, live, now)
    if short is None:
        return slots
    slots |= {"run_out_day": short.on.isoformat(), "run_out_time": short.at.strftime("%H:%M")}
    slots["run_out_at"] = short.due_at.isoformat()
    supply = live.plan.supply
    closed = knowledge.closed_in(knowledge.country_of(live.plan.timezone or "UTC"))
    slots["order_by"] = order_by(short.on, supply.lead_days or 0, closed).isoformat()
    visit = supply.next_visit_on
    if visit is not None and short.on < visit and to_wall(now, live.plan.timezone or "UTC").date() <= visit:
        slots |= {"visit": visit.isoformat(), "days_short": str((visit - short.on).days)}
    return slots


def first_not_covered(records: Records, live: PlanVersion, now: datetime) -> PlannedDose | None:
    """The first dose from now on that the pills in the house do not cover; None if they last, or nothing is scheduled."""
    if live.state is not VersionState.ACTIVE or not is_schedulable(live.plan):
        return None
    on_hand = records.stock.on_hand(live.medicine_id)
    if not on_hand:
        return None
    open_now = records.doses.of_patient(live.patient_id, now - timedelta(hours=12), now)
    waiting = [_as_planned(dose) for dose in open_now if dose.state is DoseState.DUE]
    return run_out(on_hand, chain(waiting, _coming(live.plan, max(now, live.begins_at), now + _AHEAD)))


def _coming(plan: Plan, since: datetime, until: datetime) -> Iterator[PlannedDose]:
    """The doses from `since` until before `until` (UTC), in order; no more of them are worked out than are asked for."""
    while since < until:
        ends = min(since + _AT_ONCE, until)
        yield from doses_between(plan, since, ends)
        since = ends


def _as_planned(dose: Dose) -> PlannedDose:
    return PlannedDose(due_at=dose.due_at, on=dose.on, at=dose.at, mg=dose.mg, step=dose.step, pieces=dose.pieces)
