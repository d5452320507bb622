"""Taking an answer back, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.intake import Answer
from scheduler.domain.reply import SkipReason
from scheduler.domain.version import Watch, WatchKind
from scheduler.talk.recording import move_stock, record_taken
from scheduler.talk.scene import Scene
from scheduler.talk.which import CORRECTABLE, one_dose


def undo(scene: Scene) -> None:
    """Take the last answer back, whole: the dose, the intake, the tablets. An open dose is asked about again.

    An Undo button takes back what its own receipt recorded, and only while nothing newer was recorded of the same dose.
    """
    assert scene.patient is not None
    since = scene.now - timedelta(hours=scene.patient.policy.answer_within_h)
    pressed = scene.heard.reply.answer_ids
    if pressed is None:
        last = scene.records.intakes.last_answer(scene.patient.id, since)
        meant = [last] if last is not None else []
    else:
        meant = _still_there(scene, pressed, since)
    scene.settle()
    if not meant:
        scene.say("nothing-to-undo")
        return
    put_back = [dose for answer in meant if (dose := _take_back(scene, answer)) is not None]
    scene.say("undone", doses=put_back)


def _still_there(scene: Scene, answer_ids: Sequence[int], since: datetime) -> list[Answer]:
    """Newest first. What a button sends can be forged: another person's answers do not exist here."""
    assert scene.patient is not None
    found = []
    for answer in scene.records.intakes.answers(answer_ids):
        if answer.patient_id != scene.patient.id or answer.undone_at is not None or answer.recorded_at <= since:
            continue
        if answer.dose_id is not None:
            newest = scene.records.intakes.last_answer(scene.patient.id, since, answer.dose_id)
            if newest is None or newest.id not in answer_ids:
                continue
        found.append(answer)
    return found[::-1]


def _take_back(scene: Scene, answer: Answer) -> Dose | None:
    assert scene.patient is not None
    scene.records.intakes.undo_answer(answer.id, scene.now)
    if answer.intake_id is not None:
        for intake in scene.records.intakes.of_patient(scene.patient.id, scene.now - CORRECTABLE * 2):
            if intake.id == answer.intake_id:
                scene.records.intakes.undo(intake.id, scene.now)
                move_stock(scene, intake.medicine_id, intake.pieces, back=True)
    if answer.kind == "extra":
        scene.records.watches.set(Watch(scene.patient.id, WatchKind.EXTRA, None))
    dose = one_dose(scene, str(answer.dose_id) if answer.dose_id else None)
    if dose is None or answer.before is None:
        return None
    put_back = _put_back(dose, dict(answer.before), scene.now + timedelta(minutes=scene.patient.policy.snooze_min))
    if put_back.state is DoseState.TAKEN and put_back.taken_mg is not None and put_back.taken_at is not None:
        # The answer before this one counts again, intake and tablets included.
        return record_taken(scene, replace(put_back, state=DoseState.DUE), put_back.taken_mg, put_back.taken_at)
    scene.records.doses.save([put_back])
    return put_back


def _put_back(dose: Dose, before: dict[str, str | None], ask_again_at: datetime) -> Dose:
    state = DoseState(before["state"] or "due")
    wake_at: datetime | None = None
    if state in {DoseState.DUE, DoseState.PLANNED}:
        wake_at = min(ask_again_at, dose.window_ends_at) if state is DoseState.DUE else dose.due_at
    return replace(
        dose,
        state=state,
        taken_mg=Decimal(before["taken_mg"]) if before["taken_mg"] else None,
        taken_at=datetime.fromisoformat(before["taken_at"]) if before["taken_at"] else None,
        answered_at=datetime.fromisoformat(before["answered_at"]) if before["answered_at"] else None,
        reason=SkipReason(before["reason"]) if before["reason"] else None,
        receipt_owed=False,
        wake_at=wake_at,
    )
