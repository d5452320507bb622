"""How a plan ends: it stops, the last dose goes on, or the prescriber is seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.reading.instructions import lengths
from bot.reading.instructions.draft import Draft
from bot.reading.instructions.item import Amount, Dated, Frequency, Later, Pattern, PerDay, Place, Slots, Span, is_sign
from bot.reading.instructions.level import Level, Stretch, UndecidedError

if TYPE_CHECKING:
    from bot.reading.instructions.machine import Machine

_DOSE = (Amount, Pattern, Frequency, Slots)


def take_stop(machine: Machine) -> None:
    following = machine.peek()
    if is_sign(following, "it"):
        machine.index += 1
        following = machine.peek()
        if machine.draft.parts:
            machine.close()
        machine.left_out = False
    if isinstance(following, Later):
        machine.index += 1
        lengths.take_later(machine, following)
        following = machine.peek()
    course, draft = machine.course, machine.draft
    if draft.parts:
        machine.close()
    elif draft.timed:
        _end_where(machine)
    if machine.one_dose and not machine.left_out:
        # "Reduce the night dose to 10 mg for 2 weeks, then stop": that dose, or the medicine?
        raise UndecidedError("end")
    if isinstance(following, Dated):
        machine.index += 1
        if following.kind not in {"on", "since", "month"} or following.first is None or not course.stretches:
            raise UndecidedError("end")
        course.end_before(course.days[following.first])
    elif isinstance(following, Place) and course.stretches:
        # "stop on day 21"
        machine.index += 1
        course.place(Stretch((Level(),)), following)
    elif isinstance(following, Span):
        raise UndecidedError("contradiction")
    if not course.stretches:
        known = course.present is not None or any(is_sign(item, "current") for item in machine.items)
        raise UndecidedError(*(("dose", "duration") if known else ("start_dose",)))
    course.stopped = True


def _end_where(machine: Machine) -> None:
    """ "Week 4: stop", "17 May: stop"."""
    draft, machine.draft = machine.draft, Draft()
    course = machine.course
    if not course.stretches:
        raise UndecidedError("start_dose")
    if draft.dated is not None and draft.dated.first is not None and _is_start(machine, draft):
        # "… for 7 days, starting 30 January, then stop"
        course.begin_all(course.days[draft.dated.first])
    elif draft.place is not None:
        course.place(Stretch((Level(),)), draft.place)
    elif draft.dated is not None and draft.dated.first is not None and draft.dated.kind != "until":
        course.end_before(course.days[draft.dated.first])
    else:
        raise UndecidedError("contradiction")


def _is_start(machine: Machine, draft: Draft) -> bool:
    """Whether the date before "stop" is the day the plan begins: something parts the two, and nothing else is said of the day."""
    dated = draft.dated
    if dated is None or dated.kind not in {"on", "since"}:
        return False
    return machine.previous("then", "and", "sentence", "line", "semi", "arrow") or (
        draft.begun and machine.previous("comma")
    )


def take_off(machine: Machine) -> None:
    """ "Until finished" after the last step with a length."""
    if machine.draft.parts:
        machine.close()
    last = machine.course.stretches[-1] if machine.course.stretches else None
    if last is None:
        raise UndecidedError("start_dose")
    if last.days is None and machine.course.shared is None:
        raise UndecidedError("duration")
    machine.course.stopped = True


def take_last_dose(machine: Machine) -> None:
    if machine.draft.parts:
        machine.close()
    following = machine.peek()
    course = machine.course
    if not isinstance(following, Dated) or following.first is None or following.last or not course.stretches:
        raise UndecidedError("end")
    machine.index += 1
    course.end_before(course.days[following.first] + timedelta(1))
    course.stopped = True


def take_hold(machine: Machine, kind: str) -> None:
    following = machine.peek()
    if kind == "hold" and machine.dropping and isinstance(following, Slots):
        # "Drop the 2 pm dose for a week, then hold the 8 am one": kept, or left out as well?
        raise UndecidedError("dose")
    if kind == "hold" and (isinstance(following, _DOSE) or is_sign(following, "take")):
        if machine.draft.complete:
            machine.close()
        if isinstance(following, Amount) and _repeats_last(machine, following):
            machine.index += 1
            while isinstance(machine.peek(), PerDay | Frequency | Slots):
                machine.index += 1
        else:
            return
    if kind == "hold" and isinstance(following, Place) and _is_last(machine, following):
        # "stay on the week 4 dose"
        machine.index += 1
    course, draft = machine.course, machine.draft
    if draft.parts:
        if not draft.timed or draft.leading:
            if kind == "hold" and isinstance(machine.peek(), Span):
                return
            if draft.place is not None:
                draft.place = Place(draft.place.first, None)
                return
            if draft.timed and not (draft.dated and draft.dated.kind in {"on", "since"} and draft.span is None):
                raise UndecidedError("contradiction")
            draft.hold = True
            return
        machine.close()
    if not course.stretches:
        raise UndecidedError("dose")
    last = course.stretches[-1]
    if kind == "hold" and isinstance(span := machine.peek(), Span):
        if not last.held and last.days is not None:
            raise UndecidedError("contradiction")
        machine.index += 1
        last.days, last.allowed, last.held = span.days, span.allowed, False
        return
    if course.stopped:
        raise UndecidedError("contradiction")
    last.held, last.reached = True, False


def _is_last(machine: Machine, place: Place) -> bool:
    """Whether a place is that of the step in hand, or of the last one read."""
    if machine.draft.place is not None:
        return machine.draft.place == place
    return place.last is not None and machine.course.elapsed() == place.last


def _repeats_last(machine: Machine, amount: Amount) -> bool:
    """ "… to 20 mg, then stay on 20 mg"."""
    stretches = machine.course.stretches
    if stretches and _says_level_again(machine, amount, stretches[-1]):
        return True
    if not stretches or not stretches[-1].held:
        return False
    last = stretches[-1]
    in_mg = machine.maker.resolver.to_mg
    same = _was_spoken(machine, amount, last) if amount.unit is None else in_mg(amount) == last.mean
    how_often = machine.items[machine.index + 1] if machine.index + 1 < len(machine.items) else None
    if same and isinstance(how_often, Frequency | Slots) and any(len(level.doses) != 1 for level in last.cycle):
        # "… to 30 mg, then stay on 30 mg twice a day": the day's total again, or twice as much?
        raise UndecidedError("times")
    return same


def _says_level_again(machine: Machine, amount: Amount, last: Stretch) -> bool:
    """ "… then remains on 10 mg three times daily", where the last step is just that and has no length yet."""
    how_often = machine.peek(1)
    if len(last.cycle) > 1 or last.days is not None or amount.unit is None or not isinstance(how_often, Frequency):
        return False
    doses = last.cycle[0].doses
    return len(doses) == how_often.times and last.cycle[0].only_dose() == machine.maker.resolver.to_mg(amount)


def _was_spoken(machine: Machine, amount: Amount, last: Stretch) -> bool:
    """Whether a number without a unit was said before; where cuts led to a dose, it has to be that one."""
    spoken = [item for item in machine.items[: machine.index] if isinstance(item, Amount) and item.low == amount.low]
    if last.reached and not any(_in_mg(machine, amount, said.unit) == last.mean for said in spoken):
        # "… till you are down to 4; carry on with 8"
        raise UndecidedError("contradiction")
    return bool(spoken)


def _in_mg(machine: Machine, amount: Amount, unit: str | None) -> Decimal | None:
    try:
        return machine.maker.resolver.in_unit(amount.low, unit or "mg", None)
    except UndecidedError:
        return None


def take_review(machine: Machine) -> None:
    if machine.draft.parts:
        machine.close()
    if not machine.course.stretches:
        if any(isinstance(item, Amount | Pattern) for item in machine.items[machine.index :]):
            # "as agreed on the phone: …": nothing has been said yet that could be reviewed
            return
        raise UndecidedError("dose")
    if machine.course.stretches[-1].reached:
        # "By 5 mg every week to 30 mg, then review": does the last dose go on till then, or for a week?
        raise UndecidedError("end")
    machine.review = True
    while isinstance(machine.peek(), Span | Later) or (
        isinstance(item := machine.peek(), Dated) and item.kind in {"on", "since", "month"}
    ):
        machine.index += 1
