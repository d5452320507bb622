"""ERASE and KEEP in chat: asked twice, on the other channel if there is one, and done a day later, so that KEEP is possible."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.erasure import ErasedAs, ErasedBy
from scheduler.domain.message import Priority
from scheduler.domain.people import Conversation, Patient, Reach, Role
from scheduler.domain.reply import Intent
from scheduler.domain.version import Watch, WatchKind
from scheduler.erasing import erase_person, what_forbids
from scheduler.outgoing import reachable, to_carer
from scheduler.talk.scene import Scene

QUESTION = "erase"
ERASING = frozenset({Intent.ERASE, Intent.KEEP})


def answer_erasing(scene: Scene) -> bool:
    """Act on ERASE or KEEP. False if nothing was going to be erased, and the word means something else."""
    if scene.heard.reply.intent is Intent.KEEP:
        return _keep(scene)
    why = what_forbids(scene.records, scene.person.id)
    if why is not None:
        _refuse(scene, why)
    elif scene.patient is not None:
        _erase_patient(scene, scene.patient)
    elif scene.has_role(Role.CAREGIVER):
        _erase_carer(scene)
    else:
        # A stranger, who gets no answer; that they wrote is forgotten.
        scene.records.erasures.erase(scene.person.id, ErasedBy.PERSON, ErasedAs.STRANGER, scene.now, last_words=False)
    return True


def _refuse(scene: Scene, why: str) -> None:
    if scene.contact.reach is Reach.ON:
        scene.say("erase-operator" if why == "operator" else "erase-alarm")


def _erase_patient(scene: Scene, patient: Patient) -> None:
    if scene.contact.reach is Reach.OFF:
        # Messages have ended there: nothing can be asked, and it is their right all the same.
        _plan(scene, patient)
        return
    planned = planned_at(scene, patient)
    if planned is not None:
        scene.say("erase-planned", {"until": planned.isoformat()})
        return
    if _is_confirmed(scene, patient):
        scene.settle()
        _plan(scene, patient)
        return
    contacts = scene.records.people.contacts_of(patient.id)
    other = reachable([contact for contact in contacts if contact.id != scene.contact.id])
    if other is None:
        scene.ask(QUESTION)
        scene.say("erase-sure")
        return
    scene.records.talk.set(Conversation(other.id, patient.id, QUESTION, {}, scene.now))
    key = f"erase-confirm:{scene.inbound_id}"
    way = {"way": scene.contact.channel.value}
    asks = to_carer(
        patient.id, other, patient.id, "erase-confirm", key, scene.now, priority=Priority.ESCALATION, slots=way
    )
    scene.out.append(asks)
    scene.say("erase-asked-there", {"way": other.channel.value})


def _is_confirmed(scene: Scene, patient: Patient) -> bool:
    if scene.talk is None or scene.talk.question != QUESTION or scene.talk.asked_at is None:
        return False
    return scene.now - scene.talk.asked_at <= timedelta(minutes=patient.policy.erase_confirm_within_min)


def _plan(scene: Scene, patient: Patient) -> None:
    """From now on it happens by itself, unless KEEP comes; every phone of theirs hears it, not only the one that asked."""
    at = scene.now + timedelta(hours=patient.policy.erase_after_h)
    scene.records.watches.set(Watch(patient.id, WatchKind.ERASE, at))
    _on_every_phone(scene, patient, "erase-planned", {"until": at.isoformat()})


def _on_every_phone(scene: Scene, patient: Patient, kind: str, slots: dict[str, str]) -> None:
    for contact in scene.records.people.contacts_of(patient.id):
        if reachable([contact]) is None:
            continue
        if contact.id == scene.contact.id:
            scene.say(kind, slots)
            continue
        key = f"{kind}:{scene.inbound_id}:{contact.id}"
        told = to_carer(
            patient.id, contact, patient.id, kind, key, scene.now, priority=Priority.ESCALATION, slots=slots
        )
        scene.out.append(told)


def planned_at(scene: Scene, patient: Patient) -> datetime | None:
    """When this person's data go (UTC), if that was asked for and confirmed."""
    watch = scene.records.watches.get(patient.id, WatchKind.ERASE)
    return watch.wake_at if watch is not None else None


def _keep(scene: Scene) -> bool:
    patient = scene.patient
    if patient is None or planned_at(scene, patient) is None:
        return False
    scene.records.watches.set(Watch(patient.id, WatchKind.ERASE, None))
    _on_every_phone(scene, patient, "erase-kept", {})
    return True


def _erase_carer(scene: Scene) -> None:
    """Nobody's reminders hang on a caregiver's data: it is done at once, and whom they watched over hears it."""
    asked_at = scene.talk.asked_at if scene.talk is not None and scene.talk.question == QUESTION else None
    within = timedelta(minutes=scene.knowledge.policy.erase_confirm_within_min)
    if scene.contact.reach is Reach.OFF or (asked_at is not None and scene.now - asked_at <= within):
        erase_person(scene.records, scene.person.id, ErasedBy.PERSON, scene.now, tells=True)
        return
    scene.ask(QUESTION)
    scene.say("erase-carer-sure")
