"""What an answer in a plan talk says, in the plain form that is kept. None: it is no answer to that question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.plan_filling import NOT_SURE
from scheduler.domain.timing import to_utc, to_wall
from scheduler.ports.plan_reader import PlanReader
from scheduler.talk.scene import Scene

_UNSURE = frozenset({"not sure", "unsure", "i dont know", "dont know", "no idea", "?", "no se", "idk"})
_PIECES = {"halves": "2", "half": "2", "quarters": "4", "quarter": "4", "whole": "1", "whole only": "1", "no": "1"}
_OVER = {"off": "stop", "stay": "hold", "stays": "hold", "goes on": "hold", "not said": "open"}
_HOW = {"written": "written", "write": "written", "letter": "written", "phone": "phone", "by phone": "phone"}
_UNITS = {"number": "tablets", "how many": "tablets", "many": "tablets", "weight": "mg", "how much": "mg"}
_NUMBER = re.compile(r"\+?\d[\d ()/.-]{5,}\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?|\bnow\b", re.IGNORECASE)
_BY_PHONE = re.compile(r"\b(?:by|on the|over the) (?:tele)?phone\b|\brang\b|\bphoned\b", re.IGNORECASE)
_DIGITS = 7
_WITHIN = timedelta(hours=24)
_AHEAD = timedelta(minutes=5)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Who agreed on the telephone to what was read to them, on which number, at which instant (UTC).

    `missing` names what is not there or cannot be: name, number, time, own_number.
    """

    name: str
    number: str
    at: datetime | None
    missing: tuple[str, ...] = ()


def plain(said: str) -> str:
    """Small letters, single spaces, no marks at the ends and no apostrophes."""
    return " ".join(said.casefold().replace("'", "").replace("’", "").strip(" .,!;:").split())


def canonical(scene: Scene, code: str, said: str) -> str | None:
    """The answer to `code` as it is kept."""
    reader = scene.knowledge.plan_reader
    words = plain(said)
    name = code.removeprefix("words:").partition(":")[0]
    if name in {"strength", "current", "visit"} and words in _UNSURE and not code.startswith("words:"):
        return NOT_SURE
    if code.startswith("words:"):
        return _UNITS.get(words, said.strip()) if name == "units" else said.strip() or None
    match name:
        case "medicine":
            return reader.medicine(said)
        case "strength" | "current":
            amount = reader.milligrams(said)
            return None if amount is None or amount <= 0 else format(amount.normalize(), "f")
        case "pieces":
            return _PIECES.get(words)
        case "start" | "visit":
            day = reader.day(said, scene.today(), past=False)
            return None if day is None else day.isoformat()
        case "time" | "times" | "split":
            times = reader.times(said)
            return " ".join(at.strftime("%H:%M") for at in times) or None
        case "over":
            return _OVER.get(words)
        case "how":
            return _HOW.get(words)
        case "reason":
            return said.strip()[:_LONGEST] if sum(map(str.isalpha, words)) > 2 else None
        case _:
            return None


def named(reader: PlanReader, said: str) -> str | None:
    """The name in "Dr Lee, 7 Sep"; None if there is none."""
    name = _BY_PHONE.sub("", reader.without_day(said)).strip(" ,.;-")[:_LONGEST]
    return name if sum(map(str.isalpha, name)) >= 2 else None


def says_phone(said: str) -> bool:
    """Whether it was said on the telephone, as the words have it."""
    return _BY_PHONE.search(said) is not None


def read_back(scene: Scene, said: str, own_numbers: frozenset[str]) -> ReadBack:
    """Name, number and time out of "Dr Lee, 020 7946 0000, 14:10". `own_numbers` are digits of the people here."""
    found = next((m for m in _NUMBER.finditer(said) if sum(map(str.isdigit, m[0])) >= _DIGITS), None)
    number = found[0].strip() if found else ""
    rest = said.replace(number, " ") if number else said
    clock = _CLOCK.search(rest)
    at = _instant(scene, clock[0]) if clock else None
    name = named(scene.knowledge.plan_reader, rest.replace(clock[0], " ") if clock else rest)
    digits = "".join(filter(str.isdigit, number))
    missing = [] if name else ["name"]
    if not number:
        missing.append("number")
    elif any(digits[-_DIGITS:] == own[-_DIGITS:] for own in own_numbers):
        missing.append("own_number")
    if at is None:
        missing.append("time")
    return ReadBack(name or "", number, at, tuple(missing))


def _instant(scene: Scene, said: str) -> datetime | None:
    """The last such time, within a day; now for "now". None if it is still to come."""
    assert scene.patient is not None
    if plain(said) == "now":
        return scene.now
    times = scene.knowledge.plan_reader.times(said)
    if len(times) != 1:
        return None
    today = to_wall(scene.now, scene.patient.zone).date()
    for day in (today, today - timedelta(days=1)):
        at = to_utc(day, times[0], scene.patient.zone)
        if scene.now - _WITHIN < at <= scene.now + _AHEAD:
            return at
    return None
