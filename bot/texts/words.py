"""The words behind a code. Every `bot/texts/<language>/*.ftl` is read once; a code missing in a language is said in English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

HOME = Path(__file__).parent
ENGLISH = "en"


class WordsError(LookupError):
    """A code that has no words, or a slot that its words need and did not get. The text names both."""


def say(code: str, /, language: str = ENGLISH, **slots: str | int) -> str:
    """The words of `code` in `language`, slots filled in. Raises WordsError for an unknown code or a missing slot."""
    bundle = _bundle_with(code, language)
    message = bundle.get_message(code)
    if message.value is None:
        raise WordsError(f"{code}: no words in {language}")
    text, errors = bundle.format_pattern(message.value, slots)
    if errors:
        raise WordsError(f"{code}: {'; '.join(str(error) for error in errors)}")
    return str(text)


def has_words(code: str, language: str = ENGLISH) -> bool:
    """Whether `code` can be said in `language`, by its own words or by the English ones."""
    return any(_bundle(each).has_message(code) for each in (language, ENGLISH))


def _bundle_with(code: str, language: str) -> FluentBundle:
    for each in (language, ENGLISH):
        if (bundle := _bundle(each)).has_message(code):
            return bundle
    raise WordsError(f"{code}: no such code in {language} or {ENGLISH}")


@cache
def _bundle(language: str) -> FluentBundle:
    # Isolation marks are invisible characters outside GSM-7: one of them would turn a text of 160 characters into 70.
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((HOME / language).glob("*.ftl")) if language.isalpha() else ():
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
