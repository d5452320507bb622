"""How many SMS segments a text costs. GSM-7: 160 units in one, 153 in each of several; anything outside it: 70 and 67."""

from __future__ import annotations

import unicodedata

# What a text to a person may cost, and a routine one half of it.
MOST_SEGMENTS = 2

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\t": " ", "•": "-", "½": "1/2", "¼": "1/4", "¾": "3/4", "×": "x", "{": "(", "}": ")",
        "[": "(", "]": ")", "~": "-", "|": "/", "\\": "/", "^": "'", "€": "EUR", "\u200b": "", "\ufeff": "",
    }
)  # fmt: skip


def is_gsm7(text: str) -> bool:
    """Whether every character is in the GSM-7 alphabet or its extension."""
    return all(character in BASIC or character in TWICE for character in text)


def count_segments(text: str) -> int:
    """Segments one SMS of `text` is billed as; 0 for an empty text."""
    if not text:
        return 0
    if is_gsm7(text):
        units = sum(2 if character in TWICE else 1 for character in text)
        return 1 if units <= 160 else -(-units // 153)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= 70 else -(-units // 67)


def flatten(text: str, unknown: str | None = "?") -> str:
    """The nearest GSM-7 spelling: straight quotes, plain dashes, accents off where the alphabet lacks them.

    What has no such spelling becomes `unknown`; None keeps it, at the price of shorter segments.
    """
    return "".join(_flat(character, unknown) for character in text.translate(_PLAIN))


def _flat(character: str, unknown: str | None) -> str:
    if character in BASIC:
        return character
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    if bare and all(c in BASIC for c in bare):
        return bare
    if unicodedata.category(character) in ("Cc", "Cf", "Mn"):
        return ""
    return character if unknown is None else unknown
