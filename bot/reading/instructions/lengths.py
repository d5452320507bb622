"""Gives the step in hand its length: a span, a place in the plan, dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reading.instructions import listing
from bot.reading.instructions.draft import Draft
from bot.reading.instructions.item import (
    Amount,
    Count,
    Dated,
    Frequency,
    Later,
    Pattern,
    Place,
    Shift,
    Sign,
    Slots,
    Span,
    is_sign,
)
from bot.reading.instructions.level import UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine

_ENDS_CLAUSE = ("comma", "sentence", "line", "semi", "then", "arrow", "and", "review", "until_seen")


def take_span(machine: Machine, item: Span) -> None:
    if item.nth:
        _take_nth(machine, item)
        return
    draft = machine.draft
    if machine.total_next:
        # "Total course 6 weeks" counts the whole, or only the last step?
        raise UndecidedError("duration")
    if item.each:
        take_each(machine, item)
        return
    if not draft.parts:
        if draft.span is not None and draft.span.days != item.days:
            raise UndecidedError("contradiction")
        if draft.timed and draft.span is None:
            raise UndecidedError("contradiction")
        draft.span, draft.leading = item, True
        return
    if item.article and (machine.previous("total") or isinstance(machine.items[machine.index - 2], Amount)):
        # "20 mg a week" is no day's dose; "20 mg for a week" would be.
        raise UndecidedError("times", "dose")
    if not draft.timed:
        draft.span, draft.soft = item, False
        return
    if draft.leading and _dose_follows(machine):
        machine.close()
        machine.draft.span, machine.draft.leading = item, True
        return
    if draft.complete and (
        (machine.previous("sentence", "line", "semi", "then") and _dose_follows(machine))
        or (machine.previous("comma") and isinstance(machine.peek(), Amount | Pattern))
    ):
        machine.close()
        machine.draft.span, machine.draft.leading = item, True
        return
    if draft.span is not None and draft.span.days == item.days and not machine.previous("and", "comma"):
        return
    place = draft.place
    if place is not None and place.last is not None and place.last - place.first + 1 == item.days:
        return
    if draft.dated is not None and draft.dated.kind in {"on", "since"} and draft.span is None:
        draft.span = item
        return
    raise UndecidedError("contradiction")


def _take_nth(machine: Machine, item: Span) -> None:
    """ "The second month": has to be the second step, whether said before or after its doses."""
    if machine.draft.parts and (machine.draft.timed or machine.places_lead):
        machine.close()
    if item.nth != len(machine.course.stretches) + 1:
        raise UndecidedError("duration")
    take_span(machine, Span(item.days, item.allowed))


def _dose_follows(machine: Machine) -> bool:
    """Whether a dose comes before the next boundary or length."""
    for number, item in enumerate(machine.rest_of_clause()):
        if isinstance(item, Amount | Pattern | Frequency | Slots):
            return True
        if is_sign(item, "comma") and not number and machine.previous("sentence", "line", "semi"):
            # "For the next three weeks, one tablet …"
            continue
        if isinstance(item, Span | Place | Dated | Later) or (isinstance(item, Sign) and item.kind == "comma"):
            return False
    return False


def take_each(machine: Machine, item: Span) -> None:
    if machine.course.each is not None and machine.course.each.days != item.days:
        raise UndecidedError("contradiction")
    machine.course.each = item
    if machine.draft.parts:
        listing.close_list(machine)


def take_place(machine: Machine, item: Place | Dated) -> None:
    draft = machine.draft
    ranged = item if isinstance(item, Dated) and item.kind == "range" else None
    if ranged and draft.parts and draft.span and not draft.dated and not draft.place and machine.previous("open"):
        # "for one week (4-10 Jan)": both are kept, and must agree
        draft.dated = ranged
        return
    if isinstance(item, Dated) and item.kind == "until" and draft.parts and not draft.timed:
        draft.dated, draft.soft = item, False
        return
    since = draft.dated if draft.parts and draft.leading and draft.span is None and draft.place is None else None
    if isinstance(item, Dated) and item.kind == "until" and since is not None and since.kind in {"on", "since"}:
        # "from 18 January 15 mg three times a day until 31 January"
        draft.dated, draft.leading = Dated("range", since.first, item.first), False
        return
    if draft.current and draft.parts and not draft.timed and isinstance(item, Place) and item.first == 1:
        # "current dose 20 mg qds; week 1 …": what is taken now, and then the plan
        machine.close()
        draft = machine.draft
    if draft.begun and not draft.parts and isinstance(item, Dated) and item.kind in {"on", "since"}:
        draft.dated, draft.leading = item, True
        return
    if isinstance(item, Dated) and draft.complete and take_trailing_start(machine, item):
        return
    leads = machine.places_lead or not draft.parts or draft.complete
    if not leads:
        if draft.timed:
            raise UndecidedError("contradiction")
        _attach(machine, item, leading=False)
        draft.soft = False
        return
    if draft.parts:
        if not (_dose_follows(machine) or machine.previous("sentence", "line", "semi", "then", "arrow", "comma")):
            raise UndecidedError("contradiction")
        machine.close()
    if machine.draft.timed:
        raise UndecidedError("contradiction")
    _attach(machine, item, leading=True)


def take_trailing_start(machine: Machine, item: Dated) -> bool:
    """ "10 mg TDS for 7 days starting 30 January, then stop": the date stays with the dose before it, never with what follows."""
    draft = machine.draft
    if item.kind not in {"on", "since"} or not draft.parts or draft.dated is not None or draft.place is not None:
        return False
    after = machine.items[machine.index :]
    if after and after[0] is item:
        after = after[1:]
    while after and is_sign(after[0], "close"):
        after = after[1:]
    if machine.previous("sentence", "line", "semi", "then", "arrow") or (after and is_sign(after[0], "colon", "stop")):
        return False
    if machine.previous("comma", "and", "dash") and (machine.course.stretches or not draft.complete):
        return False
    if after and not is_sign(after[0], *_ENDS_CLAUSE):
        return False
    course = machine.course
    if course.stretches and course.first_on is None and item.first is not None:
        # of this step, or of the whole plan? Only the day on which the plan begins can tell
        if course.start is None:
            raise UndecidedError("contradiction")
        if course.days[item.first] == course.start:
            course.begin_all(course.start)
            return True
    draft.dated, draft.soft = item, False
    return True


def says_the_start(machine: Machine, draft: Draft) -> bool:
    """A last sentence with nothing but a date ("From 30 January."), unless that day only follows the plan."""
    dated, course = draft.dated, machine.course
    if dated is None or dated.kind != "since" or dated.first is None or machine.peek() is not None or draft.span:
        return False
    elapsed = course.elapsed()
    return elapsed is not None and (
        course.start is None or course.days[dated.first] != course.start + timedelta(elapsed)
    )


def _attach(machine: Machine, item: Place | Dated, *, leading: bool) -> None:
    if isinstance(item, Place):
        machine.draft.place = item
    else:
        machine.draft.dated = item
    machine.draft.leading = leading


def take_later(machine: Machine, item: Later) -> None:
    elapsed = machine.course.elapsed()
    if not item.more and machine.draft.parts and elapsed and item.days > elapsed:
        # "20 mg. After 2 weeks 10 mg. After 4 weeks stop": of this step, or of the whole?
        raise UndecidedError("duration")
    if machine.draft.parts and not machine.draft.timed:
        if machine.draft.direction and machine.course.stretches and machine.course.stretches[-1].days is None:
            machine.course.stretches[-1].days = item.days
            machine.course.stretches[-1].allowed = item.allowed
            return
        machine.draft.span = Span(item.days, item.allowed)
        machine.draft.leading = False
        machine.close()
        return
    if machine.draft.parts:
        machine.close()
    if not machine.course.stretches:
        raise UndecidedError("start_dose" if machine.course.present is None else "duration")
    last = machine.course.stretches[-1]
    if last.days is None:
        last.days, last.allowed = item.days, item.allowed
    elif last.days != item.days:
        raise UndecidedError("contradiction")


def take_count(machine: Machine, item: Count) -> None:
    if item.kind == "over" and machine.draft.parts and not machine.draft.timed:
        if machine.draft.direction:
            # "reduce from 60 mg to 20 mg over 3 weeks" goes down by steps that are not said
            raise UndecidedError("dose", "duration")
        machine.draft.span = Span(item.value)
        return
    if machine.course_days is not None and machine.course_days != item.value:
        raise UndecidedError("contradiction")
    machine.course_days = item.value


def take_shift(machine: Machine, item: Shift) -> None:
    if machine.course.stretches or machine.course.first_on or (machine.draft.parts and machine.draft.dated):
        raise UndecidedError("contradiction")
    if machine.course.start is not None:
        machine.begin_on(machine.course.start + timedelta(item.days))
