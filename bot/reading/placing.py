"""The times of a message put in their places: when the dose was taken, and which dose is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from decimal import Decimal

from bot.reading.context import ReadingContext
from bot.reading.items import Item
from bot.reading.mentions import Mention
from bot.reading.moments import Calendar, Moment
from scheduler.domain.reply import Doubt

_ACTS = frozenset({"took", "had", "take", "did"})
_AMBIGUOUS_UP_TO = 400
"""Digits after "took" up to this number could be milligrams as well as a time (130: half past one, or 130 mg)."""
_NEAR_PLAN_MIN = 240


@dataclass(slots=True)
class Placed:
    """When it was taken, and which dose; or a doubt. `unread` are times that say neither."""

    taken_at: Moment | None = None
    dose: Moment | None = None
    doubt: Doubt | None = None
    note: str | None = None
    unread: list[Item] = field(default_factory=list)


class Placing:
    """Places the times of one message. `positions` gives the place of an item among `items` by its start."""

    def __init__(self, items: Sequence[Item], positions: Mapping[int, int], context: ReadingContext | None) -> None:
        self._items = items
        self._positions = positions
        self._context = context
        self._calendar = Calendar(context) if context is not None else None

    def place(self, items: Iterable[Item]) -> Placed:
        """Times as when it was taken and as which dose is meant."""
        placed = Placed()
        taken: list[Mention] = []
        named: list[Mention] = []
        for item in items:
            mention = item.time
            if mention is None or mention.shape in ("span", "in"):
                placed.unread.append(item)
            elif mention.names_dose or mention.shape in ("part", "day"):
                named.append(mention)
            elif self._is_number(item, mention):
                placed.doubt = Doubt.AMOUNT
            else:
                taken.append(mention)
        taken, named = join_day(taken, named)
        if len(set(taken)) > 1 or len(set(named)) > 1:
            placed.doubt = Doubt.TWO_MEANINGS if len(set(taken)) > 1 else Doubt.WHICH_DOSE
            return placed
        if named and self._calendar:
            placed.dose = self._calendar.place(named[0])
            placed.doubt = placed.doubt or placed.dose.doubt
        if taken and taken[0].shape != "vague":
            placed.taken_at = self._calendar.place_near(taken[0], placed.dose) if self._calendar else Moment()
            placed.doubt = placed.doubt or placed.taken_at.doubt
            placed.note = placed.taken_at.note
        return placed

    def _is_number(self, item: Item, mention: Mention) -> bool:
        """Digits that could just as well be an amount."""
        if not mention.bare or mention.shape != "clock" or self._context is None:
            return False
        text = item.words[0]
        if "." in text:
            return Decimal(text) in self._context.planned_mg
        if not text.isdigit() or text.startswith("0"):
            return False
        position = self._positions[item.start]
        after_act = position > 0 and self._items[position - 1].kind in _ACTS
        if after_act:
            return int(text) <= _AMBIGUOUS_UP_TO
        return len(text) == 3 and text.endswith("00") and not self._is_near_plan(mention)

    def _is_near_plan(self, mention: Mention) -> bool:
        hours = {mention.hour % 12, mention.hour % 12 + 12}
        times: tuple[time, ...] = self._context.dose_times if self._context is not None else ()
        return any(abs(hour * 60 - at.hour * 60 - at.minute) <= _NEAR_PLAN_MIN for hour in hours for at in times)


def join_day(clocks: list[Mention], days: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """ "Yesterday I took it at 9": the day belongs to the clock time."""
    if len(clocks) != 1 or len(days) != 1 or days[0].names_dose or days[0].shape == "clock":
        return clocks, days
    clock, day = clocks[0], days[0]
    if clock.shape != "clock" or clock.day is not None or clock.weekday is not None:
        return clocks, days
    return [replace(clock, day=day.day, weekday=day.weekday, part=day.part)], []
