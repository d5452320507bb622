"""A plan as JSON text and back, with every amount exact: json's own writer knows no Decimal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from scheduler.domain.document import PlanDocumentError, parse_plan, plan_document
from scheduler.domain.regimen import (
    AsNeeded,
    Context,
    Day,
    DoseLine,
    Ends,
    Form,
    Liquid,
    Plan,
    Step,
    Supply,
    Tablet,
)
from storage.columns import canonical
from storage.failure import StoreError

_read = json.JSONDecoder(parse_float=Decimal).decode
_STEPS_BEGIN, _STEPS_END = '"steps":[', '],"ends":'
_BETWEEN_STEPS = re.compile(r'\},\{(?="(?:days|from)":)')
_AMOUNTS = ("min_tablets", "max_tablets", "min_mg", "max_mg", "max_daily_mg")


def write_plan(plan: Plan) -> str:
    """Write a plan as text. Raises StoreError if it would not come back as it is, by either way of reading it."""
    text = _write(plan_document(plan))
    try:
        same = read_plan(text) == plan and parse_plan(_read(text)) == plan
    except PlanDocumentError as error:
        raise StoreError(f"this plan cannot be kept: {error}") from None
    if not same:
        raise StoreError("this plan cannot be kept: it would not come back as it is")
    return text


def read_plan(text: str) -> Plan:
    """Read what `write_plan` wrote.

    Every field was looked at when it was written, which costs ten times what taking it out again does; so that is done
    only for a text that is not quite what is written now.
    """
    before, opens, rest = text.partition(_STEPS_BEGIN)
    steps, closes, after = rest.partition(_STEPS_END)
    try:
        # Quotes inside a string are escaped, so these marks are never part of one.
        kept = _read(f"{before}{opens}{closes}{after}")
        return _plan(kept, tuple(map(_step_of, _BETWEEN_STEPS.split(steps[1:-1]))) if steps else ())
    except (AttributeError, KeyError, TypeError, ValueError):
        return parse_plan(_read(text))


def _plan(kept: Mapping[str, Any], steps: tuple[Step, ...]) -> Plan:
    liquid, as_needed, context, supply = kept["liquid"], kept["as_needed"], kept["context"], kept["supply"]
    return Plan(
        medication=kept["medication"],
        timezone=kept["timezone"],
        start=_date(kept["start"]),
        tablets=tuple([Tablet(_amount(each["strength_mg"]), each["pieces"]) for each in kept["tablets"]]),
        liquid=liquid and Liquid(_amount_of(liquid["mg_per_ml"]), _amount_of(liquid["smallest_ml"])),
        steps=steps,
        ends=Ends(kept["ends"]),
        as_needed=as_needed
        and AsNeeded(times_per_day=as_needed["times_per_day"], **{name: _amount(as_needed[name]) for name in _AMOUNTS}),
        context=Context(
            reported_current_mg=_amount(context["reported_current_mg"]),
            plan_baseline_mg=_amount(context["plan_baseline_mg"]),
            months_on_drug=_amount(context["months_on_drug"]),
            egfr=_amount(context["egfr"]),
            market=context["market"],
            flags=tuple(context["flags"]),
        ),
        supply=Supply(
            on_hand={key: _amount_of(amount) for key, amount in supply["on_hand"].items()},
            refills=supply["refills"],
            refill_quantity=_amount(supply["refill_quantity"]),
            next_visit_on=_date(supply["next_visit"]),
            lead_days=supply["lead_days"],
        ),
        prescriber=kept["prescriber"],
    )


# Many come down by the same steps, and whoever does has each of them read anew every day.
@lru_cache(maxsize=4096)
def _step_of(text: str) -> Step:
    kept: Mapping[str, Any] = _read(f"{{{text}}}")
    days, from_on, to_on = kept.get("days"), _date(kept.get("from")), _date(kept.get("to"))
    if from_on is not None:
        if days is not None:
            raise ValueError("a step is counted or dated")
        days = None if to_on is None else (to_on - from_on).days + 1
    total = kept.get("daily_total_mg")
    cycle: tuple[Day, ...] = ()
    if total is None:
        cycle = tuple(map(_day, kept["cycle"])) if "cycle" in kept else (_day(kept["doses"]),)
    form = kept.get("form")
    return Step(days, cycle, form and Form(form), from_on, to_on, _amount(total))


def _day(kept: list[Mapping[str, Any]]) -> Day:
    return tuple([_line(line["at"], line["mg"], line.get("when")) for line in kept])


# Lines, amounts and dates are few, whoever's plan they are in.
@lru_cache(maxsize=16_384)
def _line(at: str | None, mg: int | Decimal, when: str | None) -> DoseLine:
    return DoseLine(None if at is None else time.fromisoformat(at), _amount_of(mg), when)


@lru_cache(maxsize=4096)
def _amount_of(kept: int | Decimal) -> Decimal:
    if not isinstance(kept, int | Decimal):
        raise TypeError("an amount is a number")
    return Decimal(kept)


def _amount(kept: int | Decimal | None) -> Decimal | None:
    return None if kept is None else _amount_of(kept)


def _date(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_write(str(key))}:{_write(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    return canonical(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
