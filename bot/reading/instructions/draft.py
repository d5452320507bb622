"""A step of the plan while it is being read: its doses, how often, how long. Closing it gives days of known doses."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Interval,
    Pattern,
    PerDay,
    Place,
    Slots,
    Span,
)
from bot.reading.instructions.level import Dose, Level, UndecidedError
from bot.reading.instructions.resolve import Resolver

# Doses a day, and a time of day that none of them is taken at.
_FREE = {(2, "noon"), (2, "afternoon"), (3, "bedtime")}

When = Frequency | PerDay | Slots


@dataclass(slots=True)
class Part:
    """One dose statement of a step: how much, how often; `mark` says which days of an alternation it is for."""

    amount: Amount | Pattern | None
    when: When | None = None
    divided: int | None = None
    mark: str = ""
    weekdays: tuple[int, ...] = ()
    joined: bool = False


@dataclass(slots=True)
class Draft:
    """What has been said of the step so far. `leading`: its length or place was said before its doses."""

    parts: list[Part] = field(default_factory=list)
    span: Span | None = None
    place: Place | None = None
    dated: Dated | None = None
    leading: bool = False
    stated_total: Amount | None = None
    direction: str = ""
    current: bool = False
    begun: bool = False
    subject: bool = False
    told: bool = False
    hold: bool = False
    alternating: bool = False
    interval: Interval | None = None
    soft: bool = False
    fixed: Level | None = None

    @property
    def timed(self) -> bool:
        return self.span is not None or self.place is not None or self.dated is not None

    @property
    def complete(self) -> bool:
        return bool(self.parts) and self.timed and not self.leading


def add_when(part: Part, when: When) -> None:
    """Adds a second way of saying when: "once daily" and "at bedtime" agree, "BID" and three times of day do not."""
    known = part.when
    if known is None:
        part.when = when
    elif isinstance(known, PerDay):
        if isinstance(when, Frequency) and when.times > 1 and part.divided is None:
            raise UndecidedError("times")
        if isinstance(when, Slots) and len(when.slots) > 1:
            raise UndecidedError("times")
        part.when = when
    elif isinstance(when, PerDay):
        pass
    elif isinstance(known, Slots) and isinstance(when, Slots):
        names = {(slot.name, slot.at) for slot in known.slots}
        if names & {(slot.name, slot.at) for slot in when.slots}:
            raise UndecidedError("contradiction")
        part.when = Slots(known.slots + when.slots)
    else:
        count = {_count(known), _count(when)}
        if len(count) > 1:
            raise UndecidedError("contradiction")
        part.when = known if isinstance(known, Slots) else when


def _count(when: When) -> int:
    if isinstance(when, Slots):
        return len(when.slots)
    return when.times if isinstance(when, Frequency) else 1


def _one_more(parts: list[Part]) -> bool:
    """ "10 mg TDS plus 5 mg at night", "10 mg BD and 5 mg at noon": a dose at a time of day that the frequency leaves free."""
    if len(parts) != 2 or not parts[1].joined:
        return False
    first, second = parts[0].when, parts[1].when
    if not isinstance(first, Frequency) or not isinstance(second, Slots) or len(second.slots) != 1:
        return False
    return (first.times, second.slots[0].name) in _FREE


class Maker:
    """Makes days out of dose statements, with what carries over from the step before."""

    def __init__(self, resolver: Resolver, corticosteroid: bool, answered: Frequency | Slots | None = None) -> None:
        self.resolver = resolver
        self.corticosteroid = corticosteroid
        self.answered = answered

    def make_level(self, parts: list[Part], before: Level | None) -> Level:
        """The day that these statements make together. Raises UndecidedError with what is missing."""
        if len(parts) == 1:
            return self._make_one(parts[0], before)
        if any(part.amount is None for part in parts):
            raise UndecidedError("dose")
        doses: list[Dose] = []
        checks: list[Decimal] = []
        for part in parts:
            if isinstance(part.when, PerDay) and part.divided is None and part.amount is not None:
                checks.append(self._mg(part, before))
                continue
            if part.when is None:
                raise UndecidedError("dose", "times")
            doses += self._make_one(part, before).doses
        if _one_more(parts):
            return Level(tuple(doses))
        named = [dose.when or str(dose.at) for dose in doses if dose.when or dose.at]
        if len(set(named)) != len(named):
            raise UndecidedError("contradiction")
        if not doses or (len(named) != len(doses) and len(parts) - len(checks) > 1):
            if {type(part.when) for part in parts} == {Frequency, Slots}:
                # "10 mg twice daily (20 mg mane, 10 mg nocte)"
                raise UndecidedError("contradiction", "duration")
            raise UndecidedError("duration" if len(parts) > 1 and not checks else "contradiction")
        level = Level(tuple(doses))
        if any(check != level.mg for check in checks) or len(checks) > 1:
            raise UndecidedError("contradiction")
        return level

    def _mg(self, part: Part, before: Level | None) -> Decimal:
        if isinstance(part.amount, Amount):
            return self.resolver.to_mg(part.amount)
        if part.amount is None and before is not None and (size := before.only_dose()) is not None:
            return size
        raise UndecidedError("dose")

    def _make_one(self, part: Part, before: Level | None) -> Level:
        if isinstance(part.amount, Pattern):
            return self._make_pattern(part)
        when = part.when
        carried = part.amount is None
        mg = self._mg(part, before)
        if part.divided is not None:
            if carried or part.divided < 1:
                raise UndecidedError("dose")
            return Level(tuple(Dose(mg / part.divided) for _ in range(part.divided)))
        if isinstance(when, Slots):
            return Level(tuple(Dose(mg, slot.at, slot.name) for slot in when.slots)) if mg else Level()
        if isinstance(when, Frequency):
            if when.limit:
                raise UndecidedError("times")
            return Level(tuple(Dose(mg) for _ in range(when.times))) if mg else Level()
        if isinstance(when, PerDay):
            return Level((Dose(mg),)) if carried else Level(total=mg)
        return self._without_frequency(mg, before)

    def _without_frequency(self, mg: Decimal, before: Level | None) -> Level:
        if mg == 0:
            return Level()
        if isinstance(self.answered, Slots):
            return Level(tuple(Dose(mg, slot.at, slot.name) for slot in self.answered.slots))
        if self.answered is not None:
            return Level(tuple(Dose(mg) for _ in range(self.answered.times)))
        if before is not None:
            if before.total is not None or len(before.doses) == 1:
                return Level(total=mg)
            raise UndecidedError("times")
        if self.corticosteroid:
            return Level(total=mg)
        raise UndecidedError("times")

    def _make_pattern(self, part: Part) -> Level:
        assert isinstance(part.amount, Pattern)
        sizes = self.resolver.pattern_mg(part.amount)
        when = part.when
        names: tuple[str | None, ...] = (None,) * len(sizes)
        if isinstance(when, Slots):
            if len(when.slots) != len(sizes):
                raise UndecidedError("contradiction")
            return Level(tuple(Dose(mg, slot.at, slot.name) for mg, slot in zip(sizes, when.slots, strict=True) if mg))
        if isinstance(when, Frequency) and when.times != len(sizes):
            raise UndecidedError("contradiction")
        if len(sizes) > 4 or len(sizes) < 2:
            raise UndecidedError("times")
        if len(sizes) == 3 and part.amount.sign == "-":
            names = ("morning", "noon", "bedtime")
        return Level(tuple(Dose(mg, None, name) for mg, name in zip(sizes, names, strict=True) if mg))
