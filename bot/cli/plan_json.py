"""How `stepdown plan … --json` answers: one JSON document, amounts as plain numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.texts.findings import say_finding, say_mark
from scheduler.domain.as_needed import Rate
from scheduler.domain.regimen import Plan
from scheduler.domain.review import Finding, activates
from scheduler.domain.supply import SupplyForecast
from scheduler.domain.timing import PlannedDose, missing


def _print_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, default=_number))


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"not for JSON: {type(value).__name__}")
    # The shortest digits of the float are the ones that go out, so 192.5 stays 192.5.
    return int(value) if value == value.to_integral_value() else float(value)


def write_findings(plan: Plan, findings: Sequence[Finding], notes: Sequence[Finding]) -> None:
    """`{"activates", "findings"}`, `missing`: what the person has still to supply, and `notes` about the calendar."""
    _print_json(
        {
            "activates": activates(findings),
            "missing": list(missing(plan)),
            "findings": [finding_document(finding) for finding in findings],
            "notes": [finding_document(note) for note in notes],
        }
    )


def finding_document(finding: Finding) -> dict[str, object]:
    """One finding as it stands in a list of `findings`."""
    written: dict[str, object] = {
        "level": finding.level.value,
        "rule": finding.rule,
        "step": finding.step,
        "says": say_finding(finding),
        "source": finding.source,
        "mark": say_mark(finding),
    }
    if "first_on" in finding.slots and "last_on" in finding.slots:
        first, last = (date.fromisoformat(finding.slots[name]) for name in ("first_on", "last_on"))
        written["dates"] = [(first + timedelta(days=day)).isoformat() for day in range((last - first).days + 1)]
    return written


def write_doses(doses: Sequence[PlannedDose]) -> None:
    """A list of doses; what they are made of as `tablets`, or `ml` for a liquid, null where they cannot be made."""
    _print_json([_dose(dose) for dose in doses])


def _dose(dose: PlannedDose) -> dict[str, object]:
    made: dict[str, object] = {"tablets": dict(dose.pieces) or None}
    if dose.pieces and dose.pieces[0][0] == "ml":
        made = {"ml": dose.pieces[0][1]}
    return {
        "due_at": f"{dose.due_at:%Y-%m-%dT%H:%M:%SZ}",
        "date": dose.on.isoformat(),
        "at": f"{dose.at:%H:%M}",
        "mg": dose.mg,
        **made,
        "step": dose.step,
    }


def write_supply(found: SupplyForecast, findings: Sequence[Finding]) -> None:
    """The forecast. `runs_out` also follows a plan that goes on; `first_dose_not_covered` only its listed days."""
    _print_json(
        {
            "needed": found.needed,
            "whole": found.whole,
            "splits": found.splits,
            "first_dose_not_covered": _place(found.first_dose_not_covered),
            "runs_out": _place(found.runs_out),
            "order_by": _iso(found.order_by),
            "last_dose_on": _iso(found.last_dose_on),
            "refills": [
                {
                    "refill": need.number,
                    "needed_before": _place(need.dose),
                    "tablets_needed_by_then": need.needed_by_then,
                }
                for need in found.refills
            ],
            "days_short": found.days_short,
            "rates": [_rate(rate) for rate in found.rates],
            "findings": [finding_document(finding) for finding in findings],
        }
    )


def _place(dose: PlannedDose | None) -> dict[str, str] | None:
    return None if dose is None else {"date": dose.on.isoformat(), "at": f"{dose.at:%H:%M}"}


def _iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _rate(rate: Rate) -> dict[str, object]:
    return {
        "tablets_per_day": rate.per_day,
        "pattern": list(rate.pattern),
        "full_days": rate.full_days,
        "full_days_with_refills": rate.full_days_with_refills,
        "first_dose_not_covered": {"day": rate.first_day, "dose_no": rate.first_dose, "date": _iso(rate.first_on)},
        "days_short": rate.days_short,
    }
