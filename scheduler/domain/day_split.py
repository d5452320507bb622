"""How a day's total is shared out over its times, where the plan gives only the day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from scheduler.domain.regimen import Form, Liquid, Tablet
from scheduler.domain.tablets import as_decimal, common_unit, pieces_for

# A day's doses that differ by more than twice so many units are no proposal.
_WIDEST_SPREAD = 66


def propose_split(
    total_mg: Decimal,
    times: int,
    tablets: Sequence[Tablet],
    liquid: Liquid | None = None,
    form: Form | None = None,
    most_mg: Sequence[Decimal] | None = None,
) -> tuple[Decimal, ...] | None:
    """A daily total over so many doses, as even as the tablets allow; None where it cannot be made.

    Larger doses come last, then first (night, then morning). `most_mg`: what each dose may be at most, kept to where it can be.
    Only a proposal: somebody must confirm it.
    """
    if times < 1 or total_mg <= 0:
        return None
    smallest = _smallest_piece(tuple(tablets), liquid, form)
    if smallest is None:
        return None
    units = Fraction(total_mg) / smallest
    if units.denominator != 1 or int(units) < times:
        return None
    for most in _limits(most_mg, smallest):
        for spread in range(min(int(units), _WIDEST_SPREAD)):
            split = _even_split(int(units), times, spread, smallest, tuple(tablets), liquid, form, most)
            if split is not None:
                return split
    return None


def _limits(most_mg: Sequence[Decimal] | None, smallest: Fraction) -> list[list[int] | None]:
    """What to keep to in turn: below what is given, then without a limit."""
    return [None] if most_mg is None else [[int(Fraction(mg) / smallest) for mg in most_mg], None]


def _smallest_piece(tablets: tuple[Tablet, ...], liquid: Liquid | None, form: Form | None) -> Fraction | None:
    if form is Form.LIQUID or (form is None and liquid is not None and not tablets):
        return None if liquid is None else Fraction(liquid.mg_per_ml) * Fraction(liquid.smallest_ml)
    parts = [Fraction(tablet.strength_mg) / tablet.pieces for tablet in tablets if tablet.strength_mg is not None]
    return common_unit(parts) if parts else None


def _even_split(
    units: int,
    times: int,
    spread: int,
    smallest: Fraction,
    tablets: tuple[Tablet, ...],
    liquid: Liquid | None,
    form: Form | None,
    most: list[int] | None,
) -> tuple[Decimal, ...] | None:
    """Doses that differ from the even share by at most `spread` units, each of which can be made, none above `most` units."""
    low, high = max(1, units // times - spread), -(-units // times) + spread
    makeable = [
        share for share in range(low, high + 1) if pieces_for(as_decimal(share * smallest), tablets, liquid, form)
    ]
    order = [times - 1, 0, *range(1, times - 1)] if times > 1 else [0]
    if most is None:
        nearest = _fill(units, times, tuple(makeable))
        shares = None if nearest is None else sorted(nearest, reverse=True)
    else:
        shares = _fill_below(units, [most[place] for place in order], makeable)
    if shares is None:
        return None
    placed: list[int] = [0] * times
    for place, share in zip(order, shares, strict=True):
        placed[place] = share
    return tuple(as_decimal(share * smallest) for share in placed)


def _fill_below(units: int, most: list[int], shares: list[int]) -> list[int] | None:
    """A share for each of `most`, none above it, that sum to `units`; the larger ones first."""

    @cache
    def fill(left: int, dose: int) -> tuple[int, ...] | None:
        if dose == len(most):
            return () if left == 0 else None
        for share in reversed(shares):
            if share <= min(left, most[dose]) and (rest := fill(left - share, dose + 1)) is not None:
                return (share, *rest)
        return None

    found = fill(units, 0)
    return None if found is None else list(found)


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
