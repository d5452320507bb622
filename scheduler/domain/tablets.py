"""Which pieces make a dose exactly: whole tablets first, then the fewest pieces."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import NamedTuple

from scheduler.domain.amount import write_amount
from scheduler.domain.regimen import Form, Liquid, Tablet

Pieces = tuple[tuple[str, Decimal], ...]

# Amounts are worked out up to this many units; above it whole tablets of the largest strength come off first.
_MOST_UNITS = 10_000


class _Coin(NamedTuple):
    """One physical piece: how many units it is worth, how fine the cut (1, 2, 4) and which strength it is of."""

    units: int
    cut: int
    tablet: int


class _Cost(NamedTuple):
    """What makes one way worse than another, the weightiest first."""

    broken: int
    pieces: int
    finest_cut: int
    small: int


@lru_cache(maxsize=65_536)
def _pieces_for(mg: Decimal, tablets: tuple[Tablet, ...], liquid: Liquid | None, form: Form | None) -> Pieces | None:
    if mg <= 0:
        return () if mg == 0 else None
    if form is Form.LIQUID or (form is None and liquid is not None and not tablets):
        return None if liquid is None else _measure(mg, liquid)
    known = tuple(tablet for tablet in tablets if tablet.strength_mg is not None)
    return _Bench.of(known).make(mg) if known else None


def pieces_for(
    mg: Decimal, tablets: Sequence[Tablet], liquid: Liquid | None = None, form: Form | None = None
) -> Pieces | None:
    """The pieces that sum exactly to `mg`, or None where they cannot be made from what may be cut.

    Each is (strength in mg, how many tablets of it), largest strength first: ("10", Decimal("1.5")). For a liquid
    ("ml", volume). Without a `form`, tablets are used where there are any. Tablets of unknown strength are left out.
    """
    return _pieces_for(mg, tuple(tablets), liquid, form)


def is_broken(count: Decimal) -> bool:
    """Whether so many tablets include a piece of one."""
    return count != count.to_integral_value()


def _measure(mg: Decimal, liquid: Liquid) -> Pieces | None:
    volume = Fraction(mg) / Fraction(liquid.mg_per_ml)
    if (volume / Fraction(liquid.smallest_ml)).denominator != 1:
        return None
    return (("ml", Decimal(volume.numerator) / Decimal(volume.denominator)),)


class _Bench:
    """A set of tablets and the best way to each amount, worked out upwards once and kept."""

    def __init__(self, tablets: tuple[Tablet, ...]) -> None:
        by_strength: dict[Fraction, int] = {}
        for tablet in tablets:
            if tablet.strength_mg is not None:
                strength = Fraction(tablet.strength_mg)
                by_strength[strength] = max(tablet.pieces, by_strength.get(strength, 1))
        self._strengths = sorted(by_strength, reverse=True)
        worth = [
            (strength / cut, cut, number)
            for number, strength in enumerate(self._strengths)
            for cut in (1, 2, 4)
            if cut <= by_strength[strength]
        ]
        self._unit = common_unit([part for part, _, _ in worth])
        self._coins = [_Coin(int(part / self._unit), cut, number) for part, cut, number in worth]
        self._cost: list[_Cost | None] = [_Cost(0, 0, 1, 0)]
        self._last: list[_Coin | None] = [None]

    @staticmethod
    @lru_cache(maxsize=512)
    def of(tablets: tuple[Tablet, ...]) -> _Bench:
        return _Bench(tablets)

    def make(self, mg: Decimal) -> Pieces | None:
        units = Fraction(mg) / self._unit
        if units.denominator != 1:
            return None
        largest, left = self._coins[0].units, int(units)
        counts = [Fraction(0)] * len(self._strengths)
        most = max(_MOST_UNITS, largest)
        if left > most:
            taken = -((most - left) // largest)
            counts[0] += taken
            left -= taken * largest
        self._work_up_to(left)
        if self._cost[left] is None:
            return None
        while (coin := self._last[left]) is not None:
            counts[coin.tablet] += Fraction(1, coin.cut)
            left -= coin.units
        return tuple(
            (write_amount(as_decimal(strength)), as_decimal(count))
            for strength, count in zip(self._strengths, counts, strict=True)
            if count
        )

    def _work_up_to(self, units: int) -> None:
        for amount in range(len(self._cost), units + 1):
            best: _Cost | None = None
            last: _Coin | None = None
            for coin in self._coins:
                before = self._cost[amount - coin.units] if coin.units <= amount else None
                if before is None:
                    continue
                cost = _Cost(
                    before.broken + (coin.cut > 1),
                    before.pieces + 1,
                    max(before.finest_cut, coin.cut),
                    before.small + coin.tablet,
                )
                if best is None or cost < best:
                    best, last = cost, coin
            self._cost.append(best)
            self._last.append(last)


def common_unit(parts: Sequence[Fraction]) -> Fraction:
    """The largest amount of which every part is a whole multiple."""
    unit = parts[0]
    for part in parts[1:]:
        unit = Fraction(
            gcd(unit.numerator * part.denominator, part.numerator * unit.denominator),
            unit.denominator * part.denominator,
        )
    return unit


def as_decimal(amount: Fraction) -> Decimal:
    """As exact as 28 digits hold it."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)
