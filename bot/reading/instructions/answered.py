"""What the person was told by their prescriber when a text left something open: read by the same vocabulary, put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.reading.instructions.item import (
    Amount,
    Count,
    Doubt,
    Frequency,
    Interval,
    Item,
    Later,
    Percent,
    Slots,
    Span,
    Unread,
)
from bot.reading.instructions.itemise import itemise
from bot.reading.instructions.level import Level
from bot.reading.instructions.scan import clean, scan
from bot.reading.instructions.vocabulary import recognise

Answers = Sequence[tuple[str, str]]

_UNITS = {
    "mg": "mg",
    "milligram": "mg",
    "milligrams": "mg",
    "tablet": "tab",
    "tablets": "tab",
    "tab": "tab",
    "tabs": "tab",
}
_ORDERS = {"day": False, "day first": False, "month": True, "month first": True}
_BASES = {"start": "start", "first": "start", "before": "current", "each time": "current", "present": "current"}
# What is said of a whole step that the text gave no length, of a clause that it left vague, or of a state it waited for.
_BY_LENGTH = frozenset({"duration", "condition"})


class UnreadAnswerError(ValueError):
    """An answer that says nothing about what was asked; `code` is the question."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers by what they settle; None where nothing was said.

    `lengths` are taken by vague clauses in their order, and what is left over by steps without a length.
    """

    unit: str | None = None
    month_first: bool | None = None
    percent_of: str | None = None
    when: Frequency | Slots | None = None
    lengths: tuple[Span, ...] = ()
    amounts: tuple[Amount, ...] = ()
    present: Level | None = None
    strength_mg: Decimal | None = None
    ending: str = ""


NOTHING = Answered()


def read_answers(answers: Answers) -> Answered:
    """Raises UnreadAnswerError for the first one that does not answer its question."""
    found = NOTHING
    for code, said in answers:
        settled = _read(found, code, said)
        if settled is None:
            raise UnreadAnswerError(code)
        found = settled
    return found


def _read(found: Answered, code: str, said: str) -> Answered | None:
    plain = " ".join(said.casefold().strip(" .!").split())
    if code == "units":
        unit = _UNITS.get(plain)
        return replace(found, unit=unit) if unit else None
    if code == "date_order":
        return replace(found, month_first=_ORDERS[plain]) if plain in _ORDERS else None
    if code == "percent_base":
        return replace(found, percent_of=_BASES[plain]) if plain in _BASES else None
    if code == "end":
        return replace(found, ending=said.strip()) if plain else None
    items = items_of(said)
    if any(isinstance(item, Unread | Doubt) for item in items):
        return None
    if code in _BY_LENGTH:
        length = _length(items)
        return replace(found, lengths=(*found.lengths, length)) if length else None
    if code == "times":
        whens = [item for item in items if isinstance(item, Frequency | Slots)]
        return replace(found, when=whens[0]) if len(whens) == 1 else None
    amounts = [item for item in items if isinstance(item, Amount) and item.low == item.high]
    if len(amounts) != 1 or amounts[0].low <= 0:
        return None
    if code == "strength":
        return replace(found, strength_mg=amounts[0].low) if amounts[0].unit in {None, "mg"} else None
    return replace(found, amounts=(*found.amounts, amounts[0])) if code == "dose" else None


def items_of(said: str) -> list[Item]:
    """What a few words say, piece by piece."""
    return itemise(recognise(scan(clean(said))))


def _length(items: Iterable[Item]) -> Span | None:
    lengths = [item for item in items if isinstance(item, Span | Later | Interval | Count)]
    if len(lengths) != 1:
        return None
    item = lengths[0]
    return Span(item.days, item.allowed) if isinstance(item, Span | Later | Interval) else None


def put_in_place(items: Sequence[Item], given: Answered) -> tuple[list[Item], Span | None]:
    """The items with vague words replaced by what was answered, and the length for steps that name none."""
    lengths, amounts = list(given.lengths), list(given.amounts)
    out: list[Item] = []
    for item in items:
        if isinstance(item, Doubt) and item.code in _BY_LENGTH and lengths:
            length = lengths.pop(0)
            out.append(length if item.code == "duration" else Later(length.days, length.allowed))
        elif isinstance(item, Percent) and item.base is None and given.percent_of is not None:
            out.append(replace(item, base=given.percent_of))
        elif isinstance(item, Amount) and item.low != item.high and amounts and _is_within(item, amounts[0]):
            chosen = amounts.pop(0)
            out.append(replace(item, low=chosen.low, high=chosen.low))
        else:
            out.append(item)
    return out, lengths[-1] if lengths else None


def _is_within(told: Amount, chosen: Amount) -> bool:
    return told.low <= chosen.low <= told.high and (chosen.unit is None or chosen.unit == told.unit)
