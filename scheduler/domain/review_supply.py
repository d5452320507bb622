"""The SUPPLY rule: what is in the house ends soon, or before the next visit. Part of the review of as-needed plans only."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.regimen import Plan
from scheduler.domain.stretch import first_on
from scheduler.domain.supply import SupplyForecast


def review_supply(plan: Plan, drug: Drug, supply: SupplyForecast) -> Iterator[Finding]:
    """SUPPLY for a forecast: at the fastest rate of an as-needed part, else by the first dose not covered.

    A scheduled plan that ends before its supply does has nothing to warn of.
    """
    begins_on = first_on(plan)
    if supply.rates:
        slowest, fastest = supply.rates[0], supply.rates[-1]
        yield from _weigh(
            drug,
            fastest.full_days,
            is_short=(fastest.days_short or 0) > 0,
            kind="rates",
            on_hand=fastest.on_hand,
            slow_rate=slowest.per_day,
            slow_days=slowest.lasts_days,
            fast_rate=fastest.per_day,
            fast_days=fastest.lasts_days,
        )
    elif supply.runs_out is not None and begins_on is not None:
        days = (supply.runs_out.on - begins_on).days
        is_short = (supply.days_short or 0) > 0
        yield from _weigh(drug, days, is_short=is_short, kind="plan", on=supply.runs_out.on, days=days)


def _weigh(drug: Drug, lasts_days: int, *, is_short: bool, **slots: object) -> Iterator[Finding]:
    info, warn = drug.limit("supply_info_days"), drug.limit("supply_warn_days")
    if lasts_days <= warn.value or is_short:
        yield find(Level.WARN, "SUPPLY", None, warn.basis, **slots)
    elif lasts_days <= info.value:
        yield find(Level.INFO, "SUPPLY", None, info.basis, **slots)
