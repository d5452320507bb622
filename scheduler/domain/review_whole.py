"""Review rules about the plan as a whole: dates that do not join, as-needed parts, what is unknown, whom it is for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.regimen import AsNeeded, Plan
from scheduler.domain.review_dose import can_be_weighed, review_daily
from scheduler.domain.review_supply import review_supply
from scheduler.domain.stretch import has_doses, stretches
from scheduler.domain.supply import forecast


def review_whole(plan: Plan, drug: Drug, now_on: date | None) -> Iterator[Finding]:
    """GAP and OVERLAP, PRN_RANGE, STRENGTH_MISSING, MAX_DAILY of an as-needed part, OUT_OF_SCOPE, SUPPLY, in this order."""
    yield from _dates(plan, drug)
    yield from _as_needed(plan, drug)
    if _strength_missing(plan):
        yield find(Level.BLOCK, "STRENGTH_MISSING", None, drug.basis["STRENGTH_MISSING"])
    yield from _as_needed_most(plan, drug)
    yield from _scope(plan, drug)
    if plan.as_needed is not None:
        yield from review_supply(plan, drug, forecast(plan, now_on=now_on))


def _dates(plan: Plan, drug: Drug) -> Iterator[Finding]:
    covered_until = None if plan.start is None else plan.start - timedelta(days=1)
    for stretch in stretches(plan):
        if covered_until is not None:
            away = (stretch.first_on - covered_until).days
            if away > 1:
                first, last = covered_until + timedelta(days=1), stretch.first_on - timedelta(days=1)
                slots = {"first_on": first, "last_on": last, "days": away - 1}
                yield find(Level.BLOCK, "GAP", stretch.number, drug.basis["GAP"], **slots)
            elif away < 1:
                last = covered_until if stretch.last_on is None else min(covered_until, stretch.last_on)
                first = stretch.first_on
                slots = {"first_on": first, "last_on": last, "days": (last - first).days + 1}
                yield find(Level.BLOCK, "OVERLAP", stretch.number, drug.basis["OVERLAP"], **slots)
        if stretch.last_on is not None:
            covered_until = stretch.last_on if covered_until is None else max(covered_until, stretch.last_on)


def _as_needed(plan: Plan, drug: Drug) -> Iterator[Finding]:
    if plan.as_needed is None:
        return
    # Beside steps the as-needed part is left out of the schedule and the steps are kept, so it is only pointed out.
    level = Level.WARN if plan.steps else Level.BLOCK
    yield find(level, "PRN_RANGE", None, drug.basis["PRN_RANGE"])


def _strength_missing(plan: Plan) -> bool:
    if any(tablet.strength_mg is None for tablet in plan.tablets):
        return True
    nothing_known = not plan.tablets and plan.liquid is None
    as_tablets = plan.as_needed is not None and plan.as_needed.max_tablets is not None
    return (as_tablets and nothing_known) or any(
        has_doses(step) and not can_be_weighed(plan, step) for step in plan.steps
    )


def most_a_day(part: AsNeeded, plan: Plan) -> Fraction | None:
    """The most milligrams a day that an as-needed part allows; None where it cannot be known."""
    strengths = [tablet.strength_mg for tablet in plan.tablets]
    each = None if part.max_mg is None else Fraction(part.max_mg)
    if each is None and part.max_tablets is not None and strengths and strengths[0] is not None and len(strengths) == 1:
        each = Fraction(part.max_tablets) * Fraction(strengths[0])
    by_times = None if each is None or part.times_per_day is None else each * part.times_per_day
    by_limit = None if part.max_daily_mg is None else Fraction(part.max_daily_mg)
    known = [amount for amount in (by_times, by_limit) if amount is not None]
    return min(known) if known else None


def _as_needed_most(plan: Plan, drug: Drug) -> Iterator[Finding]:
    most = None if plan.as_needed is None else most_a_day(plan.as_needed, plan)
    if most is not None:
        yield from review_daily(drug, plan.context.market, None, most)


def _scope(plan: Plan, drug: Drug) -> Iterator[Finding]:
    basis = drug.basis["OUT_OF_SCOPE"]
    if not drug.is_for(plan.medication):
        yield find(Level.BLOCK, "OUT_OF_SCOPE", None, basis, flag="medicine", written=plan.medication)
    for written in plan.context.flags:
        flag = drug.flag(written)
        if flag is None:
            yield find(Level.WARN, "OUT_OF_SCOPE", None, basis, flag="unknown", written=written)
        else:
            yield find(Level(flag.level), "OUT_OF_SCOPE", None, flag.basis, flag=flag.name, written=written)
