"""What the edge makes of words about a plan: a prescriber's instructions, a day, times of day. The mind asks, the edge reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Protocol

from scheduler.domain.regimen import Plan


@dataclass(frozen=True, slots=True)
class WordsRead:
    """A prescriber's words as a plan, or (`plan` None) the codes of what they leave open, the first one to be asked first.

    `quote`: the words that the first question is about. `not_an_answer`: the code whose answer did not answer it.
    """

    plan: Plan | None = None
    ask_about: tuple[str, ...] = ()
    quote: str | None = None
    not_an_answer: str | None = None


class PlanReader(Protocol):
    """Reads; keeps nothing. What it cannot read it says so of, and never guesses."""

    def words(self, text: str, answers: Sequence[tuple[str, str]], today: date) -> WordsRead:
        """Instructions, with (code, words) for what was answered since. `today` is the person's date."""

    def sounds_like(self, text: str) -> bool:
        """Whether a message is a prescriber's instruction rather than somebody's own words."""

    def speaks_of_doses(self, text: str) -> bool:
        """Whether a medicine, an amount or a frequency is in it at all."""

    def day(self, said: str, today: date, *, past: bool) -> date | None:
        """A day: "7 Sep", "Monday", "today", an ISO date; the nearest one back (`past`) or ahead. None if not certain."""

    def without_day(self, said: str) -> str:
        """The words without the day that they name: "Dr Lee, 7 Sep" → "Dr Lee"."""

    def times(self, said: str) -> tuple[time, ...]:
        """Times of day, in order and each once: "8, 2pm and 20:00". Empty if anything else is said."""

    def medicine(self, said: str) -> str | None:
        """The one medicine that is named, by its plain name; None if none is known by that name."""

    def milligrams(self, said: str) -> Decimal | None:
        """An amount in mg: "60 mg". None if anything else is said, or no unit."""
