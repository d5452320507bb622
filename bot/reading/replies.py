"""What a person's words mean: `read_reply` gives one `Reply` for one message. Symptoms are read elsewhere, and come first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reading import vocabulary
from bot.reading.codes import read_code, read_leading_code, read_letters
from bot.reading.commands import names_appointment, read_carrier, read_command, strip_slash
from bot.reading.context import ReadingContext
from bot.reading.doses import read_doses
from bot.reading.items import read_items
from bot.reading.lettered import read_lettered
from bot.reading.pauses import read_pause_end
from bot.reading.places import find_zone
from bot.reading.scales import read_scales
from bot.reading.vocabulary import Phrases
from bot.reading.words import LONGEST, Token, fold, tokenise
from scheduler.domain.reply import Doubt, Intent, Reply, SkipReason

_QUESTIONS = {kind: frozenset(codes) for kind, codes in vocabulary.load("commands")["questions"].items()}
_EMERGENCY = frozenset(vocabulary.load("commands")["emergency_numbers"]["words"])
_REASONS = vocabulary.load("reasons")
_REASON_WORDS = Phrases(_REASONS["words"])
_TAPBACK = re.compile(
    r"(?:(?P<liked>liked|loved|le gusto|me gusta|le encanto)|(?P<no>disliked|removed a \w+ from)"
    r"|(?P<other>laughed at|emphasi[sz]ed|questioned))"
    r"\s+(?:[\"“„«].*|an image|a message)",
    re.DOTALL,
)
_REACTION = re.compile(r"(?:reacted )?(?P<emoji>\W{1,4}) (?:to|a) [\"“„«].*", re.DOTALL)


def read_reply(text: str, context: ReadingContext | None) -> Reply:
    """The meaning of one message; never raises. Without a context, times and amounts converted from tablets stay None.

    Times are resolved in `context.zone` and given in UTC. `unread` lists every normalised word that nothing accounts for;
    an intent may stand although words are unread: the caller decides. A `doubt` means that nothing may be recorded.
    `note` names "missing_hour" or "repeated_hour" where the clock changed, and "on_top" for an amount beyond the dose.
    """
    text = strip_slash(text[:LONGEST])
    tapback = _read_tapback(text)
    if tapback is not None:
        return tapback
    lettered = read_lettered(text, context, read_reply)
    if lettered is not None:
        return lettered
    scales = read_scales(text, context.question if context is not None else None)
    if scales is not None:
        return scales
    tokens = tokenise(text)
    certain = read_carrier(tokens) or read_code(tokens, context)
    if certain is not None:
        return _under_number_question(certain, text, tokens, context)
    question = context.question if context is not None else None
    command = read_command(text, tokens, context)
    if command is not None and not _is_answer(command, question):
        return command
    return _read_answer(text, tokens, context) or _read_rest(text, tokens, context)


def _read_tapback(text: str) -> Reply | None:
    """A reaction that arrives as text with the quoted message; the quotation itself is nobody's answer."""
    folded = fold(text).strip()
    found = _TAPBACK.fullmatch(folded)
    if found is not None:
        if found["liked"]:
            return Reply(Intent.TAKEN)
        return Reply(Intent.UNKNOWN, doubt=Doubt.TWO_MEANINGS if found["no"] else None)
    reaction = _REACTION.fullmatch(folded)
    if reaction is None:
        return None
    return read_doses(read_items(tokenise(reaction["emoji"])), tokenise(reaction["emoji"]), None)


def _under_number_question(
    certain: Reply, text: str, tokens: tuple[Token, ...], context: ReadingContext | None
) -> Reply:
    """A scale's answer ("stiffness, 0 to 10?") is a number and nothing else while that question is open."""
    question = context.question if context is not None else None
    if question in _QUESTIONS["number"] and len(tokens) == 1 and tokens[0].kind == "number":
        return Reply(Intent.ANSWER, value=text.strip())
    return certain


def _is_answer(command: Reply, question: str | None) -> bool:
    """Whether words that would be a command are the answer to the open question."""
    if question == "reason":
        return command.intent in (Intent.NO_SYMPTOM, Intent.OK)
    if question in _QUESTIONS["yes_no"]:
        return command.intent is Intent.NO_SYMPTOM
    return question == "step_change" and command.intent is Intent.NOT_YET


def _read_answer(text: str, tokens: tuple[Token, ...], context: ReadingContext | None) -> Reply | None:
    """What the open question makes of the words, where it goes before their meaning as a dose answer."""
    question = context.question if context is not None else None
    said = text.strip()
    if question is None or not said:
        return None
    words = [token for token in tokens if token.kind != "break"]
    if question in _QUESTIONS["free"]:
        return Reply(Intent.ANSWER, value=said)
    match question:
        case "reason":
            return _read_reason(words)
        case "how_much":
            told = read_reply(f"took {said}", replace(context, question=None)) if context is not None else None
            return told if told is not None and (told.amount_mg is not None or told.tablets is not None) else None
        case "which_dose":
            letters = read_letters(tokens)
            return Reply(Intent.ANSWER, letters=letters, value=said) if letters else None
        case "zone":
            zone = find_zone(said)
            return Reply(Intent.ZONE, value=zone) if zone is not None else None
        case "pause_until":
            return read_pause_end(words, context) if words else None
        case "step_change":
            return Reply(Intent.NOT_YET) if says_not_yet(words) else None
        case "count":
            bare = (
                len(words) == 1 and words[0].kind == "number" and words[0].text.isdigit() and int(words[0].text) >= 10
            )
            return Reply(Intent.COUNT, value=str(int(words[0].text))) if bare and len(words[0].text) <= 4 else None
        case _:
            pass
    if question in _QUESTIONS["number"] and len(words) == 1 and words[0].kind == "number":
        return Reply(Intent.ANSWER, value=said)
    if question in _QUESTIONS["yes_no"]:
        items = read_items(tokens)
        if len(items) <= 2 and items and items[0].kind in ("yes", "no"):
            return Reply(Intent.ANSWER, value=said)
    return None


def says_not_yet(tokens: Sequence[Token]) -> bool:
    """Whether these are the bare words "not yet"."""
    words = [token.text for token in tokens if token.kind != "break"]
    return words in (["not", "yet"], ["todavia", "no"], ["aun", "no"])


def _read_reason(words: list[Token]) -> Reply | None:
    if len(words) == 1 and words[0].text in _REASONS["letters"]:
        return Reply(Intent.REASON, reason=SkipReason(_REASONS["letters"][words[0].text]))
    meaning = _REASON_WORDS.meaning_of(words) if words else None
    return Reply(Intent.REASON, reason=SkipReason(meaning)) if meaning is not None else None


def _read_rest(text: str, tokens: tuple[Token, ...], context: ReadingContext | None) -> Reply:
    """Dose answers in words; else the answer to the open question; else unknown."""
    question = context.question if context is not None else None
    plain = [token.text for token in tokens if token.kind != "break"]
    if len(plain) == 1 and plain[0] in _EMERGENCY:
        reply = Reply(Intent.UNKNOWN, unread=(plain[0],))
    else:
        reply = read_doses(read_leading_code(tokens) or read_items(tokens), tokens, context)
    if question == "reason" and reply.intent is Intent.SKIPPED and reply.reason is not None:
        return replace(reply, intent=Intent.REASON)
    if (
        question == "which_dose"
        and reply.intent is Intent.TAKEN
        and reply.dose_time is not None
        and not _says_taken(tokens)
    ):
        return replace(reply, intent=Intent.ANSWER, value=text.strip())
    if (
        reply.intent is Intent.UNKNOWN
        and question is not None
        and text.strip()
        and (reply.doubt is None or question == "reason")
    ):
        return replace(reply, intent=Intent.ANSWER, value=text.strip(), doubt=None)
    if reply.intent is Intent.UNKNOWN and reply.doubt is None and names_appointment(tokens):
        return replace(reply, intent=Intent.APPOINTMENT)
    return reply


def _says_taken(tokens: tuple[Token, ...]) -> bool:
    return any(item.kind in ("took", "had", "take", "did", "yes", "code") for item in read_items(tokens))
