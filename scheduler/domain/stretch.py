"""Which dates each step of a plan covers, and what a date in it asks for. Dates are the person's own, in the plan's zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from scheduler.domain.regimen import Day, Ends, Plan, Step

# How much of a step without an end is shown and counted when nobody asks for more.
LISTED_DAYS = 14


class Stretch(NamedTuple):
    """A step on the calendar: number (from 1), first date, last date (None: it goes on) and the step itself."""

    number: int
    first_on: date
    last_on: date | None
    step: Step

    def covers(self, on: date) -> bool:
        return self.first_on <= on and (self.last_on is None or on <= self.last_on)

    def day_on(self, on: date) -> Day:
        """The doses of a date that the stretch covers; empty while the split over the day is not agreed."""
        cycle = self.step.cycle
        if len(cycle) < 2:
            return cycle[0] if cycle else ()
        return cycle[(on.toordinal() - self.first_on.toordinal()) % len(cycle)]


def has_doses(step: Step) -> bool:
    """Whether anything is taken in the step."""
    return step.daily_total_mg is not None or any(step.cycle)


def goes_on(plan: Plan) -> bool:
    """Whether the last dose continues without an end: its step has no length, or the plan says that it is held."""
    if not plan.steps:
        return False
    last = plan.steps[-1]
    return last.days is None or (plan.ends is Ends.HOLD and has_doses(last))


def listed_days(step: Step) -> int:
    """The days of a step; a step without a length counts with the days that a list shows of it."""
    return LISTED_DAYS if step.days is None else step.days


def stretches(plan: Plan) -> list[Stretch]:
    """Every step with its dates as the plan gives them, overlaps and gaps included. Empty while the start is unknown."""
    found: list[Stretch] = []
    following = plan.start
    endless = len(plan.steps) if goes_on(plan) else 0
    for number, step in enumerate(plan.steps, start=1):
        first = step.from_on or following
        if first is None:
            return []
        ends = first.toordinal() + listed_days(step)
        found.append(Stretch(number, first, None if number == endless else date.fromordinal(ends - 1), step))
        following = date.fromordinal(ends)
    return found


def stretches_between(plan: Plan, first: date, last: date) -> list[Stretch]:
    """Those of the settled stretches that cover any of the dates first..last (both included)."""
    steps = plan.steps
    if plan.start is None or any(step.from_on is not None for step in steps):
        return [each for each in settle(stretches(plan)) if each.first_on <= last and not _is_over(each, first)]
    # Steps that are counted follow each other: those before and after these dates need not be put on the calendar.
    found: list[Stretch] = []
    begins, endless = plan.start.toordinal(), len(steps) if goes_on(plan) else 0
    for number, step in enumerate(steps, start=1):
        ends = begins + listed_days(step)
        if begins > last.toordinal():
            break
        if number == endless or ends > first.toordinal():
            ends_on = None if number == endless else date.fromordinal(ends - 1)
            found.append(Stretch(number, date.fromordinal(begins), ends_on, step))
        begins = ends
    return found


def _is_over(stretch: Stretch, on: date) -> bool:
    return stretch.last_on is not None and stretch.last_on < on


def settle(found: list[Stretch]) -> list[Stretch]:
    """The same stretches in order of date with each date in one of them: where steps overlap, the later one counts."""
    if all(before.last_on is not None and before.last_on < after.first_on for before, after in pairwise(found)):
        return found
    settled: list[Stretch] = []
    for stretch in found:
        cut: list[Stretch] = []
        for earlier in settled:
            cut.extend(_outside(earlier, stretch))
        settled = [*cut, stretch]
    return sorted(settled, key=lambda stretch: stretch.first_on)


def _outside(earlier: Stretch, later: Stretch) -> list[Stretch]:
    """What is left of an earlier stretch beside a later one."""
    parts: list[Stretch] = []
    if earlier.first_on < later.first_on:
        before = later.first_on - timedelta(days=1)
        parts.append(earlier._replace(last_on=before if earlier.last_on is None else min(before, earlier.last_on)))
    if later.last_on is not None and (earlier.last_on is None or earlier.last_on > later.last_on):
        after = max(earlier.first_on, later.last_on + timedelta(days=1))
        shift = (after - earlier.first_on).days % max(1, len(earlier.step.cycle))
        parts.append(earlier._replace(first_on=after, step=_turn(earlier.step, shift)))
    return parts


def _turn(step: Step, days: int) -> Step:
    """The step with its cycle begun some days later."""
    return replace(step, cycle=step.cycle[days:] + step.cycle[:days]) if days else step


def stretch_on(plan: Plan, on: date) -> Stretch | None:
    """The stretch that a date belongs to; where steps overlap, the later one."""
    return next((stretch for stretch in reversed(stretches(plan)) if stretch.covers(on)), None)


def steps_with_dates(plan: Plan) -> list[tuple[int, date, date | None]]:
    """(step number, first date, last date or None when it goes on) of every step; empty while the start is unknown."""
    return [(stretch.number, stretch.first_on, stretch.last_on) for stretch in stretches(plan)]


def first_on(plan: Plan) -> date | None:
    """The first date of the plan; None while it is unknown."""
    found = stretches(plan)
    return min(stretch.first_on for stretch in found) if found else None


def last_on(plan: Plan) -> date | None:
    """The last date of the plan; None while the start is unknown, and for a plan that goes on."""
    return None if goes_on(plan) else listed_last_on(plan)


def listed_last_on(plan: Plan) -> date | None:
    """The last date that a list of the whole plan shows: of a step without a length, its first 14 days."""
    found = stretches(plan)
    ends = [stretch.first_on + timedelta(days=listed_days(stretch.step) - 1) for stretch in found]
    return max(ends) if ends else None


def day_of_plan(plan: Plan, on: date) -> tuple[int, int] | None:
    """(step number, day in that step), both from 1; None before, after and between steps."""
    stretch = stretch_on(plan, on)
    return None if stretch is None else (stretch.number, (on - stretch.first_on).days + 1)


def daily_total(plan: Plan, on: date) -> Decimal:
    """Milligrams planned on a date; 0 where no step covers it."""
    stretch = stretch_on(plan, on)
    if stretch is None:
        return Decimal(0)
    if stretch.step.daily_total_mg is not None:
        return stretch.step.daily_total_mg
    return sum((line.mg for line in stretch.day_on(on)), Decimal(0))
