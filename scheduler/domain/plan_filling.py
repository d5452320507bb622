"""What a plan still leaves to be supplied, one thing after the other, and putting it in. Nothing is supplied by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from scheduler.domain.day_split import propose_split
from scheduler.domain.regimen import Day, DoseLine, Plan, Step

UNNAMED = "unknown"
NOT_SURE = "not sure"
_MOST_PIECES = 4


@dataclass(frozen=True, slots=True)
class Open:
    """One thing to ask. `code` names it; `when` a time of day, `count` how many a day, `step` which step, where it matters.

    `times`: when the steps before are taken, wall time.
    """

    code: str
    when: str | None = None
    count: int | None = None
    step: int | None = None
    times: tuple[time, ...] = ()


def next_open(plan: Plan, asked: Collection[str], *, by_words: bool) -> Open | None:
    """The next thing that `plan` leaves open and `asked` does not name yet; None if it is complete.

    `by_words`: the plan came as words, so the medicine, the strength and what is taken now are asked as well.
    """
    if by_words and plan.medication == UNNAMED:
        return Open("medicine")
    if by_words and "strength" not in asked and any(tablet.strength_mg is None for tablet in plan.tablets):
        return Open("strength")
    if by_words and "pieces" not in asked and _needs_pieces(plan) is not None:
        return Open("pieces")
    if plan.steps and plan.start is None and plan.steps[0].from_on is None:
        return Open("start")
    for step in plan.steps:
        for day in step.cycle:
            if open_ := _open_time(day):
                return open_
    for number, step in enumerate(plan.steps, start=1):
        if step.daily_total_mg is not None:
            before = tuple(_amounts_at(plan.steps[number - 2])) if number > 1 else ()
            return Open("split", times=before) if "split" not in asked else Open(f"split:{number}", step=number)
    if by_words and "current" not in asked and plan.context.reported_current_mg is None and plan.steps:
        return Open("current")
    if by_words and "visit" not in asked and not plan.steps and plan.as_needed and plan.supply.next_visit_on is None:
        # Whether it lasts until somebody is seen is the first thing that people on such a plan worry about.
        return Open("visit")
    return None


def _open_time(day: Day) -> Open | None:
    for line in day:
        if line.at is None and line.when:
            return Open(f"time:{line.when}", when=line.when)
    count = sum(line.at is None for line in day)
    return Open(f"times:{count}", count=count) if count else None


def _needs_pieces(plan: Plan) -> int | None:
    """Into how many pieces the one strength would have to be cut, where whole tablets do not make every amount."""
    if plan.liquid is not None or len(plan.tablets) != 1 or plan.tablets[0].pieces > 1:
        return None
    strength = plan.tablets[0].strength_mg
    if strength is None:
        return None
    amounts = [line.mg for step in plan.steps for day in step.cycle for line in day]
    amounts += [step.daily_total_mg for step in plan.steps if step.daily_total_mg is not None]
    if all(mg % strength == 0 for mg in amounts):
        return None
    return next((cut for cut in (2, _MOST_PIECES) if all(mg * cut % strength == 0 for mg in amounts)), None)


def fill(plan: Plan, code: str, said: str) -> Plan | None:
    """The plan with an answer put in. None if it does not fit: two doses at one time, or another number of times.

    `said` is plain: an ISO date, times as "08:00 14:00", an amount, a number of pieces, or NOT_SURE, which leaves it open.
    """
    if said == NOT_SURE:
        return plan
    name, _, rest = code.partition(":")
    match name:
        case "medicine":
            return replace(plan, medication=said)
        case "strength":
            tablets = tuple(replace(each, strength_mg=each.strength_mg or Decimal(said)) for each in plan.tablets)
            return replace(plan, tablets=tablets)
        case "pieces":
            return replace(plan, tablets=tuple(replace(each, pieces=int(said)) for each in plan.tablets))
        case "start":
            return replace(plan, start=date.fromisoformat(said))
        case "visit":
            return replace(plan, supply=replace(plan.supply, next_visit_on=date.fromisoformat(said)))
        case "current":
            return replace(plan, context=replace(plan.context, reported_current_mg=Decimal(said)))
        case "time" | "times":
            return _with_times(plan, rest if name == "time" else None, _times(said))
        case "split":
            return _with_split(plan, _times(said), int(rest) if rest else None)
        case _:
            return None


def _times(said: str) -> tuple[time, ...]:
    return tuple(time.fromisoformat(each) for each in said.split())


def _with_times(plan: Plan, when: str | None, times: tuple[time, ...]) -> Plan | None:
    steps = []
    for step in plan.steps:
        days = [_day_with_times(day, when, times) for day in step.cycle]
        kept = [day for day in days if day is not None]
        if len(kept) != len(days):
            return None
        steps.append(replace(step, cycle=tuple(kept)))
    return replace(plan, steps=tuple(steps))


def _day_with_times(day: Day, when: str | None, times: tuple[time, ...]) -> Day | None:
    """A day with its times set; None if two doses would fall on one time."""
    free = [line for line in day if line.at is None and (line.when == when if when else not line.when)]
    if not free or (when is None and len(free) != len(times)):
        return day
    if len(times) != len(free):
        return None
    given = dict(zip(map(id, free), times, strict=True))
    lines = [replace(line, at=given[id(line)]) if id(line) in given else line for line in day]
    fixed = [line.at for line in lines if line.at is not None]
    if len(set(fixed)) != len(fixed):
        return None
    return tuple(sorted(lines, key=lambda line: (line.at is None, line.at or time.max)))


def _with_split(plan: Plan, times: tuple[time, ...], only: int | None) -> Plan | None:
    """Daily totals over these times, as even as the tablets allow. Steps that cannot be split so stay open, but for `only`."""
    steps: list[Step] = []
    for number, step in enumerate(plan.steps, start=1):
        if only in (None, number):
            step = _split(plan, step, times, _most(steps[-1], step, times) if steps else None, forced=number == only)
        steps.append(step)
    return replace(plan, steps=tuple(steps)) if times else None


def _amounts_at(step: Step) -> dict[time, Decimal]:
    """What one day of it gives at each time. Empty where a time is open, or days differ."""
    if len(step.cycle) != 1 or any(line.at is None for line in step.cycle[0]):
        return {}
    return {line.at: line.mg for line in step.cycle[0] if line.at is not None}


def _most(before: Step, step: Step, times: tuple[time, ...]) -> tuple[Decimal, ...] | None:
    """What each time had in the step before: where the day becomes less, no time of it should become more."""
    had = _amounts_at(before)
    if step.daily_total_mg is None or sum(had.values()) < step.daily_total_mg or not set(times) <= set(had):
        return None
    return tuple(had[at] for at in times)


def _split(plan: Plan, step: Step, times: tuple[time, ...], most: tuple[Decimal, ...] | None, *, forced: bool) -> Step:
    total = step.daily_total_mg
    if total is None:
        return step
    shares = propose_split(total, len(times), plan.tablets, plan.liquid, step.form, most)
    if shares is None and not any(tablet.strength_mg is not None for tablet in plan.tablets) and plan.liquid is None:
        shares = _even(total, len(times))
    if shares is None and forced:
        # It cannot be made in so many doses, if at all; the review says what is wrong with it.
        shares = _even(total, len(times)) or (total,)
    if shares is None:
        return step
    cycle = (tuple(DoseLine(at, mg) for at, mg in zip(times, shares, strict=False)),)
    return replace(step, daily_total_mg=None, cycle=cycle)


def _even(total: Decimal, times: int) -> tuple[Decimal, ...] | None:
    share = total / times
    return (share,) * times if share * times == total and share == round(share, 2) else None
