"""Reads items in order and builds the course: opens a step, adds to it, closes it. Whatever does not fit is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.reading.instructions import alternation, doses, lengths, listing, steering
from bot.reading.instructions.claim import check_claims
from bot.reading.instructions.course import Course
from bot.reading.instructions.cut import Cut
from bot.reading.instructions.cycle import make_cycle
from bot.reading.instructions.draft import Draft, Maker
from bot.reading.instructions.item import (
    Amount,
    Count,
    Dated,
    Divided,
    Doubt,
    Frequency,
    Interval,
    Item,
    Later,
    Pattern,
    Percent,
    PerDay,
    Place,
    Shift,
    Sign,
    Slots,
    Span,
    Unread,
    Weekdays,
    is_sign,
)
from bot.reading.instructions.level import Level, Stretch, UndecidedError
from bot.reading.instructions.order import places_lead

_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}


class Machine:
    """One reading of one text. `items` have been prepared: strengths, advice and as-needed parts are out of the way."""

    def __init__(self, items: Sequence[Item], maker: Maker, course: Course) -> None:
        self.items = items
        self.maker = maker
        self.course = course
        self.draft = Draft()
        self.index = 0
        self.review = False
        self.aim_off = False
        self.total_next = False
        self.claims: list[Cut] = []
        self.last_cut: tuple[str, str] | None = None
        self.course_days: int | None = None
        self.direction = ""
        self.shift: int | None = None
        self.dropping = False
        self.one_dose = False
        self.left_out = False
        self.shares_length = any((isinstance(item, Span) and item.each) or is_sign(item, "each_step") for item in items)
        self.row_day: int | None = None
        self.places_lead = places_lead(items)

    def run(self) -> None:
        """Reads everything. Raises UndecidedError at the first thing that does not decide."""
        while self.index < len(self.items):
            item = self.items[self.index]
            self.index += 1
            self._take(item)
        self.close()
        check_claims(self.claims, self.course, self.maker.resolver)

    def peek(self, ahead: int = 0) -> Item | None:
        where = self.index + ahead
        return self.items[where] if where < len(self.items) else None

    def rest_of_clause(self) -> list[Item]:
        """Items up to the next boundary."""
        rest: list[Item] = []
        for item in self.items[self.index :]:
            if isinstance(item, Sign) and item.kind in _BOUNDARY:
                break
            rest.append(item)
        return rest

    def _take(self, item: Item) -> None:
        match item:
            case Amount() | Pattern():
                doses.take_amount(self, item)
            case Frequency() | PerDay() | Slots():
                doses.take_when(self, item)
            case Span():
                lengths.take_span(self, item)
            case Place() | Dated():
                lengths.take_place(self, item)
            case Later():
                lengths.take_later(self, item)
            case Interval():
                alternation.take_interval(self, item)
            case Weekdays():
                alternation.take_weekdays(self, item)
            case Divided():
                doses.take_divided(self, item)
            case Percent():
                raise UndecidedError("percent_base")
            case Count():
                lengths.take_count(self, item)
            case Shift():
                lengths.take_shift(self, item)
            case Doubt():
                raise UndecidedError(item.code)
            case Unread():
                raise UndecidedError("dose")
            case Sign():
                self._take_sign(item.kind)

    def previous(self, *kinds: str) -> bool:
        before = self.items[self.index - 2] if self.index >= 2 else None
        return isinstance(before, Sign) and before.kind in kinds

    def begin_on(self, day: date) -> None:
        self.course.begin_all(day)

    def close(self) -> None:
        """Ends the step in hand and adds it to the course."""
        draft, self.draft = self.draft, Draft()
        course = self.course
        if not draft.parts:
            if draft.timed and not (draft.begun and draft.dated) and not lengths.says_the_start(self, draft):
                raise UndecidedError("dose")
            if draft.dated is not None and draft.dated.first is not None:
                self.course.begin_all(course.days[draft.dated.first])
            return
        if course.shared is not None and len(draft.parts) > 1 and not draft.timed:
            self.draft = draft
            listing.close_list(self)
            if self.draft is not draft:
                return
            self.draft = Draft()
        cycle = make_cycle(draft, self.maker, course.level, self._first_day(draft))
        self._check_total(draft, cycle)
        if draft.current:
            if draft.timed or course.stretches or len(cycle) > 1 or course.present is not None:
                raise UndecidedError("duration", *([] if draft.timed else ["contradiction"]))
            course.present = cycle[0]
            return
        stretch = Stretch(cycle)
        self.one_dose = draft.fixed is not None and len(cycle[0].doses) > 1
        if draft.span is not None:
            stretch.days, stretch.allowed = draft.span.days, draft.span.allowed
        if draft.dated is not None:
            course.set_dates(stretch, draft.dated)
        if draft.place is not None:
            course.place(stretch, draft.place)
        if draft.hold:
            stretch.held = True
        before = course.stretches[-1].mean if course.stretches else course.present.mg if course.present else None
        if before is not None:
            if draft.direction == "down" and stretch.mean > before:
                raise UndecidedError("contradiction")
            if draft.direction == "up" and stretch.mean < before:
                raise UndecidedError("contradiction")
        course.add(stretch)

    def _first_day(self, draft: Draft) -> date | None:
        """The day a step begins, which days of the week are counted from; None where nothing fixes it."""
        course = self.course
        if draft.dated is not None and draft.dated.first is not None and draft.dated.kind != "until":
            return course.days[draft.dated.first]
        begin, elapsed = course.first_on or course.start, course.elapsed()
        if draft.place is not None:
            elapsed = draft.place.first - 1
        return None if begin is None or elapsed is None else begin + timedelta(elapsed)

    def _check_total(self, draft: Draft, cycle: tuple[Level, ...]) -> None:
        if draft.stated_total is not None:
            stated = self.maker.resolver.to_mg(draft.stated_total)
            if any(level.mg != stated for level in cycle):
                raise UndecidedError("contradiction")

    def _take_sign(self, kind: str) -> None:
        steering.take_sign(self, kind)
