"""A new phone or a new number of somebody who is known: a caregiver asks for a code, and the phone that works says yes."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.circle import circle_of, names_of
from scheduler.domain.invitation import VALID_FOR, Invitation, new_token
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Contact, Conversation, Patient, Role
from scheduler.domain.reply import Intent
from scheduler.outgoing import reachable, to_carer, to_patient
from scheduler.talk.scene import Scene

QUESTION = "new_phone"


def give_code(scene: Scene, patient: Patient) -> None:
    """A caregiver asks: they get a code to pass on in person, and whoever still reads the old phone hears of it."""
    code = new_token()
    made = Invitation(Role.PATIENT, patient.id, patient.id, scene.now, scene.now + VALID_FOR)
    scene.records.invitations.add(made, code)
    scene.say("carer-new-phone", {"patient": patient.call_me, "code": code}, about=patient.id)
    key = f"new-phone-asked:{scene.inbound_id}"
    slots = {"name": scene.person.call_me or scene.person.name}
    scene.out.extend(to_patient(patient, "new-phone-asked", key, scene.now, slots=slots, budgeted=False))


def tell_how(scene: Scene) -> None:
    """The person asks: only somebody who knows them can vouch for another phone."""
    assert scene.patient is not None
    names = names_of(circle_of(scene.records, scene.patient.id))
    scene.say("new-phone-how", {"names": names} if names else {})


def ask_the_other(scene: Scene, others: Sequence[Contact]) -> bool:
    """The new phone has said OK; the one that works so far is asked. False if there is none: then the code was enough."""
    working = reachable(others)
    if working is None:
        return False
    slots = {"contact": str(scene.contact.id)}
    scene.records.talk.set(Conversation(working.id, scene.person.id, QUESTION, slots, scene.now))
    scene.out.append(_to(scene, working, "new-phone-confirm", {"way": scene.contact.channel.value}))
    names = names_of(circle_of(scene.records, scene.person.id))
    scene.say("new-phone-waits", {"names": names} if names else {}, even_unconsented=True)
    return True


def confirm(scene: Scene) -> bool:
    """The answer on the phone that works. Only OK lets the new one in; False: it was about something else."""
    if scene.question != QUESTION or scene.heard.reply.intent is not Intent.OK:
        return False
    people = scene.records.people
    new = people.contact_by_id(int(scene.asked["contact"]))
    scene.settle()
    if new is None or all(contact.id != new.id for contact in people.contacts_of(scene.person.id)):
        return False
    let_in(scene, new)
    scene.say("new-phone-on")
    return True


def let_in(scene: Scene, new: Contact) -> None:
    """The new phone works from now on: first, if it takes the place of one of the same kind. Caregivers hear of it."""
    people = scene.records.people
    people.agree_at(scene.person.id, new.id)
    contacts = people.contacts_of(scene.person.id)
    if any(each.channel is new.channel and each.id != new.id for each in contacts):
        for rank, each in enumerate([new, *(each for each in contacts if each.id != new.id)], start=1):
            people.use_contact(scene.person.id, each.id, rank)
    scene.records.talk.set(Conversation(new.id, scene.person.id, None, {}, None))
    scene.out.append(_to(scene, new, "started", {}))
    for carer in circle_of(scene.records, scene.person.id).values():
        slots = {"patient": scene.person.call_me or scene.person.name}
        if new.channel is ChannelName.SMS:
            slots["phone"] = new.address
        key = f"new-phone:{scene.inbound_id}:{carer.person.id}"
        told = to_carer(
            carer.person.id, carer.contacts[0], scene.person.id, "carer-new-phone-on", key, scene.now,
            priority=Priority.CHECK_IN, slots=slots,
        )  # fmt: skip
        scene.out.append(told)


def _to(scene: Scene, contact: Contact, kind: str, slots: dict[str, str]) -> Message:
    """A message to the person on another of their contacts."""
    key = f"{kind}:{scene.inbound_id}:{contact.id}"
    urgent = Priority.ESCALATION
    return to_carer(scene.person.id, contact, scene.person.id, kind, key, scene.now, priority=urgent, slots=slots)
