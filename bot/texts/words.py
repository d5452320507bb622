"""The words behind a code, from `bot/texts/<language>/*.ftl`; a code missing in a language is said in English."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

from fluent.runtime import FluentBundle, FluentResource

HOME = Path(__file__).parent
ENGLISH = "en"
_ENTRY = re.compile(r"^(-?[A-Za-z][\w-]*) *=", re.MULTILINE)
_REFERENCE = re.compile(r"\{\s*(-?[A-Za-z][\w-]*)")
_LEARNING = Lock()
_LONG = 1_000


class WordsError(LookupError):
    """A code that has no words, or a slot that its words need and did not get. The text names both."""


def say(code: str, /, language: str = ENGLISH, **slots: str | int) -> str:
    """The words of `code` in `language`, slots filled in. Raises WordsError for an unknown code or a missing slot."""
    bundle = _bundle_with(code, language)
    message = bundle.get_message(code)
    if message.value is None:
        raise WordsError(f"{code}: no words in {language}")
    # Fluent refuses a slot of more than 2,500 characters; a long plan's table or what caregivers were told may have more.
    long = {f"\ufdd0{name}\ufdd0": value for name, value in slots.items() if len(str(value)) > _LONG}
    standing_in = {mark.strip("\ufdd0"): mark for mark in long}
    worded, errors = bundle.format_pattern(message.value, {**slots, **standing_in})
    if errors:
        raise WordsError(f"{code}: {'; '.join(str(error) for error in errors)}")
    text = str(worded)
    for mark, value in long.items():
        text = text.replace(mark, str(value))
    return text


def has_words(code: str, language: str = ENGLISH) -> bool:
    """Whether `code` can be said in `language`, by its own words or by the English ones."""
    return any(code in _written(each) for each in (language, ENGLISH))


def _bundle_with(code: str, language: str) -> FluentBundle:
    for each in (language, ENGLISH):
        if code in _written(each):
            _learn(code, each)
            return _bundle(each)
    raise WordsError(f"{code}: no such code in {language} or {ENGLISH}")


@cache
def _written(language: str) -> dict[str, str]:
    """Every entry of a language as it is written, by its code. To read them all takes a third of a second; to find them, none."""
    found: dict[str, str] = {}
    for path in sorted((HOME / language).glob("*.ftl")) if language.isalpha() else ():
        text = path.read_text(encoding="utf-8")
        starts = [*_ENTRY.finditer(text), None]
        for entry, following in pairwise(starts):
            assert entry is not None
            found.setdefault(entry[1], text[entry.start() : following.start() if following else None])
    return found


def _learn(code: str, language: str) -> None:
    """Read an entry and those it refers to, once."""
    bundle, written = _bundle(language), _written(language)
    open_ = [code]
    with _LEARNING:
        while open_:
            each = open_.pop()
            if each in _known(language) or each not in written:
                continue
            _known(language).add(each)
            bundle.add_resource(FluentResource(written[each]))
            open_ += _REFERENCE.findall(written[each])


@cache
def _known(language: str) -> set[str]:
    return set()


@cache
def _bundle(language: str) -> FluentBundle:
    # Isolation marks are invisible characters outside GSM-7: one of them would turn a text of 160 characters into 70.
    return FluentBundle([language], use_isolating=False)
