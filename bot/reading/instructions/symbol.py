"""The smallest things a prescriber's text is made of, once its words are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text as written. `kind`: word, number, pattern, slash, numeric_date, clock, every_hours, mark or unknown.

    `numbers` holds what a composite piece is made of: the parts of 10/5/10, the hours and minutes of a clock time.
    `start` is the place in the cleaned text.
    """

    kind: str
    text: str
    start: int
    numbers: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """One known phrase, number or mark. `senses` maps every kind the phrase may be to its value ("slot" → "noon")."""

    text: str
    kind: str
    numbers: tuple[Decimal, ...] = ()
    senses: Mapping[str, str] = field(default_factory=dict)
    corrected: bool = False

    def has(self, kind: str) -> bool:
        return kind in self.senses

    def word(self, *values: str) -> bool:
        """Whether it is one of these joining words (`[word]` in the vocabulary)."""
        return any(value in self.senses for value in values)

    @property
    def is_tablet(self) -> bool:
        """ "10 mg tablets", "10 mg ones"."""
        return self.senses.get("unit") == "tab" or self.text == "ones"
