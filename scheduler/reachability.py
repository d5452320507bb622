"""Who is reached, shown before it is needed: whether somebody has a working contact, and whether it was proven lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.people import LinkState, Patient, Person, Reach
from scheduler.ports import Records


class Standing(StrEnum):
    """How far somebody can be reached. `proven`: they have answered there lately; everything else is only hoped."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    INVITED = "invited"
    OFF = "off"
    NOWHERE = "nowhere"


class Gap(StrEnum):
    """What is missing for help to come. `own_phone`: whoever would be told has only the phone of the person themselves."""

    PERSON = "person"
    NOBODY = "nobody"
    UNPROVEN = "unproven"
    OWN_PHONE = "own_phone"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is, or shall be, told about a patient."""

    person: Person
    standing: Standing
    own_phone: bool


def standing_of(records: Records, person_id: int, now: datetime, proven_for: timedelta) -> Standing:
    """How far somebody can be reached at `now` (UTC)."""
    contacts = records.people.contacts_of(person_id)
    working = [contact.id for contact in contacts if contact.reach is Reach.ON]
    if working:
        heard_at = records.inbox.last_from(working, person_id)
        return Standing.PROVEN if heard_at is not None and now - heard_at < proven_for else Standing.UNPROVEN
    if any(contact.reach is Reach.NEW for contact in contacts):
        return Standing.INVITED
    return Standing.OFF if contacts else Standing.NOWHERE


def who_is_told(records: Records, patient: Patient, now: datetime) -> list[Told]:
    """Everybody who was named for a patient and has not left, first to be told first, with their standing at `now` (UTC)."""
    proven_for = timedelta(days=patient.policy.reach_proven_days)
    own = {contact.id for contact in records.people.contacts_of(patient.id)}
    found = []
    for link in records.people.carers_of(patient.id):
        person = records.people.person(link.carer_id)
        if link.state is LinkState.LEFT or person is None:
            continue
        standing = standing_of(records, person.id, now, proven_for)
        if link.state is LinkState.INVITED and standing in {Standing.PROVEN, Standing.UNPROVEN}:
            # Reached, and has not agreed for this patient.
            standing = Standing.INVITED
        working = {contact.id for contact in records.people.contacts_of(person.id) if contact.reach is Reach.ON}
        found.append(Told(person, standing, bool(working) and working <= own))
    return found


def gaps_of(records: Records, patient: Patient, now: datetime) -> list[Gap]:
    """What is missing at `now` (UTC) for this patient to be reminded, and for help to come; the worst first."""
    told = who_is_told(records, patient, now)
    can_be = [each for each in told if each.standing in {Standing.PROVEN, Standing.UNPROVEN}]
    found = [Gap.PERSON] if patient.contact is None else []
    if not can_be:
        return [*found, Gap.NOBODY]
    if all(each.own_phone for each in can_be):
        found.append(Gap.OWN_PHONE)
    if all(each.standing is Standing.UNPROVEN for each in can_be):
        found.append(Gap.UNPROVEN)
    return found
