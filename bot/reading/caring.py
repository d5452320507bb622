"""A caregiver's answer in words: "on my way", "can't", "I'm with her". Whole messages only; the phrases are data."""

from __future__ import annotations

from bot.reading import vocabulary
from bot.reading.vocabulary import Phrases
from bot.reading.words import tokenise

_CODES = Phrases(vocabulary.load("caring")["codes"])


def read_caring(text: str) -> str | None:
    """The digit that the words stand for (4 on it, 5 cannot, 6 spoke with them); None for anything else."""
    words = [token for token in tokenise(text) if token.kind != "break"]
    return _CODES.meaning_of(words) if words else None
