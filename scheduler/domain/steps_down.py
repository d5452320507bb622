"""When the plan went down: across its steps, and across its versions. A cycle counts with the mean of its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from scheduler.domain.regimen import Step
from scheduler.domain.timing import day_of_plan, steps_with_dates, to_utc, to_wall
from scheduler.domain.version import PlanVersion


def steps_down(versions: Sequence[PlanVersion], zone: str) -> list[datetime]:
    """The local midnights (UTC) from which less was planned than before, oldest first; steps to come too.

    `versions`: those that ever ruled, in order. The first plan goes down at its start if the person reported more.
    """
    found: list[datetime] = []
    before: Decimal | None = versions[0].plan.context.reported_current_mg if versions else None
    for number, version in enumerate(versions):
        following = versions[number + 1] if number + 1 < len(versions) else None
        until = to_wall(following.begins_at, zone).date() if following is not None else date.max
        for first_on, mean in _levels(version, to_wall(version.begins_at, zone).date(), until):
            if before is not None and mean < before:
                found.append(to_utc(first_on, time.min, zone))
            before = mean
    return found


def _levels(version: PlanVersion, since: date, until: date) -> list[tuple[date, Decimal]]:
    """First day and mean day of every step while this version rules."""
    plan, levels = version.plan, []
    if plan.start is not None:
        since = max(since, plan.start)
    place = day_of_plan(plan, since)
    if place is not None and since < until:
        levels.append((since, _mean(plan.steps[place[0] - 1])))
    for step_number, first_on, _ in steps_with_dates(plan):
        if since < first_on < until:
            levels.append((first_on, _mean(plan.steps[step_number - 1])))
    return levels


def _mean(step: Step) -> Decimal:
    if step.daily_total_mg is not None or not step.cycle:
        return step.daily_total_mg or Decimal(0)
    return sum((line.mg for day in step.cycle for line in day), Decimal(0)) / len(step.cycle)
