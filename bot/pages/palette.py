"""Colours that people with any kind of colour vision can tell apart (after Okabe and Ito, 2008), on light, dark and paper.

Colour never says anything alone: what is extra is hatched, what is not recorded is hollow, a red flag has its own mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    """What the picture is looked at on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """`paper` is the ground, `ink` for words and the plan, `quiet` for what stands back, `hair` for thin lines."""

    paper: str
    ink: str
    quiet: str
    hair: str
    taken: str
    extra: str
    felt: str
    red: str


PALETTES = {
    Theme.LIGHT: Palette(
        paper="#ffffff",
        ink="#16202b",
        quiet="#56616e",
        hair="#d9dee4",
        taken="#0072b2",
        extra="#e69f00",
        felt="#7a3b73",
        red="#c1440e",
    ),
    Theme.DARK: Palette(
        paper="#12171d",
        ink="#f3f5f7",
        quiet="#aab4bf",
        hair="#333c46",
        taken="#56b4e9",
        extra="#e69f00",
        felt="#dfa3cf",
        red="#ff8a5c",
    ),
}
