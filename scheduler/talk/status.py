"""How somebody is, for a caregiver who asks: what was last heard and recorded, and whether an alarm is going on."""

from __future__ import annotations

from datetime import timedelta

from scheduler.circle import circle_of, facts_for_help
from scheduler.domain.escalation import State
from scheduler.domain.people import Patient
from scheduler.talk.scene import Scene


def tell_status(scene: Scene, patient: Patient) -> None:
    """Say it in a line."""
    records = scene.records
    today = records.messages.of_patient(patient.id, scene.now - timedelta(hours=24))
    told = [each for each in today if each.kind == "carer-status" and each.person_id == scene.person.id]
    # While an alarm is going on whoever helps has to know.
    if len(told) >= patient.policy.carer_status_a_day and not records.escalations.open_of([patient.id]):
        scene.say("carer-status-enough", {"patient": patient.call_me}, about=patient.id)
        return
    contacts = [contact.id for contact in records.people.contacts_of(patient.id)]
    slots = {k: v for k, v in facts_for_help(records, patient, scene.now).items() if k in {"patient", "last_taken"}}
    heard_at = records.inbox.last_from(contacts, patient.id) if contacts else None
    if heard_at is not None:
        slots["at"] = heard_at.isoformat()
    alarms = [each for each in records.escalations.open_of([patient.id]) if each.state is not State.WARNED]
    if alarms:
        slots["since"] = alarms[0].opened_at.isoformat()
        holder = circle_of(records, patient.id).get(alarms[0].held_by or 0)
        if holder is not None:
            slots["name"] = holder.name
    scene.say("carer-status", slots, about=patient.id)
