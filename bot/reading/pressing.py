"""What a channel knows of a message beside its words: which button was pressed, what was quoted, a place, a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.reading import vocabulary
from bot.reading.replies import read_reply
from scheduler.domain.checkin import MOST
from scheduler.domain.message import Message
from scheduler.domain.reply import Intent, Reply, SkipReason
from scheduler.ports import Records

_REASON_LETTERS: dict[str, str] = vocabulary.load("reasons")["letters"]
_SCALES = frozenset(question.value for question in MOST)
_OF_A_DOSE = frozenset({Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.SKIPPED, Intent.SNOOZE})
_POINTS = _OF_A_DOSE | {Intent.TAKEN_EXTRA, Intent.REASON}


def read_press(code: str, about: Mapping[str, str]) -> Reply:
    """The meaning of a button, which never depends on what was asked since. It speaks only of the doses it stood under."""
    if about.get("question") in _SCALES:
        return Reply(Intent.ANSWER, value=code)
    letter = _REASON_LETTERS.get(code.casefold())
    reply = Reply(Intent.REASON, reason=SkipReason(letter)) if letter else read_reply(code, None)
    if reply.intent in _POINTS and "question" not in about:
        return replace(reply, letters=(), dose_ids=_ids(about.get("doses")))
    if reply.intent is Intent.UNDO:
        return replace(reply, answer_ids=_ids(about.get("answers")))
    return reply


def read_beside(about: Mapping[str, str], text: str) -> Reply | None:
    """The meaning of what came without words of its own: a place, a plan file, something that cannot be read."""
    if "zone" in about:
        return Reply(Intent.ZONE, value=about["zone"])
    if "document" in about:
        return Reply(Intent.PLAN, value=about.get("name") or "plan.json")
    if "unreadable" in about and not text.strip():
        return Reply(Intent.UNKNOWN, unread=(about["unreadable"],))
    return None


def point_at(records: Records, contact_id: int, reply: Reply, about: Mapping[str, str]) -> Reply:
    """An answer that quotes one of our messages means the dose that stands there, unless it names another itself."""
    quoted = about.get("quoted")
    if quoted is None or reply.letters or reply.dose_time or reply.dose_on or reply.doubt:
        return reply
    if reply.intent not in _OF_A_DOSE and reply.intent is not Intent.UNDO:
        return reply
    message = records.messages.sent_as(contact_id, quoted)
    if message is None:
        return reply
    if reply.intent is Intent.UNDO:
        answers = _ids(message.slots.get("answers"))
        return replace(reply, answer_ids=answers) if answers else reply
    doses = message.dose_ids or _doses_in(message)
    return replace(reply, dose_ids=tuple(doses)) if len(doses) == 1 else reply


def _doses_in(message: Message) -> tuple[int, ...]:
    told = json.loads(message.slots.get("doses") or "[]")
    return tuple(int(dose["id"]) for dose in told if dose.get("id"))


def _ids(listed: str | None) -> tuple[int, ...]:
    return tuple(int(each) for each in (listed or "").split(",") if each.isascii() and each.isdigit())[:20]
