"""Review rules about how fast and how far a plan comes down. Thresholds are the drug's data; nothing here proposes a speed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.regimen import Ends, Plan, Step
from scheduler.domain.stretch import goes_on, has_doses, listed_days


def mean_total(step: Step) -> Fraction:
    """Milligrams a day, over one round of the cycle."""
    if step.daily_total_mg is not None:
        return Fraction(step.daily_total_mg)
    return sum((Fraction(line.mg) for day in step.cycle for line in day), Fraction(0)) / max(1, len(step.cycle))


def largest_day(step: Step) -> Fraction:
    """Milligrams on the day of the cycle that has most."""
    if step.daily_total_mg is not None:
        return Fraction(step.daily_total_mg)
    return max((sum((Fraction(line.mg) for line in day), Fraction(0)) for day in step.cycle), default=Fraction(0))


def review_taper(plan: Plan, drug: Drug) -> Iterator[Finding]:
    """BASELINE_MISMATCH, STEP_SIZE, INCREASE, STEP_LENGTH, FINAL_STEP, END_NOT_ZERO, RATE, TOTAL_LENGTH, in this order."""
    if not plan.steps:
        return
    yield from _baseline(plan, drug)
    before = _current(plan)
    for number, step in enumerate(plan.steps, start=1):
        now = mean_total(step)
        if before is not None:
            yield from _change(number, before, now, drug)
        yield from _length(plan, number, step, drug)
        before = now
    yield from _end(plan, drug)
    yield from _rate(plan, drug)
    yield from _total_length(plan, drug)


def _current(plan: Plan) -> Fraction | None:
    """What is taken before the first step: as the person says, else as the prescriber believes."""
    said = plan.context.reported_current_mg
    if said is None:
        said = plan.context.plan_baseline_mg
    return None if said is None else Fraction(said)


def _is_long_term(plan: Plan, drug: Drug) -> bool:
    months = plan.context.months_on_drug
    return months is None or months >= drug.limit("long_term_months").value


def _baseline(plan: Plan, drug: Drug) -> Iterator[Finding]:
    reported, baseline = plan.context.reported_current_mg, plan.context.plan_baseline_mg
    if reported is None or baseline is None:
        return
    limit = drug.limit("baseline_mismatch_pct")
    # Measured from the smaller of the two, so that it does not matter which of them is taken for the right one.
    if abs(reported - baseline) * 100 > limit.value * min(reported, baseline):
        yield find(
            Level.BLOCK,
            "BASELINE_MISMATCH",
            1,
            limit.basis,
            reported_mg=reported,
            baseline_mg=baseline,
            pct=limit.value,
        )


def _change(number: int, before: Fraction, now: Fraction, drug: Drug) -> Iterator[Finding]:
    if now > before:
        yield find(Level.WARN, "INCREASE", number, drug.basis["INCREASE"], before_mg=before, now_mg=now)
    drop = before - now
    if drop <= 0:
        return
    pct = drop * 100 / before
    percent_counts = before > drug.limit("pct_rules_apply_above_mg").value
    block_pct, block_mg = drug.limit("single_drop_block_pct"), drug.limit("single_drop_block_mg")
    warn_pct, warn_mg = drug.limit("single_drop_warn_pct"), drug.limit("single_drop_warn_mg")
    info = drug.limit("drop_info_pct")
    if percent_counts and pct >= block_pct.value and drop > block_mg.value:
        level, limit = Level.BLOCK, block_pct
    elif drop > warn_mg.value:
        level, limit = Level.WARN, warn_mg
    elif percent_counts and pct > warn_pct.value:
        level, limit = Level.WARN, warn_pct
    elif pct > info.value:
        level, limit = Level.INFO, info
    else:
        return
    small = "no" if percent_counts else "yes"
    shown = round(Decimal(pct.numerator) / Decimal(pct.denominator), 1)
    yield find(
        level, "STEP_SIZE", number, limit.basis, before_mg=before, now_mg=now, drop_mg=drop, pct=shown, small=small
    )


def _length(plan: Plan, number: int, step: Step, drug: Drug) -> Iterator[Finding]:
    is_last = number == len(plan.steps)
    # The last step has no length to judge if it goes on, and none if it only says that nothing is taken any more.
    if is_last and (goes_on(plan) or not has_doses(step)):
        return
    days = listed_days(step)
    block, warn = drug.limit("min_step_block_days"), drug.limit("min_step_warn_days")
    if days < block.value:
        yield find(Level.BLOCK, "STEP_LENGTH", number, block.basis, days=days, limit_days=block.value)
    elif days < warn.value:
        level = Level.WARN if _is_long_term(plan, drug) else Level.INFO
        yield find(level, "STEP_LENGTH", number, warn.basis, days=days, limit_days=warn.value)


def _taken_steps(plan: Plan) -> tuple[Step, ...]:
    """The steps up to the last one in which anything is taken."""
    last = max((number for number, step in enumerate(plan.steps, start=1) if has_doses(step)), default=0)
    return plan.steps[:last]


def _comes_to_nothing(plan: Plan) -> bool:
    return plan.ends is Ends.STOP or not has_doses(plan.steps[-1])


def _end(plan: Plan, drug: Drug) -> Iterator[Finding]:
    taken = _taken_steps(plan)
    if not _comes_to_nothing(plan):
        total = mean_total(plan.steps[-1])
        basis = drug.basis["END_NOT_ZERO"]
        yield find(Level.INFO, "END_NOT_ZERO", len(plan.steps), basis, now_mg=total, ends=plan.ends.value)
        return
    if not taken:
        return
    block, warn = drug.limit("final_dose_block_mg"), drug.limit("final_dose_warn_mg")
    total = largest_day(taken[-1])
    if total > block.value:
        yield find(Level.BLOCK, "FINAL_STEP", len(taken), block.basis, now_mg=total, limit_mg=block.value)
    elif total > warn.value:
        yield find(Level.WARN, "FINAL_STEP", len(taken), warn.basis, now_mg=total, limit_mg=warn.value)


def _rate(plan: Plan, drug: Drug) -> Iterator[Finding]:
    current = _current(plan)
    if current is None:
        current = mean_total(plan.steps[0])
    # Days after the last dose would only thin the figure out, so it is taken with and without them.
    rates = [
        (current - mean_total(steps[-1])) * 7 / sum(listed_days(step) for step in steps)
        for steps in (plan.steps, _taken_steps(plan))
        if steps
    ]
    rate = max(rates)
    block, warn = drug.limit("rate_block_mg_per_week"), drug.limit("rate_warn_mg_per_week")
    if rate > block.value:
        yield find(Level.BLOCK, "RATE", None, block.basis, rate_mg=rate, limit_mg=block.value)
    elif rate > warn.value and _is_long_term(plan, drug):
        yield find(Level.WARN, "RATE", None, warn.basis, rate_mg=rate, limit_mg=warn.value)


def _total_length(plan: Plan, drug: Drug) -> Iterator[Finding]:
    if not _comes_to_nothing(plan):
        return
    days = sum(listed_days(step) for step in _taken_steps(plan))
    block, short, long = (
        drug.limit(name) for name in ("total_block_days", "total_warn_days", "total_warn_days_long_term")
    )
    if days < block.value:
        yield find(Level.BLOCK, "TOTAL_LENGTH", None, block.basis, days=days, limit_days=block.value)
    elif _is_long_term(plan, drug):
        if days < max(short.value, long.value):
            yield find(Level.WARN, "TOTAL_LENGTH", None, long.basis, days=days, limit_days=long.value)
    elif days < short.value:
        yield find(Level.INFO, "TOTAL_LENGTH", None, short.basis, days=days, limit_days=short.value)
