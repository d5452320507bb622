"""Open questions outside enrolment: which dose, why not, who decided, what is missing in a plan. One at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scheduler.domain.reply import Intent, Reply, SkipReason
from scheduler.talk.answers import answer_dose, give_reason
from scheduler.talk.counting import count
from scheduler.talk.loose import log_loose
from scheduler.talk.plan_answering import answer_plan
from scheduler.talk.plan_release import QUESTION as PLAN_TALK
from scheduler.talk.safety import ask_safety_list
from scheduler.talk.scene import Scene
from scheduler.talk.which import open_doses

_FREE = frozenset({Intent.ANSWER, Intent.UNKNOWN, Intent.NAME})


def fill_question(scene: Scene) -> bool:
    """Take the message as the answer to what was asked. False if it is something else; the question then stays open."""
    question = scene.question
    take = {
        "which_dose": _which_dose,
        "reason": _reason,
        "safety": _safety,
        PLAN_TALK: answer_plan,
        "count": _count,
        "how_much": _how_much,
    }.get(question or "")
    return take(scene) if take else False


def _which_dose(scene: Scene) -> bool:
    reply = scene.heard.reply
    by_time = _letter_of(scene)
    if by_time is not None:
        reply = Reply(Intent.ANSWER, letters=(by_time,))
    if not reply.letters:
        return False
    asked = Intent(scene.asked.get("intent", Intent.TAKEN.value))
    if reply.intent in {Intent.ANSWER, Intent.UNKNOWN}:
        reply = replace(reply, intent=asked, value=None)
    if reply.intent is Intent.TAKEN and asked is Intent.TAKEN_LATE and scene.asked.get("taken_at"):
        reply = replace(reply, intent=asked, taken_at=datetime.fromisoformat(scene.asked["taken_at"]))
    scene.settle()
    answer_dose(scene, reply)
    return True


def _letter_of(scene: Scene) -> str | None:
    """The dose that was named by its time instead of its letter: "14:00"."""
    said = scene.heard.text.strip().replace(".", ":").rjust(5, "0")
    named = [dose for dose in open_doses(scene) if dose.at.strftime("%H:%M") == said]
    return named[0].letter if len(named) == 1 else None


def _reason(scene: Scene) -> bool:
    reply = scene.heard.reply
    if reply.intent is Intent.REASON or (
        reply.intent is Intent.SKIPPED and reply.reason is not None and not reply.letters
    ):
        give_reason(scene, reply.reason or SkipReason.OTHER)
        return True
    if reply.intent in _FREE:
        give_reason(scene, SkipReason.OTHER)
        return True
    return False


def _safety(scene: Scene) -> bool:
    if scene.heard.reply.intent in {Intent.ALL_CLEAR, Intent.NO_SYMPTOM}:
        scene.settle()
        scene.say("safety-clear")
        return True
    if scene.heard.reply.intent in _FREE:
        ask_safety_list(scene)
        return True
    return False


def _count(scene: Scene) -> bool:
    reply = scene.heard.reply
    if reply.intent in {Intent.COUNT, Intent.ANSWER}:
        count(scene)
        return True
    return False


def _how_much(scene: Scene) -> bool:
    reply = scene.heard.reply
    if reply.tablets is None and reply.amount_mg is None:
        return False
    taken_at = datetime.fromisoformat(scene.asked["taken_at"])
    log_loose(scene, replace(reply, intent=Intent.TAKEN, taken_at=taken_at))
    return True
