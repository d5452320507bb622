"""Times as people write them: found in the tokens, not yet placed on a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.clocks import DOSE_WORDS, check_clock, read_clock, read_half
from bot.reading.days import PARTS, plain_day, read_day
from bot.reading.mentions import Found, Mention, word_at
from bot.reading.spans import read_span
from bot.reading.words import Token

_ABOUT = {"around", "about", "bout", "by", "approx", "roughly", "like", "circa", "maybe"}
_AT = {"at", "las"}
_TAKE = {"took", "taken", "had", "swallowed", "tome"}


def read_time(tokens: Sequence[Token], start: int) -> Found | None:
    """The mention of time that begins at `start`, and the index after it."""
    return read_span(tokens, start) or _dated_clock(tokens, start) or _part(tokens, start) or _lone_day(tokens, start)


def _dated_clock(tokens: Sequence[Token], start: int) -> Found | None:
    index = start
    day, index, possessive = read_day(tokens, index)
    if day is not None and word_at(tokens, index) == ",":
        index += 1
    names_dose = possessive
    while word_at(tokens, index) in ("the", "my", "for", "el", "la", "mi") and index < start + 4:
        names_dose = names_dose or word_at(tokens, index) != "la"
        index += 1
    said_at, index = _skip_at(tokens, index)
    found = read_clock(tokens, index, said_at=said_at, named=names_dose)
    if found is None:
        return None
    clock, index = found
    half, index = read_half(tokens, index, has_minutes=clock.minute > 0 or not clock.bare)
    clock = replace(clock, half=half or clock.half, bare=clock.bare and half is None)
    after, index_after, _ = read_day(tokens, index + (word_at(tokens, index) == "on"))
    if day is None and after is not None:
        day, index = after, index_after
    if day is not None:
        clock = replace(clock, day=day.day, weekday=day.weekday, part=day.part, bare=False)
    if not said_at and word_at(tokens, index) in DOSE_WORDS:
        names_dose, index = True, index + 1
    if clock.half == "24" or clock.half is None:
        clock = check_clock(clock)
    elif not 1 <= clock.hour <= 12 and not 13 <= clock.hour <= 23:
        clock = replace(clock, valid=False)
    return replace(clock, names_dose=names_dose, bare=clock.bare and not names_dose and not said_at), index


def _skip_at(tokens: Sequence[Token], index: int) -> tuple[bool, int]:
    said = False
    after_verb = index > 0 and word_at(tokens, index - 1) in _TAKE
    while True:
        word = word_at(tokens, index)
        if (word == "a" and word_at(tokens, index + 1) in ("las", "la", "eso")) or (
            word in ("bang", "dead") and word_at(tokens, index + 1) == "on"
        ):
            index += 2
            said = True
        elif word in _AT or (word in _ABOUT and not after_verb):
            index += 1
            said = True
        else:
            return said, index


def _part(tokens: Sequence[Token], start: int) -> Found | None:
    """ "the morning one", "my bedtime dose", "evening meds"."""
    index = start
    while word_at(tokens, index) in ("the", "my", "for", "todays") and index < start + 3:
        index += 1
    word = word_at(tokens, index)
    if plain_day(word) in PARTS and word_at(tokens, index + 1) in DOSE_WORDS:
        return Mention("part", part=plain_day(word), names_dose=True), index + 2
    return None


def _lone_day(tokens: Sequence[Token], start: int) -> Found | None:
    index = start
    while word_at(tokens, index) in ("the", "my", "for") and index < start + 2:
        index += 1
    day, end, owned = read_day(tokens, index)
    if day is None or (day.day == 0 and day.shape == "day" and not owned):
        return None
    if word_at(tokens, end) in DOSE_WORDS:
        return replace(day, names_dose=True), end + 1
    return replace(day, names_dose=owned), end
