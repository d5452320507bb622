"""Reads what was handed out, and the most that may be taken in a day."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.instructions.advice import ends_sentence
from bot.reading.instructions.item import Doubt, Limit, Supplied
from bot.reading.instructions.quantity import TO_MG, Read, Symbols, at, is_mark, read_number, read_unit

# No dose is so many tablets, and no box holds fewer.
FEWEST_IN_A_BOX = 20
# Said in a sentence of its own at the very end, fewer are a box too.
_FEWEST_AT_LAST = 14


def read_supply(symbols: Symbols, index: int) -> Read:
    """Quantity and refills: "#60", "Disp: 60 tablets", "refills 4", "4 refills", "no refills", "60 tablets, 4 refills"."""
    symbol = at(symbols, index)
    if symbol.word("no_refills"):
        return Supplied(Decimal(0), refills=True), index + 1
    if symbol.word("no") and at(symbols, index + 1).word("refill"):
        return Supplied(Decimal(0), refills=True), index + 2
    if symbol.word("qty"):
        after = index + 1
        while is_mark(at(symbols, after), ":#-=") or at(symbols, after).word("qty"):
            after += 1
        if number := read_number(symbols, after):
            return Supplied(number[0], refills=False), number[1] + (1 if read_unit(symbols, number[1]) == "tab" else 0)
        return None
    if symbol.word("refill"):
        after = index + 1
        while is_mark(at(symbols, after), ":#-=") or at(symbols, after).word("times", "for"):
            after += 1
        if at(symbols, after).word("no") or at(symbols, after).has("stop"):
            return Supplied(Decimal(0), refills=True), after + 1
        number = read_number(symbols, after)
        if number and symbol.text == "repeat" and any(later.has("then") for later in symbols[number[1] :]):
            # "10 mg TDS for 2 weeks, repeat x 2, then …": the weeks, or the prescription?
            return Doubt("duration"), number[1]
        return (Supplied(number[0], refills=True), number[1]) if number else None
    boxed = read_number(symbols, index + 1) if symbol.text == "x" and read_unit(symbols, index - 1) == "tab" else None
    if boxed and boxed[0] >= FEWEST_IN_A_BOX and is_mark(at(symbols, boxed[1]), "."):
        # "Baclofen 10 mg tablets x 28."
        return Supplied(boxed[0], refills=False), boxed[1]
    number = read_number(symbols, index)
    if not number:
        return None
    after = number[1]
    if at(symbols, after).word("refill"):
        return Supplied(number[0], refills=True), after + 1
    if read_unit(symbols, after) == "tab":
        after += 1
        if at(symbols, after).text in {"given", "supplied", "issued", "dispensed"}:
            return Supplied(number[0], refills=False), after + 1
        if number[0] >= FEWEST_IN_A_BOX and read_unit(symbols, index - 1) == "tab" and is_mark(at(symbols, after), "."):
            # "Baclofen 10 mg tablets 84 tablets.": the label's own count
            return Supplied(number[0], refills=False), after
        last = not any(symbol.senses or symbol.numbers for symbol in symbols[after:])
        if number[0] >= (_FEWEST_AT_LAST if last else FEWEST_IN_A_BOX) and _is_whole_sentence(symbols, index, after):
            return Supplied(number[0], refills=False), after
        while is_mark(at(symbols, after), ",.;") or at(symbols, after).word("and", "for"):
            after += 1
        second = read_number(symbols, after)
        refills = at(symbols, after).word("refill") or (second and at(symbols, second[1]).word("refill"))
        none = at(symbols, after).word("no_refills") or (
            at(symbols, after).word("no") and at(symbols, after + 1).word("refill")
        )
        if number[0] >= 10 and (refills or none):
            return Supplied(number[0], refills=False), number[1] + 1
    return None


def _is_whole_sentence(symbols: Symbols, index: int, end: int) -> bool:
    """Whether nothing else is said between two full stops or line ends, and something was said before."""
    return index > 0 and ends_sentence(at(symbols, index - 1)) and ends_sentence(at(symbols, end))


def read_limit(symbols: Symbols, index: int) -> Read:
    """ "Max 8 tablets in 24 hours", "no more than 4 doses a day", "maximum 60 mg daily"."""
    if not at(symbols, index).word("max"):
        return None
    index += 1
    while (
        is_mark(at(symbols, index), ":") or at(symbols, index).word("total", "max") or at(symbols, index).text == "of"
    ):
        index += 1
    if at(symbols, index).word("extra") and at(symbols, index).text.split()[0] in {"one", "an", "a"}:
        index += 1
        daily = at(symbols, index).word("in_24h") or at(symbols, index).has("perday")
        return (Limit(Decimal(1), "doses"), index + 1) if daily else None
    number = read_number(symbols, index)
    if not number:
        return None
    value, index = number
    unit = read_unit(symbols, index)
    if unit in TO_MG:
        value, unit, index = value * TO_MG[unit], "mg", index + 1
    elif unit:
        index += 1
    elif at(symbols, index).word("doses") or (
        at(symbols, index).word("times") and at(symbols, index + 1).word("in_24h")
    ):
        unit, index = "doses", index + 1
    elif at(symbols, index).has("perday") or at(symbols, index).word("in_24h"):
        unit = "count"
    else:
        return None
    if at(symbols, index).word("in_24h") or at(symbols, index).has("perday"):
        index += 1
    elif (longer := _names_longer(symbols, index)) is not None:
        # "No more than 30 mg a week" says nothing of a day.
        return Doubt("times"), longer
    return Limit(value, unit), index


def _names_longer(symbols: Symbols, index: int) -> int | None:
    """Where "a week", "per week", "weekly" or "in 7 days" ends; None if nothing of the kind follows."""
    interval = at(symbols, index).senses.get("interval", "1")
    if interval != "1":
        return index + 1
    while at(symbols, index).word("per", "a", "every", "in", "next") or at(symbols, index).text == "/":
        index += 1
        number = read_number(symbols, index)
        spot = number[1] if number else index
        if at(symbols, spot).senses.get("span") in {"week", "fortnight", "month"} or (
            number and number[0] > 1 and at(symbols, spot).senses.get("span") == "day"
        ):
            return spot + 1
    return None
