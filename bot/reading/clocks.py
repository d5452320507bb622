"""Times of day in digits and in words: "9.40am", "940", "half past nine", "las nueve y media"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reading import amounts, vocabulary
from bot.reading.mentions import Found, Mention, word_at
from bot.reading.words import Token

_WORDS = vocabulary.load("times")
_NUMBERS: dict[str, int] = _WORDS["numbers"]
_HALVES: dict[str, str] = _WORDS["halves"]
_NAMED: dict[str, str] = _WORDS["named"]
DOSE_WORDS = frozenset(_WORDS["dose_words"]["words"])
"""Words after a time that make it the name of a dose: "the 2pm one"."""

_CLOCK = re.compile(r"([0-9]{1,2})([:.])([0-9]{2})(?::[0-9]{2})?")
_COMPACT = re.compile(r"([0-9]{1,2})([0-9]{2})")
_HOUR_MARKS = {"oclock", "hrs", "hours", "hour", "h", "ish", "hs"}


def read_clock(tokens: Sequence[Token], index: int, *, said_at: bool, named: bool) -> Found | None:
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.text in _NAMED:
        hour, minute = _NAMED[token.text].split(":")
        return Mention("clock", int(hour), int(minute), "24"), index + 1
    spoken = _spoken_clock(tokens, index, said_at=said_at)
    if spoken is not None:
        return spoken
    if token.kind != "number":
        return None
    after = word_at(tokens, index + 1)
    if amounts.is_unit(after) and not (named and ":" in token.text):
        return None
    marked = (
        said_at or after in ("oclock", "ish", "hrs") or read_half(tokens, index + 1, has_minutes=False)[0] is not None
    )
    return _digit_clock(token.text, index, after, marked=marked, named=named)


def _digit_clock(text: str, index: int, after: str, *, marked: bool, named: bool) -> Found | None:
    end = index + 1 + (after in _HOUR_MARKS)
    if match := _CLOCK.fullmatch(text):
        clock = Mention(
            "clock",
            int(match[1]),
            int(match[3]),
            "24" if match[1].startswith("0") and len(match[1]) > 1 else None,
            bare=match[2] == ".",
        )
        if match[2] == ":" or marked or check_clock(clock).valid:
            return clock, end
        return None
    if match := _COMPACT.fullmatch(text):
        if len(text) == 3 and text.startswith("0"):
            return None
        if len(text) >= 3:
            zero = text.startswith("0") and len(text) == 4
            clock = Mention("clock", int(match[1]), int(match[2]), "24" if zero else None, bare=True)
            if not check_clock(clock).valid and not marked:
                return None
            return clock, end
    if (
        re.fullmatch("[0-9]{1,2}", text)
        and int(text) <= 24
        and (marked or (after in DOSE_WORDS - {"pills", "tablets", "tabs", "doses", "meds"} and named))
    ):
        return Mention("clock", int(text), 0, None), end
    return None


def _spoken_clock(tokens: Sequence[Token], index: int, *, said_at: bool) -> Found | None:
    """ "half past nine", "quarter to 9", "ten past eight", "nine thirty", "nine oclock", "nueve y media"."""
    first, second, third = (word_at(tokens, index + ahead) for ahead in range(3))
    shift = _MINUTES_PAST.get(first, _number(first))
    if first in ("a", "las") and second in ("quarter",):
        return _spoken_clock(tokens, index + 1, said_at=said_at)
    index_hour = index + 2
    if first == "twenty" and second == "five":
        shift, second, third, index_hour = 25, third, word_at(tokens, index + 3), index + 3
    hour = _number(third)
    if (
        shift is not None
        and second in ("past", "to", "after", "til", "till")
        and hour is not None
        and 1 <= hour <= 12
        and 0 < shift < 60
    ):
        return _turn(hour, shift if second in ("past", "after") else -shift), index_hour + 1
    if first == "half" and said_at and (hour := _number(second)) is not None and 1 <= hour <= 12:
        return _turn(hour, 30), index + 2
    hour = _NUMBERS.get(first)
    if hour is None or not 1 <= hour <= 12:
        return None
    minute, end = _spoken_minutes(tokens, index + 1)
    if minute is not None and not amounts.is_unit(word_at(tokens, end)):
        return Mention("clock", hour, minute), end
    if second == "o" and third == "clock":
        return Mention("clock", hour), index + 3
    if second in ("oclock", "ish"):
        return Mention("clock", hour), index + 2
    if second in ("am", "pm") or (
        said_at and not amounts.is_unit(second) and second not in ("of", "and", "hour", "min", "mins", "minutes")
    ):
        return Mention("clock", hour), index + 1
    return None


_MINUTES_PAST = {"half": 30, "quarter": 15}


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 3 else _NUMBERS.get(word)


def _spoken_minutes(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    word, after = word_at(tokens, index), word_at(tokens, index + 1)
    if word == "y" and after in ("media", "cuarto"):
        return (30 if after == "media" else 15), index + 2
    if word in ("oh", "o") and (ones := _NUMBERS.get(after)) is not None and ones < 10:
        return ones, index + 2
    tens = _NUMBERS.get(word)
    if tens is None or tens < 10 or tens > 50 or (tens % 5 and tens > 12):
        return None, index
    ones = _NUMBERS.get(after, 0)
    return (tens + ones, index + 2) if tens >= 20 and 0 < ones < 10 else (tens, index + 1)


def _turn(hour: int, minutes: int) -> Mention:
    total = (hour % 12 * 60 + minutes) % (12 * 60)
    return Mention("clock", total // 60 or 12, total % 60)


def check_clock(clock: Mention) -> Mention:
    if clock.hour > 23 or clock.minute > 59:
        return replace(clock, valid=False)
    if clock.hour > 12 or clock.hour == 0:
        return replace(clock, half="24")
    return clock


def read_half(tokens: Sequence[Token], index: int, *, has_minutes: bool) -> tuple[str | None, int]:
    word = word_at(tokens, index)
    if word in ("am", "pm"):
        return word, index + 1
    if word in ("a", "p") and has_minutes and word_at(tokens, index + 1) in ("", ".", ",", "!"):
        return _HALVES[word], index + 1
    for lead in (("in", "the"), ("de", "la"), ("por", "la"), ("at",)):
        end = index + len(lead)
        if (
            all(word_at(tokens, index + ahead) == word for ahead, word in enumerate(lead))
            and word_at(tokens, end) in _HALVES
            and len(word_at(tokens, end)) > 2
        ):
            return _HALVES[word_at(tokens, end)], end + 1
    return None, index
