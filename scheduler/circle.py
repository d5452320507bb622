"""Whom to fetch for somebody: the caregivers who agreed and can be written to, and what they need to know when they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.intake import IntakeKind
from scheduler.domain.people import ChannelName, Contact, LinkState, Patient, Person, Reach, Role
from scheduler.domain.version import VersionState
from scheduler.ports import Records

_LAST_TAKEN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Carer:
    """Somebody to be told, with every contact of theirs that has agreed and works, first one first."""

    person: Person
    contacts: tuple[Contact, ...]

    @property
    def name(self) -> str:
        return self.person.call_me or self.person.name


def circle_of(records: Records, patient_id: int, role: Role = Role.CAREGIVER) -> dict[int, Carer]:
    """Who has agreed to be told about a patient and can be reached, by person id, first to be told first."""
    found: dict[int, Carer] = {}
    for link in sorted(records.people.carers_of(patient_id, role), key=lambda link: link.rank):
        if link.state is not LinkState.AGREED:
            continue
        person = records.people.person(link.carer_id)
        contacts = tuple(c for c in records.people.contacts_of(link.carer_id) if c.reach is Reach.ON)
        if person is not None and contacts:
            found[person.id] = Carer(person, contacts)
    return found


def names_of(circle: Mapping[int, Carer]) -> str:
    """Their names, as a slot."""
    return ", ".join(carer.name for carer in circle.values())


def facts_for_help(records: Records, patient: Patient, now: datetime, *, medicine: bool = True) -> dict[str, str]:
    """What somebody needs who rings for them: the last intake told of, their phone, the medicine unless they refused that."""
    facts = {"patient": patient.call_me}
    phone = next((c for c in records.people.contacts_of(patient.id) if c.channel is ChannelName.SMS), None)
    if phone is not None:
        facts["phone"] = phone.address
    if not medicine:
        return facts
    intakes = records.intakes.of_patient(patient.id, now - _LAST_TAKEN_WITHIN)
    last = max((i for i in intakes if i.kind is not IntakeKind.EXTRA), key=lambda i: i.taken_at, default=None)
    if last is not None:
        facts["last_taken"] = last.taken_at.isoformat()
    refused = [c.given for c in records.people.consents_of(patient.id) if c.kind == "name_medicine"]
    live = [v for v in records.plans.live_of([patient.id]) if v.state is not VersionState.ENDED]
    if live and (not refused or refused[-1]):
        facts["medicine"] = live[-1].plan.medication
    return facts
