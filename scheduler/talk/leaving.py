"""A caregiver who does not want to be told any more: thanked, and the person hears it. During an alarm only once handed over."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.escalation import State
from scheduler.domain.people import LinkState
from scheduler.outgoing import to_patient
from scheduler.talk.scene import Scene


def leave(scene: Scene, patient_ids: Sequence[int]) -> None:
    """End the care links of whoever writes, but none that an alarm needs."""
    me = scene.person.id
    patients = scene.records.people.patients(patient_ids)
    for patient_id in patient_ids:
        patient = patients.get(patient_id)
        if patient is None:
            continue
        slots = {"patient": patient.call_me}
        alarms = [e for e in scene.records.escalations.open_of([patient_id]) if e.state is not State.WARNED]
        if any(each.held_by in {None, me} for each in alarms):
            scene.say("carer-leave-held", slots, about=patient_id)
            continue
        scene.records.people.set_link(patient_id, me, LinkState.LEFT, scene.now)
        scene.say("carer-left", slots, about=patient_id)
        name = scene.person.call_me or scene.person.name
        key = f"carer-left:{scene.inbound_id}:{patient_id}"
        scene.out.extend(to_patient(patient, "carer-left-you", key, scene.now, slots={"name": name}))
