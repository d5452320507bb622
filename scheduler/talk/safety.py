"""A red flag: the emergency number to the person, an alert to everybody who agreed to hear. At any hour, before all else."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.intake import IntakeKind
from scheduler.domain.message import Priority
from scheduler.domain.people import LinkState, Patient, Reach
from scheduler.outgoing import reachable, to_carer
from scheduler.talk.scene import Scene


def raise_red(scene: Scene, said: str, *, advise: bool = True, suicidal: bool = False) -> None:
    """Answer danger and alert the caregivers. Who is not enrolled gets the one emergency line and nothing else."""
    patient = scene.patient
    if patient is None or scene.contact.reach is not Reach.ON:
        scene.say("stranger-red", priority=Priority.RED, even_unconsented=True)
        for link in scene.records.people.patients_of(scene.person.id):
            if link.state is LinkState.AGREED:
                _alert_about(scene, scene.records.people.patients([link.patient_id])[link.patient_id], said)
        return
    told = _alert_about(scene, patient, said)
    if suicidal:
        scene.say("suicide-advice", {"names": ", ".join(told)}, priority=Priority.RED)
    elif advise:
        scene.say("red-flag-advice", {"names": ", ".join(told)}, priority=Priority.RED)
    scene.settle()


def _alert_about(scene: Scene, patient: Patient, said: str) -> list[str]:
    """Alert everybody who agreed to hear about this patient, but not the one who wrote. Their names."""
    told: list[str] = []
    intakes = scene.records.intakes.of_patient(patient.id, scene.now - timedelta(days=7))
    last = max((i for i in intakes if i.kind is not IntakeKind.EXTRA), key=lambda i: i.taken_at, default=None)
    for link in scene.records.people.carers_of(patient.id):
        carer = scene.records.people.person(link.carer_id)
        contact = reachable(scene.records.people.contacts_of(link.carer_id))
        if link.state is not LinkState.AGREED or carer is None or contact is None or carer.id == scene.person.id:
            continue
        told.append(carer.call_me or carer.name)
        slots = {"patient": patient.call_me, "said": said[:80], "at": scene.now.isoformat()}
        if last is not None:
            slots["last_taken"] = last.taken_at.isoformat()
        key = f"red:{scene.inbound_id}:{patient.id}:{link.carer_id}"
        scene.out.append(
            to_carer(
                carer.id, contact, patient.id, "red-flag-alert", key, scene.now, priority=Priority.RED, slots=slots
            )
        )
    return told


def ask_safety_list(scene: Scene) -> None:
    """Ask the one safety list."""
    scene.say("safety-list", priority=Priority.CHECK_IN)
    scene.ask("safety")
