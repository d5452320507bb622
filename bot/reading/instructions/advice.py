"""Tells sentences that only advise ("if confused, phone us"), greet or sign from those that dose, and finds conditions."""

from __future__ import annotations

from bot.reading.instructions.caution import is_caution
from bot.reading.instructions.quantity import Symbols, at, is_mark
from bot.reading.instructions.symbol import Symbol
from bot.reading.instructions.vocabulary import matches_advice

_DOSING = (
    "unit",
    "freq",
    "slot",
    "ntimes",
    "interval",
    "month",
    "weekday",
    "percent",
    "drop",
    "tail",
    "half_dose",
    "off",
    "others",
)
_STEERING = ("going_down", "going_up", "begin", "extra", "max", "alternating", "of_start", "of_current", "condition")
_SHORTEST_PHONE = 3


def ends_sentence(symbol: Symbol) -> bool:
    return symbol.kind in {"newline", "end"} or is_mark(symbol, ".;!?")


def ends_clause(symbol: Symbol) -> bool:
    return ends_sentence(symbol) or is_mark(symbol, ",()") or symbol.kind == "arrow" or symbol.has("then")


def skip_to(symbols: Symbols, index: int, *, clause: bool = False) -> int:
    """Where the sentence (or clause) that `index` is in ends."""
    stops = ends_clause if clause else ends_sentence
    while not stops(at(symbols, index)):
        index += 1
    return index


def read_advice(symbols: Symbols, index: int) -> int | None:
    """Where a sentence that begins here and only advises, greets or signs ends; None if it may say something about doses."""
    end = skip_to(symbols, index)
    texts = [symbols[n].text for n in range(index, end)]
    if matches_advice("opener", texts):
        return end if not _mentions_dosing(symbols, index, end, numbers=True) else None
    if matches_advice("closing", texts):
        last = len(symbols)
        steers = any(symbols[n].has("hold") or symbols[n].has("stop") for n in range(end, last))
        return last if not steers and not _mentions_dosing(symbols, index, last, stop=True) else None
    if is_caution(" ".join(texts).split()):
        return end
    if matches_advice("not", texts) and any(
        symbols[n].has("stop") or symbols[n].has("take") for n in range(index, end)
    ):
        # "Do not stop.", "Never take it at night."
        return None
    conditional = matches_advice("if", texts)
    if conditional or matches_advice("open", texts):
        calls = any(matches_advice("call", texts[n:]) for n in range(len(texts)))
        if (calls or not conditional) and not _mentions_dosing(symbols, index, end, stop=conditional and not calls):
            return end
    return None


def _mentions_dosing(symbols: Symbols, index: int, end: int, *, stop: bool = False, numbers: bool = False) -> bool:
    for spot in range(index, end):
        symbol = symbols[spot]
        if any(symbol.has(kind) for kind in (*_DOSING, *_STEERING)):
            return True
        if symbol.kind == "clock" and symbol.text.isdigit() and _is_phone(symbols, spot):
            # "0161 496 0000": no time of day
            continue
        if symbol.kind in {"pattern", "slash", "clock", "numeric_date", "iso_date", "every_hours"}:
            return True
        if stop and symbol.has("stop"):
            return True
        if symbol.kind == "number" and not numbers and not _is_phone(symbols, spot):
            return True
        if symbol.has("number") and symbol.kind == "phrase" and symbol.text != "one":
            return True
    return False


def _is_phone(symbols: Symbols, index: int) -> bool:
    """A run of digits long enough for a telephone number."""
    first = last = index
    while at(symbols, first - 1).text.isdigit() or is_mark(at(symbols, first - 1), "-+"):
        first -= 1
    while at(symbols, last + 1).text.isdigit() or is_mark(at(symbols, last + 1), "-+"):
        last += 1
    run = [symbols[n].text for n in range(first, last + 1) if symbols[n].text.isdigit()]
    return all(text.isdigit() for text in run) and (sum(map(len, run)) >= 7 or run[0] in {"999", "911", "111", "112"})


def skip_name(symbols: Symbols, index: int) -> int | None:
    """Where a title and the name after it end: "Dear Mrs Jones", "Dr A Smith"."""
    if not matches_advice("name", [at(symbols, index).text]) or at(symbols, index).has("drop"):
        # "Miss Jones", but not "miss out the teatime one"
        return None
    index += 1
    for _ in range(3):
        symbol = at(symbols, index)
        if matches_advice("name", [symbol.text]) or (
            symbol.kind == "word" and not symbol.senses and symbol.text.isalpha()
        ):
            index += 1
        else:
            break
    return index


def is_condition(symbols: Symbols, index: int) -> bool:
    """Whether a clause begins here that makes what is said depend on something."""
    texts = [at(symbols, index).text, at(symbols, index + 1).text, at(symbols, index + 2).text]
    return matches_advice("if", texts)
