"""Answers that name a dose by its letter and say more: "1A 8:10", "1B half", "2A forgot", "B 9:40"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.reading.context import ReadingContext
from scheduler.domain.reply import Intent, Reply

# The letter stands close to its digit, or is a capital: "1 a bit late" names no dose.
_LETTERED = re.compile(
    r"\s*(?:(?P<digit>[123])\s?(?P<all>(?i:all))|(?P<d2>[123])(?P<close>(?i:[a-e]{1,5}))|(?P<d3>[123])\s(?P<apart>[A-E]{1,5}))"
    r"(?:\s*[:,.;-])?\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_MORE_CODES = re.compile(r"\s*(?:[123]?\s?(?:[a-e]{1,5}|all)|and|y|&|,|\s)+\s*", re.IGNORECASE)
_BARE = re.compile(r"\s*(?P<letter>[A-E])(?:\s*[:,.;-])?\s+(?P<rest>\S.*)", re.DOTALL)
_SAID = {"1": "took it {}", "2": "not taken {}", "3": "later {}"}
_AS_AMOUNT = "took {} of it"
_FITS = {
    "1": {Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.TAKEN_EXTRA},
    "2": {Intent.SKIPPED},
    "3": {Intent.SNOOZE},
}

Read = Callable[[str, ReadingContext | None], Reply]


def read_lettered(text: str, context: ReadingContext | None, read: Read) -> Reply | None:
    """The reply to one lettered dose with a time, an amount or a reason; None if the message is not of that form.

    The rest is read by `read` as if the digit had been said in words, so times and amounts keep their one meaning.
    """
    if context is None:
        return None
    found = _LETTERED.fullmatch(text)
    if found is not None and not _MORE_CODES.fullmatch(found["rest"]):
        digit = found["digit"] or found["d2"] or found["d3"]
        letters = ("ALL",) if found["all"] else tuple((found["close"] or found["apart"]).upper())
        return _read_rest(digit, letters, found["rest"], context, read)
    bare = _BARE.fullmatch(text) if context.several_open or context.question == "which_dose" else None
    if bare is not None:
        reply = read(bare["rest"], context)
        if reply.intent in _FITS["1"] | _FITS["2"] | _FITS["3"]:
            return replace(reply, letters=(bare["letter"],))
    return None


def _read_rest(digit: str, letters: tuple[str, ...], rest: str, context: ReadingContext, read: Read) -> Reply | None:
    forms = [_SAID[digit], *([_AS_AMOUNT] if digit == "1" else []), "{}"]
    # Without the question a reason or a time is read for itself, not as the answer to what was asked before.
    alone = replace(context, question=None)
    readings = [read(form.format(rest), alone) for form in forms]
    fitting = [reply for reply in readings if reply.intent in _FITS[digit] and reply.doubt is None]
    whole = next((reply for reply in fitting if not reply.unread), None)
    chosen = whole or next(iter(fitting), None)
    return None if chosen is None else replace(chosen, letters=letters)
