"""Which dose an answer is about. Never guesses between two: it asks, and the letters it gives stay with the doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from scheduler.domain.dose import OPEN, Dose, DoseState, is_answerable
from scheduler.domain.reply import Intent, Reply
from scheduler.talk.scene import Scene

CORRECTABLE = timedelta(days=8)
TAKING = frozenset({Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.TAKEN_EXTRA})


def open_doses(scene: Scene) -> list[Dose]:
    """Doses that a bare answer may mean: asked about and not answered; nothing asked: one that is due soon."""
    assert scene.patient is not None
    policy = scene.patient.policy
    since = scene.now - timedelta(hours=policy.answer_within_h)
    until = scene.now + timedelta(hours=policy.answer_before_h, seconds=1)
    nearby = scene.records.doses.of_patient(scene.patient.id, since, until)
    answerable = [dose for dose in nearby if is_answerable(dose, scene.now, policy)]
    asked = [dose for dose in answerable if dose.state in OPEN]
    return asked or answerable[:1]


def one_dose(scene: Scene, dose_id: str | None) -> Dose | None:
    found = scene.records.doses.by_id([int(dose_id)]) if dose_id else []
    return found[0] if found else None


def find_meant(scene: Scene, reply: Reply) -> list[Dose] | None:
    """The doses that the reply is about; None after asking which, or saying that none is open."""
    assert scene.patient is not None
    if reply.dose_ids is not None:
        return _pointed_at(scene, reply.dose_ids)
    if reply.dose_time is not None or reply.dose_on is not None:
        return _named(scene, reply)
    doses = open_doses(scene)
    if reply.letters:
        lettered = _lettered(scene) or doses
        if "ALL" in reply.letters and lettered:
            return lettered
        chosen = [dose for dose in lettered if dose.letter in reply.letters]
        if chosen and len(chosen) == len(set(reply.letters)):
            return chosen
        if not doses:
            return _none_open(scene, reply)
        _ask_which(scene, doses, reply)
        return None
    if len(doses) == 1:
        return doses
    if doses:
        _ask_which(scene, doses, reply)
        return None
    return _none_open(scene, reply)


def _lettered(scene: Scene) -> list[Dose]:
    """Open doses that were offered by letter: those a bare answer may mean, and those that an outage made older than that."""
    assert scene.patient is not None
    policy = scene.patient.policy
    until = scene.now + timedelta(hours=policy.answer_before_h, seconds=1)
    nearby = scene.records.doses.of_patient(scene.patient.id, scene.now - timedelta(hours=48), until)
    offered = [
        dose
        for dose in nearby
        if dose.state in OPEN
        and dose.answered_at is None
        and dose.letter is not None
        and (is_answerable(dose, scene.now, policy) or dose.prompted_at is None)
    ]
    newest = {dose.letter: dose for dose in offered}
    return sorted(newest.values(), key=lambda dose: dose.due_at)


def _pointed_at(scene: Scene, dose_ids: tuple[int, ...]) -> list[Dose] | None:
    """The doses that a button or a quoted message stood under, if they are the writer's own; None after saying they are not."""
    assert scene.patient is not None
    found = scene.records.doses.by_id(dose_ids) if dose_ids else []
    own = [dose for dose in found if dose.patient_id == scene.patient.id and dose.state is not DoseState.REPLACED]
    if not own:
        scene.say("nothing-open")
        return None
    return own


def _named(scene: Scene, reply: Reply) -> list[Dose] | None:
    """A dose named by its time ("yesterday's 8pm"): any of the last days, also one answered before."""
    assert scene.patient is not None
    nearby = scene.records.doses.of_patient(scene.patient.id, scene.now - CORRECTABLE, scene.now + timedelta(hours=2))
    kept = [dose for dose in nearby if dose.state is not DoseState.REPLACED]
    on = reply.dose_on
    if on is None:
        # Without a day it is the latest one of that name.
        kept = [dose for dose in kept if dose.at == reply.dose_time][-1:]
    else:
        kept = [d for d in kept if d.on == on and reply.dose_time in (None, d.at)]
    if len(kept) == 1:
        return kept
    if kept:
        _ask_which(scene, kept, reply)
    else:
        ahead = scene.records.doses.of_patient(scene.patient.id, scene.now, scene.now + timedelta(hours=24))
        coming = [d for d in ahead if d.state is DoseState.PLANNED and d.at == reply.dose_time and on in (None, d.on)]
        if coming:
            scene.say("not-today", doses=coming[:1])
            return None
        scene.say("no-such-dose", {"time": reply.dose_time.strftime("%H:%M") if reply.dose_time else ""})
    return None


def _ask_which(scene: Scene, doses: Sequence[Dose], reply: Reply) -> None:
    lettered: list[Dose] = []
    for letter, dose in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", doses, strict=False):
        lettered.append(dose if dose.letter == letter else replace(dose, letter=letter))
    scene.records.doses.save(lettered)
    scene.say("which-dose", doses=lettered)
    slots = {"intent": reply.intent.value}
    if reply.taken_at is not None:
        slots["taken_at"] = reply.taken_at.isoformat()
    scene.ask("which_dose", slots)


def _none_open(scene: Scene, reply: Reply) -> list[Dose] | None:
    assert scene.patient is not None
    until = scene.now + timedelta(hours=scene.patient.policy.answer_before_h, seconds=1)
    nearby = scene.records.doses.of_patient(scene.patient.id, scene.now - timedelta(hours=24), until)
    answered = [dose for dose in nearby if dose.answered_at is not None]
    last = max(answered, key=lambda dose: dose.due_at, default=None)
    if reply.intent is Intent.TAKEN_EXTRA and last is not None and last.state is DoseState.TAKEN:
        return [last]
    if last is not None and last.state is DoseState.TAKEN and reply.intent in TAKING:
        scene.say("already-recorded", doses=[last])
        scene.ask("extra_really", {"dose": str(last.id)})
        return None
    within = timedelta(hours=scene.patient.policy.answer_within_h)
    changed_mind = (
        last is not None and last.state is DoseState.SKIPPED and reply.intent in {Intent.TAKEN, Intent.TAKEN_LATE}
    )
    if changed_mind and last is not None and scene.now < last.due_at + within:
        # "not taken" first and "taken" afterwards: the later word counts, within the answer window.
        return [last]
    scene.say("nothing-open", doses=[last] if last else [])
    return None
