"""Answers to the numbered questions of a check-in: one number, or several in one message ("0 4 6 1")."""

from __future__ import annotations

import re

from bot.reading import vocabulary
from bot.reading.words import fold
from scheduler.domain.reply import Intent, Reply

_DATA = vocabulary.load("commands")["questions"]
_NUMBERED = frozenset(_DATA["number"])
_WORSE = frozenset(_DATA["much_worse"])
_NUMBER = r"(?:[0-9]{1,2}w?|w)"
_BETWEEN = r"(?:\s*[,;./+-]\s*|\s+)"
_ROW = re.compile(rf"\s*({_NUMBER}(?:{_BETWEEN}{_NUMBER}){{0,3}})[\s.!]*")
_LED_BY = re.compile(
    rf"\s*(0{_BETWEEN}{_NUMBER}{_BETWEEN}{_NUMBER}(?:{_BETWEEN}{_NUMBER})?)(?![0-9:.]|\s*(?:mg|am|pm)\b)[\s,.;:!-]+(?=[^\s,.;:!0-9-])(?!w\b)"
)


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a message that holds nothing else, as "4" or, with "much worse" marked, "8w" or "w"; else nothing."""
    row = _ROW.fullmatch(fold(text))
    return tuple(re.findall(_NUMBER, row[1])) if row is not None else ()


def part_numbers(text: str) -> tuple[str, str]:
    """A check-in's numbers at the beginning ("0 4 6 1 but bugs on the wall"), and the words behind them.

    Nothing, and the whole text, where there are none. The words are read on their own: "0" must not deny them.
    """
    folded = fold(text)
    led = _LED_BY.match(folded)
    return (led[1], folded[led.end() :]) if led is not None and led.end() < len(folded) else ("", text)


def read_scales(text: str, question: str | None) -> Reply | None:
    """The answer to a check-in's open question, `question`; None if it is no such question, or the words are no answer.

    Under the whole check-in the first number is that of the safety list: any but 0 is danger and is read as such.
    """
    if question == "check_in":
        numbers = numbers_in(part_numbers(text)[0] or text)
        return _answer(numbers) if len(numbers) > 1 and numbers[0] == "0" else None
    if question not in _NUMBERED:
        return None
    numbers = numbers_in(text)
    if not numbers:
        worse = question == "stiffness" and " ".join(fold(text).strip(" .!").split()) in _WORSE
        return Reply(Intent.ANSWER, value="w") if worse else None
    return _answer(numbers) if len(numbers) > 1 or "w" in numbers[0] else None


def _answer(numbers: tuple[str, ...]) -> Reply:
    return Reply(Intent.ANSWER, value=" ".join(numbers))
