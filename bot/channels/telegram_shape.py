"""What a message looks like in Telegram: its buttons and what they send back, whether it rings, and how it is cut."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts.button import NUMBERED, buttons
from scheduler.domain.message import Message, Priority
from scheduler.domain.timing import to_wall
from scheduler.ports import Delivery

MOST_LETTERS = 4096
MOST_CAPTION = 1024
MOST_DATA = 64
_APART = "|"
# A button of an enrolment question, or of a scale, counts only while that question is asked.
_QUESTION = {
    **dict.fromkeys(("welcome", "welcome-here-too", "not-enrolled", "say-ok"), "enrol_ok"),
    **dict.fromkeys(("practice", "practice-again"), "practice"),
    "circle": "circle",
    "ask-wording": "wording",
    "ask-zone": "zone",
    **{kind: question for kind, (question, _) in NUMBERED.items()},
}
_DOSE_CODES = frozenset({"1", "2", "3", "EXTRA", *"FOWBTX"})
_CONFIRMS = (
    "recorded-",
    "reason-",
    "snoozed",
    "undone",
    "nothing-",
    "safety-clear",
    "wording-",
    "name-",
    "practice-done",
)
# What is meant to be passed on to somebody else.
_FORWARDED = frozenset({"circle-invited", "carer-new-phone"})


def keyboard(message: Message, language: str) -> InlineKeyboardMarkup | None:
    """The buttons of a message, in rows that fit a narrow phone; None if words alone answer it."""
    offered = []
    for sent, label in buttons(message.kind, message.slots, language):
        data = press_data(sent, message)
        if data is not None:
            offered.append(InlineKeyboardButton(label, callback_data=data))
    if not offered:
        return None
    longest = max(len(button.text) for button in offered)
    wide = 5 if longest <= 2 else 3 if longest <= 10 else 2
    return InlineKeyboardMarkup([offered[at : at + wide] for at in range(0, len(offered), wide)])


def press_data(sent: str, message: Message) -> str | None:
    """What a button sends back: the code, the question or the doses it belongs to, what Undo takes back. At most 64 bytes."""
    code, _, letter = (
        sent.partition(" ") if " " in sent else (sent[:1], "", sent[1:]) if _lettered(sent) else (sent, "", "")
    )
    question = _QUESTION.get(message.kind, "")
    doses = "" if question or code not in _DOSE_CODES else ",".join(_doses(message.slots, letter))
    answers = message.slots.get("answers", "") if code == "U" else ""
    data = _APART.join((code, question, doses, answers))
    # Too many doses for one button: each of them has its own.
    return data if len(data.encode()) <= MOST_DATA else None


def read_data(data: str) -> tuple[str, dict[str, str]]:
    """The code of a button and what it belongs to. Anything else a client sends is a code that means nothing."""
    code, question, doses, answers = [*data.split(_APART), "", "", "", ""][:4]
    about = {"doses": doses, "answers": answers}
    if question:
        about["question"] = question
    return code[:16], about


def _lettered(sent: str) -> bool:
    return len(sent) == 2 and sent[0].isdigit() and sent[1].isalpha()


def _doses(slots: Mapping[str, str], letter: str) -> list[str]:
    told = [dose for name in ("doses", "due", "earlier") for dose in json.loads(slots.get(name) or "[]")]
    if letter == "ALL":
        told = json.loads(slots.get("doses") or "[]")
    elif letter:
        told = [dose for dose in told if dose.get("letter") == letter]
    return list(dict.fromkeys(str(dose["id"]) for dose in told if dose.get("id")))


def is_silent(delivery: Delivery, quiet: tuple[time, time]) -> bool:
    """Whether it comes without a sound: confirmations always, the rest at night (the person's own), but never a prompt
    for a dose or anything more urgent than one. `quiet`: wall times, from and until."""
    message = delivery.message
    if message.priority <= Priority.ESCALATION:
        return False
    if message.kind.startswith(_CONFIRMS):
        return True
    if message.priority is Priority.REMINDER:
        return False
    start, end = quiet
    clock = to_wall(delivery.now, delivery.zone).time()
    return (clock >= start or clock < end) if start > end else start <= clock < end


def is_protected(message: Message) -> bool:
    """Whether it can neither be forwarded nor saved."""
    return message.kind not in _FORWARDED


def cut(text: str, most: int = MOST_LETTERS) -> Sequence[str]:
    """The text in parts of at most `most` UTF-16 units, at line breaks or spaces where there are any."""
    parts: list[str] = []
    rest = text
    while _length(rest) > most:
        end = most
        while _length(rest[:end]) > most:
            end -= 1
        at = max(rest.rfind("\n", 1, end), 0) or max(rest.rfind(" ", 1, end), 0) or end
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest]


def fits(text: str, most: int) -> bool:
    """Whether the text has at most `most` UTF-16 units, as Telegram counts."""
    return _length(text) <= most


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
