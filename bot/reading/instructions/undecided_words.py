"""Finds the words that keep a text from being decided: "a few", "when settled", "until negative"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.instructions.advice import ends_clause, is_condition, skip_to
from bot.reading.instructions.day_name import read_dated
from bot.reading.instructions.handed_out import FEWEST_IN_A_BOX
from bot.reading.instructions.item import (
    Amount,
    Dated,
    Doubt,
    Frequency,
    Interval,
    Item,
    PerDay,
    Place,
    Sign,
    Span,
    is_sign,
)
from bot.reading.instructions.quantity import Symbols, at, is_mark, read_number
from bot.reading.instructions.stretch import read_interval, read_span, read_unit
from bot.reading.instructions.timing import read_frequency, read_slots
from bot.reading.instructions.vocabulary import matches_advice

_MOST_DOSES = 6
_JOINS = {"and", "so", "or", "then"}
_NAMED = {"usual", "normal", "full", "old", "previous", "reduced", "lower", "higher", "low", "small"}


def read_doubt(symbols: Symbols, index: int) -> tuple[Item, int] | None:
    """A word or clause that leaves the text open, or that only seems to ("until the clinic rings", "if you need it")."""
    symbol = symbols[index]
    if symbol.has("prn"):
        if symbol.text.endswith((" get", " gets", " feel")):
            return Sign("prn"), max(skip_to(symbols, index, clause=True), index + 1)
        if symbol.text.startswith(("if ", "when ", "si ")) and _goes_on(symbols, index + 1):
            return Doubt("condition"), max(skip_to(symbols, index, clause=True), index + 1)
        return None
    if symbol.word("max") and isinstance((read_span(symbols, index + 1) or (None,))[0], Span | Doubt):
        return Doubt("duration"), index + 1
    boxed = symbol.text == "x" and at(symbols, index - 1).is_tablet
    if (
        symbol.word("for")
        and (number := read_number(symbols, index + 1))
        and _stands_alone(symbols, number[1])
        and not (boxed and number[0] >= FEWEST_IN_A_BOX)
    ):
        return Doubt("duration"), number[1]
    if symbol.has("duration"):
        # "a few days": the unit belongs to what is vague
        return Doubt("duration"), index + (2 if read_unit(symbols, index + 1) else 1)
    if symbol.has("end") and not _continues_hold(symbols, index):
        return Doubt("end"), index + 1
    if symbol.has("dose") and symbol.kind == "phrase":
        spot = index + 1 + (at(symbols, index + 1).text == "of")
        number = read_number(symbols, spot)
        if _NAMED & set(symbol.text.split()) and number and at(symbols, number[1]).senses.get("unit") == "mg":
            # "your usual 20 mg", "a lower dose of 10 mg": the amount says it
            return Sign("nothing"), spot
        return Doubt("dose"), index + 1
    if symbol.has("condition"):
        return Doubt("condition"), skip_to(symbols, index + 1, clause=True)
    if symbol.text in {"if", "when", "only", "si", "cuando", "as"} and not symbol.has("prn"):
        words = _clause_words(symbols, index)
        needed = any(matches_advice("need", [word]) for word in words)
        if needed and not any(word.isdigit() or word in {"not", "no"} for word in words):
            return Sign("prn"), skip_to(symbols, index, clause=True)
    if symbol.word("until") and _until_contact(symbols, index):
        return Sign("until_seen"), skip_appointment(symbols, skip_to(symbols, index, clause=True))
    if not symbol.senses and is_condition(symbols, index):
        return Doubt("condition"), max(skip_to(symbols, index, clause=True), index + 1)
    if symbol.text == "once" and read_interval(symbols, index + 1):
        return Sign("nothing"), index + 1
    if symbol.text == "once" and at(symbols, index - 1).has("unit") and ends_clause(at(symbols, index + 1)):
        return Frequency(1), index + 1
    if symbol.text == "once" and not any(reader(symbols, index) for reader in (read_frequency, read_slots)):
        return Doubt("condition"), max(skip_to(symbols, index, clause=True), index + 1)
    if symbol.word("until") and not symbol.has("off") and not read_dated(symbols, index):
        following = index + 1
        while matches_advice("level", [at(symbols, following).text]):
            following += 1
        if read_number(symbols, following) or read_slots(symbols, following):
            return Sign("until"), following
        if at(symbols, following).kind == "ordinal":
            # "until the 14th": of which month?
            return Doubt("duration"), following + 1
        return Doubt("condition"), max(skip_to(symbols, index, clause=True), index + 1)
    return None


def settle_hold(items: Sequence[Item]) -> list[Item]:
    """ "Reduce by 10 mg a week to 30 mg, then hold": who has come down to a dose and holds, stays on it."""
    out = list(items)
    for index, item in enumerate(items):
        if times := _doses_of_the_day(items, index):
            out[index] = times
            continue
        if not isinstance(item, Doubt) or item.code != "end" or item.text not in {"hold", "and hold"}:
            continue
        spot = index - 1
        while spot > 0 and (
            is_sign(items[spot], "then", "comma", "and") or isinstance(items[spot], PerDay | Frequency)
        ):
            spot -= 1
        goal = isinstance(items[spot], Amount) and spot > 0 and is_sign(items[spot - 1], "to", "until")
        clause = items[max(spot - 8, 0) : spot]
        if goal and any(is_sign(one, "by") for one in clause) and any(isinstance(one, Interval) for one in clause):
            out[index] = Sign("hold")
    return out


def _doses_of_the_day(items: Sequence[Item], index: int) -> Frequency | None:
    """ "Fri 5 Feb 20 mg x3": a row for one day, so three doses and not three of anything else."""
    item = items[index]
    before = [one for one in items[max(index - 3, 0) : index] if not is_sign(one, "colon", "dash", "comma", "line")][
        -2:
    ]
    if not isinstance(item, Doubt) or item.code != "duration" or len(before) < 2:
        return None
    day, amount = before
    one_day = (isinstance(day, Dated) and day.kind == "on") or (isinstance(day, Place) and day.first == day.last)
    said = item.text.split()
    if not one_day or not isinstance(amount, Amount) or said[0] != "x" or not said[-1].isdigit() or len(said) != 2:
        return None
    days = [one for one in items if isinstance(one, Dated | Place)]
    return Frequency(int(said[1])) if len(days) > 1 and 1 < int(said[1]) <= _MOST_DOSES else None


def _until_contact(symbols: Symbols, index: int) -> bool:
    """ "Until the chest clinic rings": nothing but people and a way to meet."""
    words = _clause_words(symbols, index + 1)
    met = [word for word in words if matches_advice("contact", [word])]
    return bool(met) and all(matches_advice("contact", [word]) or matches_advice("people", [word]) for word in words)


def _clause_words(symbols: Symbols, index: int) -> list[str]:
    end = skip_to(symbols, index, clause=True)
    return " ".join(symbols[n].text for n in range(index, end)).split()


def _goes_on(symbols: Symbols, index: int) -> bool:
    return at(symbols, index).kind == "word" and not at(symbols, index).senses


def _continues_hold(symbols: Symbols, index: int) -> bool:
    following = at(symbols, index + 1)
    return following.text in {"for", "the", "on", "at", "this", "that"} or following.kind in {"number"}


def skip_people(symbols: Symbols, index: int) -> int:
    """ "… by the spasticity team in clinic": where the words for people and places that follow a meeting end."""
    while True:
        symbol = at(symbols, index)
        words = symbol.text.split()
        known = all(matches_advice("people", [word]) or matches_advice("contact", [word]) for word in words)
        if not words or not known or _JOINS & set(words) or symbol.numbers or read_dated(symbols, index):
            return index
        index += 1


def skip_appointment(symbols: Symbols, index: int) -> int:
    """ "Until your appointment on 14 Jan": the date belongs to the appointment."""
    while at(symbols, index).text in {"in", "at", "clinic", "with", "dr", "me", "us"} and not read_dated(
        symbols, index
    ):
        index += 1
    if dated := read_dated(symbols, index):
        return dated[1]
    return index


def _stands_alone(symbols: Symbols, index: int) -> bool:
    """A number with nothing after it that could be its unit."""
    return ends_clause(at(symbols, index)) and not is_mark(at(symbols, index), "(")
