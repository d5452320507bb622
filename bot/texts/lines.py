"""Whom to ring, in words: a number given with the message, else the country's own, else words without a number."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.numbers import Crisis, Lines, lines_for
from bot.texts.setting import Setting
from bot.texts.words import say


def word_line(name: str, given: Mapping[str, str], setting: Setting) -> dict[str, str | int]:
    """The variables for one of `emergency`, `urgent`, `crisis`, `poison`, `poison_or_clinic`.

    `poison_number` is the number alone, empty if none is known.
    """
    told = " ".join(given.get(name, "").split())
    lines, language = lines_for(setting.country), setting.language
    emergency = lines.emergency or say("part-emergency", language)
    if name == "poison_or_clinic":
        return {name: _poison_or_clinic(told, lines, emergency, language)}
    if name == "poison":
        return {name: told or _poison(lines, emergency, language), "poison_number": told or lines.poison or ""}
    if name == "urgent":
        return {name: told or lines.urgent or say("part-urgent", language)}
    if name == "crisis":
        return {name: told or _crisis(lines.crisis, emergency, language)}
    return {name: told or emergency}


def _poison_or_clinic(told: str, lines: Lines, emergency: str, language: str) -> str:
    if told == "clinic":
        return say("part-clinic", language)
    return _poison(lines, emergency, language) if told in ("", "poison") else told


def _crisis(crisis: Crisis | None, emergency: str, language: str) -> str:
    if crisis is None:
        return say("part-crisis-unknown", language, emergency=emergency)
    if crisis.text is None:
        return say("part-crisis-ring", language, ring=crisis.ring)
    if crisis.text_word is not None:
        return say("part-crisis-word", language, ring=crisis.ring, word=crisis.text_word, text=crisis.text)
    code = "part-crisis-same" if crisis.text == crisis.ring else "part-crisis-text"
    return say(code, language, ring=crisis.ring, text=crisis.text)


def _poison(lines: Lines, emergency: str, language: str) -> str:
    if lines.poison is None:
        return say("part-poison-unknown", language, emergency=emergency)
    # Where poison advice is given by the general urgent line, calling it "the poison line" would confuse who answers.
    code = "part-poison-urgent" if lines.poison == lines.urgent else "part-poison"
    return say(code, language, number=lines.poison)
