"""Speech that has lost its order: neighbours that no English sentence has, whatever the words mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from bot.reading.symptoms.lexicon import DATA
from bot.reading.symptoms.vital import UNSURE, Vital
from bot.reading.symptoms.word import Word


@cache
def _load() -> tuple[Mapping[str, frozenset[str]], int]:
    table = tomllib.loads((DATA / "order.toml").read_text(encoding="utf-8"))
    never: dict[str, frozenset[str]] = {}
    for rule in table["never"]:
        for first in rule["first"].split():
            never[first] = never.get(first, frozenset()) | frozenset(rule["then"].split())
    return never, table["red_from"]


def find_lost_order(words: tuple[Word, ...]) -> list[Vital]:
    """Jumbled speech, or one doubtful place, or nothing. Words that were spelled out ("its") are not what was written."""
    never, red_from = _load()
    places = [
        n
        for n, (word, following) in enumerate(pairwise(words))
        if word.clause == following.clause
        and word.text == word.piece_text
        and following.text == following.piece_text
        and following.text in never.get(word.text, ())
    ]
    if not places:
        return []
    used = frozenset(places) | frozenset(n + 1 for n in places)
    return [Vital("thought_disorder" if len(places) >= red_from else UNSURE, used)]
