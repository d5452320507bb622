"""Knows a medicine's name by where it stands on a label when the name itself is unknown: "Tab Xyz 10 mg", "Xyz 10 mg tablets"."""

from __future__ import annotations

from bot.reading.instructions.item import Item, Medicine, Sign
from bot.reading.instructions.quantity import TO_MG, Symbols, at, is_mark, read_number, read_unit

_FORMS = {"tab", "tabs", "tablet", "t", "cap", "caps", "capsule", "c", "syp", "syr", "syrup", "susp", "inj"}
_SHORTEST_NAME = 4


def read_name_of_medicine(symbols: Symbols, index: int, row: bool) -> tuple[Item, int] | None:
    """The form before a name ("Tab."), or an unknown name that begins a line and has a tablet's strength behind it."""
    symbol = symbols[index]
    if symbol.text in _FORMS:
        spot = index + 2 if is_mark(at(symbols, index + 1), ".") else index + 1
        if at(symbols, spot).has("medicine") and (row or read_number(symbols, spot + 1)):
            return Sign("nothing"), spot
        if row and _is_unknown(symbols, spot) and _after_strength(symbols, spot + 1):
            return Medicine(symbols[spot].text), spot + 1
        return None
    if not row or not _is_unknown(symbols, index):
        return None
    after = _after_strength(symbols, index + 1)
    return (Medicine(symbol.text), index + 1) if after and at(symbols, after).is_tablet else None


def _is_unknown(symbols: Symbols, index: int) -> bool:
    symbol = at(symbols, index)
    return symbol.kind == "word" and not symbol.senses and len(symbol.text) >= _SHORTEST_NAME


def _after_strength(symbols: Symbols, index: int) -> int | None:
    number = read_number(symbols, index)
    return number[1] + 1 if number and read_unit(symbols, number[1]) in TO_MG else None
