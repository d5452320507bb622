"""Amounts as people write them: milligrams, tablets, halves. Found in the tokens, not yet compared with the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading import vocabulary
from bot.reading.words import Token

_WORDS = vocabulary.load("amounts")
_NUMBERS: dict[str, int] = vocabulary.load("times")["numbers"]
_MG = frozenset(_WORDS["mg"])
_OTHER = frozenset(_WORDS["other_unit"])
_TABLET = frozenset(_WORDS["tablet"])
_DOSE = frozenset(_WORDS["dose"])
_FRACTIONS: dict[str, Decimal] = {
    **dict.fromkeys(_WORDS["half"], Decimal("0.5")),
    **dict.fromkeys(_WORDS["quarter"], Decimal("0.25")),
    **dict.fromkeys(_WORDS["three_quarters"], Decimal("0.75")),
}
_THIRDS = frozenset(_WORDS["third"]) | frozenset(_WORDS["two_thirds"])
_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as said: `mg`, `tablets`, or `fraction` of the dose.

    `bare` is a number without any unit. `planned` is the count that it is set against ("1 of the 2", "two instead of
    one"). `part`: said to be part of a dose ("5 mg of it"). `unclear`: a unit or a part that cannot be counted.
    """

    mg: Decimal | None = None
    tablets: Decimal | None = None
    fraction: Decimal | None = None
    bare: Decimal | None = None
    planned: Decimal | None = None
    part: bool = False
    unclear: bool = False


def is_unit(word: str) -> bool:
    """Whether `word` turns a number before it into an amount rather than a time."""
    return word in _MG or word in _OTHER or word in _TABLET or word in _DOSE


def read_number(tokens: Sequence[Token], start: int) -> tuple[Decimal, int] | None:
    """A plain number in digits or words ("2.5", "forty five", "1 1/2", "one and a half"), and the index after it."""
    if start >= len(tokens):
        return None
    whole, end = _whole(tokens, start)
    if whole is None:
        return None
    word, ahead = _word(tokens, end), _word(tokens, end + 1)
    if word in _FRACTIONS and tokens[end].kind == "number":
        return whole + _FRACTIONS[word], end + 1
    if word in ("and", "n") and ahead in ("a", "1/2", "half", "1/4") and _word(tokens, end + 2) not in _MG:
        part = _word(tokens, end + 2) if ahead == "a" else ahead
        if part in _FRACTIONS:
            return whole + _FRACTIONS[part], end + (3 if ahead == "a" else 2)
    if word == "y" and ahead in ("media", "medio"):
        return whole + Decimal("0.5"), end + 2
    return whole, end


def _whole(tokens: Sequence[Token], start: int) -> tuple[Decimal | None, int]:
    text = tokens[start].text
    if tokens[start].kind == "number":
        return (Decimal(text.replace(",", ".")), start + 1) if _PLAIN_NUMBER.fullmatch(text) else (None, start)
    value = _NUMBERS.get(text)
    if value is None:
        return None, start
    ones = _NUMBERS.get(_word(tokens, start + 1), 0)
    if value >= 20 and value % 10 == 0 and 0 < ones < 10:
        return Decimal(value + ones), start + 2
    return Decimal(value), start + 1


def read_amount(tokens: Sequence[Token], start: int) -> tuple[Amount, int] | None:
    """The amount that begins at `start`, and the index after it."""
    return _fraction(tokens, start) or _counted(tokens, start)


def _fraction(tokens: Sequence[Token], start: int) -> tuple[Amount, int] | None:
    index = start + (
        _word(tokens, start) in ("a", "la", "one") and _word(tokens, start + 1) in _FRACTIONS.keys() | _THIRDS
    )
    word = _word(tokens, index)
    fraction = _FRACTIONS.get(word)
    end = index + 1
    if word == "three" and _word(tokens, index + 1) == "quarters":
        fraction, end = Decimal("0.75"), index + 2
    if word in _THIRDS:
        return Amount(unclear=True), _skip_of(tokens, end)
    if fraction is None:
        return None
    of = _skip(tokens, end, ("of", "de"))
    article = _skip(tokens, of, ("a", "an", "one", "1", "una", "un", "la"))
    if _word(tokens, article) in _TABLET and (article > of or of == end):
        return Amount(tablets=fraction), article + 1
    return Amount(fraction=fraction), _skip_of(tokens, end)


def _skip_of(tokens: Sequence[Token], index: int) -> int:
    """Past "of it", "of the dose", "the dose", "my dose"."""
    after = _skip(tokens, index, ("of", "de"))
    after = _skip(tokens, after, ("the", "my", "a", "la", "mi"))
    if _word(tokens, after) in _DOSE | {"it", "that", "them", "mine", "this"} | _TABLET:
        return after + 1
    return index


def _counted(tokens: Sequence[Token], start: int) -> tuple[Amount, int] | None:
    found = read_number(tokens, start)
    if found is None:
        return None
    count, index = found
    word = _word(tokens, index)
    if word in _MG:
        end = _skip_of_them(tokens, index + 1)
        return Amount(mg=count, part=_word(tokens, index + 1) == "of" and end > index + 1), end
    if word in _OTHER:
        return Amount(unclear=True), index + 1
    times = _skip(tokens, index, ("x", "times", "of", "lots", "the", "de"))
    product = read_number(tokens, times)
    if (
        product is not None
        and _word(tokens, product[1]) in _MG | {"s"}
        and (times == index or _word(tokens, index) in ("x", "times", "of", "lots", "de"))
    ):
        return Amount(mg=count * product[0], tablets=count), _skip(tokens, product[1] + 1, tuple(_TABLET))
    against = _against(tokens, index)
    if against is not None:
        return Amount(tablets=count, planned=against[0]), against[1]
    sized = _skip(tokens, index, ("whole", "full", "of", "the", "my", "of my", "de", "mis", "las"))
    sized = _skip(tokens, sized, ("my", "the", "those", "these", "las", "mis"))
    if _word(tokens, sized) in _TABLET or _word(tokens, sized) == "them":
        return Amount(tablets=count), sized + 1
    if word in _DOSE:
        return Amount(fraction=count), index + 1
    return Amount(bare=count), index


def _against(tokens: Sequence[Token], index: int) -> tuple[Decimal, int] | None:
    """ "… of the 2", "… out of 2", "… instead of one"."""
    after = _skip(tokens, index, tuple(_TABLET))
    after = _skip(tokens, after, ("out", "instead", "rather"))
    if _word(tokens, after) not in ("of", "than", "de"):
        return None
    planned = read_number(tokens, _skip(tokens, after + 1, ("the", "my", "las", "los")))
    return (planned[0], _skip(tokens, planned[1], tuple(_TABLET))) if planned is not None else None


def _skip_of_them(tokens: Sequence[Token], index: int) -> int:
    if _word(tokens, index) == "of":
        return _skip_of(tokens, index)
    return _skip(tokens, index, tuple(_TABLET))


def _skip(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> int:
    return index + 1 if _word(tokens, index) in words else index


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if index < len(tokens) else ""
