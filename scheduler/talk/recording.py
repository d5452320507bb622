"""Writing down that a dose was taken: the dose, the intake, the tablets that left the house, and how to take it all back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from scheduler.domain.dose import Dose, Pieces, take
from scheduler.domain.intake import Answer, Intake, IntakeKind
from scheduler.domain.supply import count_down
from scheduler.domain.tablets import pieces_for
from scheduler.slots import number
from scheduler.talk.scene import Scene
from scheduler.talk.which import CORRECTABLE


def pieces_of(scene: Scene, dose: Dose, mg: Decimal) -> Pieces:
    """What makes `mg` of this dose's plan; empty if its tablets cannot."""
    if mg == dose.mg:
        return dose.pieces
    version = scene.records.plans.version(dose.version_id)
    plan = version.plan if version else None
    return (pieces_for(mg, plan.tablets, plan.liquid, None) if plan else None) or ()


def record_taken(scene: Scene, dose: Dose, mg: Decimal, taken_at: datetime) -> Dose:
    """Record a dose as taken, with its intake and what left the house; an earlier intake of the same dose is undone."""
    answers = scene.records.intakes
    pieces = pieces_of(scene, dose, mg)
    # Of a dose that has no answer there is no intake that counts.
    told = answers.of_patient(dose.patient_id, dose.due_at - CORRECTABLE) if dose.answered_at is not None else []
    for old in told:
        if old.dose_id == dose.id and old.kind is IntakeKind.DOSE:
            answers.undo(old.id, scene.now)
            move_stock(scene, dose.medicine_id, old.pieces, back=True)
    intake_id = answers.add(
        Intake(
            patient_id=dose.patient_id,
            medicine_id=dose.medicine_id,
            kind=IntakeKind.DOSE,
            mg=mg,
            pieces=pieces,
            taken_at=taken_at,
            recorded_at=scene.now,
            dose_id=dose.id,
            told_by=scene.person.id,
        )
    )
    move_stock(scene, dose.medicine_id, pieces, back=False)
    taken = take(dose, mg, taken_at, scene.now)
    scene.records.doses.save([taken])
    remember(scene, dose, "taken", intake_id)
    scene.records.messages.drop_for_doses([dose.id], "answered", scene.now, dose.patient_id)
    return taken


def move_stock(scene: Scene, medicine_id: int, pieces: Sequence[tuple[str, Decimal]], *, back: bool) -> None:
    """Count tablets out of the house, or back in when an answer is taken back."""
    on_hand = scene.records.stock.on_hand(medicine_id)
    known = [(name, count) for name, count in pieces if name in on_hand]
    if not known:
        return
    if back:
        after = {name: on_hand[name] + count for name, count in known}
    else:
        after = {name: count for name, count in count_down(on_hand, tuple(known)).items() if count != on_hand.get(name)}
    scene.records.stock.set_on_hand(medicine_id, after, scene.now, "undone" if back else "taken")


def remember(scene: Scene, before: Dose, kind: str, intake_id: int | None = None) -> None:
    """Keep the dose as it was before this answer, for `undo`."""
    snapshot: dict[str, str | None] = {
        "state": before.state.value,
        "taken_mg": number(before.taken_mg) if before.taken_mg is not None else None,
        "taken_at": before.taken_at.isoformat() if before.taken_at else None,
        "answered_at": before.answered_at.isoformat() if before.answered_at else None,
        "reason": before.reason.value if before.reason else None,
    }
    scene.remember(
        Answer(
            patient_id=before.patient_id,
            contact_id=scene.contact.id,
            kind=kind,
            recorded_at=scene.now,
            dose_id=before.id,
            before=snapshot,
            intake_id=intake_id,
        )
    )
