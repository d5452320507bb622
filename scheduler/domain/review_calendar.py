"""The STEP_DAY rule: a change that begins when nobody can be reached, on or just before a closed day. Beside the review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.regimen import Plan
from scheduler.domain.review_taper import mean_total
from scheduler.domain.stretch import stretches


def review_calendar(plan: Plan, drug: Drug, closed: Callable[[date], bool]) -> Iterator[Finding]:
    """STEP_DAY for each step that changes the day's total on a date that is closed, or whose next date is.

    Kept apart from `review`, because it hangs on a calendar of a place and not on the plan alone.
    """
    reported = plan.context.reported_current_mg
    total = None if reported is None else Fraction(reported)
    for stretch in stretches(plan):
        now = mean_total(stretch.step)
        changes, total = now != total, now
        if not changes:
            continue
        tomorrow = stretch.first_on + timedelta(days=1)
        if closed(stretch.first_on) or closed(tomorrow):
            when = "same" if closed(stretch.first_on) else "next"
            yield find(Level.INFO, "STEP_DAY", stretch.number, drug.basis["STEP_DAY"], on=stretch.first_on, when=when)
