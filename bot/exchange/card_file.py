"""Reading an enrolment card: address, key and numbers to ring, each said to be right or named as wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.exchange.text_document import one_line
from scheduler.domain.card import CARD_FIELDS, Card
from scheduler.domain.hours import read_hours

_MOST = {"address": 160, "key": 120}
_MOST_OTHER = 80
_NUMBERS = {"callback": 5, "clinic": 3, "out_of_hours": 3, "local_emergency": 7}


class CardError(ValueError):
    """A field that cannot be kept. The text is one line: the field, and what is allowed."""


def read_card(data: object, before: Card | None = None) -> Card:
    """The card of a document, laid over `before`; an empty text takes a field away. Raises CardError."""
    if not isinstance(data, Mapping):
        raise CardError(f"card: an object with any of {', '.join(CARD_FIELDS)} is wanted")
    for name in data:
        if name not in CARD_FIELDS:
            raise CardError(f"card.{one_line(str(name)[:40])}: no such field; there are {', '.join(CARD_FIELDS)}")
    return replace(before or Card(), **{str(name): _read(str(name), value) for name, value in data.items()})


def _read(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.isprintable():
        raise CardError(f"card.{name}: plain text on one line")
    text = " ".join(value.split())
    most = _MOST.get(name, _MOST_OTHER)
    if len(text) > most:
        raise CardError(f"card.{name}: at most {most} letters, not {len(text)}")
    least = _NUMBERS.get(name, 0)
    if text and sum(each.isdigit() for each in text) < least:
        what = "the whole number with its area code" if name == "local_emergency" else "a telephone number"
        raise CardError(f"card.{name}: {what} is wanted")
    if text and name.endswith("_hours") and name not in _NUMBERS:
        try:
            read_hours(text)
        except ValueError as error:
            raise CardError(f"card.{name}: {error}") from None
    return text or None
