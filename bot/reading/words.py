"""A message as tokens: one spelling for every way of typing the same thing (scripts, accents, apostrophes, emoji, case)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "number", "break", "emoji"]

LONGEST = 5_000
"""Characters that are looked at: more than any provider delivers in one message."""

# The acute accent is typed as an apostrophe; NFKC turns it into a space with a combining accent.
_APOSTROPHES = re.compile("['’‘ʼ`´′＇‛]| \u0301")
_FRACTION_SLASH = re.compile(r"([0-9]*?)([0-9])\u2044([0-9]{1,2})")
_HALF_DAY = re.compile(r"(?<![a-z])([ap])\.\s?m(?![a-z])\.?|(?<=[0-9])\s?([ap]) m(?![a-z])")
_POINT_FIRST = re.compile(r"(?<!\S)\.(?=[0-9])")
_SMILEY = re.compile(r"(?<!\w)(?:[:;=]-?[)dp*3]|<3+|\^_?\^)(?!\w)")
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:[:.,/][0-9]+)*)|(?P<word>[^\W\d_]+)|(?P<break>[.,;!?\n]|\s[-–—]+\s)|(?P<other>[^\w\s])"
)
_SMILE = "\N{SLIGHTLY SMILING FACE}"
_JOINERS = {"&": "and", "+": "and", "@": "at", "=": "equals"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, sentence break or emoji, as normalised."""

    text: str
    kind: Kind


def fold(text: str) -> str:
    """`text` in one spelling: NFKC, casefolded, without accents, apostrophes or invisible signs, with ASCII digits.

    A vulgar fraction becomes "1/2", and "1½" becomes "1 1/2". Longer text is cut at `LONGEST` characters.
    """
    text = _APOSTROPHES.sub("", text[:LONGEST])
    if text.isascii():
        return text.lower()
    spread = "".join(map(_spread_fraction, text))
    for _ in range(2):
        spread = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", spread).casefold())
    spread = _FRACTION_SLASH.sub(_write_fraction, spread)
    decomposed = unicodedata.normalize("NFKD", spread)
    kept = "".join(_plain_digit(sign) for sign in decomposed if not _is_invisible(sign))
    return _APOSTROPHES.sub("", unicodedata.normalize("NFC", kept))


def _spread_fraction(sign: str) -> str:
    if sign.isascii() or unicodedata.category(sign) != "No":
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    return " " + plain.replace("\u2044", "/") + " " if "\u2044" in plain else sign


def _write_fraction(found: re.Match[str]) -> str:
    whole, above, below = found.groups()
    return f"{whole} {above}/{below}"


def _write_half_day(found: re.Match[str]) -> str:
    return f" {found.group(1) or found.group(2)}m "


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me", "Cf") or ord(sign) in _SKIN_TONES


def _plain_digit(sign: str) -> str:
    if sign.isascii() or not sign.isdecimal():
        return sign
    return str(unicodedata.decimal(sign))


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a message, normalised by `fold`. Signs without a meaning of their own (brackets, quotes) are left out."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(
        _SMILEY.sub(f" {_SMILE} ", _HALF_DAY.sub(_write_half_day, _POINT_FIRST.sub("0.", fold(text))))
    ):
        sign = found.group()
        match found.lastgroup:
            case "number":
                tokens.append(Token(sign, "number"))
            case "word":
                tokens.append(Token(sign, "word"))
            case "break":
                tokens.append(Token(sign.strip() or ".", "break"))
            case _ if sign in _JOINERS:
                tokens.append(Token(_JOINERS[sign], "word"))
            case _ if unicodedata.category(sign) in ("So", "Cn"):
                tokens.append(Token(sign, "emoji"))
            case _:
                pass
    return tuple(tokens)
