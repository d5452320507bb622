"""Answers with one meaning for ever: digits, dose letters, SOS. Exact, before anything else is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading import vocabulary
from bot.reading.context import ReadingContext
from bot.reading.items import Item, find_phrase, read_items
from bot.reading.times import read_time
from bot.reading.words import Token
from scheduler.domain.reply import Doubt, Intent, Reply, SkipReason

_DOSE = {"1": Intent.TAKEN, "2": Intent.SKIPPED, "3": Intent.SNOOZE}
_COMMANDS = vocabulary.load("commands")
_ECHO: dict[str, list[str]] = _COMMANDS["safety_echo"]
_REASON_LETTERS: dict[str, str] = vocabulary.load("reasons")["letters"]
_DIGITS = re.compile(r"[0-9](?:,[0-9])*|[0-9](?:\.[0-46-9])+|[4-9](?:/[4-9])+")
_SAFETY_QUESTIONS = frozenset({"safety", "check_in"})
_LETTERS = re.compile("(?=[a-e])a?b?c?d?e?")
_LONGEST_LEAD = 8
"""Tokens that can make one item together with a leading digit ("1 of the 2 tablets")."""
_WORDS_OF_COUNT = frozenset({"extra", "heap", "mistake", "only", "part"})


def read_code(tokens: Sequence[Token], context: ReadingContext | None) -> Reply | None:
    """The reply that digits, letters or SOS make, if the message is nothing else (courtesies aside)."""
    plain = [token for token in tokens if token.kind != "break"]
    if any(token.text in ("sos", "🆘") for token in plain) or [token.text for token in plain[:3]] == ["s", "o", "s"]:
        return Reply(Intent.SOS)
    if not plain or plain[0].kind != "number":
        return None
    return _safety(plain, context) or _answer(tokens) or _reason(plain)


def read_letters(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Dose letters alone ("a", "A and B", "all"), as an answer to which dose is meant."""
    words = [token.text for token in tokens if token.kind != "break"]
    letters, rest = _letters(words)
    return letters if letters and not rest else ()


def read_leading_code(tokens: Sequence[Token]) -> list[Item] | None:
    """The items of a message in words that begins with 1, 2 or 3 ("1 at 9:40"), if that digit is a code."""
    if len(tokens) < 2 or tokens[0].text not in _DOSE or read_time(tokens, 0) is not None:
        return None
    if read_items(tokens[:_LONGEST_LEAD])[0].end > 1:
        return None
    rest = read_items(tokens, 1)
    if rest[0].kind == "unread" or rest[0].kind in _WORDS_OF_COUNT | {"pill", "idiom", "subject", "person"}:
        return None
    return [Item("code", 0, 1, (tokens[0].text,)), *rest]


def _safety(plain: Sequence[Token], context: ReadingContext | None) -> Reply | None:
    digits: list[str] = []
    index = 0
    for index, token in enumerate(plain):
        if token.kind == "number" and _DIGITS.fullmatch(token.text):
            digits.extend(re.findall("[0-9]", token.text))
        elif (
            token.kind == "number"
            and index == 0
            and len(plain) == 1
            and _asks_safety(context)
            and re.fullmatch("[4-9]+", token.text)
        ):
            digits.extend(token.text)
        elif token.text not in ("and", "y") or not digits:
            break
    else:
        index += 1
    if not digits or (len(set(digits) & set("456789")) == 0 and set(digits) != {"0"}):
        return None
    rest = plain[index:]
    if rest and rest[0].text in ("am", "pm"):
        return None
    listed = tuple(dict.fromkeys(int(digit) for digit in digits if digit in "456789"))
    if not listed:
        return Reply(Intent.ALL_CLEAR) if _is_calm(rest) else None
    echoes = {word for digit in digits for word in _ECHO.get(digit, [])}
    if not rest or _is_harmless(rest) or rest[0].text in echoes:
        return Reply(Intent.SAFETY, safety=listed)
    return None


def _asks_safety(context: ReadingContext | None) -> bool:
    return context is not None and context.question in _SAFETY_QUESTIONS


def _is_calm(rest: Sequence[Token]) -> bool:
    calm = {"none", "nothing", "no", "nada", "ninguno", "of", "those", "them", "all", "clear"}
    return _is_harmless([token for token in rest if token.text not in calm])


def _is_harmless(tokens: Sequence[Token]) -> bool:
    return all(
        item.kind in ("harmless", "emoji_plain", "emoji_yes", "filler")
        for item in read_items(tokens)
        if item.words[0] not in ("in", "with", "for", "at", "have", "got", "some")
    )


def _answer(tokens: Sequence[Token]) -> Reply | None:
    """ "1", "1A", "2 a and b", "1 all thanks"."""
    plain = [token for token in tokens if token.kind != "break"]
    if plain[0].text not in _DOSE:
        return None
    intent = _DOSE[plain[0].text]
    after = plain[1:]
    if [token.text for token in plain] == ["2", "x"]:
        return Reply(Intent.UNKNOWN, doubt=Doubt.TWO_MEANINGS)
    if after and after[0].text in _DOSE and len(plain) == 2:
        return Reply(Intent.UNKNOWN, doubt=Doubt.TWO_MEANINGS)
    phrase = find_phrase(after, 0) if after else None
    if phrase is not None and phrase[1] > 1 and phrase[0] != "both":
        letters: tuple[str, ...] = ()
        rest = after
    else:
        letters, left = _letters([token.text for token in after])
        rest = after[len(after) - len(left) :]
    if rest and rest[0].text in _DOSE and letters:
        return Reply(Intent.UNKNOWN, doubt=Doubt.TWO_MEANINGS)
    if not _is_courtesy(rest):
        return None
    return Reply(intent, letters=letters)


def _is_courtesy(tokens: Sequence[Token]) -> bool:
    return all(item.kind in ("harmless", "emoji_plain", "emoji_yes") for item in read_items(tokens))


def _letters(words: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
    """Dose letters at the beginning of `words`, and the words after them."""
    letters: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word in ("all", "both", "todas", "todos"):
            letters = ["ALL"]
        elif _LETTERS.fullmatch(word):
            letters.extend(word.upper())
        elif not (word in ("and", "y") and letters):
            break
        index += 1
    return tuple(dict.fromkeys(letters)), words[index:]


def _reason(plain: Sequence[Token]) -> Reply | None:
    """ "2 F": not taken, and why. B stays a dose's letter; "2x" is asked about, as it may also mean twice."""
    if len(plain) != 2 or plain[0].text != "2" or plain[1].text not in _REASON_LETTERS:
        return None
    return Reply(Intent.SKIPPED, reason=SkipReason(_REASON_LETTERS[plain[1].text]))
