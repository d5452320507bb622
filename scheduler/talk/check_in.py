"""Answers to a check-in. A due dose goes first; the question that was interrupted comes again."""

from __future__ import annotations

from datetime import timedelta

from scheduler.alarm import raise_alarm
from scheduler.checking_in import is_scale
from scheduler.circle import circle_of
from scheduler.domain.checkin import CheckIn, Grade, Question, amber_twice, answer, is_answer
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Priority
from scheduler.domain.reply import Intent
from scheduler.talk.scene import Scene

_BACK = timedelta(days=400)
_ASKS = {Question.STIFFNESS: "check-stiffness", Question.SLEEP: "check-sleep", Question.AUTONOMIC: "check-autonomic"}
_NONE = frozenset({Intent.ALL_CLEAR, Intent.NO_SYMPTOM})
# After the answer to one of these the interrupted question comes again.
_DOSE = frozenset({Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.SKIPPED, Intent.REASON, Intent.UNDO})


def answer_check_in(scene: Scene) -> bool:
    """Take the message as an answer to the open check-in. False if there is none, or it is something else."""
    assert scene.patient is not None
    open_ = scene.records.check_ins.open_of(scene.patient.id)
    if open_ is None or open_.question is None:
        return False
    value = _value(scene, open_.question)
    if value is None:
        asks_again = scene.question == open_.question.value and scene.heard.reply.intent is Intent.ANSWER
        if asks_again and not scene.heard.symptoms:
            scene.say("check-scale-again")
            return True
        return False
    earlier = scene.records.check_ins.of_patient(scene.patient.id, scene.now - _BACK)
    others = [each for each in earlier if each.id != open_.id]
    moved = answer(open_, value, scene.now, scene.patient.policy, others)
    scene.records.check_ins.save(moved)
    scene.settle()
    if moved.question is not None:
        if not _dose_goes_first(scene):
            _ask(scene, moved.question)
        return True
    _close(scene, moved, [*others, moved])
    return True


def _value(scene: Scene, question: Question) -> int | None:
    reply = scene.heard.reply
    if question is Question.SAFETY:
        return 0 if reply.intent in _NONE else None
    if scene.question != question.value:
        return None
    said = (reply.value or scene.heard.text).strip()
    if reply.intent is not Intent.ANSWER or not said.isascii() or not said.isdigit():
        return None
    return int(said) if len(said) < 4 and is_answer(question, int(said)) else None


def _ask(scene: Scene, question: Question) -> None:
    scene.say(_ASKS[question], priority=Priority.CHECK_IN)
    scene.ask(question.value)


def _dose_goes_first(scene: Scene) -> bool:
    assert scene.patient is not None
    since = scene.now - timedelta(hours=scene.patient.policy.answer_within_h)
    waiting = scene.records.doses.open_of([scene.patient.id], since)
    return any(dose.state is DoseState.DUE and dose.answered_at is None for dose in waiting)


def _close(scene: Scene, done: CheckIn, all_of_them: list[CheckIn]) -> None:
    assert scene.patient is not None
    if done.grade is not Grade.AMBER:
        scene.say("safety-clear" if len(done.answers) == 1 else "check-in-done")
        return
    scene.say("check-in-amber")
    if amber_twice(all_of_them, scene.now, scene.patient.policy) and circle_of(scene.records, scene.patient.id):
        raised = raise_alarm(scene.records, scene.patient, Cause.AMBER, scene.now)
        if raised is not None and raised.wake_at is not None:
            name = next(iter(circle_of(scene.records, scene.patient.id).values())).name
            scene.say("carer-unwell", {"until": raised.wake_at.isoformat(), "name": name})


def resume_check_in(scene: Scene) -> None:
    """Ask the interrupted question again, once the dose that went first has its answer."""
    if scene.patient is None or scene.heard.reply.intent not in _DOSE:
        return
    open_ = scene.records.check_ins.open_of(scene.patient.id)
    if open_ is None or open_.question is None or open_.question is Question.SAFETY or _dose_goes_first(scene):
        return
    talk = scene.records.talk.get(scene.contact.id)
    if talk is None or talk.question is None or is_scale(talk.question):
        _ask(scene, open_.question)
