"""The codes and words of `vocabulary.toml`, ready to look up."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load() -> dict[str, Any]:
    """The whole file. Read once."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def system(name: str) -> str:
    """The address of a code system: ucum, snomed or tablet."""
    return str(load()["systems"][name])


def code(name: str) -> str:
    """One code by its name."""
    return str(load()["codes"][name])


def find_unit(written: str) -> tuple[str, Decimal] | None:
    """What a unit measures (mg, tablet or ml) and its factor to that; None if it is not known."""
    plain = written.strip()
    # UCUM tells capitals from small letters, people do not: "Mg" is no unit of either.
    for kind, units in load()["units"].items():
        found = units.get(plain) or units.get(plain.casefold())
        if found is not None:
            return str(kind), Decimal(found)
    return None


def find_days(written: str) -> tuple[Decimal, bool] | None:
    """How many days a unit of time has, and whether that is only a convention; None if it is not known."""
    plain = written.strip().casefold()
    known = load()
    if plain in known["days"]:
        return Decimal(known["days"][plain]), False
    if plain in known["hours"]:
        return Decimal(1) / 24, False
    return (Decimal(known["months"][plain]), True) if plain in known["months"] else None
