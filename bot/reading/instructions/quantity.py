"""Reads amounts: numbers, units, tablets with their strength, liquids, percentages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.reading.instructions.item import Amount, Concentration, Item, Pattern, Percent, Strength
from bot.reading.instructions.symbol import Symbol

Symbols = Sequence[Symbol]
Read = tuple[Item, int] | None

TO_MG = {"mg": Decimal(1), "g": Decimal(1000), "mcg": Decimal("0.001")}
_PARTS = {(1, 2): "0.5", (1, 4): "0.25", (3, 4): "0.75"}
_FRACTIONS = {(Decimal(over), Decimal(under)) for over, under in _PARTS}
_MOST_COUNTED = 24


def at(symbols: Symbols, index: int) -> Symbol:
    """The symbol there, or an empty one past the end."""
    return symbols[index] if 0 <= index < len(symbols) else Symbol("", "end")


def is_mark(symbol: Symbol, marks: str) -> bool:
    return len(symbol.text) == 1 and symbol.text in marks


def read_number(symbols: Symbols, index: int) -> tuple[Decimal, int] | None:
    """A number in digits or words, halves and quarters included, and where it ends."""
    symbol = at(symbols, index)
    if symbol.word("a") and at(symbols, index + 1).kind == "number":
        return None
    if symbol.kind == "number" or (symbol.kind == "phrase" and symbol.has("number")):
        value, index = symbol.numbers[0], index + 1
        if at(symbols, index).has("tail") and value == int(value):
            value, index = value + Decimal(at(symbols, index).senses["tail"]), index + 1
        return value, index
    if symbol.kind == "slash" and (part := _PARTS.get((int(symbol.numbers[0]), int(symbol.numbers[1])))):
        return Decimal(part), index + 1
    return None


def read_unit(symbols: Symbols, index: int) -> str | None:
    symbol = at(symbols, index)
    return symbol.senses.get("unit")


def read_amount(symbols: Symbols, index: int) -> Read:
    """An amount, a strength ("10 mg tablets") or a concentration ("5 mg/5 ml")."""
    if read_unit(symbols, index) == "tab":
        named = index + 2 if at(symbols, index + 1).text in {"de", "of", "are", "is"} else index + 1
        named += named > index + 1 and at(symbols, named).has("medicine")
        if mg := _read_mg(symbols, named):
            return Strength(mg[0]), mg[1]
    if at(symbols, index).word("a") and read_number(symbols, index + 1):
        index += 1
    if at(symbols, index).word("a") and read_unit(symbols, index + 1) == "tab":
        return _with_beside(Amount(Decimal(1), Decimal(1), "tab"), symbols, index + 2)
    if not (first := read_number(symbols, index)):
        return None
    if symbols[index].text.endswith(" tab"):
        return _with_beside(Amount(first[0], first[0], "tab"), symbols, first[1])
    return _read_counted(symbols, first) or _read_range(symbols, first, index) or _read_plain(symbols, first)


def _read_counted(symbols: Symbols, first: tuple[Decimal, int]) -> Read:
    """Reads "2 x 5 mg", "two 5 mg tablets", "2 of the 5 mg tablets", "one (10 mg) tablet"."""
    count, index = first
    multiplied = at(symbols, index).word("times", "x")
    while at(symbols, index).word("times") or at(symbols, index).text in {"of", "the", "(", "de", "of the"}:
        index += 1
    strength = read_number(symbols, index)
    if not strength or count > _MOST_COUNTED or (index == first[1] and symbols[index].kind != "number"):
        return None
    mg, index = strength
    if read_unit(symbols, index) != "mg":
        return None
    index += 1
    while is_mark(at(symbols, index), ")"):
        index += 1
    if at(symbols, index).is_tablet:
        return Amount(count, count, "tab", strength_mg=mg), index + 1
    if at(symbols, index).has("medicine") and not multiplied:
        return Amount(count, count, "tab", strength_mg=mg), index + (2 if read_unit(symbols, index + 1) == "tab" else 0)
    return (Amount(count, count, "tab", strength_mg=mg), index) if multiplied else None


def _read_range(symbols: Symbols, first: tuple[Decimal, int], start: int) -> Read:
    low, index = first
    unit = read_unit(symbols, index)
    if unit:
        index += 1
    joint = at(symbols, index)
    if not (is_mark(joint, "-") or joint.word("to", "or") or (joint.word("until") and unit)):
        return None
    if not (second := read_number(symbols, index + 1)):
        return None
    named = symbols[index + 1].text.endswith(" tab")
    if is_mark(at(symbols, index), "-") and symbols[index + 1].kind != "number" and not named:
        return None
    if named and unit in {None, "tab"} and low < second[0]:
        return Amount(low, second[0], "tab"), second[1]
    high, index = second
    counted = _read_counted(symbols, second) if unit is None and at(symbols, index).kind == "number" else None
    if counted and isinstance(counted[0], Amount) and low < high:
        # "one to two 10 mg tablets"
        return Amount(low, high, "tab", strength_mg=counted[0].strength_mg), counted[1]
    last_unit = read_unit(symbols, index)
    if last_unit is None:
        return None if unit or (not joint.word("or") and not is_mark(joint, "-")) else (Amount(low, high, None), index)
    if (unit and unit != last_unit) or (
        joint.word("to", "until") and (high <= low or at(symbols, start - 1).word("from"))
    ):
        return None
    if at(symbols, start - 1).word("from") and high <= low:
        return None
    scale = TO_MG.get(last_unit)
    if scale:
        return _with_beside(Amount(low * scale, high * scale, "mg"), symbols, index + 1)
    return _with_beside(Amount(low, high, last_unit), symbols, index + 1)


def _read_plain(symbols: Symbols, first: tuple[Decimal, int]) -> Read:
    value, index = first
    unit = read_unit(symbols, index)
    if unit is None:
        # "codeine 15s": so many mg in a tablet
        if at(symbols, index).text == "s" and symbols[index - 1].kind == "number":
            return Strength(value), index + 1
        return Amount(value, value, None), index
    index += 1
    if unit not in TO_MG:
        named = index + 1 if at(symbols, index).text in {"of", "de"} else index
        named += 1 if at(symbols, named).has("medicine") else 0
        if unit == "tab" and named > index and (mg := _read_mg(symbols, named)):
            return Amount(value, value, "tab", strength_mg=mg[0]), mg[1]
        return _with_beside(Amount(value, value, unit), symbols, index)
    dose = value * TO_MG[unit]
    if (at(symbols, index).word("per") or at(symbols, index).text in {"/", "in", "en"}) and (
        volume := _read_volume(symbols, index + 1)
    ):
        return Concentration(dose / volume[0]), volume[1]
    if at(symbols, index).is_tablet:
        return Strength(dose, one=symbols[index].text in {"tablet", "tab", "capsule", "cap", "comprimido"}), index + 1
    return _with_beside(Amount(dose, dose, "mg"), symbols, index)


def _read_volume(symbols: Symbols, index: int) -> tuple[Decimal, int] | None:
    number = read_number(symbols, index)
    value, index = number or (Decimal(1), index)
    if read_unit(symbols, index) == "ml" and value > 0:
        return value, index + 1
    return None


def _read_mg(symbols: Symbols, index: int) -> tuple[Decimal, int] | None:
    number = read_number(symbols, index)
    if number and (unit := read_unit(symbols, number[1])) in TO_MG:
        return number[0] * TO_MG[unit], number[1] + 1
    return None


def _with_beside(amount: Amount, symbols: Symbols, index: int) -> Read:
    """Adds "(2 tablets)", "(10 mg)" or "= 10 ml" where it follows."""
    opening = at(symbols, index)
    if not is_mark(opening, "(="):
        return amount, index
    inner = index + 1
    if is_mark(at(symbols, inner), "="):
        inner += 1
    number = read_number(symbols, inner)
    if opening.text == "(" and (again := _read_range_beside(amount, symbols, inner)):
        return amount, again
    unit = read_unit(symbols, number[1]) if number else None
    counted = _read_counted(symbols, number) if number and amount.unit == "mg" else None
    if counted and isinstance(counted[0], Amount):
        beside, after = counted[0], counted[1]
    elif number and unit and unit != amount.unit:
        value, after = number[0] * TO_MG.get(unit, Decimal(1)), number[1] + 1
        beside = Amount(value, value, "mg" if unit in TO_MG else unit)
    else:
        return amount, index
    if beside.unit == "mg" and read_unit(symbols, after) == "tab":
        return amount, index
    if opening.text == "(":
        each = at(symbols, after).word("every")
        if amount.unit == "tab" and (at(symbols, after).word("each_dose") or at(symbols, after).word("total")):
            after += 1
        after += 1 if each else 0
        if not is_mark(at(symbols, after), ")"):
            return amount, index
        after += 1
        if each and amount.unit == "tab" and beside.unit == "mg":
            return Amount(amount.low, amount.high, "tab", strength_mg=beside.low), after
    return Amount(amount.low, amount.high, amount.unit, amount.strength_mg, beside), after


def _read_range_beside(amount: Amount, symbols: Symbols, index: int) -> int | None:
    """ "0.5-1 tablets (5-10 mg)": where the bracket ends, if it says the same range for one strength of tablet."""
    number = read_number(symbols, index)
    found = (
        _read_range(symbols, number, index) if number and amount.unit == "tab" and amount.low < amount.high else None
    )
    if found is None or not isinstance(beside := found[0], Amount) or beside.unit != "mg":
        return None
    same = beside.low * amount.high == beside.high * amount.low
    end = found[1] + 1 if at(symbols, found[1]).word("total", "each_dose") else found[1]
    return end + 1 if same and is_mark(at(symbols, end), ")") else None


def read_pattern(symbols: Symbols, index: int) -> Read:
    """10/10/20, 1-0-1, 75/150: numbers that belong together, with the unit after them if there is one."""
    symbol = at(symbols, index)
    if symbol.kind not in {"pattern", "slash"} or (symbol.kind == "slash" and symbol.numbers in _FRACTIONS):
        return None
    numbers, sign = symbol.numbers, "-" if "-" in symbol.text else "/"
    unit = read_unit(symbols, index + 1)
    if unit is None:
        return Pattern(numbers, None, sign), index + 1
    scale = TO_MG.get(unit, Decimal(1))
    if unit in TO_MG:
        numbers, unit = tuple(number * scale for number in numbers), "mg"
    return Pattern(numbers, unit, sign), index + 2


def read_percent(symbols: Symbols, index: int) -> Read:
    if at(symbols, index).word("halve"):
        # To halve is to halve what there is.
        return Percent(Decimal(50), "current", halved=True), index + 1
    fraction = read_number(symbols, index)
    if (
        at(symbols, index - 1).word("by")
        and fraction
        and fraction[0] in {Decimal("0.5"), Decimal("0.25"), Decimal("0.75")}
    ):
        following = at(symbols, fraction[1])
        if not following.has("unit") and symbols[index].kind == "phrase" and "." not in symbols[index].text:
            base = "start" if following.word("of_start") else "current" if following.word("of_current") else None
            return Percent(fraction[0] * 100, base), fraction[1] + (1 if base else 0)
    if at(symbols, index).has("half_dose") or at(symbols, index).word("half_dose"):
        value, index = Decimal(50), index + 1
    elif (number := read_number(symbols, index)) and at(symbols, number[1]).word("percent"):
        value, index = number[0], number[1] + 1
    else:
        return None
    base = (
        "start" if at(symbols, index).word("of_start") else "current" if at(symbols, index).word("of_current") else None
    )
    return Percent(value, base), index + (1 if base else 0)
