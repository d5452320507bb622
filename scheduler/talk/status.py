"""How somebody is, for a caregiver who asks: what was last heard and recorded, and whether an alarm is going on."""

from __future__ import annotations

from scheduler.circle import circle_of, facts_for_help
from scheduler.domain.escalation import State
from scheduler.domain.people import Patient
from scheduler.talk.scene import Scene


def tell_status(scene: Scene, patient: Patient) -> None:
    """Say it in a line."""
    records = scene.records
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
