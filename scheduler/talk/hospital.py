"""HOSPITAL and what follows: by the person or by a caregiver for them; and the two questions before reminders go on."""

from __future__ import annotations

from datetime import timedelta

from scheduler.circle import circle_of, names_of
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.reply import Intent
from scheduler.hospital import come_home, doubt_plan, handover, rest_reminders, resting_since, tell_circle
from scheduler.outgoing import to_patient
from scheduler.talk.plan_bringing import bring_words, sounds_prescribed
from scheduler.talk.scene import Scene

CHANGED, TAKEN = "hospital", "hospital_taken"
_OFF = timedelta(hours=24)
_BESIDE = frozenset({
    *(Intent.TODAY, Intent.NEXT, Intent.PLAN, Intent.LEFT, Intent.PROGRESS, Intent.STATUS, Intent.HELP, Intent.MENU),
    *(Intent.LETTER, Intent.SHEET, Intent.CALENDAR, Intent.QUESTION, Intent.QUESTION_DROP),
})  # fmt: skip


def enter_hospital(scene: Scene, patient: Patient) -> None:
    """Reminders rest from now on. Whoever writes gets what those who treat them need; the others hear of it."""
    records, now = scene.records, scene.now
    again = resting_since(records, patient.id) is not None
    if not again:
        rest_reminders(records, patient, now)
    facts, by_carer = handover(records, patient, now), scene.person.id != patient.id
    if by_carer:
        scene.say("hospital-noted-carer", facts, about=patient.id, priority=Priority.ESCALATION)
        name = scene.person.call_me or scene.person.name
        key = f"hospital-by:{scene.inbound_id}"
        scene.out.extend(
            to_patient(patient, "hospital-by", key, now, priority=Priority.ESCALATION, slots={"name": name})
        )
    else:
        scene.settle()
        names = names_of(circle_of(records, patient.id))
        scene.say("hospital-noted", {"names": names}, priority=Priority.ESCALATION)
    scene.say("hospital-handover", facts, about=patient.id, priority=Priority.ESCALATION)
    if not again:
        tell_circle(records, patient, "carer-hospital", now, but=scene.person.id if by_carer else None)


def leave_hospital(scene: Scene) -> bool:
    """They say that it is over: asked first whether the plan was changed. False if reminders do not rest for that."""
    if scene.patient is None or resting_since(scene.records, scene.patient.id) is None:
        return False
    scene.say("hospital-changed", priority=Priority.CHECK_IN)
    scene.ask(CHANGED)
    return True


def answer_hospital(scene: Scene) -> bool:
    """The answers to the two questions. False if neither is open."""
    if scene.patient is None or scene.question not in {CHANGED, TAKEN}:
        return False
    if scene.heard.reply.intent in _BESIDE:
        # Looking something up answers nothing; the question stays open.
        return False
    said = scene.heard.text.strip().casefold().rstrip(".!")
    if scene.question == CHANGED:
        if said == "same":
            scene.say("hospital-taken", priority=Priority.CHECK_IN)
            scene.ask(TAKEN)
        elif said in {"changed", "unsure"}:
            _wait_for_prescriber(scene, scene.patient)
        elif sounds_prescribed(scene):
            # The words of a new plan say that it was changed. Nothing is prompted before it is confirmed.
            _doubt(scene, scene.patient)
            bring_words(scene)
        else:
            scene.say("hospital-changed", priority=Priority.CHECK_IN)
        return True
    if said == "all" or (said in {"some", "unsure"} and not _off_for_long(scene, scene.patient)):
        _go_on(scene, scene.patient)
    elif said in {"some", "unsure"}:
        _wait_for_prescriber(scene, scene.patient)
    else:
        scene.say("hospital-taken", priority=Priority.CHECK_IN)
    return True


def _off_for_long(scene: Scene, patient: Patient) -> bool:
    """Whether a day or longer may have gone by without any."""
    return not scene.records.intakes.of_patient(patient.id, scene.now - _OFF)


def _go_on(scene: Scene, patient: Patient) -> None:
    scene.settle()
    come_home(scene.records, patient, scene.now)
    since = scene.now - timedelta(hours=patient.policy.answer_within_h)
    still = [d for d in scene.records.doses.open_of([patient.id], since) if d.answered_at is None]
    scene.say("resumed", doses=still)
    tell_circle(scene.records, patient, "carer-hospital-over", scene.now)


def _wait_for_prescriber(scene: Scene, patient: Patient) -> None:
    scene.say("plan-watch", _doubt(scene, patient), priority=Priority.ESCALATION)


def _doubt(scene: Scene, patient: Patient) -> dict[str, str]:
    """Home, and their plan is not known: nothing is prompted, and those who care for them hear so. What is said about it."""
    scene.settle()
    come_home(scene.records, patient, scene.now)
    tell_circle(scene.records, patient, "carer-hospital-doubt", scene.now)
    return doubt_plan(scene.records, patient, scene.now, scene.knowledge.drug)
