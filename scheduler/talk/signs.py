"""Signs in somebody's words: kept, weighed with those of the last two days, and acted on before any dose is answered."""

from __future__ import annotations

from datetime import timedelta

from scheduler.circle import numbers_to_ring
from scheduler.domain.checkin import Grade
from scheduler.domain.intake import IntakeKind
from scheduler.domain.message import Priority
from scheduler.domain.sign import Weight
from scheduler.domain.version import Watch, WatchKind
from scheduler.signs import fetch_if_twice, knows_clinic, note_signs
from scheduler.talk.safety import ask_safety_list, raise_red
from scheduler.talk.scene import Scene


def act_on_signs(scene: Scene) -> bool:
    """Keep the signs of this message and act on their weight. True if it was danger, and nothing else of it matters."""
    heard, patient = scene.heard, scene.patient
    if patient is None or not heard.symptoms:
        return False
    grade = Grade.AMBER if heard.amber else Grade.GREEN
    weight, said = note_signs(scene.records, patient, heard.symptoms, grade, scene.now, heard.text.strip())
    for kind, slots in said:
        scene.say(kind, slots, priority=Priority.ESCALATION)
    if weight is not Weight.RED and not _drowsy_after_extra(scene):
        return False
    raise_red(scene, heard.text)
    return True


def _drowsy_after_extra(scene: Scene) -> bool:
    """Drowsiness in the hours after an extra intake is danger, whatever its size."""
    patient = scene.patient
    assert patient is not None
    if not set(scene.heard.symptoms) & set(patient.policy.extra_red_with.split()):
        return False
    since = scene.now - timedelta(hours=patient.policy.extra_red_for_h)
    return any(each.kind is IntakeKind.EXTRA for each in scene.records.intakes.of_patient(patient.id, since))


def answer_symptom(scene: Scene) -> None:
    """Something that is worth a call: whom to ring at this hour; what the clinic knows stays quiet, what is mild is noted."""
    patient, heard, now = scene.patient, scene.heard, scene.now
    assert patient is not None
    if any(message.kind == "signs-urgent" for message in scene.out):
        ask_safety_list(scene)
        return
    if heard.symptoms and knows_clinic(scene.records, patient, now, heard.symptoms, {}):
        scene.say("noted-known")
        return
    if not heard.amber:
        scene.say("noted-green")
        return
    scene.say("noted-symptom", numbers_to_ring(scene.records, patient, now), priority=Priority.CHECK_IN)
    ask_safety_list(scene)
    for kind, slots in fetch_if_twice(scene.records, patient, now):
        scene.say(kind, slots)


def keep_known(scene: Scene) -> None:
    """The person says that their clinic knows: what was told so far stays quiet until it is worse, for some days at most."""
    patient = scene.patient
    assert patient is not None
    until = scene.now + timedelta(days=patient.policy.known_days)
    memo = (("at", scene.now.isoformat()), ("until", until.isoformat()))
    scene.records.watches.set(Watch(patient.id, WatchKind.KNOWN, None, memo))
    scene.settle()
    scene.say("clinic-knows-saved", {"until": until.isoformat()})
