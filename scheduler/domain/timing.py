"""When each dose is due. The only module that crosses between a person's wall time and UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.gap import gaps_in
from scheduler.domain.regimen import DoseLine, Form, Plan
from scheduler.domain.stretch import (
    Stretch,
    daily_total,
    day_of_plan,
    first_on,
    last_on,
    listed_last_on,
    steps_with_dates,
    stretches_between,
)
from scheduler.domain.tablets import Pieces, pieces_for

__all__ = [
    "PlannedDose",
    "ZoneChange",
    "daily_total",
    "day_of_plan",
    "doses_between",
    "doses_on_dates",
    "first_on",
    "gap_changes",
    "is_schedulable",
    "last_on",
    "listed_last_on",
    "missing",
    "steps_with_dates",
    "to_utc",
    "to_wall",
]

# Far enough on both sides of a journey to meet a dose in any cycle that a plan may have.
_AROUND = timedelta(days=31)
_DAY = timedelta(days=1)


class PlannedDose(NamedTuple):
    """One dose of one date. `due_at` is UTC; `on` and `at` are as planned, also when that hour is missing on the clock.

    `pieces` is what to take, largest strength first; empty where the plan's tablets cannot make the amount.
    """

    due_at: datetime
    on: date
    at: time
    mg: Decimal
    step: int
    pieces: Pieces


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


# Everybody's days are the same few, and so are the minutes at which they take something.
@lru_cache(maxsize=16_384)
def to_utc(on: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a wall time: a missing hour is later by the gap, a doubled hour is its first occurrence."""
    # fold=0 reads a missing time with the offset from before the gap, and a doubled one as the first.
    wall = at if at.fold == 0 else at.replace(fold=0)
    return datetime.combine(on, wall, _zone(zone)).astimezone(UTC)


def to_wall(instant: datetime, zone: str) -> datetime:
    """The instant on the clock of a zone, aware. Raises ValueError for an instant without a zone of its own."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(_zone(zone))


def missing(plan: Plan) -> tuple[str, ...]:
    """What a person must still supply before doses can be planned: any of timezone, start, times, split."""
    wanted = {
        "timezone": plan.timezone is None,
        "start": bool(plan.steps) and plan.start is None and plan.steps[0].from_on is None,
        "times": any(line.at is None for step in plan.steps for day in step.cycle for line in day),
        "split": any(step.daily_total_mg is not None for step in plan.steps),
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def is_schedulable(plan: Plan) -> bool:
    """Whether every dose of the plan has a date and a time. A plan of as-needed medicine alone never has."""
    # What `missing` asks, without what it makes to tell of it: each time that doses are planned this is asked.
    if not plan.steps or plan.timezone is None or (plan.start is None and plan.steps[0].from_on is None):
        return False
    for step in plan.steps:
        if step.daily_total_mg is not None:
            return False
        for day in step.cycle:
            for line in day:
                if line.at is None:
                    return False
    return True


def doses_between(plan: Plan, after: datetime, until: datetime) -> list[PlannedDose]:
    """The doses with after <= due_at < until, in order. Where steps overlap, the later step counts.

    Costs what the window costs, however long ago the plan began. Raises ValueError for a plan that is not schedulable.
    """
    zone = _schedulable_zone(plan)
    first, last = _dates_between(after, until, zone)
    found = [
        (due_at, on, at, line, stretch)
        for on, at, line, stretch in _lines_on(plan, first, last)
        if after <= (due_at := to_utc(on, at, zone)) < until
    ]
    return sorted(_made(plan, found), key=_when)


@lru_cache(maxsize=4096)
def _dates_between(after: datetime, until: datetime, zone: str) -> tuple[date, date]:
    """The first and the last date of which any wall time may lie between two instants."""
    begins, ends = to_wall(after, zone).date(), to_wall(until, zone).date()
    # A missing stretch of clock (up to a whole day, where a country crosses the date line) makes a dose due later than
    # its date, so look back further than ahead.
    first, last = begins - timedelta(days=2), ends + timedelta(days=1)
    days = (last - first).days + 2
    midnights = [to_utc(date.fromordinal(first.toordinal() + day), time.min, zone) for day in range(days)]
    if all(later - earlier == _DAY for earlier, later in pairwise(midnights)):
        # On none of these days are the hands moved: an instant is on the date that the clock shows.
        return begins, ends
    return first, last


def doses_on_dates(plan: Plan, first: date, last: date) -> list[PlannedDose]:
    """The doses planned on the dates first..last (both included), in order of date and wall time."""
    zone = _schedulable_zone(plan)
    lines = _lines_on(plan, first, last)
    found = _made(plan, [(to_utc(on, at, zone), on, at, line, stretch) for on, at, line, stretch in lines])
    return sorted(found, key=lambda dose: (dose.on, dose.at))


def _schedulable_zone(plan: Plan) -> str:
    if plan.timezone is None or not is_schedulable(plan):
        raise ValueError(f"not schedulable: {', '.join(missing(plan)) or 'no scheduled steps'}")
    return plan.timezone


def _when(dose: PlannedDose) -> tuple[datetime, date, time]:
    return dose.due_at, dose.on, dose.at


def _lines_on(plan: Plan, first: date, last: date) -> list[tuple[date, time, DoseLine, Stretch]]:
    found = []
    for stretch in stretches_between(plan, first, last):
        begin = max(first, stretch.first_on)
        end = last if stretch.last_on is None else min(last, stretch.last_on)
        for ordinal in range(begin.toordinal(), end.toordinal() + 1):
            on = date.fromordinal(ordinal)
            found += [(on, line.at, line, stretch) for line in stretch.day_on(on) if line.at is not None]
    return found


def _made(plan: Plan, lines: Iterable[tuple[datetime, date, time, DoseLine, Stretch]]) -> list[PlannedDose]:
    # The same few amounts come round every day.
    made: dict[tuple[Decimal, Form | None], Pieces] = {}
    doses = []
    for due_at, on, at, line, stretch in lines:
        amount = line.mg, stretch.step.form
        pieces = made.get(amount)
        if pieces is None:
            pieces = made[amount] = pieces_for(line.mg, plan.tablets, plan.liquid, stretch.step.form) or ()
        doses.append(PlannedDose(due_at, on, at, line.mg, stretch.number, pieces))
    return doses


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """The doses on both sides of a change of zone, and how the time between them compares with the plan's own.

    `last` is the last dose due before the change (old zone), `following` the first after it (new zone). `repeated`
    doses were due in the old zone and their wall time comes round again in the new one: they are not due again.
    `skipped` doses were still to come in the old zone, but their wall time is past in the new one.
    """

    smallest_gap: timedelta
    largest_gap: timedelta
    last: PlannedDose | None
    following: PlannedDose | None
    gap: timedelta | None
    too_close: bool
    too_far: bool
    repeated: tuple[PlannedDose, ...]
    skipped: tuple[PlannedDose, ...]


def gap_changes(plan: Plan, old_zone: str, new_zone: str, at: datetime) -> ZoneChange:
    """Compare the gap across a change of zone at an instant (UTC) with the gaps of the steps in force around it.

    Raises ValueError for a plan that is not schedulable.
    """
    before = doses_between(replace(plan, timezone=old_zone), at - _AROUND, at)
    would_be = doses_between(replace(plan, timezone=old_zone), at, at + timedelta(days=2))
    ahead = doses_between(replace(plan, timezone=new_zone), at, at + _AROUND)
    done = {(dose.on, dose.at) for dose in before}
    coming = {(dose.on, dose.at) for dose in ahead}
    last = before[-1] if before else None
    following = next((dose for dose in ahead if (dose.on, dose.at) not in done), None)
    steps = {dose.step for dose in (last, following) if dose is not None}
    lengths = [gap.length for number in steps for gap in gaps_in(plan.steps[number - 1])] or [timedelta(0)]
    gap = following.due_at - last.due_at if last and following else None
    return ZoneChange(
        smallest_gap=min(lengths),
        largest_gap=max(lengths),
        last=last,
        following=following,
        gap=gap,
        too_close=gap is not None and gap < min(lengths),
        too_far=gap is not None and gap > max(lengths),
        repeated=tuple(dose for dose in ahead if (dose.on, dose.at) in done),
        skipped=tuple(dose for dose in would_be if (dose.on, dose.at) not in coming),
    )
