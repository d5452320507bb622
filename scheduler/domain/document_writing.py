"""A plan written back as the plan document that it could be read from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scheduler.domain.amount import canonical
from scheduler.domain.regimen import AsNeeded, Context, DoseLine, Plan, Step, Supply


def plan_document(plan: Plan) -> dict[str, object]:
    """The plan as a document: whole amounts as int, others as Decimal; dates and times as ISO strings."""
    liquid = plan.liquid
    return {
        "medication": plan.medication,
        "timezone": plan.timezone,
        "start": _write_date(plan.start),
        "tablets": [{"strength_mg": _write(tablet.strength_mg), "pieces": tablet.pieces} for tablet in plan.tablets],
        "liquid": None
        if liquid is None
        else {"mg_per_ml": _write(liquid.mg_per_ml), "smallest_ml": _write(liquid.smallest_ml)},
        "steps": [_write_step(step) for step in plan.steps],
        "ends": plan.ends.value,
        "as_needed": None if plan.as_needed is None else _write_as_needed(plan.as_needed),
        "context": _write_context(plan.context),
        "supply": _write_supply(plan.supply),
        "prescriber": plan.prescriber,
    }


def _write(amount: Decimal | None) -> int | Decimal | None:
    return None if amount is None else canonical(amount)


def _write_date(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _write_step(step: Step) -> dict[str, object]:
    written: dict[str, object] = {}
    if step.from_on is None:
        written["days"] = step.days
    else:
        written["from"] = step.from_on.isoformat()
        written["to"] = _write_date(step.to_on)
    if step.daily_total_mg is not None:
        written["daily_total_mg"] = _write(step.daily_total_mg)
    elif len(step.cycle) == 1:
        written["doses"] = [_write_dose(line) for line in step.cycle[0]]
    else:
        written["cycle"] = [[_write_dose(line) for line in day] for day in step.cycle]
    if step.form is not None:
        written["form"] = step.form.value
    return written


def _write_dose(line: DoseLine) -> dict[str, object]:
    written: dict[str, object] = {"at": None if line.at is None else f"{line.at:%H:%M}", "mg": _write(line.mg)}
    if line.when is not None:
        written["when"] = line.when
    return written


def _write_as_needed(part: AsNeeded) -> dict[str, object]:
    amounts = {
        "min_tablets": part.min_tablets,
        "max_tablets": part.max_tablets,
        "min_mg": part.min_mg,
        "max_mg": part.max_mg,
        "max_daily_mg": part.max_daily_mg,
    }
    return {**{name: _write(amount) for name, amount in amounts.items()}, "times_per_day": part.times_per_day}


def _write_context(context: Context) -> dict[str, object]:
    return {
        "reported_current_mg": _write(context.reported_current_mg),
        "plan_baseline_mg": _write(context.plan_baseline_mg),
        "months_on_drug": _write(context.months_on_drug),
        "egfr": _write(context.egfr),
        "market": context.market,
        "flags": list(context.flags),
    }


def _write_supply(supply: Supply) -> dict[str, object]:
    return {
        "on_hand": {key: _write(amount) for key, amount in supply.on_hand.items()},
        "refills": supply.refills,
        "refill_quantity": _write(supply.refill_quantity),
        "next_visit": _write_date(supply.next_visit_on),
        "lead_days": supply.lead_days,
    }
