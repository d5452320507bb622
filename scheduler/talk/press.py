"""What a channel with buttons adds to a message: what was pressed, what the answer takes the place of, what Undo takes back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.domain.message import Message
from scheduler.domain.people import Reach
from scheduler.domain.reply import Intent
from scheduler.talk.scene import Scene

_CONSENT = "enrol_ok"
_RECEIPTS = (
    *("recorded-taken", "recorded-late", "recorded-part", "recorded-extra", "recorded-loose", "recorded-skipped"),
    "already-recorded",
)
_IN_PLACE = frozenset((*_RECEIPTS, "snoozed", "snooze-too-late", "undone"))


def is_stale(scene: Scene, about: Mapping[str, str]) -> bool:
    """Whether a pressed button belongs to a question that is no longer asked: an old OK agrees to nothing new."""
    question = about.get("question")
    if question is None or question == scene.question:
        return False
    return question != _CONSENT or scene.contact.reach is not Reach.NEW


def finish(scene: Scene, about: Mapping[str, str]) -> list[Message]:
    """What is answered, with the pressed message's id where the answer takes its place, and with what Undo takes back."""
    out = [_with_undo(scene, message) for message in scene.out]
    pressed = about.get("pressed")
    if pressed is None or scene.heard.reply.intent is Intent.SOS:
        return out
    for number, message in enumerate(out):
        if message.kind in _IN_PLACE:
            out[number] = replace(message, edits=pressed)
            break
    return out


def _with_undo(scene: Scene, message: Message) -> Message:
    if message.kind not in _RECEIPTS:
        return message
    ids = scene.answers or _newest(scene, message.slots)
    return replace(message, slots={**message.slots, "answers": ",".join(map(str, ids))}) if ids else message


def _newest(scene: Scene, slots: Mapping[str, str]) -> Sequence[int]:
    """Of doses that had been recorded before: what was recorded last."""
    if scene.patient is None:
        return ()
    doses = [int(dose["id"]) for dose in json.loads(slots.get("doses") or "[]") if dose.get("id")]
    since = scene.patient.enrolled_at
    found = (scene.records.intakes.last_answer(scene.patient.id, since, dose_id) for dose_id in doses)
    return [answer.id for answer in found if answer is not None]
