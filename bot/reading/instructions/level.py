"""One day's medicine in milligrams, and what a cut makes of it. No words here, only amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

ZERO = Decimal(0)
# The names of a day's doses when the text only counts them, by how many there are.
_PLACES = {
    1: ("",),
    2: ("morning", "bedtime"),
    3: ("morning", "noon", "bedtime"),
    4: ("morning", "noon", "evening", "bedtime"),
}
_ALIKE = {"evening": "bedtime", "afternoon": "noon"}


class UndecidedError(Exception):
    """The text does not decide; `codes` name what to ask about."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


@dataclass(frozen=True, slots=True)
class Dose:
    """So many mg, at a time of day if one is said."""

    mg: Decimal
    at: time | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A day's doses in order, or only their sum (`total`, `doses` empty) where the text does not fix the split."""

    doses: tuple[Dose, ...] = ()
    total: Decimal | None = None

    @property
    def mg(self) -> Decimal:
        return self.total if self.total is not None else sum((dose.mg for dose in self.doses), ZERO)

    def only_dose(self) -> Decimal | None:
        """The size of each dose if all are the same."""
        sizes = {dose.mg for dose in self.doses}
        return sizes.pop() if len(sizes) == 1 else None

    def find(self, name: str, at: time | None = None) -> int:
        """Which dose a word such as "midday" or a clock time means; undecided if it may be none or several."""
        clocks = [n for n, dose in enumerate(self.doses) if at is not None and dose.at == at]
        if len(clocks) == 1:
            return clocks[0]
        if at is not None and any(dose.at is not None for dose in self.doses):
            # "Stop the 3 pm dose" of doses at 8, 2 and 8: none of theirs.
            raise UndecidedError("times")
        names = [dose.when for dose in self.doses]
        if not any(names):
            names = list(_PLACES.get(len(self.doses), ()))
        hits = [n for n, known in enumerate(names) if known == name]
        if not hits:
            hits = [n for n, known in enumerate(names) if known and _ALIKE.get(known, known) == _ALIKE.get(name, name)]
        if len(hits) != 1:
            raise UndecidedError("times")
        return hits[0]

    def without(self, name: str, at: time | None = None) -> Level:
        where = self.find(name, at)
        return Level(tuple(dose for n, dose in enumerate(self._named()) if n != where))

    def size(self, name: str, at: time | None) -> Decimal:
        """How large the dose at that time is; undecided if no dose is known there."""
        if self.total is not None:
            raise UndecidedError("times")
        return self.doses[self.find(name, at)].mg

    def resize(self, name: str, at: time | None, mg: Decimal) -> Level:
        """The day with the dose at that time made `mg`; undecided if no dose is known there."""
        if self.total is not None:
            raise UndecidedError("times")
        where = self.find(name, at)
        doses = [Dose(mg, dose.at, dose.when) if n == where else dose for n, dose in enumerate(self._named())]
        return Level(tuple(dose for dose in doses if dose.mg > 0))

    def _named(self) -> tuple[Dose, ...]:
        """Doses that keep their names when one of them goes."""
        names = _PLACES.get(len(self.doses), ())
        if any(dose.when for dose in self.doses) or not names:
            return self.doses
        return tuple(Dose(dose.mg, dose.at, name) for dose, name in zip(self.doses, names, strict=True))

    def cut_total(self, mg: Decimal) -> Level:
        return Level(total=self.mg - mg)

    def cut_each(self, mg: Decimal) -> Level:
        if self.total is not None:
            raise UndecidedError("times")
        return Level(tuple(Dose(dose.mg - mg, dose.at, dose.when) for dose in self.doses if dose.mg > mg))

    def cut_one(self, name: str, mg: Decimal) -> Level:
        if self.total is not None:
            raise UndecidedError("times")
        where = self.find(name)
        if self.doses[where].mg <= mg:
            return self.without(name)
        named = self._named()
        return Level(
            tuple(Dose(dose.mg - mg, dose.at, dose.when) if n == where else dose for n, dose in enumerate(named))
        )


@dataclass(slots=True)
class Stretch:
    """A run of days at one level, or at levels that repeat (`cycle`). `days` None until it is known, or for good.

    `reached`: the level that repeated cuts lead to.
    """

    cycle: tuple[Level, ...]
    days: int | None = None
    allowed: tuple[int, ...] = ()
    held: bool = False
    reached: bool = False

    @property
    def mean(self) -> Decimal:
        return sum((level.mg for level in self.cycle), ZERO) / len(self.cycle)
