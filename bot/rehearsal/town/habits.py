"""How people in a simulated town behave, read from `habits.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

Minutes = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Habit:
    """One kind of patient; the fields are those of the data file. Chances are of 1, `after_min` from and to."""

    name: str
    share: float
    takes: float
    tells: float
    nudged: float
    after_min: Minutes
    checks_in: float
    mistypes: float = 0.0
    extra: float = 0.0
    travels: float = 0.0
    plan: str = "taper"


@dataclass(frozen=True, slots=True)
class CarerHabit:
    """One kind of caregiver; `after_min` is None for one who never answers."""

    name: str
    share: float
    after_min: Minutes | None = None


@dataclass(frozen=True, slots=True)
class PlanHabit:
    """One kind of plan: wall times and mg of the first step and of the one after it, which begins after `days`."""

    share: float
    days: tuple[int, int]
    first: Mapping[str, float]
    then: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Habits:
    """All of it."""

    lives_alone: float
    full_wording: float
    carers: tuple[float, ...]
    settled: float
    channels: Mapping[str, float]
    presses: float
    answers_warning: float
    check_in_after_min: Minutes
    asked_back_after_min: Minutes
    nudged_after_min: Minutes
    zones: Mapping[str, float]
    patients: tuple[Habit, ...]
    carer_habits: tuple[CarerHabit, ...]
    a_day: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    plans: tuple[PlanHabit, ...]


@cache
def habits() -> Habits:
    """What `habits.toml` says."""
    data: dict[str, Any] = tomllib.loads(files("bot.rehearsal.town").joinpath("habits.toml").read_text("utf-8"))
    town: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["town"].items()
    }
    return Habits(
        **town,
        zones=data["zones"],
        patients=tuple(
            Habit(name, **{**given, "after_min": tuple(given["after_min"])}) for name, given in data["habits"].items()
        ),
        carer_habits=tuple(
            CarerHabit(name, given["share"], tuple(given["after_min"]) if "after_min" in given else None)
            for name, given in data["carers"].items()
        ),
        a_day=data["a_day"],
        words={name: tuple(said) for name, said in data["words"].items()},
        plans=tuple(
            PlanHabit(given["share"], tuple(given["days"]), given["first"], given["then"]) for given in data["plans"]
        ),
    )


def pick(chance: Random, shares: Mapping[str, float]) -> str:
    """One of these by its share."""
    return chance.choices(list(shares), list(shares.values()))[0]
