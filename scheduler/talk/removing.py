"""DON'T TELL and a name: the person ends what a caregiver is told. The caregiver hears nothing of it and cannot undo it."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.escalation import State
from scheduler.domain.message import MessageState
from scheduler.domain.people import CareLink, LinkState, Person
from scheduler.talk.scene import Scene

_BACK = timedelta(days=14)


def remove_carer(scene: Scene) -> None:
    """End one care link, the invitations with it. During an alarm that caregivers know of everybody stays."""
    patient, people = scene.patient, scene.records.people
    assert patient is not None
    links = [link for link in people.carers_of(patient.id) if link.state is not LinkState.LEFT]
    persons = people.persons([link.carer_id for link in links])
    names = {link.carer_id: _name(persons[link.carer_id]) for link in links}
    meant = _meant(links, names, scene.heard.reply.value or "")
    if not links:
        scene.say("remove-nobody")
        return
    if meant is None:
        scene.say("remove-which", {"names": ", ".join(filter(None, names.values()))})
        return
    alarms = scene.records.escalations.open_of([patient.id])
    if any(each.state is not State.WARNED for each in alarms):
        scene.say("remove-alarm", {"names": ", ".join(filter(None, names.values()))})
        return
    people.set_link(patient.id, meant.carer_id, LinkState.LEFT, scene.now)
    # A code they still hold would let them in again, or take a new phone for the person's own.
    scene.records.invitations.end_all(patient.id, scene.now)
    about = scene.records.messages.of_patient(patient.id, scene.now - _BACK)
    waits = [x.id for x in about if x.person_id == meant.carer_id and x.state is MessageState.WAITING]
    scene.records.messages.drop(waits, "removed", scene.now)
    left = [names[link.carer_id] for link in links if link is not meant and link.state is LinkState.AGREED]
    slots = {"name": names[meant.carer_id]} | ({"names": ", ".join(left)} if left else {})
    scene.say("removed", slots)


def _name(person: Person) -> str:
    return person.call_me or person.name


def _meant(links: list[CareLink], names: dict[int, str], said: str) -> CareLink | None:
    wanted = said.strip().casefold()
    found = [link for link in links if wanted and names[link.carer_id].casefold() == wanted]
    found = found or [link for link in links if wanted and names[link.carer_id].casefold().split()[:1] == [wanted]]
    return found[0] if len(found) == 1 else None
