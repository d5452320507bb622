"""Turns what is said of amounts into milligrams: strengths, liquids, and numbers without a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.reading.instructions.item import Amount, Concentration, Item, Pattern, Slots, Strength, UnitNote
from bot.reading.instructions.level import UndecidedError

# A number without a unit counts tablets up to the first bound and milligrams from the second on; between, it may be either.
_MOST_TABLETS = Decimal(4)
_FEWEST_TABLETS = Decimal("0.5")
_LEAST_MG = Decimal(10)
_LARGEST_MG = Decimal(100_000)
# How far a bare number may fall from the last dose in mg and still be read as mg.
_STEEPEST = Decimal(4)
_STEEPEST_SMALL = Decimal(2)


@dataclass(slots=True)
class Resolver:
    """What the whole text says about units, and the last dose, which a number without a unit is compared with."""

    strength_mg: Decimal | None
    strengths: frozenset[Decimal] = frozenset()
    mg_per_ml: Decimal | None = None
    units: frozenset[str] = frozenset()
    tablets_named: bool = False
    bare_clock: bool = False
    bare_read: bool = False
    bare_mg: bool = False
    noted: str | None = None
    counted: bool = False
    last_mg: Decimal | None = field(default=None)

    def to_mg(self, amount: Amount) -> Decimal:
        """Milligrams of an amount that is no range; checks what is said beside it."""
        if amount.low != amount.high:
            raise UndecidedError("dose")
        return self._scale(amount, amount.low)

    def to_range(self, amount: Amount) -> tuple[Decimal, Decimal]:
        return self._scale(amount, amount.low), self._scale(amount, amount.high)

    def _scale(self, amount: Amount, value: Decimal) -> Decimal:
        unit = amount.unit or self.unit_of((value,))
        mg = self._in_bare_unit(value, unit) if amount.unit is None else self.in_unit(value, unit, amount.strength_mg)
        if amount.beside is not None and amount.low == amount.high:
            beside = self.in_unit(amount.beside.low, amount.beside.unit or "mg", amount.beside.strength_mg)
            if beside != mg:
                raise UndecidedError("contradiction")
        if mg > _LARGEST_MG:
            raise UndecidedError("dose")
        if mg > 0:
            self.last_mg = mg
        return mg

    def _in_bare_unit(self, value: Decimal, unit: str) -> Decimal:
        try:
            return self.in_unit(value, unit, None)
        except UndecidedError as undecided:
            raise UndecidedError(*undecided.codes, "units") from undecided

    def in_unit(self, value: Decimal, unit: str, strength: Decimal | None) -> Decimal:
        if unit == "mg" or value == 0:
            return value
        if unit == "ml":
            if self.mg_per_ml is None:
                raise UndecidedError("strength")
            return value * self.mg_per_ml
        if strength is None:
            strength = self.tablet()
        return value * strength

    def tablet(self) -> Decimal:
        if len(self.strengths) > 1:
            raise UndecidedError("strength")
        if self.strengths:
            return next(iter(self.strengths))
        if self.strength_mg is None:
            raise UndecidedError("strength")
        return self.strength_mg

    def in_unit_of_cut(self, amount: Amount) -> Decimal:
        """What is cut each time, in mg. A number without a unit counts only if it is 10 or more."""
        if amount.low != amount.high:
            raise UndecidedError("dose")
        if amount.unit is None and self.noted is not None:
            return self.in_unit(amount.low, self.noted, None)
        if amount.unit is None and self.counted:
            return self.in_unit(amount.low, "tab", None)
        if amount.unit is None:
            if amount.low < _LEAST_MG and not (self.units == {"mg"} and amount.low >= _MOST_TABLETS):
                raise UndecidedError("units")
            return amount.low
        return self._scale_plain(amount)

    def _scale_plain(self, amount: Amount) -> Decimal:
        before = self.last_mg
        mg = self._scale(amount, amount.low)
        self.last_mg = before
        return mg

    def pattern_mg(self, pattern: Pattern) -> tuple[Decimal, ...]:
        unit = pattern.unit or self.unit_of(tuple(n for n in pattern.numbers if n), several=True)
        sizes = tuple(self.in_unit(number, unit, None) for number in pattern.numbers)
        if any(sizes):
            self.last_mg = max(sizes)
        return sizes

    def unit_of(self, values: tuple[Decimal, ...], *, several: bool = False) -> str:
        """The unit of numbers that come without one; undecided where tablets and mg are both possible."""
        self.bare_read = True
        if self.bare_clock:
            raise UndecidedError("times")
        if not values:
            return "mg"
        low, high = min(values), max(values)
        if self.noted is not None:
            return self.noted
        if self.counted:
            return "tab"
        whole = all(value * 2 == int(value * 2) for value in values)
        if self.units == {"tab"} and high <= 8 and whole:
            return "tab"
        if self.units == {"ml"}:
            return "ml"
        if (
            self.units == {"mg"}
            and self.last_mg is not None
            and not self.tablets_named
            and low >= self.last_mg / _STEEPEST
        ):
            if low >= _LEAST_MG or high > _MOST_TABLETS or low * _STEEPEST_SMALL >= self.last_mg:
                return "mg"
            raise UndecidedError("units")
        smooth = self.last_mg is not None and low * _STEEPEST_SMALL >= self.last_mg
        if self.bare_mg and smooth and not self.tablets_named and not self.units:
            return "mg"
        if low >= _LEAST_MG:
            self.bare_mg = True
            return "mg"
        if several and high >= _LEAST_MG and low > _MOST_TABLETS:
            return "mg"
        if low >= _FEWEST_TABLETS and high <= _MOST_TABLETS and all(_countable(value) for value in values):
            if (
                (several and any(v == int(v) for v in values))
                or all(v == int(v) for v in values)
                or high == _FEWEST_TABLETS
            ):
                return "tab"
            if self.strengths or self.tablets_named:
                return "tab"
        if self.tablets_named and self.strengths and high < _LEAST_MG and whole:
            strength = self.tablet()
            if all(value % (strength / 2) for value in values):
                return "tab"
        raise UndecidedError("units")


def _countable(value: Decimal) -> bool:
    """Whole tablets, a half, or one and a half: 2.5 is more often a dose in mg."""
    return value == int(value) or value in {Decimal("0.5"), Decimal("1.5")}


def learn(items: Sequence[Item], strength_mg: Decimal | None) -> Resolver:
    """Looks through the whole text for strengths, concentration and the units in use."""
    strengths = {item.mg for item in items if isinstance(item, Strength)}
    concentrations = {item.mg_per_ml for item in items if isinstance(item, Concentration)}
    units: set[str] = set()
    for item in items:
        if isinstance(item, Amount):
            if item.strength_mg is not None:
                strengths.add(item.strength_mg)
            if item.beside is not None and item.beside.strength_mg is not None:
                strengths.add(item.beside.strength_mg)
            for part in (item, item.beside):
                if part is not None and part.unit:
                    units.add(part.unit)
        elif isinstance(item, Pattern) and item.unit:
            units.add(item.unit)
    if not concentrations:
        concentrations = _worked_out(items, "ml")
    if len(concentrations) > 1:
        raise UndecidedError("strength")
    if not strengths and strength_mg is None:
        strengths = _worked_out(items, "tab")
    if len(strengths) == 1 and strength_mg is not None and strength_mg not in strengths:
        raise UndecidedError("strength")
    notes = {item.unit for item in items if isinstance(item, UnitNote)}
    if len(notes) > 1 or (notes and units - notes):
        raise UndecidedError("units")
    clocks = any(slot.bare_clock for item in items if isinstance(item, Slots) for slot in item.slots)
    return Resolver(
        strength_mg,
        frozenset(strengths),
        next(iter(concentrations), None),
        frozenset(units),
        any(isinstance(item, Strength) for item in items),
        clocks,
        noted=next(iter(notes), None),
        counted=_all_counts(items, units),
    )


def _all_counts(items: Sequence[Item], units: set[str]) -> bool:
    """Whether the numbers without a unit can only be tablets: a strength is named, none is large and one is small."""
    if "mg" in units or not any(isinstance(item, Strength) for item in items):
        return False
    bare: list[Decimal] = []
    for item in items:
        if isinstance(item, Amount) and item.unit is None:
            bare += [item.low, item.high]
        elif isinstance(item, Pattern) and item.unit is None:
            bare += item.numbers
    spoken = [value for value in bare if value]
    if not spoken or any(value * 2 != int(value * 2) for value in spoken):
        return False
    return max(spoken) < _LEAST_MG and min(spoken) <= _MOST_TABLETS


def _worked_out(items: Sequence[Item], unit: str) -> set[Decimal]:
    """The strength that "20 mg (2 tablets)" or "2.5 ml (5 mg)" gives away."""
    found: set[Decimal] = set()
    for item in items:
        if isinstance(item, Amount) and item.beside is not None and item.low == item.high:
            by_unit = {item.unit: item.low, item.beside.unit: item.beside.low}
            if "mg" in by_unit and by_unit.get(unit):
                found.add(by_unit["mg"] / by_unit[unit])
    return found
