"""The closed vocabularies, as data beside this file: which words and phrases are understood, and as what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from bot.reading.words import Token, tokenise


@dataclass(slots=True)
class _Branch:
    meaning: str | None = None
    following: dict[str, _Branch] = field(default_factory=dict)


class Phrases:
    """Phrases by meaning, found longest first.

    Raises ValueError where one phrase is given two meanings: the data must say which one it is.
    """

    def __init__(self, meanings: Mapping[str, Sequence[str]]) -> None:
        self._root = _Branch()
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                self._add(phrase, meaning)

    def _add(self, phrase: str, meaning: str) -> None:
        branch = self._root
        for token in tokenise(phrase):
            branch = branch.following.setdefault(token.text, _Branch())
        if branch.meaning not in (None, meaning):
            raise ValueError(f"vocabulary: {phrase!r} is both {branch.meaning} and {meaning}")
        branch.meaning = meaning

    def find(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The meaning of the longest phrase that begins at `start`, and the index after it."""
        branch: _Branch | None = self._root
        found = None
        index = start
        while branch is not None and index < len(tokens):
            branch = branch.following.get(tokens[index].text)
            index += 1
            if branch is not None and branch.meaning is not None:
                found = branch.meaning, index
        return found

    def meaning_of(self, tokens: Sequence[Token]) -> str | None:
        """The meaning of all `tokens` together, as one phrase."""
        found = self.find(tokens, 0)
        return found[0] if found is not None and found[1] == len(tokens) else None


@cache
def load(name: str) -> dict[str, Any]:
    """One vocabulary file, by its name without ending."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load_phrases(*names: str) -> Phrases:
    """The phrases of several vocabulary files as one; each table of a file is a meaning with its list of phrases."""
    meanings: dict[str, list[str]] = {}
    for name in names:
        for meaning, phrases in load(name).items():
            meanings.setdefault(meaning, []).extend(phrases)
    return Phrases(meanings)
