"""The ordinary answer: a digit or a single word of the closed vocabularies. It is weighed once, and then known.

Most of what people write is "1" or "taken". What the symptom reader makes of such a text depends on nothing but the text, so
it is the same the next time. What anybody writes in words of their own is never kept.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from bot.reading import vocabulary
from bot.reading.replies import read_reply
from bot.reading.scales import part_numbers
from bot.reading.symptoms import SymptomReading, Tier, read_symptoms
from bot.reading.words import fold, tokenise
from scheduler.domain.reply import DOSE_INTENTS, Intent

_VOCABULARIES = ("doses", "commands", "courtesies", "reasons")
_LONGEST_NUMBER = 2
_LONGEST = 24
_ORDINARY = DOSE_INTENTS | {Intent.ALL_CLEAR, Intent.NO_SYMPTOM, Intent.THANKS}


@cache
def closed_words() -> frozenset[str]:
    """Every single word, sign or number of up to two digits that the vocabularies name, as they name it."""
    numbers = {str(number) for number in range(10**_LONGEST_NUMBER)}
    named = (word for name in _VOCABULARIES for word in _texts(vocabulary.load(name)))
    return frozenset({*numbers, *(word for word in named if len(tokenise(word)) == 1)})


def _texts(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [word for key, value in data.items() for word in (key, *_texts(value))]
    return [word for value in data for word in _texts(value)] if isinstance(data, list) else []


def is_closed(text: str) -> bool:
    """Whether a message is one such word or number and nothing else."""
    return len(text) <= _LONGEST and fold(text).strip(" .!") in closed_words()


def weigh(text: str, *, as_caregiver: bool, extra_mg: Decimal | None) -> SymptomReading:
    """`read_symptoms` of a message behind its numbers; what is closed is read once."""
    if is_closed(text):
        return _weigh_closed(text, as_caregiver, extra_mg)
    return read_symptoms(part_numbers(text)[1], as_caregiver=as_caregiver, extra_mg=extra_mg)


@lru_cache(maxsize=4096)
def _weigh_closed(text: str, as_caregiver: bool, extra_mg: Decimal | None) -> SymptomReading:
    return read_symptoms(part_numbers(text)[1], as_caregiver=as_caregiver, extra_mg=extra_mg)


def is_ordinary(text: str) -> bool:
    """Whether it is closed, and says something of a dose or that all is well: such messages may be handled together."""
    return is_closed(text) and _is_ordinary(text)


@lru_cache(maxsize=1024)
def _is_ordinary(text: str) -> bool:
    reading = weigh(text, as_caregiver=False, extra_mg=None)
    danger = reading.tier is not Tier.NONE or reading.near_red or reading.untimely or reading.suicidal
    return not danger and read_reply(text, None).intent in _ORDINARY
