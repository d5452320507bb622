"""Days and their parts: "yesterday", "last night", "monday's", "esta mañana"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading import vocabulary
from bot.reading.mentions import Mention, word_at
from bot.reading.words import Token

_WORDS = vocabulary.load("times")
PARTS: dict[str, list[int]] = _WORDS["parts"]
"""Local hours (from, to) of each part of the day."""
_WEEKDAYS: dict[str, int] = _WORDS["weekdays"]


def read_day(tokens: Sequence[Token], start: int) -> tuple[Mention | None, int, bool]:
    """The day named at `start` as a Mention, the index after it, and whether it was a possessive ("yesterday's")."""
    index = start + (word_at(tokens, start) in ("on", "el") and plain_day(word_at(tokens, start + 1)) in _WEEKDAYS)
    word, following = word_at(tokens, index), word_at(tokens, index + 1)
    bare, owned = plain_day(word), word.endswith("s") and word not in _WEEKDAYS
    if bare in ("yesterday", "ayer", "yday"):
        return _with_part(tokens, Mention("day", day=-1), index + 1, owned=owned)
    if bare in ("today", "hoy"):
        return Mention("day", day=0), index + 1, owned
    if bare == "tonight":
        return Mention("part", day=0, part="evening"), index + 1, owned
    if word == "anoche":
        return Mention("part", day=-1, part="night"), index + 1, False
    if word == "last" and plain_day(following) in ("night", "evening"):
        return Mention("part", day=-1, part="night"), index + 2, following.endswith("s")
    if word in ("this", "esta") and plain_day(following) in (
        "morning",
        "afternoon",
        "evening",
        "lunchtime",
        "manana",
        "tarde",
        "noche",
    ):
        return Mention("part", day=0, part=plain_day(following)), index + 2, following.endswith("s")
    if word == "last" and plain_day(following) in _WEEKDAYS:
        return _with_part(
            tokens, Mention("day", weekday=_WEEKDAYS[plain_day(following)]), index + 2, owned=following.endswith("s")
        )
    if bare in _WEEKDAYS or word in _WEEKDAYS:
        weekday = _WEEKDAYS.get(word, _WEEKDAYS.get(bare, 0))
        return _with_part(tokens, Mention("day", weekday=weekday), index + 1, owned=owned)
    return None, start, False


def plain_day(word: str) -> str:
    return word[:-1] if word.endswith("s") and word not in _WEEKDAYS else word


def _with_part(tokens: Sequence[Token], day: Mention, index: int, *, owned: bool) -> tuple[Mention, int, bool]:
    word = word_at(tokens, index)
    if word_at(tokens, index) == "por" and word_at(tokens, index + 1) == "la" and word_at(tokens, index + 2) in PARTS:
        return replace(day, shape="part", part=word_at(tokens, index + 2)), index + 3, owned
    if plain_day(word) in PARTS:
        return replace(day, shape="part", part=plain_day(word)), index + 1, owned or word.endswith("s")
    return day, index, owned
