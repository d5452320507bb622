"""STOP and START as carriers require them: for a whole phone, whoever uses it. An end of messages is a safety event."""

from __future__ import annotations

from scheduler.alarm import call_off_about, raise_alarm
from scheduler.circle import circle_of
from scheduler.concern import tell_operator
from scheduler.consent import Agreement
from scheduler.detour import OPTED_OUT, lose_contact, tell_by_the_other_way
from scheduler.domain.escalation import Cause
from scheduler.domain.people import Consent, LinkState, Person, Reach, Role
from scheduler.lost_phone import is_lost
from scheduler.outgoing import reachable, to_patient
from scheduler.talk.new_phone import ask_the_other
from scheduler.talk.scene import Scene

WRONG_NUMBER = "wrong number"


def opt_out(scene: Scene) -> None:
    """No message can follow on this contact but these last words: they do not mean "stop your medicine"."""
    people = scene.records.people
    if scene.contact.reach is Reach.OFF:
        return
    persons = people.persons_at(scene.contact.id) or [scene.person]
    agreed = [person for person in persons if _has_agreed(scene, person)]
    for person in persons:
        people.add_consent(Consent(person.id, scene.contact.id, "messages", False, scene.heard.text, scene.now))
    people.set_reach(scene.contact.id, Reach.OFF)
    scene.settle()
    scene.say("stopped", even_unconsented=True)
    for person in persons:
        _let_go(scene, person, was_on=person in agreed)


def _has_agreed(scene: Scene, person: Person) -> bool:
    contacts = scene.records.people.contacts_of(person.id)
    return any(contact.id == scene.contact.id and contact.reach is Reach.ON for contact in contacts)


def _let_go(scene: Scene, person: Person, *, was_on: bool) -> None:
    """The person's other channel, else those who watch over them, and those they watch over; the operator in any case."""
    records, people = scene.records, scene.records.people
    patient = people.patients([person.id]).get(person.id)
    if was_on and tell_by_the_other_way(scene.records, person, scene.contact, scene.now):
        return
    if patient is not None and was_on:
        if circle_of(records, patient.id):
            raise_alarm(records, patient, Cause.OPTED_OUT, scene.now)
        about = {"code": str(scene.contact.id), "says": OPTED_OUT}
        scene.out.extend(tell_operator(records, "operator-channel-lost", str(scene.contact.id), scene.now, about))
    if reachable(people.contacts_of(person.id)) is not None:
        return
    for link in people.patients_of(person.id):
        if link.state is LinkState.LEFT:
            continue
        people.set_link(link.patient_id, person.id, LinkState.LEFT, scene.now)
        told = people.patients([link.patient_id]).get(link.patient_id)
        if told is not None:
            # The person hears at once that somebody who watched over them no longer does.
            slots = {"name": person.call_me or person.name}
            kind = "carer-stopped" if link.role is Role.CAREGIVER else "prescriber-stopped"
            key = f"{kind}:{scene.inbound_id}:{told.id}:{person.id}"
            scene.out.extend(to_patient(told, kind, key, scene.now, slots=slots))


def opt_in(scene: Scene) -> None:
    """Messages again, for everybody who had agreed to them on this phone before; who had not is asked anew.

    Whoever is reached elsewhere by now may have left this number to somebody else: then the phone that works is asked.
    """
    if is_lost(scene.records, scene.person.id, scene.contact):
        # Whoever holds a lost phone cannot have it spoken to again.
        return
    people = scene.records.people
    persons = people.persons_at(scene.contact.id) or [scene.person]
    others = [contact for contact in people.contacts_of(scene.person.id) if contact.id != scene.contact.id]
    if len(persons) == 1 and reachable(others) is not None:
        people.set_reach(scene.contact.id, Reach.NEW)
        ask_the_other(scene, others)
        return
    for person in persons:
        people.add_consent(Consent(person.id, scene.contact.id, "messages", True, scene.heard.text, scene.now))
    people.set_reach(scene.contact.id, Reach.ON)
    for patient in people.patients([person.id for person in persons]).values():
        call_off_about(scene.records, patient, {Cause.OPTED_OUT, Cause.UNREACHABLE}, scene.now)
    scene.say("started")


def disown(scene: Scene) -> None:
    """Whoever writes is not the one we know by this number: nothing more goes there, and nobody is known by it again."""
    people = scene.records.people
    scene.settle()
    scene.say("wrong-number", even_unconsented=True)
    lose_contact(scene.records, scene.contact.id, WRONG_NUMBER, scene.now)
    for person in people.persons_at(scene.contact.id):
        people.drop_contact(person.id, scene.contact.id)
    people.set_reach(scene.contact.id, Reach.NEW)


def agree_to(scene: Scene, about: Agreement, *, given: bool) -> None:
    """Keep what the writer agreed to, or refused, in their own words."""
    consent = Consent(scene.person.id, scene.contact.id, about, given, scene.heard.text, scene.now)
    scene.records.people.add_consent(consent)
