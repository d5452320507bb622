"""What people say of their supply: "count 54", "10mg 54, 5mg 12", "ordered 60", "picked up 60"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from scheduler.domain.reply import Intent, Reply


def read_stock(words: Sequence[str]) -> Reply | None:
    """ "count 54", "54 left", "10mg 54, 5mg 12", "ordered 60", "picked up 60"."""
    known = [word for word in words if word not in _FILL]
    if known[:1] == ["ordered"] and len(known) <= 2:
        return _number_reply(Intent.ORDERED, known[1:])
    for fetched in (["got"], ["fetched"], ["picked", "up"], ["collected"], ["recogi"]):
        if known[: len(fetched)] == fetched and len(known) == len(fetched) + 1 and _whole(known[-1]):
            return _number_reply(Intent.FETCHED, known[-1:])
    if known[:1] in (["fetched"], ["collected"]) and len(known) == 1:
        return Reply(Intent.FETCHED)
    return _count(words)


_FILL = frozenset(
    {
        "pills",
        "tablets",
        "tabs",
        "tablet",
        "pill",
        "my",
        "the",
        "more",
        "new",
        "i",
        "ive",
        "have",
        "from",
        "pharmacy",
        "chemist",
        "of",
        "please",
        "thanks",
        "baclofen",
        "meds",
        "today",
        "x",
        "another",
    }
)


def _number_reply(intent: Intent, numbers: Sequence[str]) -> Reply | None:
    if not numbers:
        return Reply(intent)
    return Reply(intent, tablets=Decimal(numbers[0])) if _whole(numbers[0]) else None


def _whole(word: str) -> bool:
    return re.fullmatch(r"[0-9]{1,4}(?:\.5)?", word) is not None


def _count(words: Sequence[str]) -> Reply | None:
    """A count of tablets as "54", or by strength as "10=54 5=12"."""
    counted = words[0] in ("count", "counted", "cuenta")
    rest = [
        word
        for word in _spell_out(words[counted:])
        if word
        not in (
            "pills",
            "tablets",
            "tabs",
            "of",
            "have",
            "i",
            "ive",
            "got",
            "and",
            "x",
            "s",
            "equals",
            "the",
            "is",
            "quedan",
            "me",
        )
    ]
    remaining = bool(rest) and rest[-1] in ("left", "remaining")
    rest = rest[:-1] if remaining else rest
    pairs = _pairs(rest)
    if pairs:
        return Reply(Intent.COUNT, value=" ".join(f"{strength}={count}" for strength, count in pairs))
    if counted and not rest:
        return Reply(Intent.COUNT)
    if (counted or remaining) and len(rest) == 1 and _whole(rest[0]):
        return Reply(Intent.COUNT, value=_canonical(rest[0]))
    return None


def _spell_out(words: Sequence[str]) -> list[str]:
    """ "10=42" is the strength in mg and the count, as the question itself writes it."""
    return [
        "mg" if word == "equals" and (at == 0 or words[at - 1] not in ("mg", "mgs")) else word
        for at, word in enumerate(words)
    ]


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    if not words or len(words) % 3:
        return []
    for strength, unit, count in zip(words[::3], words[1::3], words[2::3], strict=True):
        if unit not in ("mg", "mgs") or not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", strength) or not _whole(count):
            return []
        pairs.append((_canonical(strength), _canonical(count)))
    return pairs


def _canonical(number: str) -> str:
    return f"{Decimal(number).normalize():f}"
