"""A plan → a FHIR MedicationRequest, R4 or R5. What FHIR cannot say so that it would come back the same is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.exchange.fhir.model import is_valid
from bot.exchange.fhir.source import Release
from bot.exchange.fhir.vocabulary import code, load, system
from bot.texts.words import say
from scheduler.domain.amount import canonical, write_amount
from scheduler.domain.regimen import AsNeeded, DoseLine, Ends, Form, Plan, Step
from scheduler.domain.stretch import Stretch, has_doses, stretches

Document = dict[str, Any]


class NotInFhirError(ValueError):
    """A plan that FHIR cannot hold: the text says what, and where."""


@dataclass(frozen=True, slots=True)
class Written:
    """The resource, and codes of what of the plan it does not hold (`fhir-lost-<code>`)."""

    document: Document
    lost: tuple[str, ...] = field(default_factory=tuple)


def write_request(plan: Plan, release: Release, subject: Document | None = None) -> Written:
    """The plan as one MedicationRequest. `subject`: a reference to the person; without it they stand unnamed.

    Raises NotInFhirError for a plan that would not come back with its doses, days and end unchanged.
    """
    document: Document = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        # A copy of what a prescriber decided, not the prescription itself.
        ("reported" if release is Release.R5 else "reportedBoolean"): True,
        **_medicine(plan, release),
        "subject": subject or {"display": say("fhir-person")},
        **({"requester": {"display": plan.prescriber}} if plan.prescriber else {}),
        "dosageInstruction": [*_steps(plan), *_as_needed(plan.as_needed, release)],
    }
    is_valid(document, release)
    return Written(document, tuple(_lost(plan)))


def milligrams(mg: Decimal) -> Document:
    """An amount in mg, as UCUM writes it."""
    return {"value": canonical(mg), "unit": "mg", "system": system("ucum"), "code": "mg"}


def _tablets(count: Decimal) -> Document:
    return {"value": canonical(count), "unit": "tablet", "system": system("tablet"), "code": code("tablet")}


def medicine_concept(plan: Plan) -> Document:
    """The medicine by its name. No code: none was looked up at a source for what somebody wrote."""
    return {"text": plan.medication}


def _medicine(plan: Plan, release: Release) -> Document:
    """Its name; with one strength alone also what a tablet or a millilitre holds."""
    strength = _strength(plan)
    if strength is None:
        concept = medicine_concept(plan)
        return {"medication": {"concept": concept}} if release is Release.R5 else {"medicationCodeableConcept": concept}
    item = medicine_concept(plan)
    if release is Release.R5:
        ingredient: Document = {"item": {"concept": item}, "strengthRatio": strength}
    else:
        ingredient = {"itemCodeableConcept": item, "strength": strength}
    inside = {
        "resourceType": "Medication",
        "id": "medicine",
        "code": medicine_concept(plan),
        "ingredient": [ingredient],
    }
    reference = {"reference": "#medicine"}
    held = {"medication": {"reference": reference}} if release is Release.R5 else {"medicationReference": reference}
    return {"contained": [inside], **held}


def _strength(plan: Plan) -> Document | None:
    if len(plan.tablets) == 1 and plan.liquid is None and plan.tablets[0].strength_mg is not None:
        return {"numerator": milligrams(plan.tablets[0].strength_mg), "denominator": _tablets(Decimal(1))}
    if plan.liquid is not None and not plan.tablets:
        per_ml = {"value": 1, "unit": "mL", "system": system("ucum"), "code": "mL"}
        return {"numerator": milligrams(plan.liquid.mg_per_ml), "denominator": per_ml}
    return None


def _steps(plan: Plan) -> Iterator[Document]:
    placed = {stretch.number: stretch for stretch in stretches(plan)}
    _check_dates(plan, placed)
    for number, step in enumerate(plan.steps, start=1):
        bounds, every, lines = _bounds(step, placed.get(number)), *_days(step, number)
        is_last = number == len(plan.steps)
        for run in _runs(lines):
            yield {
                "sequence": number,
                "text": _words(run, every),
                **({"additionalInstruction": [_then(plan)]} if is_last and _then(plan) else {}),
                "timing": {"repeat": {**bounds, **_rhythm(run, every, number)}},
                "doseAndRate": [{"doseQuantity": milligrams(run[0].mg)}],
            }


def _check_dates(plan: Plan, placed: dict[int, Stretch]) -> None:
    """Steps that leave a gap or overlap are no course that another program would carry out as this one does."""
    for number in range(2, len(plan.steps) + 1):
        before, step = placed.get(number - 1), plan.steps[number - 1]
        if before is None:
            if step.from_on is not None:
                raise NotInFhirError(say("fhir-cannot-some-dated", step=number))
            continue
        length = plan.steps[number - 2].days or 0
        if (placed[number].first_on - before.first_on).days != length:
            raise NotInFhirError(say("fhir-cannot-dates", step=number))


def _days(step: Step, number: int) -> tuple[int, tuple[DoseLine, ...]]:
    """Every how many days, and the doses of such a day."""
    if step.daily_total_mg is not None:
        raise NotInFhirError(say("fhir-cannot-split", step=number))
    if not has_doses(step):
        raise NotInFhirError(say("fhir-cannot-nothing", step=number))
    if any(step.cycle[1:]):
        raise NotInFhirError(say("fhir-cannot-cycle", step=number))
    return len(step.cycle), step.cycle[0]


def _bounds(step: Step, stretch: Stretch | None) -> Document:
    if stretch is not None:
        period: Document = {"start": stretch.first_on.isoformat()}
        if step.days is not None:
            period["end"] = stretch.first_on.fromordinal(stretch.first_on.toordinal() + step.days - 1).isoformat()
        return {"boundsPeriod": period}
    if step.days is None:
        return {}
    return {"boundsDuration": {"value": step.days, "unit": "d", "system": system("ucum"), "code": "d"}}


def _runs(lines: tuple[DoseLine, ...]) -> list[list[DoseLine]]:
    """One instruction for each dose; equal doses in a row without any time are one that says how often."""
    runs: list[list[DoseLine]] = []
    for line in lines:
        same = runs and runs[-1][0] == line and line.at is None and line.when is None
        if same:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _rhythm(run: list[DoseLine], every: int, number: int) -> Document:
    rhythm: Document = {"frequency": len(run), "period": every, "periodUnit": "d"}
    line = run[0]
    if every > 1 and len(run) > 1:
        raise NotInFhirError(say("fhir-cannot-cycle", step=number))
    if line.at is not None:
        return {**rhythm, "timeOfDay": [f"{line.at:%H:%M}:00"]}
    if line.when is None:
        return rhythm
    names = {name: key for key, name in load()["when"].items()}
    if line.when not in names:
        raise NotInFhirError(say("fhir-cannot-when", step=number, when=line.when))
    return {**rhythm, "when": [names[line.when]]}


def _words(run: list[DoseLine], every: int) -> str:
    line = run[0]
    at = f"{line.at:%H:%M}" if line.at is not None else line.when or "none"
    return say("fhir-dose", mg=write_amount(line.mg), at=at, times=len(run), every=every)


def _then(plan: Plan) -> Document | None:
    """How it ends, where the dates alone would be read otherwise."""
    if plan.ends is Ends.STOP:
        coding = {"system": system("snomed"), "code": code("then_stop"), "display": say("fhir-then-stop")}
        return {"coding": [coding], "text": say("fhir-then-stop")}
    is_bounded = plan.steps[-1].days is not None
    if is_bounded is (plan.ends is Ends.HOLD):
        return {"text": say(f"fhir-then-{plan.ends.value}")}
    return None


def _as_needed(part: AsNeeded | None, release: Release) -> Iterator[Document]:
    if part is None:
        return
    by_tablets, by_mg = part.max_tablets is not None, part.max_mg is not None
    if by_tablets is by_mg or (part.min_tablets is not None and by_mg) or (part.min_mg is not None and by_tablets):
        raise NotInFhirError(say("fhir-cannot-needed"))
    low, high = (part.min_tablets, part.max_tablets) if by_tablets else (part.min_mg, part.max_mg)
    write = _tablets if by_tablets else milligrams
    span = {name: write(amount) for name, amount in (("low", low), ("high", high)) if amount is not None}
    found: Document = {("asNeeded" if release is Release.R5 else "asNeededBoolean"): True}
    if part.times_per_day is not None:
        found["timing"] = {"repeat": {"frequency": part.times_per_day, "period": 1, "periodUnit": "d"}}
    found["doseAndRate"] = [{"doseRange": span}]
    if part.max_daily_mg is not None:
        day = {"value": 1, "unit": "d", "system": system("ucum"), "code": "d"}
        limit = {"numerator": milligrams(part.max_daily_mg), "denominator": day}
        found["maxDosePerPeriod"] = [limit] if release is Release.R5 else limit
    yield found


def _lost(plan: Plan) -> Iterator[str]:
    """What a reader of the resource will not know."""
    if plan.timezone is not None:
        yield "timezone"
    known = len(plan.tablets) == 1 and plan.liquid is None and plan.tablets[0].strength_mg is not None
    if plan.tablets and (not known or plan.tablets[0].pieces > 1):
        yield "tablets"
    if (plan.liquid is not None and plan.tablets) or any(step.form is Form.LIQUID for step in plan.steps):
        yield "form"
    if plan.supply.on_hand or plan.supply.refills is not None or plan.supply.next_visit_on is not None:
        yield "supply"
    context = plan.context
    if context.flags or any(
        each is not None
        for each in (context.reported_current_mg, context.plan_baseline_mg, context.months_on_drug, context.egfr)
    ):
        yield "context"
    if any(line.at is not None and line.when for step in plan.steps for day in step.cycle for line in day):
        yield "names-of-times"
