"""Which pieces make a dose exactly: whole tablets first, then the fewest pieces; and how a daily total is split."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
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
        self._unit = _common_unit([part for part, _, _ in worth])
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
            (write_amount(_decimal(strength)), _decimal(count))
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


def _common_unit(parts: Sequence[Fraction]) -> Fraction:
    """The largest amount of which every part is a whole multiple."""
    unit = parts[0]
    for part in parts[1:]:
        unit = Fraction(
            gcd(unit.numerator * part.denominator, part.numerator * unit.denominator),
            unit.denominator * part.denominator,
        )
    return unit


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def propose_split(
    total_mg: Decimal,
    times: int,
    tablets: Sequence[Tablet],
    liquid: Liquid | None = None,
    form: Form | None = None,
) -> tuple[Decimal, ...] | None:
    """A daily total over so many doses, as even as the tablets allow; None where it cannot be made.

    Larger doses come last, then first (night, then morning). Only a proposal: somebody must confirm it.
    """
    if times < 1 or total_mg <= 0:
        return None
    smallest = _smallest_piece(tuple(tablets), liquid, form)
    if smallest is None:
        return None
    units = Fraction(total_mg) / smallest
    if units.denominator != 1 or int(units) < times:
        return None
    for spread in range(int(units)):
        split = _even_split(int(units), times, spread, smallest, tuple(tablets), liquid, form)
        if split is not None:
            return split
        if spread > 64:
            break
    return None


def _smallest_piece(tablets: tuple[Tablet, ...], liquid: Liquid | None, form: Form | None) -> Fraction | None:
    if form is Form.LIQUID or (form is None and liquid is not None and not tablets):
        return None if liquid is None else Fraction(liquid.mg_per_ml) * Fraction(liquid.smallest_ml)
    parts = [Fraction(tablet.strength_mg) / tablet.pieces for tablet in tablets if tablet.strength_mg is not None]
    return _common_unit(parts) if parts else None


def _even_split(
    units: int,
    times: int,
    spread: int,
    smallest: Fraction,
    tablets: tuple[Tablet, ...],
    liquid: Liquid | None,
    form: Form | None,
) -> tuple[Decimal, ...] | None:
    """Doses that differ from the even share by at most `spread` units, each of which can be made."""
    low, high = max(1, units // times - spread), -(-units // times) + spread
    makeable = [
        share for share in range(low, high + 1) if pieces_for(_decimal(share * smallest), tablets, liquid, form)
    ]
    shares = _fill(units, times, tuple(makeable))
    if shares is None:
        return None
    falling = sorted(shares, reverse=True)
    placed: list[int] = [0] * times
    order = [times - 1, 0, *range(1, times - 1)] if times > 1 else [0]
    for place, share in zip(order, falling, strict=True):
        placed[place] = share
    return tuple(_decimal(share * smallest) for share in placed)


def _fill(units: int, times: int, shares: tuple[int, ...]) -> list[int] | None:
    """`times` shares that sum to `units`, the nearest to even first."""

    @cache
    def fill(left: int, doses: int) -> tuple[int, ...] | None:
        if doses == 0:
            return () if left == 0 else None
        for share in sorted(shares, key=lambda share: abs(share * doses - left)):
            if share <= left:
                rest = fill(left - share, doses - 1)
                if rest is not None:
                    return (share, *rest)
        return None

    found = fill(units, times)
    return None if found is None else list(found)
