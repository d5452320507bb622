"""The plan document (a mapping, as JSON or TOML gives it) to a Plan and back. What cannot be read says which field and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from scheduler.domain.document_writing import plan_document
from scheduler.domain.field import (
    Field,
    PlanDocumentError,
    read_amount,
    read_choice,
    read_date,
    read_list,
    read_mapping,
    read_strength_key,
    read_text,
    read_time,
    read_whole,
    read_zone,
)
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

__all__ = ["PlanDocumentError", "parse_plan", "plan_document"]

# Bounds of what can be a plan at all, so that a slip of the keyboard is caught and arithmetic stays small.
# None of them is a medical limit: those are findings of the review.
MOST_STEPS = 1000
MOST_DAYS = 3_660
MOST_CYCLE_DAYS = 28
MOST_DOSES = 24
MOST_TABLETS = 6
MOST_MG = Decimal(5000)
MOST_STRENGTH_MG = Decimal(100)
MOST_PIECES_ON_HAND = Decimal(1_000_000)

_ABOUT = ("id", "title", "name", "notes", "comment")


def parse_plan(data: object) -> Plan:
    """Read a plan document. Raises PlanDocumentError naming the first field that cannot be read (steps count from 1)."""
    names = ("medication", "timezone", "start", "tablets", "liquid", "steps", "ends", "as_needed", "context", "supply")
    whole = read_mapping(Field("plan", data), (*names, "prescriber", *_ABOUT), top=True)
    entries = read_list(whole["steps"], "steps", MOST_STEPS)
    steps = tuple(_read_step(entry, last=entry is entries[-1]) for entry in entries)
    as_needed = None if whole["as_needed"].absent else _read_as_needed(whole["as_needed"])
    if not steps and as_needed is None:
        raise PlanDocumentError("steps", "at least one step, or an as_needed part")
    if sum(step.days or 0 for step in steps) > MOST_DAYS:
        raise PlanDocumentError("steps", f"at most {MOST_DAYS} days in all")
    medication = read_text(whole["medication"])
    if medication is None:
        raise PlanDocumentError("medication", 'the name of the medicine, such as "baclofen"')
    return Plan(
        medication=medication,
        timezone=read_zone(whole["timezone"]),
        start=read_date(whole["start"]),
        tablets=tuple(_read_tablet(entry) for entry in read_list(whole["tablets"], "tablets", MOST_TABLETS)),
        liquid=None if whole["liquid"].absent else _read_liquid(whole["liquid"]),
        steps=steps,
        ends=_read_ends(whole["ends"], steps),
        as_needed=as_needed,
        context=_read_context(whole["context"]),
        supply=_read_supply(whole["supply"]),
        prescriber=read_text(whole["prescriber"]),
    )


def _read_ends(field: Field, steps: tuple[Step, ...]) -> Ends:
    goes_on = bool(steps) and steps[-1].days is None
    said = read_choice(field, [end.value for end in Ends])
    if said is None:
        # A plan that does not say how it ends must never be read as one that stops.
        return Ends.HOLD if goes_on else Ends.OPEN
    if goes_on and said == Ends.STOP:
        raise PlanDocumentError("ends", '"hold" or "open" after a last step that goes on (days is null), not "stop"')
    return Ends(said)


def _read_step(entry: Field, last: bool) -> Step:
    names = ("days", "from", "to", "doses", "cycle", "daily_total_mg", "form")
    step = read_mapping(entry, names)
    given = [name for name in ("doses", "cycle", "daily_total_mg") if not step[name].absent]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise PlanDocumentError(entry.name, f"one of doses, cycle or daily_total_mg, not {found}")
    days, from_on, to_on = _read_length(entry, step, last)
    form = read_choice(step["form"], [form.value for form in Form])
    total = read_amount(step["daily_total_mg"], most=MOST_MG)
    return Step(
        days=days,
        # A total of nothing needs no split: it is a day without doses.
        cycle=((),) if total == 0 else _read_cycle(step),
        form=None if form is None else Form(form),
        from_on=from_on,
        to_on=to_on,
        daily_total_mg=total or None,
    )


def _read_length(entry: Field, step: Mapping[str, Field], last: bool) -> tuple[int | None, date | None, date | None]:
    days = read_whole(step["days"], 1, MOST_DAYS)
    from_on, to_on = read_date(step["from"]), read_date(step["to"])
    if to_on is not None and from_on is None:
        raise PlanDocumentError(f"{entry.name}.from", "the first date of a step that has a last date (to)")
    if from_on is not None and to_on is not None:
        if to_on < from_on:
            raise PlanDocumentError(f"{entry.name}.to", f"a date not before from ({from_on}), not {to_on}")
        between = (to_on - from_on).days + 1
        if days not in (None, between):
            raise PlanDocumentError(f"{entry.name}.days", f"{between}, as from and to say, or left out, not {days}")
        days = between
    elif from_on is not None and days is not None:
        to_on = date.fromordinal(from_on.toordinal() + days - 1)
    if days is None and not last:
        raise PlanDocumentError(
            f"{entry.name}.days", f"a whole number of days from 1 to {MOST_DAYS}; only the last step may be without"
        )
    return days, from_on, to_on


def _read_cycle(step: Mapping[str, Field]) -> tuple[Day, ...]:
    if not step["daily_total_mg"].absent:
        return ()
    if not step["doses"].absent:
        return (_read_day(step["doses"]),)
    days = read_list(step["cycle"], "days", MOST_CYCLE_DAYS)
    if not days:
        raise PlanDocumentError(step["cycle"].name, f"from 1 to {MOST_CYCLE_DAYS} days, each a list of doses")
    return tuple(_read_day(day) for day in days)


def _read_day(field: Field) -> Day:
    lines: list[DoseLine] = []
    times: set[time] = set()
    for entry in read_list(field, "doses", MOST_DOSES):
        dose = read_mapping(entry, ("at", "mg", "when"))
        at, mg = read_time(dose["at"]), read_amount(dose["mg"], most=MOST_MG)
        if mg is None:
            raise PlanDocumentError(dose["mg"].name, f"an amount in mg from 0 to {MOST_MG}")
        if at is not None and at in times:
            raise PlanDocumentError(dose["at"].name, f"each time once a day; {at:%H:%M} is there twice")
        if at is not None:
            times.add(at)
        when = read_text(dose["when"])
        # A dose of nothing is a time without a dose: there is nothing to remind of.
        if mg:
            lines.append(DoseLine(at=at, mg=mg, when=when))
    return tuple(lines)


def _read_tablet(entry: Field) -> Tablet:
    tablet = read_mapping(entry, ("strength_mg", "pieces"))
    strength = read_amount(tablet["strength_mg"], most=MOST_STRENGTH_MG, above_zero=True, decimals=2)
    pieces = read_whole(tablet["pieces"], 1, 4)
    if pieces == 3:
        raise PlanDocumentError(tablet["pieces"].name, "1 (whole only), 2 (halves) or 4 (quarters), not 3")
    return Tablet(strength_mg=strength, pieces=pieces or 1)


def _read_liquid(field: Field) -> Liquid:
    liquid = read_mapping(field, ("mg_per_ml", "smallest_ml"))
    mg_per_ml = read_amount(liquid["mg_per_ml"], most=MOST_STRENGTH_MG, above_zero=True)
    smallest_ml = read_amount(liquid["smallest_ml"], most=Decimal(100), above_zero=True)
    if mg_per_ml is None:
        raise PlanDocumentError("liquid.mg_per_ml", "the strength in mg per mL, above 0")
    if smallest_ml is None:
        raise PlanDocumentError("liquid.smallest_ml", "the smallest volume in mL that can be measured, above 0")
    return Liquid(mg_per_ml=mg_per_ml, smallest_ml=smallest_ml)


def _read_as_needed(field: Field) -> AsNeeded:
    part = read_mapping(field, ("min_tablets", "max_tablets", "min_mg", "max_mg", "times_per_day", "max_daily_mg"))
    found = AsNeeded(
        min_tablets=read_amount(part["min_tablets"], most=Decimal(100)),
        max_tablets=read_amount(part["max_tablets"], most=Decimal(100), above_zero=True),
        min_mg=read_amount(part["min_mg"], most=MOST_MG),
        max_mg=read_amount(part["max_mg"], most=MOST_MG, above_zero=True),
        times_per_day=read_whole(part["times_per_day"], 1, MOST_DOSES),
        max_daily_mg=read_amount(part["max_daily_mg"], most=MOST_MG, above_zero=True),
    )
    for low, high, unit in ((found.min_tablets, found.max_tablets, "tablets"), (found.min_mg, found.max_mg, "mg")):
        if low is not None and high is not None and low > high:
            raise PlanDocumentError(f"as_needed.max_{unit}", f"not less than min_{unit} ({low}), not {high}")
    return found


def _read_context(field: Field) -> Context:
    names = ("reported_current_mg", "plan_baseline_mg", "months_on_drug", "egfr", "market", "flags")
    part = read_mapping(field, names)
    flags = [read_text(entry) for entry in read_list(part["flags"], "flags", 50)]
    return Context(
        reported_current_mg=read_amount(part["reported_current_mg"], most=MOST_MG),
        plan_baseline_mg=read_amount(part["plan_baseline_mg"], most=MOST_MG),
        months_on_drug=read_amount(part["months_on_drug"], most=Decimal(1200)),
        egfr=read_amount(part["egfr"], most=Decimal(300)),
        market=read_text(part["market"]),
        flags=tuple(flag for flag in flags if flag is not None),
    )


def _read_supply(field: Field) -> Supply:
    part = read_mapping(field, ("on_hand", "refills", "refill_quantity", "next_visit", "lead_days"))
    return Supply(
        on_hand=_read_on_hand(part["on_hand"]),
        refills=read_whole(part["refills"], 0, 1000),
        refill_quantity=read_amount(part["refill_quantity"], most=MOST_PIECES_ON_HAND, above_zero=True),
        next_visit_on=read_date(part["next_visit"]),
        lead_days=read_whole(part["lead_days"], 0, 365),
    )


def _read_on_hand(field: Field) -> dict[str, Decimal]:
    if field.absent:
        return {}
    if not isinstance(field.value, Mapping):
        raise PlanDocumentError(field.name, 'amounts by strength, such as {"10": 60}')
    found: dict[str, Decimal] = {}
    for key, value in field.value.items():
        name = read_strength_key(field, key)
        amount = read_amount(Field(f"{field.name}.{name}", value), most=MOST_PIECES_ON_HAND)
        if amount is None:
            continue
        if name in found:
            raise PlanDocumentError(f"{field.name}.{name}", "each strength once")
        found[name] = amount
    return found
