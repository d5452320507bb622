"""What a prescriber's text says, piece by piece: an amount, a frequency, a length, a cut. Made from symbols, read in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """Anything said."""


@dataclass(frozen=True, slots=True)
class Amount(Item):
    """So much of the medicine. `unit`: mg, tab, ml, or None where the text leaves it out. In a range `high` differs from `low`.

    `strength_mg` is a strength said beside a count ("two 5 mg tablets"), `beside` the same amount in another unit
    ("20 mg (2 tablets)").
    """

    low: Decimal
    high: Decimal
    unit: str | None
    strength_mg: Decimal | None = None
    beside: Amount | None = None


@dataclass(frozen=True, slots=True)
class Pattern(Item):
    """Numbers joined by - or /: the doses of one day, or a list of levels."""

    numbers: tuple[Decimal, ...]
    unit: str | None
    sign: str


@dataclass(frozen=True, slots=True)
class Frequency(Item):
    """So many doses a day of the stated size."""

    times: int
    limit: bool = False


@dataclass(frozen=True, slots=True)
class PerDay(Item):
    """Said as "a day": the amount is the day's total."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day: a name, and the clock time where one is said."""

    name: str
    at: time | None = None
    bare_clock: bool = False


@dataclass(frozen=True, slots=True)
class Slots(Item):
    """Times of day, one dose at each."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Divided(Item):
    """A total taken in so many equal parts (None: the text does not say how many)."""

    parts: int | None


@dataclass(frozen=True, slots=True)
class Span(Item):
    """A length of time. `allowed` lists the lengths a month may have; `each`: every step lasts so long;
    `nth`: said as the so-manieth ("the second month")."""

    days: int
    allowed: tuple[int, ...] = ()
    article: bool = False
    each: bool = False
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Place(Item):
    """A stretch counted from the start of the plan ("weeks 3-4"), in days from 1. `last` None: from there on."""

    first: int
    last: int | None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Later(Item):
    """What stands before lasts so long ("after 2 weeks"). `more`: "after another 2 weeks"."""

    days: int
    allowed: tuple[int, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class DayName:
    """A date as written. If `numeric`, `day` and `month` stand in the order of the text, and which is which is not known."""

    day: int
    month: int | None
    year: int | None = None
    numeric: bool = False
    weekday: int | None = None
    whole_month: bool = False


@dataclass(frozen=True, slots=True)
class Dated(Item):
    """A stretch between dates. `kind`: range, until (inclusive), since, on, month."""

    kind: str
    first: DayName | None
    last: DayName | None = None


@dataclass(frozen=True, slots=True)
class Interval(Item):
    """How often something happens: every 2 weeks, every other day. `slot`: at that time of day ("every other night");
    `rate`: said as "per week", which may be of an amount."""

    days: int
    allowed: tuple[int, ...] = ()
    slot: str = ""
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Weekdays(Item):
    """Days of the week, Monday 0."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Percent(Item):
    """A percentage, of the starting dose, of the current one, or of what is not said (None). `halved`: said as a verb."""

    value: Decimal
    base: str | None
    halved: bool = False


@dataclass(frozen=True, slots=True)
class Strength(Item):
    """What one tablet holds, in mg."""

    mg: Decimal
    one: bool = False


@dataclass(frozen=True, slots=True)
class Concentration(Item):
    """mg in one mL."""

    mg_per_ml: Decimal


@dataclass(frozen=True, slots=True)
class Medicine(Item):
    """A medicine by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Limit(Item):
    """A maximum in a day: `unit` doses, tab, mg or ml."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Supplied(Item):
    """So many tablets handed out (`refills` False) or so many repeats."""

    count: Decimal
    refills: bool


@dataclass(frozen=True, slots=True)
class Count(Item):
    """Said of the whole: "4 week course", "3 times" (how often a cut is made)."""

    kind: str
    value: int


@dataclass(frozen=True, slots=True)
class Shift(Item):
    """The day the plan begins, in days from the day it is read: today 0, tomorrow 1."""

    days: int


@dataclass(frozen=True, slots=True)
class Sign(Item):
    """A word that joins or steers.

    `kind`: down up by to from of_dose each_step off stop last_dose hold until_seen review then arrow comma and slash semi
    colon sentence line open close begin take current prn total drop others alternating next_day extra daily_dose half.
    """

    kind: str


@dataclass(frozen=True, slots=True)
class UnitNote(Item):
    """A unit that stands alone ("all in mg") and goes with the numbers that have none."""

    unit: str


@dataclass(frozen=True, slots=True)
class Doubt(Item):
    """A word that keeps the text from being decided; `code` is what to ask about, `text` the words themselves."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Unread(Item):
    """A word that the vocabulary does not account for."""

    text: str


def is_sign(item: object, *kinds: str) -> bool:
    """Whether it is a sign of one of these kinds."""
    return isinstance(item, Sign) and item.kind in kinds
