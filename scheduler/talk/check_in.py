"""Answers to a check-in, one at a time or all in one. A due dose goes first; the question that was interrupted comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.checking_in import begin, follow, is_scale, look_again_at, look_back
from scheduler.domain.checkin import (
    WORSE,
    CheckIn,
    Grade,
    Kind,
    Question,
    answer,
    is_answer,
    open_questions,
    questions_of,
)
from scheduler.domain.dose import DoseState
from scheduler.domain.message import Priority
from scheduler.domain.people import ChannelName
from scheduler.domain.reply import Intent
from scheduler.talk.safety import ask_safety_list
from scheduler.talk.scene import Scene
from scheduler.weekly import due_scale

_ASKS = {
    Question.STIFFNESS: "check-stiffness",
    Question.SLEEP: "check-sleep",
    Question.AUTONOMIC: "check-autonomic",
    Question.SPASMS: "check-spasms",
    Question.SPASM_SEVERITY: "check-spasm-severity",
    Question.INTEREST: "check-interest",
    Question.LOW: "check-low",
}
# By text message every message costs: what is left is asked in one.
_REST = {
    (Question.STIFFNESS, Question.SLEEP, Question.AUTONOMIC): "check-rest",
    (Question.STIFFNESS, Question.AUTONOMIC): "check-rest-short",
}
_NONE = frozenset({Intent.ALL_CLEAR, Intent.NO_SYMPTOM})
# After the answer to one of these the interrupted question comes again.
_DOSE = frozenset({Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.SKIPPED, Intent.REASON, Intent.UNDO})
# So long after it was answered the same check-in can be corrected by answering all of it anew.
_CORRECTED_WITHIN = timedelta(hours=12)
_FEWEST_AT_ONCE = 3


def answer_check_in(scene: Scene) -> bool:
    """Take the message as an answer to the open check-in. False if there is none, or it is something else."""
    assert scene.patient is not None
    open_ = scene.records.check_ins.open_of(scene.patient.id) or _to_correct(scene)
    if open_ is None:
        return False
    numbers = _numbers(scene)
    if open_.question is Question.SAFETY and len(numbers) == _FEWEST_AT_ONCE - 1:
        # "0 4" may be none and a number, or a number of the list: asked, never guessed.
        ask_safety_list(scene)
        return True
    said = _read(scene, open_, numbers)
    if said is None:
        if numbers and not scene.heard.symptoms:
            scene.say("check-scale-again")
            return True
        return False
    before = look_back(scene.records, scene.patient, open_, scene.now)
    moved = answer(open_, said, scene.now, scene.patient.policy, before)
    scene.records.check_ins.save(moved)
    scene.settle()
    if moved.question is not None:
        look_again_at(scene.records, scene.patient, moved)
        if not _dose_goes_first(scene):
            _ask(scene, moved)
        return True
    _close(scene, moved, follow(scene.records, scene.patient, moved, before, scene.now), graded_before=open_.grade)
    return True


def _to_correct(scene: Scene) -> CheckIn | None:
    """The check-in that was just answered, if all of it is answered once more."""
    assert scene.patient is not None
    if len(_numbers(scene)) < _FEWEST_AT_ONCE:
        return None
    recent = scene.records.check_ins.of_patient(scene.patient.id, scene.now - _CORRECTED_WITHIN)
    done = [each for each in recent if each.kind in {Kind.DAILY, Kind.EVENING} and each.grade is not Grade.RED]
    return replace(done[-1], answers={}, question=Question.SAFETY, grade=None, ended_at=None) if done else None


def _numbers(scene: Scene) -> list[str]:
    """What the reader took for answers to numbered questions: "0", "8w"; empty if it was anything else."""
    reply = scene.heard.reply
    if reply.intent is not Intent.ANSWER or (not is_scale(scene.question) and " " not in (reply.value or "")):
        return []
    said = (reply.value or "").split()
    return said if all(each.rstrip("w").isdigit() or each == "w" for each in said) else []


def _read(scene: Scene, open_: CheckIn, numbers: list[str]) -> dict[str, int] | None:
    """The answers by question; None if they are none, or one of them cannot be."""
    rest = open_questions(open_)
    if open_.question is Question.SAFETY and scene.heard.reply.intent in _NONE:
        return {Question.SAFETY.value: 0}
    if not numbers:
        return None
    if len(numbers) == len(questions_of(open_.kind)):
        rest = questions_of(open_.kind)
    elif open_.question is Question.SAFETY:
        return None
    if len(numbers) > len(rest):
        return None
    said: dict[str, int] = {}
    for question, number in zip(rest, numbers, strict=False):
        digits = number.rstrip("w")
        if number.endswith("w"):
            if question is not Question.STIFFNESS:
                return None
            said[WORSE] = 1
        if digits and (len(digits) > 2 or not is_answer(question, int(digits))):
            return None
        said[question.value] = int(digits) if digits else _usual_and_worse(scene, open_)
    return said


def _usual_and_worse(scene: Scene, open_: CheckIn) -> int:
    """ "Much worse than usual" without a number: the last number stands, and the word counts."""
    assert scene.patient is not None
    earlier = look_back(scene.records, scene.patient, open_, scene.now).check_ins
    return next((each.answers["stiffness"] for each in reversed(earlier) if "stiffness" in each.answers), 0)


def _ask(scene: Scene, check_in: CheckIn) -> None:
    rest = open_questions(check_in)
    together = _REST.get(rest) if scene.contact.channel is ChannelName.SMS else None
    scene.say(together or _ASKS[rest[0]], priority=Priority.CHECK_IN)
    scene.ask(rest[0].value)


def _dose_goes_first(scene: Scene) -> bool:
    assert scene.patient is not None
    since = scene.now - timedelta(hours=scene.patient.policy.answer_within_h)
    waiting = scene.records.doses.open_of([scene.patient.id], since)
    return any(dose.state is DoseState.DUE and dose.answered_at is None for dose in waiting)


def _close(
    scene: Scene, done: CheckIn, follows: list[tuple[str, dict[str, str]]], *, graded_before: Grade | None
) -> None:
    assert scene.patient is not None
    if done.grade is Grade.AMBER and graded_before is not Grade.AMBER:
        for kind, slots in follows:
            scene.say(kind, slots, priority=Priority.RED if kind == "red-flag-advice" else Priority.REST)
        return
    scale = due_scale(scene.records, scene.patient, scene.now) if done.kind is Kind.DAILY else None
    if scale is not None and not _dose_goes_first(scene):
        # The weekly questions take the place of the receipt: no text more.
        scene.out.extend(begin(scene.records, scene.patient, scale, scene.now))
        return
    scene.say("safety-clear" if done.kind is Kind.FOLLOW_UP else "check-in-done")


def resume_check_in(scene: Scene) -> None:
    """Ask the interrupted question again, once the dose that went first has its answer."""
    if scene.patient is None or scene.heard.reply.intent not in _DOSE:
        return
    open_ = scene.records.check_ins.open_of(scene.patient.id)
    if open_ is None or open_.question is None or _dose_goes_first(scene):
        return
    talk = scene.records.talk.get(scene.contact.id)
    if talk is not None and talk.question is not None and not is_scale(talk.question):
        return
    if not open_.answers:
        # It stands above the dose's prompt, unanswered: it can be answered now, without being sent again.
        scene.ask("check_in")
    else:
        _ask(scene, open_)
