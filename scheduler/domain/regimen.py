"""A taper plan as a prescriber means it: steps of days, each with doses at wall times. Says nothing about any one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum


class Ends(StrEnum):
    """How the plan ends: `stop` it says so; `hold` the last dose goes on; `open` doses run out and the plan is silent."""

    STOP = "stop"
    HOLD = "hold"
    OPEN = "open"


class Form(StrEnum):
    """What a step's doses are made of."""

    TABLETS = "tablets"
    LIQUID = "liquid"


@dataclass(frozen=True, slots=True)
class DoseLine:
    """One line of a day: so many milligrams at a wall time. `at` is None until the person has supplied it."""

    at: time | None
    mg: Decimal
    when: str | None = None


Day = tuple[DoseLine, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days on the same dosage.

    `cycle` holds the days that repeat (one day for an ordinary step, `()` as a day without). `days` is None for a last
    step that goes on. `from_on` and `to_on` (inclusive) are set when the document dated the step instead of counting it.
    `daily_total_mg` is set while the split over the day is still to be agreed; `cycle` is empty then.
    """

    days: int | None
    cycle: tuple[Day, ...]
    form: Form | None = None
    from_on: date | None = None
    to_on: date | None = None
    daily_total_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tablet:
    """A strength in mg (None: unknown) and into how many pieces it may be cut: 1 whole only, 2 halves, 4 quarters."""

    strength_mg: Decimal | None
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Liquid:
    """A liquid's strength in mg/mL, and the smallest volume in mL that can be measured."""

    mg_per_ml: Decimal
    smallest_ml: Decimal


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """What may be taken when needed; never scheduled. Amounts in tablets or in mg, as the prescriber wrote them."""

    min_tablets: Decimal | None = None
    max_tablets: Decimal | None = None
    min_mg: Decimal | None = None
    max_mg: Decimal | None = None
    times_per_day: int | None = None
    max_daily_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the review looks at beside the steps. `reported_current_mg` is what the person says they take a day."""

    reported_current_mg: Decimal | None = None
    plan_baseline_mg: Decimal | None = None
    months_on_drug: Decimal | None = None
    egfr: Decimal | None = None
    market: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """Pills in the house and what can be fetched. Keys of `on_hand`: a strength in mg ("10"), "ml", or "unknown"."""

    on_hand: Mapping[str, Decimal] = field(default_factory=dict)
    refills: int | None = None
    refill_quantity: Decimal | None = None
    next_visit_on: date | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan document. `timezone` (IANA) and `start` may be None: then it waits for the person to supply them."""

    medication: str
    timezone: str | None
    start: date | None
    tablets: tuple[Tablet, ...]
    liquid: Liquid | None
    steps: tuple[Step, ...]
    ends: Ends
    as_needed: AsNeeded | None = None
    context: Context = field(default_factory=Context)
    supply: Supply = field(default_factory=Supply)
    prescriber: str | None = None
