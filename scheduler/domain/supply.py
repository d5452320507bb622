"""How long the tablets last under a changing plan. Running out is an abrupt stop that can be foreseen, so it is foreseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from scheduler.domain.as_needed import Rate, rates_of
from scheduler.domain.regimen import Plan
from scheduler.domain.stretch import first_on, goes_on, listed_last_on
from scheduler.domain.tablets import Pieces, is_broken
from scheduler.domain.timing import PlannedDose, doses_on_dates, is_schedulable

# How far ahead a plan without an end is followed to find the day it runs out.
_LOOK_AHEAD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class RefillNeed:
    """The dose before which a refill (from 1) must be in the house, and how much has been taken by then with that dose."""

    number: int
    dose: PlannedDose
    needed_by_then: Decimal


@dataclass(frozen=True, slots=True)
class SupplyForecast:
    """What the listed days of a plan take, and when what is in the house ends. Keys: strength in mg, or "ml".

    `first_dose_not_covered` looks at the listed days alone; `runs_out` also follows a plan that goes on. Both count
    what is in the house without refills, and are None while nothing is recorded. `days_short`: from the first dose
    not covered to the next visit.
    """

    needed: Mapping[str, Decimal]
    whole: Mapping[str, int]
    splits: int
    first_dose_not_covered: PlannedDose | None
    runs_out: PlannedDose | None
    order_by: date | None
    last_dose_on: date | None
    refills: tuple[RefillNeed, ...]
    rates: tuple[Rate, ...]
    days_short: int | None
    cannot_be_made: tuple[PlannedDose, ...]


def forecast(
    plan: Plan,
    *,
    now_on: date | None = None,
    lead_days: int = 0,
    pharmacy_closed: Callable[[date], bool] = lambda _: False,
) -> SupplyForecast:
    """Follow the plan from its first date with what `plan.supply` says was in the house then.

    `lead_days` counts where the plan names none. `now_on` is the person's date: an as-needed plan without a start is
    counted from it. A plan that still waits for times or a start has nothing to count: everything is empty.
    """
    doses = _listed_doses(plan)
    needed: dict[str, Decimal] = {}
    for dose in doses:
        for key, count in dose.pieces:
            needed[key] = needed.get(key, Decimal(0)) + count
    supply = plan.supply
    uncovered = run_out(supply.on_hand, doses)
    runs_out = uncovered or _run_out_later(plan, doses)
    lead = lead_days if supply.lead_days is None else supply.lead_days
    rates = rates_of(plan, plan.start or now_on)
    # Of the rates that are allowed, the one that empties the house first is the one to be ready for.
    ends_on = runs_out.on if runs_out else rates[-1].first_on if rates else None
    return SupplyForecast(
        needed=needed,
        whole={key: ceil(count) for key, count in needed.items()},
        splits=sum(any(key != "ml" and is_broken(count) for key, count in dose.pieces) for dose in doses),
        first_dose_not_covered=uncovered,
        runs_out=runs_out,
        order_by=None if ends_on is None else order_by(ends_on, lead, pharmacy_closed),
        last_dose_on=doses[-1].on if doses else None,
        refills=_refills(plan, doses),
        rates=rates,
        days_short=_days_short(runs_out, supply.next_visit_on) if doses and supply.on_hand else None,
        cannot_be_made=tuple(dose for dose in doses if not dose.pieces),
    )


def _listed_doses(plan: Plan) -> list[PlannedDose]:
    first, last = first_on(plan), listed_last_on(plan)
    if first is None or last is None or not is_schedulable(plan):
        return []
    return doses_on_dates(plan, first, last)


def _run_out_later(plan: Plan, doses: list[PlannedDose]) -> PlannedDose | None:
    last = listed_last_on(plan)
    if last is None or not doses or not plan.supply.on_hand or not goes_on(plan):
        return None
    return run_out(plan.supply.on_hand, [*doses, *doses_on_dates(plan, last + timedelta(days=1), last + _LOOK_AHEAD)])


def _days_short(runs_out: PlannedDose | None, visit_on: date | None) -> int | None:
    if visit_on is None:
        return None
    return 0 if runs_out is None else max(0, (visit_on - runs_out.on).days)


def _refills(plan: Plan, doses: list[PlannedDose]) -> tuple[RefillNeed, ...]:
    """The dose before which each allowed refill is needed, one refill bringing its quantity of every strength."""
    allowed, quantity = plan.supply.refills, plan.supply.refill_quantity
    if not allowed or not quantity or not plan.supply.on_hand:
        return ()
    found: list[RefillNeed] = []
    taken: dict[str, Decimal] = {}
    for dose in doses:
        for key, count in dose.pieces:
            taken[key] = taken.get(key, Decimal(0)) + count
            in_house = plan.supply.on_hand.get(key, Decimal(0))
            while len(found) < allowed and taken[key] > in_house + quantity * len(found):
                found.append(RefillNeed(len(found) + 1, dose, taken[key]))
    return tuple(found)


def count_down(on_hand: Mapping[str, Decimal], pieces: Pieces) -> dict[str, Decimal]:
    """What is left after a dose. A strength that is not counted stays uncounted; nothing falls below 0."""
    left = dict(on_hand)
    for key, count in pieces:
        if key in left:
            left[key] = max(Decimal(0), left[key] - count)
    return left


def run_out(on_hand: Mapping[str, Decimal], doses: Iterable[PlannedDose]) -> PlannedDose | None:
    """The first of the doses (in order, from now on) that what is in the house does not cover.

    The other half of a broken tablet serves a later dose. None also while nothing at all has been counted.
    """
    if not on_hand:
        return None
    left = dict(on_hand)
    for dose in doses:
        for key, count in dose.pieces:
            left[key] = left.get(key, Decimal(0)) - count
            if left[key] < 0:
                return dose
    return None


def order_by(run_out_on: date, lead_days: int, pharmacy_closed: Callable[[date], bool]) -> date:
    """The last date to order so that it can be fetched, `lead_days` pharmacy days later, by the date of running out."""
    on = run_out_on
    # Two years without an open day is a calendar that is wrong, not a pharmacy that is closed.
    earliest = run_out_on - _LOOK_AHEAD
    while pharmacy_closed(on) and on > earliest:
        on -= timedelta(days=1)
    for _ in range(lead_days):
        on -= timedelta(days=1)
        while pharmacy_closed(on) and on > earliest:
            on -= timedelta(days=1)
    return on
