"""Compares readings with expected ones day by day, so that splitting a step in two makes no difference."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.reading.instructions import read_instructions, to_flat

HOME = Path(__file__).parent.parent / "data" / "instructions"

Day = tuple[str, Any]


@dataclass
class Score:
    """How many lines of each kind came out how; `wrong` are ids answered wrongly without asking."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def share(self, good: str, *all_of: str) -> float:
        whole = sum(self.counts[name] for name in all_of)
        return self.counts[good] / whole if whole else 1.0


def load(name: str) -> list[dict[str, Any]]:
    lines = (HOME / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def read_line(line: dict[str, Any]) -> dict[str, Any]:
    strength = line.get("strength_mg")
    reading = read_instructions(
        line["text"],
        strength_mg=None if strength is None else Decimal(str(strength)),
        start=date.fromisoformat(line["start"]) if line.get("start") else None,
    )
    return to_flat(reading, line["id"])


def score(lines: list[dict[str, Any]]) -> Score:
    found = Score()
    for line in lines:
        expected, got = line["expected"], read_line(line)
        if got["kind"] == "ask":
            if expected["kind"] == "ask":
                hit = set(got["ask_about"]) & set(expected["ask_about"])
                found.counts["asked_right" if hit else "asked_other"] += 1
            else:
                found.counts[f"asked_for_{expected['kind']}"] += 1
        elif is_same(expected, got):
            found.counts[f"exact_{got['kind']}"] += 1
        else:
            found.counts["wrong"] += 1
            found.wrong.append(line["id"])
    return found


def is_same(expected: dict[str, Any], got: dict[str, Any]) -> bool:
    if expected["kind"] != got["kind"] or not _same_prn(expected.get("prn"), got["prn"]):
        return False
    if expected["kind"] == "prn":
        return True
    ways = [expected["steps"], *expected.get("also_ok", [])]
    return bool(expected["ends"] == got["ends"]) and any(_fits(steps, got["steps"]) for steps in ways)


def _same_prn(expected: dict[str, Any] | None, got: dict[str, Any] | None) -> bool:
    if not expected or not got:
        return not expected and not got
    return all(expected.get(name) == got.get(name) for name in ("min_mg", "max_mg", "times_per_day"))


def _cycle(step: dict[str, Any]) -> list[Day]:
    if "cycle" in step:
        whole = step.get("split") == "any"
        return [_day(day, total=whole) for day in step["cycle"]]
    return [("total", step["daily_total_mg"])] if "daily_total_mg" in step else [_day(step["doses"], total=False)]


def _day(doses: list[dict[str, Any]], *, total: bool) -> Day:
    sizes = sorted(dose["mg"] for dose in doses if dose["mg"])
    return ("total", sum(sizes)) if total else ("doses", sizes)


def _sum(day: Day) -> float:
    return float(day[1]) if day[0] == "total" else float(sum(day[1]))


def _fits(expected: list[dict[str, Any]], got: list[dict[str, Any]]) -> bool:
    """Whether the days of `got` can be those of `expected`, whose steps may have several lengths."""
    days: list[Day] = []
    tail: list[Day] | None = None
    for step in got:
        cycle = _cycle(step)
        if step["days"] is None:
            tail = cycle
        else:
            days += [cycle[n % len(cycle)] for n in range(step["days"])]
    while tail is None and days and not _sum(days[-1]):
        days.pop()
    places = {0}
    last = None
    for step in expected:
        cycle = _cycle(step)
        if step["days"] is None:
            last = cycle
            break
        lengths = step.get("days_ok") or [step["days"]]
        places = {
            place + length
            for place in places
            for length in lengths
            if all(_alike(cycle[n % len(cycle)], _at(days, tail, place + n)) for n in range(length))
        }
    if (last is None) != (tail is None):
        return False
    if last is None:
        return any(place >= len(days) for place in places)
    return any(
        all(_alike(last[n % len(last)], _at(days, tail, place + n)) for n in range(len(days) + 28)) for place in places
    )


def _at(days: list[Day], tail: list[Day] | None, place: int) -> Day:
    if place < len(days):
        return days[place]
    return tail[(place - len(days)) % len(tail)] if tail else ("doses", [])


def _alike(expected: Day, got: Day) -> bool:
    if abs(_sum(expected) - _sum(got)) > 0.001:
        return False
    return expected[0] == "total" or not _sum(expected) or (got[0] == "doses" and expected[1] == got[1])
