"""Turns symbols into items, from left to right; every symbol ends up in one or is known to mean nothing for the dose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.reading.instructions.advice import ends_sentence, read_advice, skip_name, skip_to
from bot.reading.instructions.brand import read_name_of_medicine
from bot.reading.instructions.day_name import read_dated
from bot.reading.instructions.handed_out import read_limit, read_supply
from bot.reading.instructions.item import (
    Amount,
    Doubt,
    Item,
    Sign,
    Slots,
    Unread,
    is_sign,
)
from bot.reading.instructions.label import counts_wrong, is_label
from bot.reading.instructions.quantity import (
    Read,
    Symbols,
    at,
    is_mark,
    read_amount,
    read_number,
    read_pattern,
    read_percent,
)
from bot.reading.instructions.stretch import read_interval, read_later, read_place, read_span
from bot.reading.instructions.timing import read_divided, read_frequency, read_slots, read_weekdays
from bot.reading.instructions.undecided_words import read_doubt, skip_appointment, skip_people
from bot.reading.instructions.vocabulary import is_indication, matches_advice
from bot.reading.instructions.word_sign import read_word

_READERS: tuple[Callable[[Symbols, int], Read], ...] = (
    read_supply,
    read_limit,
    read_frequency,
    read_later,
    read_dated,
    read_span,
    read_place,
    read_interval,
    read_weekdays,
    read_slots,
    read_divided,
    read_percent,
    read_pattern,
    read_amount,
)
_LONGEST_REASON = 3
# "It" may be one dose of the day; "altogether" may not.
_STOPS_IT = {"stop it", "discontinue it", "off it"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def itemise(symbols: Symbols) -> list[Item]:
    """All items of a text. Words without a place come out as `Unread`, words that leave it undecided as `Doubt`."""
    items: list[Item] = [Doubt("contradiction")] if counts_wrong(symbols) else []
    index = 0
    fresh = True
    while index < len(symbols):
        if fresh and (end := read_advice(symbols, index)) is not None:
            items.append(Sign("sentence"))
            index = max(end, index + 1) if end < len(symbols) else end
            fresh = True
            continue
        row = fresh
        fresh = False
        symbol = symbols[index]
        if ends_sentence(symbol):
            fresh = True
        if symbol.has("tail") and items and isinstance(items[-1], Slots):
            # "one in the morning and half at night": no part of a number
            half = Decimal(symbol.senses["tail"])
            items += [Sign("and"), Amount(half, half, None)]
            index += 1
            continue
        found = _read(symbols, index, row)
        if found:
            item, end = found
            if isinstance(item, Sign) and item.kind == "nothing":
                fresh = fresh or (row and not ends_sentence(symbol))
            elif isinstance(item, Doubt):
                said = " ".join(each.text for each in symbols[index:end] if each.text.strip())
                items.append(replace(item, text=said))
            else:
                items.append(item)
                if is_sign(item, "stop") and symbol.text in _STOPS_IT:
                    items.append(Sign("it"))
                fresh = fresh or (row and is_label(symbols, index))
            index = end
            continue
        if not _is_reason(symbols, index):
            items.append(Unread(symbol.text))
        index += 1
    return items


def _is_reason(symbols: Symbols, index: int) -> bool:
    """An unknown word that says what the medicine is for: "for panic", "as needed for cramps"."""
    spot = index
    while at(symbols, spot).kind == "word" and not symbols[spot].senses and index - spot < _LONGEST_REASON:
        spot -= 1
    while matches_advice("reason", [at(symbols, spot).text]):
        spot -= 1
    symbol = at(symbols, spot)
    return (
        symbols[index].kind == "word" and spot < index and (symbol.text in {"for", "para", "por"} or symbol.has("prn"))
    )


def _read(symbols: Symbols, index: int, row: bool) -> tuple[Item, int] | None:
    symbol = symbols[index]
    if symbol.text == "after" and is_label(symbols, index + 1):
        return Sign("nothing"), index + 3
    if is_label(symbols, index):
        return Sign("line"), index + (3 if is_mark(at(symbols, index + 2), ":.-)") else 2)
    if symbol.text in _ROMAN and (read_frequency(symbols, index + 1) or read_slots(symbols, index + 1)):
        # "i tds": counted as pharmacists write it
        count = Decimal(_ROMAN[symbol.text])
        return Amount(count, count, "tab"), index + 1
    if (named := read_name_of_medicine(symbols, index, row)) is not None:
        return named
    if _says_again(symbols, index):
        return Sign("nothing"), index + 3
    if (
        symbol.text in {"as", "given as", "taken as"}
        and at(symbols, index - 1).has("perday")
        and read_amount(symbols, index + 1)
    ):
        return Sign("split"), index + 1
    if _takes_off(symbols, index):
        return Sign("take_off"), index + 1
    if symbol.text in {"one", "ones", "dose", "doses"} and _names_dose(symbols, index):
        return Sign("nothing"), index + 1
    if symbol.has("net") or symbol.has("indication"):
        return Sign("nothing"), index + 1
    if (end := skip_name(symbols, index)) is not None:
        return Sign("nothing"), end
    if row and symbol.text == "on" and read_number(symbols, index + 1) and not read_dated(symbols, index):
        return Sign("current"), index + 1
    if matches_advice("subject", [symbol.text]) and set(symbol.senses) <= {"filler", "take"}:
        return Sign("subject"), index + 1
    if row and (end := _skip_opening(symbols, index)) is not None:
        return Sign("nothing"), end
    if (doubt := read_doubt(symbols, index)) is not None:
        return doubt
    if symbol.has("prn"):
        return Sign("prn"), index + (2 if is_indication(at(symbols, index + 1).text) else 1)
    if symbol.has("until_seen"):
        return Sign("until_seen"), skip_appointment(symbols, skip_people(symbols, index + 1))
    if row and (dated := read_dated(symbols, index, row=True)):
        return dated
    if symbol.has("off") or symbol.has("last_dose"):
        return Sign(next(kind for kind in ("off", "last_dose") if symbol.has(kind))), index + 1
    if (
        symbol.has("drop")
        and (slots := read_slots(symbols, _skip_filler(symbols, index + 1)))
        and isinstance(slots[0], Slots)
    ):
        return Sign("drop"), index + 1
    if symbol.has("drop") and not symbol.has("stop"):
        return Sign("down"), index + 1
    for reader in _READERS:
        if found := reader(symbols, index):
            return found
    return read_word(symbols, index)


def _skip_opening(symbols: Symbols, index: int) -> int | None:
    """ "As discussed in clinic, …": where it ends, if the sentence goes on and it holds no number."""
    if not symbols[index].has("condition") or not symbols[index].text.startswith("as "):
        return None
    end = skip_to(symbols, index, clause=True)
    plain = not any(symbol.numbers or symbol.has("freq") or symbol.has("slot") for symbol in symbols[index:end])
    goes_on = read_amount(symbols, end + 1) is not None or at(symbols, end + 1).senses
    return end + 1 if plain and goes_on and is_mark(at(symbols, end), ",") else None


def _says_again(symbols: Symbols, index: int) -> bool:
    """The brackets of "14 (fourteen)"."""
    if not (is_mark(symbols[index], "(") and is_mark(at(symbols, index + 2), ")")):
        return False
    before, again = read_number(symbols, index - 1), read_number(symbols, index + 1)
    return before is not None and again is not None and before[0] == again[0]


def _takes_off(symbols: Symbols, index: int) -> bool:
    """ "Knock 5 mg off every week": here "off" does not mean the end."""
    following = at(symbols, index + 1)
    opening = following.word("every", "a", "from", "per", "at", "each_dose", "daily_dose") or following.has("interval")
    opening = opening or following.text in {"the", "it", "your", "that", "this"} or following.has("slot")
    before = at(symbols, index - 1)
    counted = before.has("unit") or before.kind == "number" or before.has("number")
    return symbols[index].text == "off" and counted and opening


def _names_dose(symbols: Symbols, index: int) -> bool:
    """ "The 8 am one", "the midday dose"."""
    before = at(symbols, index - 1)
    return before.has("slot") or before.kind == "clock" or before.has("medicine")


def _skip_filler(symbols: Symbols, index: int) -> int:
    while at(symbols, index).text in {"the", "your", "her", "his", "la", "el", "dose", "dosis", "de"}:
        index += 1
    return index
