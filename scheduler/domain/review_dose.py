"""Review rules about single days and doses: how much, how far apart, and whether the tablets can make them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from fractions import Fraction

from scheduler.domain.amount import write_amount
from scheduler.domain.day_split import propose_split
from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.gap import between, gaps_in
from scheduler.domain.regimen import Form, Plan, Step
from scheduler.domain.review_taper import largest_day
from scheduler.domain.tablets import is_broken, pieces_for

# A total that is not yet split is looked at in the numbers of doses a day that people really take.
_SPLITS = (1, 2, 3, 4)


def review_doses(plan: Plan, drug: Drug) -> Iterator[Finding]:
    """MAX_DAILY, SINGLE_DOSE, DOSES, INTERVAL, RENAL, DIVISIBILITY, in this order; each rule step by step."""
    steps = list(enumerate(plan.steps, start=1))
    for number, step in steps:
        yield from review_daily(drug, plan.context.market, number, largest_day(step))
    for number, step in steps:
        yield from _single(drug, number, step)
    for number, step in steps:
        yield from _one_a_day(drug, number, step)
    for number, step in steps:
        yield from _intervals(drug, number, step, plan.steps[number - 2] if number > 1 else None)
    yield from _renal(plan, drug)
    for number, step in steps:
        yield from _divisibility(plan, drug, number, step)


def review_daily(drug: Drug, market: str | None, step: int | None, total: Fraction) -> Iterator[Finding]:
    """MAX_DAILY for a day's total, against the label of the market and the absolute limit."""
    most = drug.limit("absolute_max_block_mg")
    label = drug.label_max.get(drug.market(market) or "")
    if total > most.value:
        yield find(Level.BLOCK, "MAX_DAILY", step, most.basis, now_mg=total, limit_mg=most.value)
    elif label is not None and total > label.value:
        yield find(Level.WARN, "MAX_DAILY", step, label.basis, now_mg=total, limit_mg=label.value)


def _single(drug: Drug, number: int, step: Step) -> Iterator[Finding]:
    limit = drug.limit("single_dose_warn_mg")
    largest = max((line.mg for day in step.cycle for line in day), default=Decimal(0))
    if largest > limit.value:
        yield find(Level.WARN, "SINGLE_DOSE", number, limit.basis, now_mg=largest, limit_mg=limit.value)


def _one_a_day(drug: Drug, number: int, step: Step) -> Iterator[Finding]:
    limit = drug.limit("one_dose_a_day_info_mg")
    largest = max((day[0].mg for day in step.cycle if len(day) == 1), default=Decimal(0))
    if largest > limit.value:
        yield find(Level.INFO, "DOSES", number, limit.basis, now_mg=largest, limit_mg=limit.value)


def _intervals(drug: Drug, number: int, step: Step, before: Step | None) -> Iterator[Finding]:
    gaps = gaps_in(step)
    spans = [(gap.length, gap.start, gap.end) for gap in gaps]
    if before is not None and before.days is not None:
        spans.extend(_across(before, step))
    block, warn, night = (drug.limit(name) for name in ("interval_block_h", "interval_warn_h", "overnight_info_h"))
    if spans:
        length, start, end = min(spans)
        slots = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "hours": _hours(length)}
        if length < _span(block.value):
            yield find(Level.BLOCK, "INTERVAL", number, block.basis, **slots, limit_h=block.value)
        elif length < _span(warn.value):
            yield find(Level.WARN, "INTERVAL", number, warn.basis, **slots, limit_h=warn.value)
    nights = [gap for gap in gaps if gap.overnight and gap.doses_that_day > 1 and gap.length > _span(night.value)]
    if nights:
        longest = max(nights, key=lambda gap: gap.length)
        slots = {"start": f"{longest.start:%H:%M}", "end": f"{longest.end:%H:%M}", "hours": _hours(longest.length)}
        yield find(Level.INFO, "INTERVAL", number, night.basis, **slots, limit_h=night.value)


def _across(before: Step, step: Step) -> list[tuple[timedelta, time, time]]:
    """The gap from the last dose of a step to the first of the next one, where both have times on those days."""
    if not before.cycle or not step.cycle or before.days is None:
        return []
    if step.from_on is not None and before.to_on is not None and (step.from_on - before.to_on).days != 1:
        return []
    evening = [line.at for line in before.cycle[(before.days - 1) % len(before.cycle)] if line.at is not None]
    morning = [line.at for line in step.cycle[0] if line.at is not None]
    if not evening or not morning:
        return []
    start, end = max(evening), min(morning)
    return [(between((0, start), (1, end)), start, end)]


def _span(hours: Decimal) -> timedelta:
    return timedelta(minutes=int(hours * 60))


def _hours(length: timedelta) -> Fraction:
    return Fraction(int(length.total_seconds()), 3600)


def _renal(plan: Plan, drug: Drug) -> Iterator[Finding]:
    egfr = plan.context.egfr
    block, warn, dose = (drug.limit(name) for name in ("egfr_block", "egfr_warn", "egfr_warn_dose"))
    if egfr is None or egfr >= warn.value:
        return
    largest = max((largest_day(step) for step in plan.steps), default=Fraction(0))
    slots: dict[str, object] = {"egfr": egfr, "now_mg": largest, "limit_mg": dose.value}
    if egfr < block.value:
        yield find(Level.BLOCK, "RENAL", None, block.basis, **slots, limit=block.value)
    elif largest >= dose.value:
        yield find(Level.WARN, "RENAL", None, warn.basis, **slots, limit=warn.value)
    else:
        yield find(Level.INFO, "RENAL", None, warn.basis, **slots, limit=warn.value)


def _divisibility(plan: Plan, drug: Drug, number: int, step: Step) -> Iterator[Finding]:
    if not can_be_weighed(plan, step):
        return
    amounts = sorted({line.mg for day in step.cycle for line in day})
    ways = {mg: pieces_for(mg, plan.tablets, plan.liquid, step.form) for mg in amounts}
    broken = [write_amount(mg) for mg, pieces in ways.items() if pieces is None]
    total = step.daily_total_mg
    if total is not None and not any(
        propose_split(total, times, plan.tablets, plan.liquid, step.form) for times in _SPLITS
    ):
        broken.append(write_amount(total))
    if broken:
        yield find(Level.BLOCK, "DIVISIBILITY", number, drug.basis["DIVISIBILITY"], amounts=", ".join(broken))
    for key in sorted(
        {key for pieces in ways.values() for key, count in pieces or () if _is_forced(plan, drug, key, count)}
    ):
        line = drug.score_line(Decimal(key), plan.context.market)
        basis = drug.basis["DIVISIBILITY"] if line is None else line.basis
        yield find(Level.WARN, "DIVISIBILITY", number, basis, strength_mg=key)


def can_be_weighed(plan: Plan, step: Step) -> bool:
    """Whether the plan names a strength for what the step is made of."""
    is_liquid = step.form is Form.LIQUID or (step.form is None and not plan.tablets)
    if is_liquid:
        return plan.liquid is not None
    return any(tablet.strength_mg is not None for tablet in plan.tablets)


def _is_forced(plan: Plan, drug: Drug, key: str, count: Decimal) -> bool:
    """Whether so many tablets need a cut that the tablet is not made for."""
    if key == "ml" or not is_broken(count):
        return False
    line = drug.score_line(Decimal(key), plan.context.market)
    return line is not None and (count * line.pieces) % 1 != 0
