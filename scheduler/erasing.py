"""Somebody is erased: what has to wait for it, who is told, and the entry that it was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.circle import Carer, circle_of
from scheduler.concern import is_operator
from scheduler.domain.erasure import ErasedAs, ErasedBy
from scheduler.domain.escalation import Escalation, State
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Contact, LinkState, Patient, Role
from scheduler.domain.version import Watch
from scheduler.outgoing import reachable, to_patient
from scheduler.ports import Records

# An alarm goes before; it is looked at again so much later.
_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom an end concerns: `served` watch over this person and somebody else too, `only` over nobody else; `patients` are
    those this person watches over.
    """

    served: tuple[Carer, ...]
    only: tuple[Carer, ...]
    patients: tuple[Patient, ...]


def what_forbids(records: Records, person_id: int) -> str | None:
    """Why somebody cannot be erased now, as a code; None if nothing stands against it.

    `alarm`: one of theirs is going on. `holds_alarm`: somebody else's, that they are on. `operator`: OPERATOR_CONTACT is theirs.
    """
    if is_operator(records, person_id):
        return "operator"
    if _going_on(records, [person_id]):
        return "alarm"
    cared_for = [link.patient_id for link in records.people.patients_of(person_id) if link.state is LinkState.AGREED]
    if any(each.held_by in {None, person_id} for each in _going_on(records, cared_for)):
        return "holds_alarm"
    return None


def _going_on(records: Records, patient_ids: list[int]) -> list[Escalation]:
    return [each for each in records.escalations.open_of(patient_ids) if each.state is not State.WARNED]


def erase_person(records: Records, person_id: int, by: ErasedBy, now: datetime, *, tells: bool) -> int:
    """Erase them at `now` (UTC), within the caller's transaction, and with them caregivers who watch over nobody else.

    With `tells` they and their caregivers hear it in last words, and what is needed for these goes once they have left. How
    many rows were deleted.
    """
    people = records.people
    person, patient = people.person(person_id), people.patients([person_id]).get(person_id)
    if person is None:
        return 0
    name = person.call_me or person.name
    around = _circle(records, person_id, patient)
    to_self = _own_contact(records, person_id)
    roles = people.roles(person_id)
    was = ErasedAs.PATIENT if patient else ErasedAs.CAREGIVER if Role.CAREGIVER in roles else ErasedAs.STRANGER
    entry = records.erasures.erase(person_id, by, was, now, last_words=tells and to_self is not None)
    rows, out = entry.rows, list[Message]()
    if tells and to_self is not None:
        kind = "erased" if patient else "erased-carer"
        out.append(_last_word(person_id, to_self, kind, f"erased:{entry.id}:self", now, {}))
    for carer in around.only:
        own = carer.contacts[0] if tells and reachable(carer.contacts) else None
        ended = records.erasures.erase(carer.person.id, by, ErasedAs.CAREGIVER, now, last_words=own is not None)
        rows += ended.rows
        if own is not None:
            key = f"erased:{ended.id}:carer"
            out.append(_last_word(carer.person.id, own, "erased-carer-too", key, now, {"patient": name}))
    if tells:
        for carer in around.served:
            key = f"erased:{entry.id}:{carer.person.id}"
            slots = {"patient": name}
            out.append(_last_word(carer.person.id, carer.contacts[0], "erased-told", key, now, slots))
    for other in around.patients:
        # Without the name, which is erased: whoever is left is shown by WHO.
        out.extend(to_patient(other, "carer-erased-you", f"carer-erased:{entry.id}:{other.id}", now))
    records.messages.add(out)
    return rows


def wake_erase(records: Records, patient: Patient, watch: Watch, now: datetime) -> bool:
    """The time that was given for a second thought is over. False if it has to wait for the end of an alarm."""
    if what_forbids(records, patient.id) is not None:
        records.watches.set(replace(watch, wake_at=now + _AGAIN))
        return False
    erase_person(records, patient.id, ErasedBy.PERSON, now, tells=True)
    return True


def _circle(records: Records, person_id: int, patient: Patient | None) -> Circle:
    people = records.people
    served: list[Carer] = []
    only: list[Carer] = []
    links = [link for link in people.carers_of(person_id) if link.carer_id != person_id]
    agreed = circle_of(records, person_id) if patient is not None else {}
    for link in links:
        others = [each for each in people.patients_of(link.carer_id) if each.patient_id != person_id]
        others = [each for each in others if each.state is not LinkState.LEFT]
        someone = others or people.patients([link.carer_id]) or is_operator(records, link.carer_id)
        carer = agreed.get(link.carer_id)
        if not someone:
            person = people.person(link.carer_id)
            assert person is not None
            only.append(carer or Carer(person, ()))
        elif carer is not None:
            served.append(carer)
    watched = [link for link in people.patients_of(person_id) if link.state is LinkState.AGREED]
    cared_for = [link.patient_id for link in watched if link.patient_id != person_id]
    return Circle(tuple(served), tuple(only), tuple(people.patients(cared_for).values()))


def _own_contact(records: Records, person_id: int) -> Contact | None:
    """Where they are reached and nobody else is: last words on somebody else's phone would need that one to stay known."""
    contacts = records.people.contacts_of(person_id)
    shared = records.people.shared([contact.id for contact in contacts])
    return reachable([contact for contact in contacts if contact.id not in shared])


def _last_word(person_id: int, contact: Contact, kind: str, key: str, now: datetime, slots: dict[str, str]) -> Message:
    return Message(
        person_id=person_id,
        contact_id=contact.id,
        kind=kind,
        key=key,
        priority=Priority.ESCALATION,
        not_before=now,
        created_at=now,
        slots=slots,
        budgeted=False,
    )
