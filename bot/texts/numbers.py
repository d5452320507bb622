"""Whom to ring in which country: emergency, urgent, crisis and poison lines, from `numbers.toml`, with their source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).with_name("numbers.toml")
_SAME = {"UK": "GB"}


class NumbersError(ValueError):
    """The file of numbers cannot be used; the text names the country and the field."""


@dataclass(frozen=True, slots=True)
class Crisis:
    """A line for people who think of suicide: a number to ring, one to text, and the word to text if it wants one."""

    ring: str
    text: str | None = None
    text_word: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The numbers of one country as they are dialled. None: no number is known here, so the words name no number.

    `emergency_mark` and `other_mark` say how far each can be trusted ("seen" or "general knowledge").
    """

    emergency: str | None
    urgent: str | None
    crisis: Crisis | None
    poison: str | None
    emergency_source: str
    emergency_mark: str
    other_source: str
    other_mark: str
    checked_on: date


def lines_for(country: str | None) -> Lines:
    """The lines of an ISO 3166 alpha-2 country; every number is None for an unknown one. Never raises for a country."""
    lines, unknown = _read()
    code = (country or "").strip().upper()
    return lines.get(_SAME.get(code, code), unknown)


def countries() -> tuple[str, ...]:
    """Every country with a number, by code."""
    return tuple(sorted(_read()[0]))


@cache
def _read() -> tuple[Mapping[str, Lines], Lines]:
    data = tomllib.loads(HOME.read_text(encoding="utf-8"))
    trust = {
        name: data[name] for name in ("emergency_source", "emergency_mark", "other_source", "other_mark", "checked_on")
    }
    unknown = Lines(None, None, None, None, **trust)
    lines = {
        country: Lines(shared["emergency"], None, None, None, **trust)
        for shared in data["shared"].values()
        for country in shared["countries"]
    }
    lines |= {country: _lines(country, entry, trust) for country, entry in data["country"].items()}
    return lines, unknown


def _lines(country: str, entry: Mapping[str, Any], trust: Mapping[str, Any]) -> Lines:
    for field in entry.keys() - {"emergency", "urgent", "crisis", "poison"}:
        raise NumbersError(f"country.{country}.{field}: not one of emergency, urgent, crisis, poison")
    if "emergency" not in entry:
        raise NumbersError(f"country.{country}.emergency: missing")
    crisis = Crisis(**entry["crisis"]) if "crisis" in entry else None
    return Lines(entry["emergency"], entry.get("urgent"), crisis, entry.get("poison"), **trust)
