"""Looks at a finished course once more: does it fit what else the text says? What does not is a contradiction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from bot.reading.instructions.item import Item, is_sign
from bot.reading.instructions.level import ZERO, Level, Stretch, UndecidedError
from bot.reading.instructions.resolve import Resolver

_LONGEST_DAYS = 3660
_MOST_DOSES = 12


def check_course(stretches: list[Stretch], course_days: int | None) -> list[Stretch]:
    """The steps without empty days at the end. Raises UndecidedError if lengths or doses cannot be meant."""
    while stretches and stretches[-1].mean == 0:
        stretches = stretches[:-1]
    if not stretches:
        raise UndecidedError("dose")
    total = sum(stretch.days or 0 for stretch in stretches)
    if total > _LONGEST_DAYS:
        raise UndecidedError("duration")
    if course_days is not None and stretches[-1].days is not None and total != course_days:
        raise UndecidedError("contradiction")
    for stretch in stretches:
        for level in stretch.cycle:
            if len(level.doses) > _MOST_DOSES or level.mg < 0:
                raise UndecidedError("times")
    return stretches


def check_direction(
    items: Sequence[Item], stretches: list[Stretch], present: Level | None, announced: frozenset[str]
) -> None:
    """Raises UndecidedError `contradiction` if the text only goes down and a step rises, or only goes up and none does.

    `announced`: "down" or "up", where a heading says so ("reducing regime").
    """
    down, up = (kind in announced or any(is_sign(item, kind) for item in items) for kind in ("down", "up"))
    means = [stretch.mean for stretch in stretches]
    rises = any(after > before for before, after in pairwise(means))
    if down and not up and rises:
        raise UndecidedError("contradiction")
    if up and not down and len(means) > 1 and not rises and not (present is not None and means[0] > present.mg):
        raise UndecidedError("contradiction")


def check_supply(
    stretches: list[Stretch], supplied: tuple[int | None, int | None], resolver: Resolver, extra: bool
) -> None:
    """Raises UndecidedError `contradiction` if tablets and refills together do not last for a bounded course."""
    quantity, refills = supplied
    if quantity is None or extra or stretches[-1].days is None:
        return
    try:
        tablet = resolver.tablet()
    except UndecidedError:
        if resolver.mg_per_ml is not None:
            return
        # No tablet need hold more than the largest dose; if even such tablets do not last, none do.
        sizes = [dose.mg for stretch in stretches for level in stretch.cycle for dose in level.doses]
        if not sizes or any(level.total for stretch in stretches for level in stretch.cycle):
            return
        tablet = max(sizes)
    needed = sum((_mg_of(stretch) for stretch in stretches), ZERO) / tablet
    if Decimal(quantity) * (1 + (refills or 0)) < needed:
        raise UndecidedError("contradiction")


def _mg_of(stretch: Stretch) -> Decimal:
    days = stretch.days or 0
    return sum((stretch.cycle[n % len(stretch.cycle)].mg for n in range(days)), ZERO)
