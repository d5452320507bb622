"""Planned against taken, by day, week and step. What nobody answered for is "not recorded", which is not "not taken"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.pages.course import Course
from scheduler.domain.checkin import Grade, Kind
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import Tier
from scheduler.domain.intake import IntakeKind

NOTHING = Decimal(0)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Tally:
    """Doses whose time has come, over some dates, and what became of them. Amounts in mg.

    `whole`: taken as planned or more. `part`: less of it. `not_taken`: the person said so. `not_recorded`: nobody said
    anything. `extra_mg` is what was taken beyond the plan, `loose_mg` what was taken while no plan was active, as far as their
    amounts are known.
    """

    first_on: date
    last_on: date
    planned_mg: Decimal = NOTHING
    taken_mg: Decimal = NOTHING
    extra_mg: Decimal = NOTHING
    whole: int = 0
    part: int = 0
    not_taken: int = 0
    not_recorded: int = 0
    extra: int = 0
    extra_unknown: int = 0
    loose: int = 0
    loose_mg: Decimal = NOTHING
    step: int | None = None

    @property
    def due(self) -> int:
        return self.whole + self.part + self.not_taken + self.not_recorded


def tally(course: Course, first_on: date, last_on: date, doses: Sequence[Dose], step: int | None = None) -> Tally:
    """What became of these doses, with the intakes beyond the plan of the same dates."""
    due = [dose for dose in doses if has_come(dose, course)]
    told = [intake for intake in course.intakes if first_on <= course.day_of(intake.taken_at) <= last_on]
    beyond = [intake for intake in told if intake.kind is IntakeKind.EXTRA]
    loose = [intake for intake in told if intake.kind is IntakeKind.LOOSE]
    return Tally(
        first_on=first_on,
        last_on=last_on,
        planned_mg=sum((dose.mg for dose in due), NOTHING),
        taken_mg=sum((taken_of(dose) for dose in due), NOTHING),
        extra_mg=sum((intake.mg or NOTHING for intake in beyond), NOTHING),
        whole=sum(dose.state is DoseState.TAKEN and taken_of(dose) >= dose.mg for dose in due),
        part=sum(dose.state is DoseState.TAKEN and taken_of(dose) < dose.mg for dose in due),
        not_taken=sum(dose.state is DoseState.SKIPPED for dose in due),
        not_recorded=sum(is_unrecorded(dose) for dose in due),
        extra=len(beyond),
        extra_unknown=sum(intake.mg is None for intake in beyond),
        loose=len(loose),
        loose_mg=sum((intake.mg or NOTHING for intake in loose), NOTHING),
        step=step,
    )


def has_come(dose: Dose, course: Course) -> bool:
    """Whether a dose can be spoken of as past: answered, or due and not replaced."""
    return dose.state in {DoseState.TAKEN, DoseState.SKIPPED} or dose.due_at <= course.now


def is_unrecorded(dose: Dose) -> bool:
    return dose.state not in {DoseState.TAKEN, DoseState.SKIPPED}


def taken_of(dose: Dose) -> Decimal:
    """What was taken for a dose, in mg; nothing as long as nobody said so."""
    if dose.state is not DoseState.TAKEN:
        return NOTHING
    return dose.mg if dose.taken_mg is None else dose.taken_mg


def by_day(course: Course) -> list[Tally]:
    """One tally for each date from the first known one to today. Empty while nothing is known."""
    if course.begins_on is None or course.begins_on > course.today:
        return []
    of_day: dict[date, list[Dose]] = {}
    for dose in course.doses:
        of_day.setdefault(dose.on, []).append(dose)
    return [tally(course, on, on, of_day.get(on, [])) for on in dates(course.begins_on, course.today)]


def by_week(course: Course) -> list[Tally]:
    """One tally for each seven days, counted from the first known date; the last one may be shorter."""
    days = by_day(course)
    return [_add(days[begin : begin + _WEEK]) for begin in range(0, len(days), _WEEK)]


def by_step(course: Course) -> list[tuple[int, Tally]]:
    """(version id, tally) for each step of each version under which doses have been due, in the order of time."""
    groups: dict[tuple[int, int], list[Dose]] = {}
    for dose in course.doses:
        if has_come(dose, course):
            groups.setdefault((dose.version_id, dose.step), []).append(dose)
    found = []
    for (version_id, step), doses in groups.items():
        days = [dose.on for dose in doses]
        found.append((version_id, tally(course, min(days), max(days), doses, step)))
    return found


def _add(days: Sequence[Tally]) -> Tally:
    def total(values: Iterable[Decimal]) -> Decimal:
        return sum(values, NOTHING)

    return Tally(
        first_on=days[0].first_on,
        last_on=days[-1].last_on,
        planned_mg=total(day.planned_mg for day in days),
        taken_mg=total(day.taken_mg for day in days),
        extra_mg=total(day.extra_mg for day in days),
        whole=sum(day.whole for day in days),
        part=sum(day.part for day in days),
        not_taken=sum(day.not_taken for day in days),
        not_recorded=sum(day.not_recorded for day in days),
        extra=sum(day.extra for day in days),
        extra_unknown=sum(day.extra_unknown for day in days),
        loose=sum(day.loose for day in days),
        loose_mg=total(day.loose_mg for day in days),
    )


def dates(first: date, last: date) -> list[date]:
    """Every date from the first to the last, both included."""
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Felt:
    """How somebody was on one date: the worst of that day's answers. None: not asked or not answered."""

    on: date
    stiffness: int | None = None
    sleep_h: int | None = None
    autonomic: int | None = None
    grade: Grade | None = None


def felt_by_day(course: Course) -> list[Felt]:
    """The days with an answer of the person's own to a check-in, in order."""
    found: dict[date, list[dict[str, int]]] = {}
    graded: dict[date, list[Grade]] = {}
    for each in course.check_ins:
        if each.kind is Kind.CARER:
            continue
        on = course.day_of(each.asked_at)
        if each.answers:
            found.setdefault(on, []).append(dict(each.answers))
        if each.grade is not None:
            graded.setdefault(on, []).append(each.grade)
    ranks = list(Grade)
    return [
        Felt(
            on=on,
            stiffness=max((given["stiffness"] for given in answers if "stiffness" in given), default=None),
            sleep_h=min((given["sleep_hours"] for given in answers if "sleep_hours" in given), default=None),
            autonomic=max((given["autonomic"] for given in answers if "autonomic" in given), default=None),
            grade=max(graded.get(on, []), key=ranks.index, default=None),
        )
        for on, answers in sorted(found.items())
    ]


def red_days(course: Course) -> list[date]:
    """Dates on which a red alarm began."""
    return sorted({course.day_of(a.escalation.opened_at) for a in course.alarms if a.escalation.tier is Tier.RED})


@dataclass(frozen=True, slots=True)
class AroundStep:
    """How it was in the days before and after the plan went down on `on`. Means over the days with an answer; None: none.

    `worst_after` is the highest stiffness; `shaky_days` those with the strongest answer; `red_after` red alarms.
    """

    on: date
    before_mg: Decimal
    after_mg: Decimal
    stiffness_before: Decimal | None
    stiffness_after: Decimal | None
    worst_after: int | None
    sleep_before: Decimal | None
    sleep_after: Decimal | None
    shaky_after: int
    red_after: int
    days_after: int


def around_steps(course: Course, days: int = _WEEK) -> list[AroundStep]:
    """Each step down with the `days` before it and the `days` from it on (fewer, if another step or today comes first)."""
    felt = {each.on: each for each in felt_by_day(course)}
    steps = course.steps_down()
    reds = red_days(course)
    found = []
    for index, (on, before_mg, after_mg) in enumerate(steps):
        following = steps[index + 1][0] if index + 1 < len(steps) else course.today + timedelta(days=1)
        end = min(on + timedelta(days=days), following)
        before = [felt[day] for day in dates(on - timedelta(days=days), on - timedelta(days=1)) if day in felt]
        after = [felt[day] for day in dates(on, end - timedelta(days=1)) if day in felt]
        found.append(
            AroundStep(
                on=on,
                before_mg=before_mg,
                after_mg=after_mg,
                stiffness_before=_mean([each.stiffness for each in before]),
                stiffness_after=_mean([each.stiffness for each in after]),
                worst_after=max((each.stiffness for each in after if each.stiffness is not None), default=None),
                sleep_before=_mean([each.sleep_h for each in before]),
                sleep_after=_mean([each.sleep_h for each in after]),
                shaky_after=sum(each.autonomic == _MOST_AUTONOMIC for each in after),
                red_after=sum(on <= day < end for day in reds),
                days_after=(end - on).days,
            )
        )
    return found


_MOST_AUTONOMIC = 2


def _mean(values: Sequence[int | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return None if not known else (Decimal(sum(known)) / len(known)).quantize(Decimal("0.1"))
