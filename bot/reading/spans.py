"""Lengths of time and what they count from: "20 min ago", "in half an hour", "a while ago"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.reading import amounts, vocabulary
from bot.reading.mentions import Found, Mention, word_at
from bot.reading.words import Token

_UNITS: dict[str, int] = vocabulary.load("times")["unit_minutes"]
_ABOUT = {"around", "about", "bout", "by", "approx", "roughly", "like", "circa", "maybe"}


def read_span(tokens: Sequence[Token], start: int) -> Found | None:
    """The span that begins at `start`, and the index after it."""
    first, second = word_at(tokens, start), word_at(tokens, start + 1)
    if (first, second) in (("just", "now"), ("ahora", "mismo"), ("only", "now")):
        return Mention("now"), start + 2
    for phrase in _VAGUE:
        if tuple(word_at(tokens, start + ahead) for ahead in range(len(phrase))) == phrase:
            return Mention("vague"), start + len(phrase)
    before = first if first in ("in", "en", "hace", "for", "within") else None
    index = start + 1 if before or first in _ABOUT else start
    if before and word_at(tokens, index) in _ABOUT | {"like", "unos", "unas"}:
        index += 1
    found = _span(tokens, index)
    if found is None:
        return None
    minutes, index = found
    if before == "hace" or word_at(tokens, index) in ("ago", "back"):
        return Mention("ago" if minutes is not None else "vague", minutes=minutes), index + (before != "hace")
    if before in ("in", "en", "within"):
        index += word_at(tokens, index) in ("time", "from")
        return (Mention("in", minutes=minutes), index) if minutes is not None else None
    if word_at(tokens, index) in ("late", "after", "early", "before"):
        return Mention("vague"), index + 1
    return (Mention("span", minutes=minutes), index) if minutes is not None else None


_VAGUE = (
    ("a", "while", "ago"),
    ("a", "bit", "ago"),
    ("a", "little", "while", "ago"),
    ("a", "little", "ago"),
    ("ages", "ago"),
    ("while", "ago"),
    ("hace", "un", "rato"),
    ("not", "long", "ago"),
)


def _span(tokens: Sequence[Token], start: int) -> tuple[int | None, int] | None:
    """Minutes (None: vague) of "an hour and a half", "1h 20", "20 min", "a few minutes"."""
    amount, index = _quantity(tokens, start)
    unit = _UNITS.get(word_at(tokens, index))
    if amount is None and index == start:
        if word_at(tokens, index) not in ("hour", "hora"):
            return None
        amount = Decimal(1)
    if unit is None:
        return None
    index += 1
    if amount is None:
        return None, index
    minutes = amount * unit
    if unit == 60:
        joined = index + (word_at(tokens, index) in ("and", "y"))
        if word_at(tokens, joined) == "a" and word_at(tokens, joined + 1) == "half":
            return int(minutes) + 30, joined + 2
        if word_at(tokens, joined) == "media" and joined > index:
            return int(minutes) + 30, joined + 1
        rest, after = _quantity(tokens, joined)
        if rest is not None and _UNITS.get(word_at(tokens, after)) == 1:
            return int(minutes + rest), after + 1
    return (int(minutes), index) if minutes <= 7 * 24 * 60 else None


def _quantity(tokens: Sequence[Token], start: int) -> tuple[Decimal | None, int]:
    """A number before a unit, and the index after it: (None, start) if there is none, (None, later) if it is vague."""
    words = [word_at(tokens, index) for index in range(start, start + 4)]
    for phrase, amount in _QUANTITIES:
        if words[: len(phrase)] == list(phrase):
            return amount, start + len(phrase)
    number = amounts.read_number(tokens, start)
    return number if number is not None else (None, start)


_QUANTITIES: tuple[tuple[tuple[str, ...], Decimal | None], ...] = (
    (("half", "an"), Decimal("0.5")),
    (("half", "a"), Decimal("0.5")),
    (("a", "half"), Decimal("0.5")),
    (("quarter", "of", "an"), Decimal("0.25")),
    (("quarter", "of", "a"), Decimal("0.25")),
    (("a", "quarter", "of", "an"), Decimal("0.25")),
    (("three", "quarters", "of", "an"), Decimal("0.75")),
    (("a", "couple", "of"), Decimal(2)),
    (("couple", "of"), Decimal(2)),
    (("a", "couple"), Decimal(2)),
    (("a", "few"), None),
    (("few",), None),
    (("several",), None),
    (("some",), None),
    (("unos",), None),
    (("half",), Decimal("0.5")),
    (("media",), Decimal("0.5")),
    (("an",), Decimal(1)),
    (("a",), Decimal(1)),
    (("una",), Decimal(1)),
    (("un",), Decimal(1)),
)
