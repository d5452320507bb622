"""What a caregiver sets for themselves: away dates, a daily question, a digest; and who else is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.carer_day import DAILY, DIGEST, begin_if_wanted, memory_of, remember
from scheduler.circle import AWAY
from scheduler.domain.escalation import State
from scheduler.domain.people import Conversation, LinkState, Patient
from scheduler.domain.reply import Intent
from scheduler.lost_phone import LOST, mute_lost_phone
from scheduler.outgoing import to_patient
from scheduler.talk.scene import Scene

WISHES = frozenset({Intent.AWAY, Intent.WHO, Intent.DAILY, Intent.DIGEST, Intent.LOST})


def wish(scene: Scene, patients: Mapping[int, Patient]) -> None:
    """Act on it, for everybody this caregiver looks after."""
    intent = scene.heard.reply.intent
    if intent is Intent.LOST and len(patients) > 1:
        names = ", ".join(each.call_me for each in patients.values())
        scene.say("carer-lost-which", {"names": names})
        return
    for patient in patients.values():
        if intent is Intent.AWAY:
            _go_away(scene, patient)
        elif intent is Intent.WHO:
            tell_who(scene, patient)
        elif intent is Intent.LOST:
            _lose_phone(scene, patient)
        else:
            _switch(scene, patient, DAILY if intent is Intent.DAILY else DIGEST)


def _go_away(scene: Scene, patient: Patient) -> None:
    """Thanked, and the person hears it at once; during an alarm only once it is handed over."""
    me, until = scene.person.id, scene.heard.reply.value
    slots = {"patient": patient.call_me}
    if until is not None and not until[:1].isdigit():
        scene.say("carer-away-how", slots, about=patient.id)
        return
    if until is None:
        if AWAY + str(me) in memory_of(scene.records, patient.id):
            remember(scene.records, patient, {AWAY + str(me): ""}, scene.now)
            scene.say("carer-back", slots, about=patient.id)
        else:
            scene.say("carer-away-how", slots, about=patient.id)
        return
    alarms = [e for e in scene.records.escalations.open_of([patient.id]) if e.state is not State.WARNED]
    if any(each.held_by in {None, me} for each in alarms):
        scene.say("carer-away-held", slots, about=patient.id)
        return
    remember(scene.records, patient, {AWAY + str(me): date.fromisoformat(until).isoformat()}, scene.now)
    others = [name for own_id, name, back_on in _circle(scene, patient) if own_id != me and back_on is None]
    scene.say("carer-away", {**slots, "day": until, "names": ", ".join(others)}, about=patient.id)
    name = scene.person.call_me or scene.person.name
    key = f"carer-away:{scene.inbound_id}:{patient.id}"
    told = {"name": name, "day": until, "names": ", ".join(others)}
    scene.out.extend(to_patient(patient, "carer-away-you", key, scene.now, slots=told))


def _lose_phone(scene: Scene, patient: Patient) -> None:
    """A caregiver says that the phone is lost. Said twice it is so: nobody is muted by one word."""
    if scene.question != LOST or scene.talk is None or scene.talk.about != patient.id:
        scene.say("carer-lost-sure", {"patient": patient.call_me}, about=patient.id)
        scene.records.talk.set(Conversation(scene.contact.id, patient.id, LOST, {}, scene.now))
        return
    scene.settle()
    name = scene.person.call_me or scene.person.name
    mute_lost_phone(scene.records, patient, scene.person.id, scene.contact.id, name, scene.now)
    scene.say("carer-lost-muted", {"patient": patient.call_me}, about=patient.id)


def _switch(scene: Scene, patient: Patient, what: str) -> None:
    value = scene.heard.reply.value or "on"
    remember(scene.records, patient, {what + str(scene.person.id): value}, scene.now)
    begin_if_wanted(scene.records, patient, scene.now)
    code = "carer-daily" if what == DAILY else "carer-digest"
    scene.say(f"{code}-{value}", {"patient": patient.call_me}, about=patient.id)


def _circle(scene: Scene, patient: Patient) -> Sequence[tuple[int, str, str | None]]:
    """Everybody who agreed to be told: id, name, and the day on which they are back if they are away."""
    memo = memory_of(scene.records, patient.id)
    found = []
    for link in scene.records.people.carers_of(patient.id):
        person = scene.records.people.person(link.carer_id)
        if link.state is LinkState.AGREED and person is not None:
            found.append((person.id, person.call_me or person.name, memo.get(AWAY + str(person.id))))
    return found


def tell_who(scene: Scene, patient: Patient) -> None:
    """Say whom I tell about this patient, in order, and who of them is away."""
    told = _circle(scene, patient)
    names = [name for _, name, _ in told]
    away = [name for _, name, back_on in told if back_on is not None]
    slots = {"names": ", ".join(names)} | ({"away": ", ".join(away)} if away else {})
    mine = scene.patient is not None and scene.patient.id == patient.id
    if mine:
        scene.say("who-is-told", slots)
    else:
        scene.say("carer-who", {"patient": patient.call_me, **slots}, about=patient.id)
