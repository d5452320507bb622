"""A phone that is lost: nothing is sent there any more, and nothing written there counts; the silence clock runs."""

from __future__ import annotations

from datetime import datetime

from scheduler.circle import circle_of
from scheduler.concern import tell_operator
from scheduler.domain.message import Priority
from scheduler.domain.people import Consent, Contact, Patient, Reach
from scheduler.outgoing import to_carer
from scheduler.ports import Records

LOST = "lost"


def mute_lost_phone(records: Records, patient: Patient, by: int, writes_from: int, name: str, now: datetime) -> None:
    """The whole effect of a lost phone, within the caller's transaction: every contact of the patient is off, and marked so
    that a START from there does not turn it on again; the other caregivers and the operator hear it, and who said so.

    `by`: the caregiver who said it, `writes_from` the contact they hold in their hands, which cannot be the lost one.
    """
    for contact in records.people.contacts_of(patient.id):
        if contact.id == writes_from:
            continue
        records.people.set_reach(contact.id, Reach.OFF)
        records.people.add_consent(Consent(patient.id, contact.id, LOST, False, name, now))
    messages = [
        to_carer(
            carer.person.id,
            carer.contacts[0],
            patient.id,
            "carer-told-lost",
            f"lost-phone:{patient.id}:{carer.person.id}:{now.date().isoformat()}",
            now,
            priority=Priority.ESCALATION,
            slots={"patient": patient.call_me, "name": name},
        )
        for own_id, carer in circle_of(records, patient.id).items()
        if own_id != by
    ]
    slots = {"code": str(patient.id), "says": LOST}
    records.messages.add(
        [*messages, *tell_operator(records, "operator-channel-lost", f"lost:{patient.id}", now, slots)]
    )


def is_lost(records: Records, person_id: int, contact: Contact) -> bool:
    """Whether somebody said that the phone behind this contact is lost, and nobody has found it since."""
    said = [each for each in records.people.consents_of(person_id) if each.contact_id == contact.id]
    newest = max((each for each in said if each.kind == LOST), key=lambda each: each.at, default=None)
    return newest is not None and not newest.given
