"""Where the words stand that may take a symptom back, found once per message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.reading.symptoms.lexicon import Lexicon
from bot.reading.symptoms.word import Word

BREAKS = frozenset({"but", "though", "although", "however", "anyway", "except", "whereas", "pero"})


class Scope(StrEnum):
    """NOW counts. DOUBTFUL is asked about. The others are told of, but not now or not of this person."""

    NOW = "now"
    DOUBTFUL = "doubtful"
    NEGATED = "negated"
    PAST = "past"
    OTHER = "other"
    HYPOTHETICAL = "hypothetical"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places in a message where a scope word stands; found once per message."""

    words: tuple[Word, ...]
    parts: tuple[int, ...]
    past: tuple[frozenset[int], ...]
    hypothetical: tuple[frozenset[int], ...]
    telling: tuple[frozenset[int], ...]
    media: tuple[frozenset[int], ...]
    resolved: tuple[frozenset[int], ...]
    others: tuple[frozenset[int], ...]
    false_negation: frozenset[int]
    listed: Mapping[str, frozenset[int]]


def look_around(
    words: tuple[Word, ...], lexicon: Lexicon, forms: frozenset[str], listed: Mapping[str, frozenset[int]]
) -> Surroundings:
    """Where the scope words of this message stand. `listed`: the places of each symptom's phrasings."""
    scopes, small = lexicon.scopes, lexicon.small
    parts: list[int] = []
    part = 0
    for place, word in enumerate(words):
        if place and (word.sentence != words[place - 1].sentence or word.text in BREAKS):
            part += 1
        parts.append(part)
    false = {min(match) for match in scopes.false_negation.find(words, small, forms)}
    return Surroundings(
        words,
        tuple(parts),
        tuple(scopes.past.find(words, small, forms)),
        tuple(scopes.hypothetical.find(words, small, forms)),
        tuple(scopes.telling.find(words, small, forms)),
        tuple(scopes.media.find(words, small, forms)),
        tuple(scopes.resolved.find(words, small, forms)),
        tuple(scopes.others.find(words, small, forms)),
        frozenset(false),
        listed,
    )
