"""Whole messages that ask for something or change something: carrier words, `today`, `count 54`, `call me Jo`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.channels.phone_number import read_phone_number
from bot.reading import vocabulary
from bot.reading.away import UNCLEAR, read_away, read_unclear_away
from bot.reading.context import ReadingContext
from bot.reading.pauses import read_pause
from bot.reading.places import find_zone
from bot.reading.stocks import read_stock
from bot.reading.vocabulary import Phrases
from bot.reading.words import Token, tokenise
from scheduler.domain.reply import Intent, Reply

_DATA = vocabulary.load("commands")
_CARRIER = {word: Intent(intent) for intent, words in _DATA["carrier"].items() for word in words}
_EXACT = Phrases(_DATA["exact"])
_COMMAND = Phrases(_DATA["command"])
_POLITE = Phrases({"polite": _DATA["around"]["polite"]})
_THANKS = Phrases({"thanks": _DATA["around"]["thanks"]})
_APPOINTMENT = frozenset(_DATA["around"]["appointment"])
_NOT_A_NAME = frozenset(_DATA["not_a_name"]["words"])
_NOBODY = frozenset(_DATA["nobody_by_name"]["words"])
_NOT_A_TYPO = frozenset(_DATA["not_a_typo"]["words"])
_SINGLE = sorted(
    {
        phrase
        for phrases in (*_DATA["command"].values(), *_DATA["exact"].values())
        for phrase in phrases
        if phrase.isalpha() and len(phrase) >= 5
    }
)

_SWITCHES = Phrases(
    {f"{name} {value}": words for name, values in _DATA["switch"].items() for value, words in values.items()}
)
_WORDING = {"discreet", "full"}
_FILE = re.compile(r"(?:load|plan|read)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(
    r"(?:please\s+)?(?:call\s+me|my\s+name\s+is|my\s+names|llamame|me\s+llamo)\s+([^\n]{1,40})", re.IGNORECASE
)
_REMOVE = re.compile(
    r"(?:please\s+)?(?:remove|stop\s+telling|do\s+not\s+tell|dont\s+tell)\s+([^\n]{1,40}?)(?:\s+(?:anything|any\s?more))*",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?:(?:time\s*)?zone|timezone)\s+(?:is\s+)?(\S[^\n]{0,60})", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:i\s*a?m|were|we\s+are|now|estoy|travelling|flying)?\s*(?:now\s+)?(?:in|to|en)\s+(\S[^\n]{0,60})", re.IGNORECASE
)
# A whole number: short ones are lines to ring, not somebody's own telephone.
_RING_ME_ON = re.compile(
    r"(?:call|calls|ring)\s+(?:me\s+)?(?:on\s+|at\s+)?((?:\+|00?)[0-9][0-9 ().-]{6,24})[.!]?", re.IGNORECASE
)
_BEGINS = _DATA["question_begins"]
_QUESTION = re.compile(
    r"(?:(?:{begins})\s+(?:{whom})|(?:{alone}))\s*[:,-]?\s+(?P<words>\S.{{2,}})".format(
        alone="|".join(map(re.escape, sorted(_BEGINS["alone"], key=len, reverse=True))),
        begins="|".join(map(re.escape, sorted(_BEGINS["with"], key=len, reverse=True))),
        whom="|".join(map(re.escape, sorted(_BEGINS["whom"], key=len, reverse=True))),
    ),
    re.IGNORECASE | re.DOTALL,
)
_SLASH = re.compile(r"/([A-Za-z]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def read_carrier(tokens: Sequence[Token]) -> Reply | None:
    """A word that networks act on, alone in its message: STOP, START, HELP and their kin."""
    words = [token.text for token in tokens if token.kind != "break"]
    if len(words) != 1:
        return None
    intent = _CARRIER.get(words[0])
    return Reply(intent) if intent is not None else None


def strip_slash(text: str) -> str:
    """ "/today@stepdown_bot" as "today"; "/start CODE" as "start CODE". Other text unchanged."""
    match = _SLASH.fullmatch(text.strip())
    return f"{match[1]} {match[2]}".strip() if match and match[2] else match[1] if match else text


def read_command(text: str, tokens: Sequence[Token], context: ReadingContext | None) -> Reply | None:
    """A command, with its value if it carries one."""
    if tokens and all(token.text == "?" for token in tokens):
        return Reply(Intent.MENU)
    plain = [token for token in tokens if token.kind != "break"]
    if not plain:
        return None
    switched = _SWITCHES.meaning_of(plain)
    if switched is not None:
        name, _, value = switched.partition(" ")
        return Reply(Intent(name), value=value)
    exact = _exact(plain) or _exact(_without_courtesies(plain))
    if exact is not None:
        return exact
    if _is_all(plain, _THANKS):
        return Reply(Intent.THANKS)
    asked = _QUESTION.fullmatch(text.strip())
    if asked is not None:
        return Reply(Intent.QUESTION, value=asked["words"].strip())
    words = [token.text for token in plain]
    return (
        read_stock(words)
        or read_away(text, context)
        or read_pause(plain, context)
        or read_unclear_away(text)
        or _with_value(text, words)
        or _mistyped(_without_courtesies(plain))
    )


def names_appointment(tokens: Sequence[Token]) -> bool:
    """Whether a message speaks of an appointment."""
    return any(token.text in _APPOINTMENT for token in tokens)


def _exact(tokens: Sequence[Token]) -> Reply | None:
    meaning = (_EXACT.meaning_of(tokens) or _COMMAND.meaning_of(tokens)) if tokens else None
    if meaning is None:
        return None
    if meaning in _WORDING:
        return Reply(Intent.WORDING, value=meaning)
    return Reply(Intent(meaning))


def _without_courtesies(tokens: Sequence[Token]) -> list[Token]:
    left = list(tokens)
    while len(left) > 1 and (found := _POLITE.find(left, 0)) is not None and found[1] < len(left):
        left = left[found[1] :]
    while len(left) > 1 and (_POLITE.find(left, len(left) - 1) or left[-1].kind == "emoji"):
        left = left[:-1]
    return left


def _is_all(tokens: Sequence[Token], phrases: Phrases) -> bool:
    """Whether the message is made of these phrases and courtesies, with at least one of them."""
    index, found = 0, False
    while index < len(tokens):
        hit = phrases.find(tokens, index)
        polite = hit or _COURTESY.find(tokens, index)
        if polite is None and tokens[index].text not in _COURTEOUS_EMOJI:
            return False
        found = found or hit is not None
        index = polite[1] if polite is not None else index + 1
    return found


_COURTESY_DATA = vocabulary.load("courtesies")
_COURTESY = Phrases(
    {"harmless": _COURTESY_DATA["harmless"], "filler": ["you", "so", "for", "that", "it", "very", "much", "your"]}
)
_COURTEOUS_EMOJI = frozenset(_COURTESY_DATA["emoji_plain"])


def _with_value(text: str, words: Sequence[str]) -> Reply | None:
    text = text.strip()
    if words[0] == "start" and len(words) > 1 and re.fullmatch(r"start\s+[A-Za-z0-9_-]{6,64}", text, re.IGNORECASE):
        return Reply(Intent.START, value=text.split()[1])
    if (match := _RING_ME_ON.fullmatch(text)) is not None:
        written = re.sub(r"\A00", "+", match[1])
        return Reply(Intent.CALLS, value=read_phone_number(written) or UNCLEAR)
    if (match := _ZONE.fullmatch(text)) is not None:
        place = match[1].strip()
        return Reply(Intent.ZONE, value=find_zone(place) or place)
    if (match := _PLACE.fullmatch(text.replace("'", "").replace("’", ""))) is not None and (
        zone := find_zone(match[1])
    ) is not None:
        return Reply(Intent.ZONE, value=zone)
    if (match := _NAME.fullmatch(text.strip())) is not None and (name := _name(match[1])) is not None:
        return Reply(Intent.NAME, value=name)
    bare = text.replace("'", "").replace("’", "")
    if (
        (match := _REMOVE.fullmatch(bare)) is not None
        and (name := _name(match[1])) is not None
        and not _NOBODY & set(name.casefold().split())
    ):
        return Reply(Intent.REMOVE, value=name)
    if words[0] in ("wording", "words") and len(words) == 2 and words[1] in _WORDING:
        return Reply(Intent.WORDING, value=words[1])
    if (match := _FILE.fullmatch(text)) is not None and re.search(r"[./\\~]", match[1]):
        return Reply(Intent.PLAN, value=match[1].strip())
    return None


def _name(said: str) -> str | None:
    name = said.strip(" .!,;\"'")
    words = [token.text for token in tokenise(name)]
    if (
        not 1 <= len(words) <= 3
        or _NOT_A_NAME & set(words)
        or not all(token.kind == "word" for token in tokenise(name))
    ):
        return None
    return name


def _mistyped(tokens: Sequence[Token]) -> Reply | None:
    """One typo in a command of one word with five letters or more. Never a carrier's word."""
    if len(tokens) != 1 or len(tokens[0].text) < 5 or tokens[0].text in _NOT_A_TYPO:
        return None
    word = tokens[0].text
    for command in _SINGLE:
        if command[0] == word[0] and OSA.distance(word, command, score_cutoff=1) <= 1:
            return _exact(tokenise(command))
    return None
