"""A prescriber who was asked whether I may write to them: an OK of their own, and one plain answer to everything else."""

from __future__ import annotations

from scheduler.domain.people import CareLink, Consent, LinkState, Role
from scheduler.domain.reply import Intent
from scheduler.domain.version import VersionState
from scheduler.outgoing import to_patient
from scheduler.prescriber import BLOCKED, tell_prescriber
from scheduler.talk.scene import Scene


def join_as_prescriber(scene: Scene, patient_id: int) -> None:
    """Whoever brought the code is the one whom the operator entered, or turns out to be somebody known already."""
    people = scene.records.people
    people.give_role(scene.person.id, Role.PRESCRIBER)
    mine = [link for link in people.patients_of(scene.person.id) if link.patient_id == patient_id]
    if not mine or mine[0].state is LinkState.LEFT:
        people.link(CareLink(patient_id, scene.person.id, Role.PRESCRIBER, 1, LinkState.INVITED, scene.now))
    patient = people.patients([patient_id])[patient_id]
    scene.say("prescriber-welcome", {"patient": patient.call_me}, even_unconsented=True, about=patient_id)


def answer_prescriber(scene: Scene) -> bool:
    """What somebody says who prescribes. False if they are nobody's prescriber, or a caregiver with nothing left to agree to."""
    people = scene.records.people
    links = [link for link in people.patients_of(scene.person.id) if link.role is Role.PRESCRIBER]
    invited = [link for link in links if link.state is LinkState.INVITED]
    agreed = [link for link in links if link.state is LinkState.AGREED]
    if not invited and (not agreed or scene.has_role(Role.CAREGIVER)):
        return False
    if invited and scene.heard.reply.intent is Intent.OK:
        people.agree_at(scene.person.id, scene.contact.id)
        for link in invited:
            _agree(scene, link)
        return True
    patient = people.patients([(invited or agreed)[0].patient_id])[(invited or agreed)[0].patient_id]
    if invited:
        scene.say("prescriber-welcome", {"patient": patient.call_me}, even_unconsented=True, about=patient.id)
        return True
    phone = scene.records.cards.of(patient.id).callback
    scene.say("prescriber-noted", {"patient": patient.call_me} | ({"phone": phone} if phone else {}), about=patient.id)
    return True


def _agree(scene: Scene, link: CareLink) -> None:
    """Their OK counts for texts about this patient; the patient hears it, and what waits for a prescriber is said now."""
    records = scene.records
    records.people.set_link(link.patient_id, link.carer_id, LinkState.AGREED, scene.now)
    for kind in ("messages", "prescriber"):
        said = Consent(scene.person.id, scene.contact.id, kind, True, scene.heard.text, scene.now)
        records.people.add_consent(said)
    patient = records.people.patients([link.patient_id])[link.patient_id]
    scene.say("prescriber-agreed", {"patient": patient.call_me}, about=patient.id)
    key = f"prescriber-joined:{patient.id}:{link.carer_id}"
    slots = {"name": scene.person.call_me or scene.person.name}
    scene.out.extend(to_patient(patient, "prescriber-joined", key, scene.now, slots=slots))
    for version in records.plans.live_of([patient.id]):
        if version.state is VersionState.BLOCKED:
            tell_prescriber(records, patient, BLOCKED, str(version.id), scene.now)
