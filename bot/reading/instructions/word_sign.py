"""Reads single words and marks: joining, steering, or of no meaning for the dose."""

from __future__ import annotations

from bot.reading.instructions.advice import ends_clause
from bot.reading.instructions.item import Dated, DayName, Item, Medicine, Shift, Sign, UnitNote
from bot.reading.instructions.quantity import Symbols, at, is_mark

# A sense named here becomes a sign of that name, in this order of preference.
_SIGNS = [
    "off",
    "last_dose",
    "until_seen",
    "then",
    "current",
    "going_down",
    "going_up",
    "stop",
    "hold",
    "review",
    "take",
    "begin",
    "prn",
    "drop",
    "total",
    "same_times",
    "each_step",
    "each_dose",
    "daily_dose",
    "alter",
    "unchanged",
    "aim_off",
    "alternating",
    "next_day",
    "one_day",
    "others",
    "extra",
    "interval_of",
    "percent",
    "divided",
    "schedule",
    "by",
    "to",
    "until",
    "from",
    "every",
    "and",
    "or",
]
_SILENT = (
    "filler",
    "net",
    "indication",
    "release",
    "tabform",
    "for",
    "on",
    "at",
    "in",
    "a",
    "per",
    "doses",
    "schedule",
)
_MARKS = {
    ",": "comma",
    "/": "slash",
    ";": "semi",
    ":": "colon",
    ".": "sentence",
    "(": "open",
    ")": "close",
    "-": "line",
    "=": "equals",
}
_NOISE = '"*_|~[]!'


def read_word(symbols: Symbols, index: int) -> tuple[Item, int] | None:
    """The item that a word or mark by itself is; None if the vocabulary does not have it."""
    symbol = symbols[index]
    if symbol.has("medicine"):
        return Medicine(symbol.senses["medicine"]), index + 1
    if symbol.has("month") and (symbol.text != "may" or at(symbols, index - 1).text in {"of", "all of", "("}):
        return Dated("month", DayName(1, int(symbol.senses["month"]), whole_month=True)), index + 1
    noted = symbol.senses.get("unit") in {"mg", "ml", "tab"} and not symbol.has("filler")
    following = at(symbols, index + 1)
    if symbol.text == "in" and following.senses.get("unit") in {"mg", "ml", "tab"}:
        return Sign("nothing"), index + 1
    if noted and (
        ends_clause(following) or following.has("medicine") or following.has("perday") or is_mark(following, ":")
    ):
        return UnitNote(symbol.senses["unit"]), index + 1
    if symbol.kind == "newline":
        return Sign("line"), index + 1
    if symbol.kind == "arrow":
        return Sign("arrow"), index + 1
    if symbol.word("today") or symbol.word("tomorrow"):
        return Shift(0 if symbol.word("today") else 1), index + 1
    if symbol.word("takes"):
        return Sign("takes"), index + 1
    for kind in _SIGNS:
        if symbol.has(kind):
            if kind in {"going_down", "going_up"}:
                return Sign("down" if kind == "going_down" else "up"), index + 1
            return Sign(kind), index + 1
    if is_mark(symbol, "&+"):
        return Sign("and"), index + 1
    if symbol.text in _MARKS:
        return Sign("dash" if symbol.text == "-" else _MARKS[symbol.text]), index + 1
    if is_mark(symbol, _NOISE):
        return Sign("nothing"), index + 1
    if symbol.text in {"first", "primero"}:
        return Sign("nothing"), index + 1
    if any(symbol.has(kind) for kind in _SILENT) or (symbol.word("times") and symbol.text == "*"):
        return Sign("nothing"), index + 1
    return None
