"""Numbers in digits and words: "thirty nine point five", "a hundred and three", "one oh three"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.reading.symptoms.word import Word

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_SMALL_NUMBERS.split())} | {"oh": 0, "dozen": 12, "couple": 2}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits or words, from `start` to before `end`."""

    value: Decimal
    start: int
    end: int
    digits: bool


def find_numbers(words: tuple[Word, ...]) -> list[Number]:
    """Every number, also "thirty nine point five", "a hundred and three", "one oh three"."""
    found: list[Number] = []
    place = 0
    while place < len(words):
        number = _digits_at(words, place) or _spoken_at(words, place)
        if number is None:
            place += 1
        else:
            found.append(number)
            place = number.end
    return found


def _digits_at(words: tuple[Word, ...], place: int) -> Number | None:
    text = words[place].text
    if not text[0].isdigit() or ":" in text or "/" in text:
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    end = place + 1
    if end + 1 < len(words) and words[end].text == "point" and words[end + 1].text.isdigit():
        value, end = Decimal(f"{text}.{words[end + 1].text}"), end + 2
    return Number(value, place, end, True)


def _spoken_at(words: tuple[Word, ...], place: int) -> Number | None:
    total, at = _tens_at(words, place)
    if at == place and not (at + 1 < len(words) and words[at].text == "hundred"):
        return None
    if at < len(words) and words[at].text == "hundred":
        total, at = max(total, 1) * 100, at + 1
        after = at + (at < len(words) and words[at].text == "and")
        rest, end = _tens_at(words, after)
        if end > after:
            total, at = total + rest, end
    elif total == 1 and at < len(words) and words[at].text in {"oh", "o", "zero"}:
        rest, end = _tens_at(words, at + 1)
        if end > at + 1:
            total, at = 100 + rest, end
    value = Decimal(total)
    if at + 1 < len(words) and words[at].text == "point":
        rest, end = _tens_at(words, at + 1)
        if end > at + 1:
            value, at = Decimal(f"{total}.{rest}"), end
    return Number(value, place, at, False)


def _tens_at(words: tuple[Word, ...], place: int) -> tuple[int, int]:
    if place >= len(words):
        return 0, place
    text = words[place].text
    if text in _TENS:
        following = words[place + 1].text if place + 1 < len(words) else ""
        if 0 < _UNITS.get(following, 0) < 10:
            return _TENS[text] + _UNITS[following], place + 2
        return _TENS[text], place + 1
    return (_UNITS[text], place + 1) if text in _UNITS else (0, place)
