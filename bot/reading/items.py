"""A message as items: each stretch of tokens with the one thing that it is, such as an act, a negation or a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from bot.reading import vocabulary
from bot.reading.amounts import Amount, read_amount
from bot.reading.mentions import Mention
from bot.reading.times import read_time
from bot.reading.words import Token, tokenise

_MOST_WORDS_WITH_TYPOS = 40
"""Longer messages are no mere dose answers; looking for typos in them would only cost time."""

_PHRASES = vocabulary.load_phrases("doses", "courtesies")
_COMMANDS = vocabulary.load("commands")
_NOT_A_TYPO = frozenset(_COMMANDS["not_a_typo"]["words"])
_TARGETS: tuple[str, ...] = tuple(_COMMANDS["typo_targets"]["words"])

HARMLESS = frozenset(
    {
        "harmless",
        "filler",
        "about_life",
        "neutral",
        "person",
        "emoji_plain",
        "turn",
        "now",
        "determiner",
        "thing",
        "pill",
        "yet",
    }
)
"""Kinds that need nothing else to be accounted for."""


@dataclass(frozen=True, slots=True)
class Item:
    """One stretch of tokens, `start` to `end` (exclusive), and what it is."""

    kind: str
    start: int
    end: int
    words: tuple[str, ...]
    time: Mention | None = None
    amount: Amount | None = None


def read_items(tokens: Sequence[Token], start: int = 0) -> list[Item]:
    """All items from `start` on; the longest match wins, a time before an amount before a phrase. Unknown words are `unread`."""
    items: list[Item] = []
    index = start
    correct = len(tokens) <= _MOST_WORDS_WITH_TYPOS
    while index < len(tokens):
        item = _read_item(tokens, index, correct=correct)
        items.append(item)
        index = item.end
    return _join_contrasts(items)


def _join_contrasts(items: list[Item]) -> list[Item]:
    """ "5 mg not the 10": what it is less than says that it was only a part; "10 mg in" says that it was taken."""
    joined: list[Item] = []
    for place, item in enumerate(items):
        if joined and item.start < joined[-1].end:
            continue
        ends = place + 1 == len(items) or items[place + 1].kind == "break"
        if joined and joined[-1].kind == "amount" and item.words in (("in",), ("down",)) and ends:
            item = replace(item, kind="took")
        if joined and joined[-1].kind == "amount" and item.kind == "not":
            rest = [each for each in items[place + 1 : place + 3] if each.kind != "determiner"][:1]
            if rest and rest[0].kind == "amount" and _is_less(joined[-1].amount, rest[0].amount):
                item = replace(item, kind="only", end=rest[0].end)
        joined.append(item)
    return joined


def _is_less(amount: Amount | None, other: Amount | None) -> bool:
    if amount is None or other is None:
        return False
    for value, against in ((amount.mg, other.mg), (amount.tablets, other.tablets)):
        against = against if against is not None else other.bare
        if value is not None and against is not None:
            return value < against
    return amount.bare is not None and other.bare is not None and amount.bare < other.bare


def find_phrase(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """The kind of the longest known phrase at `start`, and the index after it."""
    return _PHRASES.find(tokens, start)


def _read_item(tokens: Sequence[Token], index: int, *, correct: bool) -> Item:
    token = tokens[index]
    if token.kind == "break":
        return Item("break", index, index + 1, (token.text,))
    instead = _instead_of_a_time(tokens, index)
    if instead is not None:
        return Item("filler", index, instead, _texts(tokens, index, instead))
    phrase = _PHRASES.find(tokens, index)
    end = phrase[1] if phrase is not None else index
    time = read_time(tokens, index)
    if time is not None and time[1] >= end and not (time[0].shape == "clock" and time[0].bare and phrase is not None):
        return Item("time", index, time[1], _texts(tokens, index, time[1]), time=time[0])
    amount = read_amount(tokens, index)
    if amount is not None and amount[1] >= end:
        return Item("amount", index, amount[1], _texts(tokens, index, amount[1]), amount=amount[0])
    if phrase is not None:
        return Item(phrase[0], index, end, _texts(tokens, index, end))
    meant = _mistyped(token.text) if correct and token.kind == "word" else None
    if meant is not None:
        known = _PHRASES.find([Token(meant, "word")], 0)
        if known is not None:
            return Item(known[0], index, index + 1, (meant,))
    return Item("unread", index, index + 1, (token.text,))


def _instead_of_a_time(tokens: Sequence[Token], index: int) -> int | None:
    """The index after "instead of noon": when the dose was planned, not when it was taken."""
    if index + 2 >= len(tokens) or (tokens[index].text, tokens[index + 1].text) not in (
        ("instead", "of"),
        ("rather", "than"),
    ):
        return None
    time = read_time([Token("at", "word"), *tokens[index + 2 : index + 10]], 0)
    return index + 1 + time[1] if time is not None else None


def _texts(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[start:end])


@cache
def _known_targets() -> dict[str, tuple[str, ...]]:
    by_letter: dict[str, list[str]] = {}
    for target in _TARGETS:
        by_letter.setdefault(target[0], []).append(target)
    return {letter: tuple(targets) for letter, targets in by_letter.items()}


def _mistyped(word: str) -> str | None:
    """The dose word of five letters or more that `word` misses by one letter, unless it is another word in its own right."""
    if not 4 <= len(word) <= 14 or word in _NOT_A_TYPO:
        return None
    for target in _known_targets().get(word[0], ()):
        if len(target) >= 5 and OSA.distance(word, target, score_cutoff=1) <= 1:
            return target
    return None


def is_known(text: str) -> bool:
    """Whether every word of `text` is in the vocabularies (for tests of the data)."""
    return all(item.kind != "unread" for item in read_items(tokenise(text)))
