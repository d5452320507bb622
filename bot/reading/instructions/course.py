"""The steps read so far, in order: what they add, how long they last, how they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from bot.reading.instructions.item import Dated, DayName, Place, Span
from bot.reading.instructions.level import Level, Stretch, UndecidedError

# So many dated lines, one a day, make a day list.
_FEWEST_ROWS = 3
_WEEK = 7


@dataclass(slots=True)
class Course:
    """A plan in the making. Dates are calendar days of the person; `start` is None while no day is fixed."""

    days: dict[DayName, date]
    start: date | None
    stretches: list[Stretch] = field(default_factory=list)
    present: Level | None = None
    reported: Level | None = None
    each: Span | None = None
    answered: Span | None = None
    stopped: bool = False
    row_dates: list[date] = field(default_factory=list)
    first_on: date | None = None

    @property
    def level(self) -> Level | None:
        """The last day's dosage, which the next statement may refer to: said by the text, or else what is reported."""
        return self.said_level or (None if self.stretches else self.reported)

    @property
    def shared(self) -> Span | None:
        """How long each step lasts, where one length is said for all; else what was answered for those without one."""
        return self.each or self.answered

    @property
    def said_level(self) -> Level | None:
        if self.stretches:
            return self.stretches[-1].cycle[-1] if len(self.stretches[-1].cycle) == 1 else None
        return self.present

    def elapsed(self) -> int | None:
        """Days of all steps so far; None if one has no length yet."""
        total = 0
        for stretch in self.stretches:
            if stretch.days is None:
                return None
            total += stretch.days
        return total

    def add(self, stretch: Stretch) -> None:
        if self.stopped:
            raise UndecidedError("contradiction")
        self.stretches.append(stretch)

    def place(self, stretch: Stretch, place: Place) -> None:
        """Gives a step its place ("weeks 3-4"); it must follow the step before without gap or overlap."""
        elapsed = self._fill_before(place.first)
        if place.first != elapsed + 1:
            raise UndecidedError("contradiction")
        if place.last is None:
            stretch.held = True
        else:
            self._set_days(stretch, place.last - place.first + 1, ())

    def _fill_before(self, first: int) -> int:
        elapsed = self.elapsed()
        if elapsed is None:
            known = sum(stretch.days or 0 for stretch in self.stretches[:-1])
            open_days = first - 1 - known
            if any(stretch.days is None for stretch in self.stretches[:-1]) or open_days < 1:
                raise UndecidedError("duration")
            self.stretches[-1].days = open_days
            self.stretches[-1].held = False
            elapsed = first - 1
        return elapsed

    def _set_days(self, stretch: Stretch, days: int, allowed: tuple[int, ...]) -> None:
        if days < 1:
            raise UndecidedError("contradiction")
        if stretch.days is not None and stretch.days != days and days not in stretch.allowed:
            raise UndecidedError("contradiction")
        stretch.days, stretch.allowed = days, allowed

    def set_dates(self, stretch: Stretch, dated: Dated) -> None:
        """Gives a step its dates."""
        first = self.days[dated.first] if dated.first else None
        last = self.days[dated.last] if dated.last else None
        if first is None:
            return
        if dated.kind == "month":
            last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(1)
        if dated.kind == "until":
            if (begin := self._cursor()) is None:
                raise UndecidedError("duration")
            self._set_days(stretch, (first - begin).days + 1, ())
            return
        self._begin(first)
        if last is not None:
            self._set_days(stretch, (last - first).days + 1, ())
        elif dated.kind == "on":
            self.row_dates.append(first)

    def _begin(self, first: date) -> None:
        """A step begins that day: the step before ends the day before."""
        if not self.stretches:
            if self.start is not None and first < self.start and (self.start - first).days > 366:
                raise UndecidedError("contradiction")
            self.first_on = first
            return
        self.end_before(first)

    def begin_all(self, first: date) -> None:
        """The whole plan begins that day. Raises UndecidedError `contradiction` if another day has been said."""
        if self.first_on not in {None, first}:
            raise UndecidedError("contradiction")
        if first != (self.first_on or self.start) and any(len(stretch.cycle) == _WEEK for stretch in self.stretches):
            # Days of the week have been counted from another day.
            raise UndecidedError("duration")
        self.first_on = first

    def end_before(self, first: date) -> None:
        """The last step ends on the day before `first`."""
        last = self.stretches[-1]
        if last.days is None:
            before = self._cursor(skip_last=True)
            if before is None:
                raise UndecidedError("duration")
            last.held = False
            self._set_days(last, (first - before).days, ())
            return
        cursor = self._cursor()
        if cursor is None:
            self.first_on = first - timedelta(sum(stretch.days or 0 for stretch in self.stretches))
        elif cursor != first and not (last.allowed and (first - cursor).days + last.days in last.allowed):
            raise UndecidedError("contradiction")

    def next_day(self) -> date | None:
        """The first day that is not yet planned; None where no date is known, or a step has no length."""
        return self._cursor()

    def _cursor(self, *, skip_last: bool = False) -> date | None:
        """The first day that is not yet planned."""
        begin = self.first_on or self.start
        if begin is None:
            return None
        total = 0
        for stretch in self.stretches[: -1 if skip_last else None]:
            if stretch.days is None:
                return None
            total += stretch.days
        return begin + timedelta(total)

    def finish(self, *, review: bool) -> tuple[list[Stretch], str]:
        """All steps with their lengths, and how the plan ends. Raises UndecidedError `duration` where a length is missing."""
        if not self.stretches:
            raise UndecidedError("dose")
        self._fill_rows()
        while self.stretches and self.stretches[-1].mean == 0:
            self.stretches.pop()
            self.stopped = True
        if not self.stretches:
            raise UndecidedError("dose")
        for stretch in self.stretches:
            if stretch.days is None and not stretch.held and self.each is not None:
                stretch.days, stretch.allowed = self.each.days, self.each.allowed
        for n, stretch in enumerate(self.stretches):
            last = n == len(self.stretches) - 1
            if self.answered is not None and stretch.days is None and not stretch.held and (not last or self.stopped):
                stretch.days, stretch.allowed = self.answered.days, self.answered.allowed
            if stretch.held:
                if not last:
                    if stretch.days is None:
                        raise UndecidedError("duration")
                    stretch.held = False
                else:
                    stretch.days = None
            elif stretch.days is None and (not last or self.stopped):
                raise UndecidedError("duration")
        if self.stretches[-1].days is None:
            if self.stopped:
                raise UndecidedError("contradiction")
            return self.stretches, "hold"
        return self.stretches, "stop" if self.stopped else "open"

    def _fill_rows(self) -> None:
        """A list with one date a day ends with a day; otherwise the last dated step goes on."""
        rows = self.row_dates
        daily = all((after - before).days == 1 for before, after in pairwise(rows))
        if len(rows) >= _FEWEST_ROWS and len(rows) == len(self.stretches) and self.stretches[-1].days is None and daily:
            self.stretches[-1].days = 1
