"""Coming in by an invitation: whoever brings its token becomes the person, or the caregiver, that it was made for."""

from __future__ import annotations

import re

from scheduler.domain.invitation import Invitation, is_open
from scheduler.domain.people import CareLink, LinkState, Person, Role
from scheduler.ports import Records
from scheduler.talk.enrolment import welcome
from scheduler.talk.prescribing import join_as_prescriber
from scheduler.talk.scene import Scene

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def looks_like_token(text: str) -> bool:
    """Whether a message may be an invitation's code: nothing else, and as long as one."""
    return _TOKEN.fullmatch(text) is not None


def join(scene: Scene, token: str) -> bool:
    """Take a token that came with START. False if it is none of ours and the writer is known: then START means START.

    Nobody agrees to anything by it: what follows is the one request to say OK.
    """
    invitation = scene.records.invitations.find(token)
    if invitation is None or not is_open(invitation, scene.now):
        mine = invitation is not None and invitation.used_by == scene.contact.id
        if mine or (invitation is None and _is_known(scene)):
            return False
        scene.say("invitation-over" if invitation is not None else "invitation-unknown", even_unconsented=True)
        return True
    if invitation.role is Role.PATIENT:
        return _join_as_patient(scene, invitation)
    return _join_as_caregiver(scene, invitation)


def _is_known(scene: Scene) -> bool:
    return scene.patient is not None or scene.has_role(Role.CAREGIVER)


def _join_as_patient(scene: Scene, invitation: Invitation) -> bool:
    assert invitation.person_id is not None
    if not _use(scene, invitation):
        return True
    if scene.person.id != invitation.person_id:
        if _is_known(scene):
            _share(scene, invitation.person_id)
        else:
            _become(scene, invitation.person_id)
    scene.patient = scene.records.people.patients([scene.person.id]).get(scene.person.id)
    welcome(scene, by_code=True)
    return True


def _join_as_caregiver(scene: Scene, invitation: Invitation) -> bool:
    people = scene.records.people
    assert invitation.patient_id is not None
    if scene.patient is not None and scene.patient.id == invitation.patient_id:
        scene.say("invitation-own", even_unconsented=True)
        return True
    if not _use(scene, invitation):
        return True
    carer = people.person(invitation.person_id) if invitation.person_id is not None else None
    if carer is not None and carer.id != scene.person.id and not _is_known(scene):
        _become(scene, carer.id)
    elif carer is not None and carer.id != scene.person.id:
        # Somebody we know already under another name: the link moves to them, and the empty name leaves.
        people.set_link(invitation.patient_id, carer.id, LinkState.LEFT, scene.now)
    if _prescribes(scene.records, invitation):
        join_as_prescriber(scene, invitation.patient_id)
        return True
    people.give_role(scene.person.id, Role.CAREGIVER)
    links = people.carers_of(invitation.patient_id)
    mine = next((link for link in links if link.carer_id == scene.person.id), None)
    if mine is None or mine.state is LinkState.LEFT:
        rank = mine.rank if mine is not None else 1 + max((link.rank for link in links), default=0)
        people.link(
            CareLink(
                invitation.patient_id, scene.person.id, Role.CAREGIVER, rank, LinkState.INVITED, since_at=scene.now
            )
        )
    scene.say("carer-welcome", {"patient": _name_of(scene.records, invitation.patient_id)}, even_unconsented=True)
    return True


def _prescribes(records: Records, invitation: Invitation) -> bool:
    """Whether whoever it was made for stands beside the patient as their prescriber."""
    assert invitation.patient_id is not None
    links = records.people.carers_of(invitation.patient_id, Role.PRESCRIBER)
    return any(link.carer_id == invitation.person_id for link in links)


def _use(scene: Scene, invitation: Invitation) -> bool:
    if scene.records.invitations.use(invitation.id, scene.contact.id, scene.now):
        return True
    scene.say("invitation-over", even_unconsented=True)
    return False


def _become(scene: Scene, person_id: int) -> None:
    """The writer turns out to be a person whom we knew by name only, or at another address as well."""
    people = scene.records.people
    people.drop_contact(scene.person.id, scene.contact.id)
    people.use_contact(person_id, scene.contact.id, 1 + len(people.contacts_of(person_id)))
    found = people.person(person_id)
    assert found is not None
    scene.person = found


def _share(scene: Scene, person_id: int) -> None:
    """Somebody else's phone, which they use as well: both are reached there, each after an OK of their own."""
    people = scene.records.people
    if all(contact.id != scene.contact.id for contact in people.contacts_of(person_id)):
        people.use_contact(person_id, scene.contact.id, 1 + len(people.contacts_of(person_id)), waits=True)
    found = people.person(person_id)
    assert found is not None
    scene.person, scene.talk = found, None


def _name_of(records: Records, person_id: int) -> str:
    found: Person | None = records.people.person(person_id)
    return (found.call_me or found.name) if found is not None else ""
