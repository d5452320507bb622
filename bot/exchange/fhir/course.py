"""From instructions to steps: the same sequence number is taken together, different ones follow each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.exchange.fhir.dosage import Line
from bot.exchange.fhir.medicine import Medicine
from bot.exchange.fhir.remark import Remarks
from bot.exchange.fhir.timing import Bounds
from scheduler.domain.amount import canonical


@dataclass(slots=True)
class Group:
    """What is taken together: one step. `doses` are those of a day with a dose; `every` so many days."""

    lines: list[Line]
    bounds: Bounds = field(default_factory=Bounds)
    every: int = 1
    doses: list[dict[str, Any]] = field(default_factory=list)
    then: str | None = None

    @property
    def day_mg(self) -> Decimal:
        return sum((Decimal(dose["mg"]) for dose in self.doses), Decimal(0))


@dataclass(slots=True)
class Course:
    """The steps in order, the first date if it is known, and how it ends (None: there are no steps)."""

    groups: list[Group] = field(default_factory=list)
    start: date | None = None
    ends: str | None = None

    def steps(self) -> list[dict[str, Any]]:
        """The steps of a plan document: counted in days where their dates join, dated where they do not."""
        joined = self.start is not None and all(
            before.bounds.last is not None and after.bounds.first == before.bounds.last + timedelta(days=1)
            for before, after in pairwise(self.groups)
        )
        return [_step(group, dated=not joined) for group in self.groups]


def _step(group: Group, *, dated: bool) -> dict[str, Any]:
    bounds = group.bounds
    if dated and bounds.first is not None:
        step: dict[str, Any] = {
            "from": bounds.first.isoformat(),
            "to": bounds.last.isoformat() if bounds.last else None,
        }
    else:
        step = {"days": bounds.days}
    if group.every == 1:
        return {**step, "doses": group.doses}
    return {**step, "cycle": [group.doses, *([] for _ in range(group.every - 1))]}


def build_course(lines: list[Line], medicine: Medicine, remarks: Remarks) -> Course:
    """The course that the scheduled lines make. What cannot be one is asked about; the course then is what there is of it."""
    course = Course()
    for group in _group(lines, remarks):
        _settle(group, medicine, remarks)
        course.groups.append(group)
    if not course.groups:
        return course
    _order(course, remarks)
    _end(course, remarks)
    return course


def _group(lines: list[Line], remarks: Remarks) -> list[Group]:
    if len(lines) > 1 and any(line.sequence is None for line in lines):
        if any(line.sequence is not None for line in lines) or not _plainly_together(lines):
            remarks.ask("sequence", "dosageInstruction.sequence", "contradiction")
        return [Group(list(lines))]
    numbers = sorted({line.sequence or 0 for line in lines})
    return [Group([line for line in lines if (line.sequence or 0) == number]) for number in numbers]


def _plainly_together(lines: list[Line]) -> bool:
    """Without numbers: the same dates, and each at times of its own."""
    times = [dose for line in lines if line.timing is not None for dose in line.timing.doses]
    bounds = {line.timing.bounds for line in lines if line.timing is not None}
    return len(bounds) == 1 and (None, None) not in times and len(set(times)) == len(times)


def _settle(group: Group, medicine: Medicine, remarks: Remarks) -> None:
    timings = [line.timing for line in group.lines if line.timing is not None]
    if len(timings) < len(group.lines):
        return
    place = group.lines[0].place
    if len({timing.bounds for timing in timings}) > 1 or len({timing.every for timing in timings}) > 1:
        remarks.ask("together-differ", place, "contradiction")
    group.bounds, group.every = timings[0].bounds, timings[0].every
    if group.every > 1:
        remarks.note("every-other", place, days=group.every)
    thens = {line.then for line in group.lines}
    if len(thens) > 1:
        remarks.ask("two-ends", place, "end")
    group.then = group.lines[-1].then
    for line, timing in zip(group.lines, timings, strict=True):
        mg = None if line.high is None else medicine.mg(line.high)
        if line.high is not None and mg is None:
            remarks.ask("strength", line.place, "strength")
        if mg is None:
            continue
        if mg != round(mg, 4):
            remarks.ask("uneven", line.place, "dose", mg=mg)
            continue
        for at, when in timing.doses:
            group.doses.append(
                {"at": None if at is None else f"{at:%H:%M}", "mg": canonical(mg), **({"when": when} if when else {})}
            )
    clocks = [dose["at"] for dose in group.doses if dose["at"] is not None]
    if len(set(clocks)) < len(clocks):
        remarks.ask("same-time", place, "times")
    _check_limits(group, medicine, remarks)


def _check_limits(group: Group, medicine: Medicine, remarks: Remarks) -> None:
    for line in group.lines:
        most = None if line.most_a_day is None else medicine.mg(line.most_a_day)
        if line.most_a_day is not None and (most is None or group.day_mg > most):
            remarks.ask("limit", f"{line.place}.maxDosePerPeriod", "contradiction")


def _order(course: Course, remarks: Remarks) -> None:
    for group in course.groups[:-1]:
        if group.bounds.days is None:
            remarks.ask("no-length", group.lines[0].place, "duration")
        if group.then is not None:
            remarks.ask("ends-early", group.lines[0].place, "end")
    firsts = [group.bounds.first for group in course.groups]
    dated = [first for first in firsts if first is not None]
    if dated != sorted(dated):
        remarks.ask("order", "dosageInstruction.sequence", "contradiction")
    if dated and None in firsts:
        remarks.ask("some-dated", "dosageInstruction", "start_dose")
    course.start = firsts[0]


def _end(course: Course, remarks: Remarks) -> None:
    last = course.groups[-1]
    goes_on = last.bounds.days is None
    if goes_on and last.then == "stop":
        remarks.ask("stop-without-end", last.lines[0].place, "end")
        return
    course.ends = last.then or ("hold" if goes_on else "open")
