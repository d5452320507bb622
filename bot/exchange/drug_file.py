"""Reading a drug's data file: numbers as exact decimals."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files

from scheduler.domain.drug import Drug, drug_from


@cache
def load_drug(name: str = "baclofen") -> Drug:
    """The drug of that name from `scheduler/drugs`. Raises DrugDataError or OSError if the file is not in order."""
    written = files("scheduler").joinpath("drugs", f"{name}.toml").read_text(encoding="utf-8")
    return drug_from(tomllib.loads(written, parse_float=Decimal))
