"""What a caregiver sets for themselves: away dates, a daily question, a digest; and who else is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.absence import go_away, is_needed, names_beside
from scheduler.carer_day import begin_if_wanted
from scheduler.carer_memory import DAILY, DIGEST, GOING, memory_of, remember
from scheduler.circle import AWAY
from scheduler.domain.people import Conversation, LinkState, Patient
from scheduler.domain.reply import Intent
from scheduler.domain.timing import to_wall
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
    """Thanked, and the person hears it at once; what an alarm holds up begins when it is handed over or over."""
    said = scene.heard.reply.value
    slots = {"patient": patient.call_me}
    if said is None:
        _come_back(scene, patient)
        return
    if not said[:1].isdigit():
        scene.say("carer-away-how", slots, about=patient.id)
        return
    me, name = scene.person.id, scene.person.call_me or scene.person.name
    first, _, back = said.rpartition("/")
    others = names_beside(scene.records, patient, me)
    told = {"day": back, "names": ", ".join(others)} | ({"from_day": first} if first else {})
    own, today = str(me), to_wall(scene.now, patient.zone).date().isoformat()
    if first or is_needed(scene.records, patient.id, me):
        remember(scene.records, patient, {GOING + own: f"{first or today}/{back}"}, scene.now)
    else:
        scene.out.extend(go_away(scene.records, patient, me, back, scene.now))
    if not first and is_needed(scene.records, patient.id, me):
        scene.say("carer-away-held", slots | {"day": back}, about=patient.id)
        return
    scene.say("carer-away", slots | told, about=patient.id)
    key = f"carer-away:{scene.inbound_id}:{patient.id}"
    scene.out.extend(to_patient(patient, "carer-away-you", key, scene.now, slots={"name": name} | told))


def _come_back(scene: Scene, patient: Patient) -> None:
    """Nobody is left out without a day on which it ends; who says AWAY again is back, or does not go."""
    own, slots = str(scene.person.id), {"patient": patient.call_me}
    memo = memory_of(scene.records, patient.id)
    if AWAY + own not in memo and GOING + own not in memo:
        scene.say("carer-away-how", slots, about=patient.id)
        return
    remember(scene.records, patient, {AWAY + own: "", GOING + own: ""}, scene.now)
    scene.say("carer-back", slots, about=patient.id)
    key = f"carer-back:{scene.inbound_id}:{patient.id}"
    told = {"name": scene.person.call_me or scene.person.name}
    scene.out.extend(to_patient(patient, "carer-back-you", key, scene.now, slots=told))


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
