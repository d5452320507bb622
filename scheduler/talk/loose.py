"""While no dose is prompted (a plan that waits, is blocked, or is as-needed): a log of what is taken, as it is told."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.dose import Pieces
from scheduler.domain.intake import Answer, Intake, IntakeKind
from scheduler.domain.reply import Reply
from scheduler.domain.tablets import pieces_for
from scheduler.slots import number
from scheduler.talk.recording import move_stock
from scheduler.talk.scene import Scene
from scheduler.talk.which import TAKING


def log_loose(scene: Scene, reply: Reply) -> None:
    """Log what the reply says was taken, with its amount; without one it is asked."""
    assert scene.patient is not None
    medicines = scene.records.plans.medicines_of(scene.patient.id)
    live = scene.live()
    if not medicines or live is None or reply.intent not in TAKING:
        scene.say("watch-only-note")
        return
    mg = reply.amount_mg
    pieces: Pieces = ()
    strengths = [tablet.strength_mg for tablet in live.plan.tablets if tablet.strength_mg is not None]
    if mg is None and reply.tablets is not None and len(strengths) == 1:
        mg = reply.tablets * strengths[0]
    key = "unknown" if not strengths else number(strengths[0])
    if reply.tablets is not None and len(live.plan.tablets) == 1:
        pieces = ((key, reply.tablets),)
    elif mg is not None:
        pieces = pieces_for(mg, live.plan.tablets, live.plan.liquid, None) or ()
    if mg is None and reply.tablets is None:
        scene.say("how-much")
        scene.ask("how_much", {"taken_at": (reply.taken_at or scene.now).isoformat()})
        return
    taken_at = reply.taken_at or scene.now
    intake = Intake(scene.patient.id, live.medicine_id, IntakeKind.LOOSE, mg, pieces, taken_at, scene.now)
    intake_id = scene.records.intakes.add(replace(intake, told_by=scene.person.id))
    move_stock(scene, live.medicine_id, pieces, back=False)
    scene.remember(Answer(scene.patient.id, scene.contact.id, "loose", scene.now, intake_id=intake_id))
    slots = {"taken_at": taken_at.isoformat(), "at": taken_at.isoformat()}
    slots |= {"mg": number(mg)} if mg is not None else {}
    slots |= {"tablets": number(reply.tablets)} if reply.tablets is not None else {}
    scene.settle()
    scene.say("recorded-loose", slots)
