"""The time between consecutive doses of a step, on the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from scheduler.domain.regimen import Step


@dataclass(frozen=True, slots=True)
class Gap:
    """From one dose to the next. `overnight`: the next is on a later date. `doses_that_day`: on the date of the first."""

    length: timedelta
    start: time
    end: time
    overnight: bool
    doses_that_day: int


def gaps_in(step: Step) -> list[Gap]:
    """Every gap of one round of the step's cycle, the one back to its beginning included. Times still open are left out."""
    days = [sorted(line.at for line in day if line.at is not None) for day in step.cycle]
    moments = [(number, at, len(day)) for number, day in enumerate(days) for at in day]
    if not moments:
        return []
    first_number, first_at, _ = moments[0]
    following = [*moments[1:], (first_number + len(days), first_at, 0)]
    return [
        Gap(between((number, at), (next_number, next_at)), at, next_at, next_number != number, doses)
        for (number, at, doses), (next_number, next_at, _) in zip(moments, following, strict=True)
    ]


def between(first: tuple[int, time], second: tuple[int, time]) -> timedelta:
    """The wall-clock time from (day, time) to (day, time)."""
    days = second[0] - first[0]
    minutes = (second[1].hour - first[1].hour) * 60 + second[1].minute - first[1].minute
    return timedelta(days=days, minutes=minutes)
