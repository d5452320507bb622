"""Whether a message names something that must not meet an extra intake: alcohol, opioids, sedatives. Words are data."""

from __future__ import annotations

from bot.reading import vocabulary
from bot.reading.words import tokenise

_DATA = vocabulary.load("beside")
_WORDS, _NEGATIONS = frozenset(_DATA["words"]), frozenset(_DATA["negations"])
_PHRASES = tuple(tuple(phrase.split()) for phrase in _DATA["phrases"])


def names_sedative(text: str) -> bool:
    """True if one of them is named and not denied by the word before it."""
    words = [token.text for token in tokenise(text) if token.kind != "break"]
    for place in range(len(words)):
        named = words[place] in _WORDS or any(
            tuple(words[place : place + len(phrase)]) == phrase for phrase in _PHRASES
        )
        if named and not _NEGATIONS & set(words[max(0, place - 2) : place]):
            return True
    return False
