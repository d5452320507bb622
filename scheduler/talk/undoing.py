"""Taking the last answer back, whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.reply import SkipReason
from scheduler.domain.version import Watch, WatchKind
from scheduler.talk.recording import move_stock, record_taken
from scheduler.talk.scene import Scene
from scheduler.talk.which import CORRECTABLE, one_dose


def undo(scene: Scene) -> None:
    """Take the last answer back, whole: the dose, the intake, the tablets. An open dose is asked about again."""
    assert scene.patient is not None
    since = scene.now - timedelta(hours=scene.patient.policy.answer_within_h)
    last = scene.records.intakes.last_answer(scene.patient.id, since)
    scene.settle()
    if last is None:
        scene.say("nothing-to-undo")
        return
    scene.records.intakes.undo_answer(last.id, scene.now)
    if last.intake_id is not None:
        for intake in scene.records.intakes.of_patient(scene.patient.id, scene.now - CORRECTABLE * 2):
            if intake.id == last.intake_id:
                scene.records.intakes.undo(intake.id, scene.now)
                move_stock(scene, intake.medicine_id, intake.pieces, back=True)
    if last.kind == "extra":
        scene.records.watches.set(Watch(scene.patient.id, WatchKind.EXTRA, None))
    dose = one_dose(scene, str(last.dose_id) if last.dose_id else None)
    if dose is None or last.before is None:
        scene.say("undone")
        return
    put_back = _put_back(dose, dict(last.before), scene.now + timedelta(minutes=scene.patient.policy.snooze_min))
    if put_back.state is DoseState.TAKEN and put_back.taken_mg is not None and put_back.taken_at is not None:
        # The answer before this one counts again, intake and tablets included.
        record_taken(scene, replace(put_back, state=DoseState.DUE), put_back.taken_mg, put_back.taken_at)
    else:
        scene.records.doses.save([put_back])
    scene.say("undone", doses=[put_back])


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
