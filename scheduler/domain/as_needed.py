"""How long a supply lasts when medicine is taken as needed: at each rate between the least and the most that is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from scheduler.domain.amount import write_amount
from scheduler.domain.regimen import AsNeeded, Plan

_MOST_RATES = 25


@dataclass(frozen=True, slots=True)
class Rate:
    """One way to take it: `per_day` tablets (or mL), spread over the day as `pattern`, and how far the supply goes.

    Days and doses count from 1. `first_day`/`first_dose` name the first dose not covered, `first_on` its date where the
    beginning is known. `days_short`: days up to and including the next visit that are not fully covered.
    """

    per_day: Decimal
    pattern: tuple[Decimal, ...]
    on_hand: Decimal
    full_days: int
    lasts_days: Fraction
    first_day: int
    first_dose: int
    first_on: date | None
    days_short: int | None
    full_days_with_refills: int


def rates_of(plan: Plan, begins_on: date | None) -> tuple[Rate, ...]:
    """Every rate, the slowest first; empty without an as-needed part, or while it or the supply is not known well enough."""
    if plan.as_needed is None:
        return ()
    kept = _kept(plan)
    dose = None if kept is None else _dose_range(plan.as_needed, kept[1])
    if kept is None or dose is None:
        return ()
    on_hand, mg_each = kept
    low, high, times = dose
    unit = _unit(low, high)
    rates = [low * times + unit * extra for extra in range(int((high - low) * times / unit) + 1)]
    most_mg = plan.as_needed.max_daily_mg
    if most_mg is not None and mg_each is not None:
        rates = [rate for rate in rates if rate * mg_each <= Fraction(most_mg)] or rates[:1]
    if len(rates) > _MOST_RATES:
        stride = -(-len(rates) // _MOST_RATES)
        rates = sorted({*rates[::stride], rates[-1]})
    return tuple(_rate(plan, _pattern(rate, low, high, times, unit), on_hand, begins_on) for rate in rates if rate)


def _kept(plan: Plan) -> tuple[Fraction, Fraction | None] | None:
    """(how much is in the house, mg in each tablet or mL if known); None where that cannot be told."""
    on_hand = plan.supply.on_hand
    if plan.liquid is not None and not plan.tablets:
        return (Fraction(on_hand["ml"]), Fraction(plan.liquid.mg_per_ml)) if "ml" in on_hand else None
    strengths = {tablet.strength_mg for tablet in plan.tablets}
    strength = next(iter(strengths)) if len(strengths) == 1 else None
    key = "unknown" if strength is None else write_amount(strength)
    if len(strengths) > 1 or key not in on_hand:
        return None
    return Fraction(on_hand[key]), None if strength is None else Fraction(strength)


def _dose_range(part: AsNeeded, mg_each: Fraction | None) -> tuple[Fraction, Fraction, int] | None:
    """(least, most) of one dose in tablets or mL, and how many times a day."""
    amounts = [Fraction(amount) for amount in (part.min_tablets, part.max_tablets) if amount is not None]
    if not amounts and mg_each is not None:
        amounts = [Fraction(amount) / mg_each for amount in (part.min_mg, part.max_mg) if amount is not None]
    if not amounts or max(amounts) == 0:
        return None
    times = part.times_per_day
    if times is None and part.max_daily_mg is not None and mg_each is not None:
        times = int(Fraction(part.max_daily_mg) / (max(amounts) * mg_each)) or 1
    return None if times is None else (min(amounts), max(amounts), times)


def _unit(low: Fraction, high: Fraction) -> Fraction:
    """The step from one rate to the next: a whole tablet where the range is in whole tablets."""
    for unit in (Fraction(1), Fraction(1, 2), Fraction(1, 4)):
        if low % unit == 0 and high % unit == 0:
            return unit
    return (high - low) or Fraction(1)


def _pattern(rate: Fraction, low: Fraction, high: Fraction, times: int, unit: Fraction) -> list[Fraction]:
    """The rate over the day: what is more than the least goes to the first and last dose, then to those between."""
    pattern = [low] * times
    places = list(dict.fromkeys([0, times - 1, *range(1, times - 1)]))
    left = rate - low * times
    while left > 0:
        for place in places:
            if left > 0 and pattern[place] < high:
                pattern[place] += unit
                left -= unit
    return pattern


def _rate(plan: Plan, pattern: list[Fraction], on_hand: Fraction, begins_on: date | None) -> Rate:
    per_day = sum(pattern, Fraction(0))
    full_days = int(on_hand / per_day)
    left = on_hand - full_days * per_day
    dose = 1
    for amount in pattern:
        if amount > left:
            break
        left -= amount
        dose += 1
    visit = plan.supply.next_visit_on
    known = begins_on is not None and visit is not None
    refills = Fraction((plan.supply.refills or 0) * (plan.supply.refill_quantity or 0))
    return Rate(
        per_day=_decimal(per_day),
        pattern=tuple(_decimal(amount) for amount in pattern),
        on_hand=_decimal(on_hand),
        full_days=full_days,
        lasts_days=on_hand / per_day,
        first_day=full_days + 1,
        first_dose=dose,
        first_on=None if begins_on is None else begins_on + timedelta(days=min(full_days, 100_000)),
        days_short=max(0, (visit - begins_on).days + 1 - full_days) if known and visit and begins_on else None,
        full_days_with_refills=int((on_hand + refills) / per_day),
    )


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)
