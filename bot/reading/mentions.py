"""One mention of time, as it stands in the words: not yet placed on a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.reading.words import Token

Shape = Literal["clock", "ago", "in", "span", "vague", "now", "part", "day"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of time.

    `half` is "am", "pm", "24" (a 24-hour clock) or None in doubt. `minutes` is the length of a span; None if vague. `day`
    counts from today (-1 yesterday); `weekday` counts from Monday. `names_dose`: it says which dose, not when it was
    taken ("the 2pm one"). `bare`: digits alone, without "at", colon or am/pm. `valid` is False for 25:00.
    """

    shape: Shape
    hour: int = 0
    minute: int = 0
    half: str | None = None
    minutes: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: str | None = None
    names_dose: bool = False
    bare: bool = False
    valid: bool = True


Found = tuple[Mention, int]


def word_at(tokens: Sequence[Token], index: int) -> str:
    """The word at `index`, or "" past the end."""
    return tokens[index].text if index < len(tokens) else ""
