"""A caregiver who does not want to be told any more: thanked, and the person hears it. During an alarm only once handed over."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.absence import is_needed, leave_circle
from scheduler.carer_memory import LEAVING, remember
from scheduler.talk.scene import Scene


def leave(scene: Scene, patient_ids: Sequence[int]) -> None:
    """End the care links of whoever writes; one that an alarm needs ends when it is handed over or over."""
    me = scene.person.id
    patients = scene.records.people.patients(patient_ids)
    for patient_id in patient_ids:
        patient = patients.get(patient_id)
        if patient is None:
            continue
        slots = {"patient": patient.call_me}
        if is_needed(scene.records, patient_id, me):
            remember(scene.records, patient, {f"{LEAVING}{me}": "asked"}, scene.now)
            scene.say("carer-leave-held", slots, about=patient_id)
            continue
        scene.say("carer-left", slots, about=patient_id)
        scene.out.extend(leave_circle(scene.records, patient, me, scene.now))
