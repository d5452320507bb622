"""The figures on our own sentences and on the sample: they may rise, never fall. See docs/decisions/0010."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.reading.symptoms import RANK, Tier
from bot.reading.understand import Decision, Understanding, understand

FOLDER = Path(__file__).parent.parent / "data" / "utterances"
FILES = ("dev", "own_first", "own_second", "own_third", "own_fourth", "own_plain_words")
DOSE = {"taken", "taken_late", "taken_partial", "skipped", "snooze"}


@cache
def _read(name: str) -> tuple[tuple[dict[str, Any], Understanding], ...]:
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple((row, understand(row["text"], None, as_caregiver=row.get("as") == "caregiver")) for row in rows)


def _share(hits: int, of: int) -> float:
    return hits / of if of else 0.0


@pytest.mark.parametrize("name", FILES)
def test_no_red_is_accepted_silently(name: str) -> None:
    silent = [
        row["text"] for row, meaning in _read(name) if row["tier"] == "red" and meaning.decision is Decision.ACCEPT
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dev", 0.95),
        ("own_first", 0.95),
        ("own_second", 0.95),
        ("own_third", 0.95),
        ("own_fourth", 0.9),
        ("own_plain_words", 0.85),
    ],
)
def test_red_is_alarmed_at_once(name: str, least: float) -> None:
    red = [meaning for row, meaning in _read(name) if row["tier"] == "red"]
    assert _share(sum(m.decision is Decision.ALARM for m in red), len(red)) >= least


@pytest.mark.parametrize("name", FILES[:5])
def test_amber_or_higher_is_found(name: str) -> None:
    urgent = [meaning for row, meaning in _read(name) if row["tier"] in {"red", "amber"}]
    assert _share(sum(RANK[m.tier] >= RANK[Tier.AMBER] for m in urgent), len(urgent)) >= 0.95


@pytest.mark.parametrize("name", FILES[:5])
def test_what_is_not_now_seldom_alarms(name: str) -> None:
    quiet = [meaning for row, meaning in _read(name) if row["tier"] == "none"]
    assert _share(sum(m.tier is Tier.RED for m in quiet), len(quiet)) <= 0.02


@pytest.mark.parametrize("name", FILES[:4])
def test_needless_questions_stay_rare(name: str) -> None:
    dose = [m for row, m in _read(name) if row["tier"] == "none" and row["intent"] in DOSE]
    other = [m for row, m in _read(name) if row["tier"] == "none" and row["intent"] not in DOSE]
    assert _share(sum(m.decision is Decision.ASK for m in dose), len(dose)) <= 0.25
    assert _share(sum(m.decision is Decision.ASK for m in other), len(other)) <= 0.34


def test_a_message_takes_under_five_milliseconds() -> None:
    texts = [row["text"] for row, _ in _read("dev")]
    begun = time.process_time()
    for text in texts:
        understand(text, None)
    assert (time.process_time() - begun) / len(texts) < 0.05
