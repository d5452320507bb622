"""Checks cuts that only explain doses written out beside them."""

from __future__ import annotations

from itertools import pairwise

from bot.reading.instructions.course import Course
from bot.reading.instructions.cut import Cut
from bot.reading.instructions.level import ZERO, UndecidedError
from bot.reading.instructions.resolve import Resolver


def check_claims(claims: list[Cut], course: Course, resolver: Resolver) -> None:
    """Raises UndecidedError `contradiction` if the doses written out do not go down as the text says they do."""
    levels = [stretch.cycle[0] for stretch in course.stretches if len(stretch.cycle) == 1]
    if course.present is not None:
        levels.insert(0, course.present)
    falls = [before.mg - after.mg for before, after in pairwise(levels)]
    for cut in claims:
        if len(levels) < 2 or len(levels) < len(course.stretches):
            raise UndecidedError("contradiction")
        if cut.percent is not None:
            part = cut.percent.value / 100
            steady = all(fall == before.mg * part for fall, before in zip(falls, levels, strict=False))
            linear = all(fall == levels[0].mg * part for fall in falls)
            if not (steady or linear):
                raise UndecidedError("contradiction")
            continue
        step = resolver.in_unit_of_cut(cut.amount) if cut.amount is not None else ZERO
        many = len(levels[0].doses) if cut.scope == "each" else 1
        if any(fall not in {step, step * many} for fall in falls):
            raise UndecidedError("contradiction")
        for stretch in course.stretches:
            if cut.interval is not None and stretch.days not in {cut.interval.days, None, *cut.interval.allowed}:
                raise UndecidedError("contradiction")
