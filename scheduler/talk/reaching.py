"""A provider says that a person blocked the bot, or let it in again."""

from __future__ import annotations

from datetime import datetime

from scheduler.alarm import call_off_about
from scheduler.detour import lose_contact
from scheduler.domain.escalation import Cause
from scheduler.domain.people import Consent, Reach
from scheduler.ports import Records

BLOCKED, UNBLOCKED = "blocked", "unblocked"


def turn(records: Records, contact_id: int, event: str, now: datetime) -> None:
    """Turn a contact off, which is a safety event, or on again if it was a block and no STOP that had turned it off."""
    if event == BLOCKED:
        lose_contact(records, contact_id, BLOCKED, now)
        return
    contact = records.people.contact_by_id(contact_id)
    if event != UNBLOCKED or contact is None or contact.reach is not Reach.OFF:
        return
    for person in records.people.persons_at(contact_id):
        given = [
            c for c in records.people.consents_of(person.id) if c.contact_id == contact_id and c.kind == "messages"
        ]
        if given and not given[-1].given and given[-1].words == BLOCKED:
            records.people.add_consent(Consent(person.id, contact_id, "messages", True, UNBLOCKED, now))
            records.people.set_reach(contact_id, Reach.ON)
            patient = records.people.patients([person.id]).get(person.id)
            if patient is not None:
                call_off_about(records, patient, {Cause.UNREACHABLE}, now)
