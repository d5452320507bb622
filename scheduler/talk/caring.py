"""What a caregiver writes: on it, can't, spoke with them, something is wrong. Their digits are never the patient's list."""

from __future__ import annotations

import re
from dataclasses import replace

from scheduler.absence import begin_what_waits
from scheduler.alarm import raise_alarm
from scheduler.alarm_answer import Answer, answer_alarm
from scheduler.alarm_message import Bell
from scheduler.circle import circle_of, facts_for_help
from scheduler.domain.checkin import CheckIn, Grade, Kind
from scheduler.domain.escalation import Cause, Escalation, State, Tier
from scheduler.domain.message import Priority
from scheduler.domain.people import LinkState, Patient, Reach, Role
from scheduler.domain.reply import Intent
from scheduler.domain.version import WatchKind
from scheduler.drill import is_asked
from scheduler.ports import EscalationEvent
from scheduler.talk.calling import agree_to_calls, confirm_calls
from scheduler.talk.carer_wishes import WISHES, wish
from scheduler.talk.hospital import enter_hospital
from scheduler.talk.leaving import leave
from scheduler.talk.new_phone import give_code
from scheduler.talk.scene import Scene
from scheduler.talk.status import tell_status

_CODE = re.compile(r"\s*([4-9])(?![0-9:.])[\s.,:!)-]*(.*)", re.DOTALL)
_ASKS_STATUS = frozenset({Intent.STATUS, Intent.TODAY, Intent.PROGRESS, Intent.NEXT})
_KINDS = {
    Answer.ON_IT: "carer-on-it",
    Answer.CANNOT: "carer-cannot",
    Answer.SPOKE: "carer-all-clear",
    Answer.ALL_CLEAR: "carer-all-clear",
}
_ALL_WELL = frozenset({Intent.ALL_CLEAR, Intent.NO_SYMPTOM})


def is_caring(scene: Scene) -> bool:
    """Whether this message is read as a caregiver's: they care for somebody, and taper nothing themselves or were just
    asked about somebody else."""
    if scene.contact.reach is not Reach.ON or not _cared_for(scene):
        return False
    return scene.patient is None or (
        scene.question == "carer" and scene.talk is not None and scene.talk.about != scene.patient.id
    )


def _cared_for(scene: Scene) -> list[int]:
    links = scene.records.people.patients_of(scene.person.id)
    return [link.patient_id for link in links if link.state is LinkState.AGREED and link.role is Role.CAREGIVER]


def answer_as_carer(scene: Scene) -> bool:
    """Act on it. False if it is neither a digit, danger nor a question about whom they care for."""
    if not (scene.heard.red or scene.heard.suicidal) and confirm_calls(scene):
        return True
    code, rest = _read(scene)
    intent = scene.heard.reply.intent
    if code is None and intent is Intent.LEAVE:
        leave(scene, _cared_for(scene))
        return True
    if code is None and intent in {Intent.CALLS, Intent.NO_CALLS}:
        agree_to_calls(scene, wanted=intent is Intent.CALLS)
        return True
    patients = scene.records.people.patients(_cared_for(scene))
    if code is None and intent in WISHES:
        wish(scene, patients)
        return True
    worried = scene.heard.near_red or scene.heard.amber
    if code is None and intent not in _ASKS_STATUS | _ALL_WELL | {Intent.HOSPITAL, Intent.NEW_PHONE} and not worried:
        return False
    patient = _whom(scene, patients, rest)
    if patient is None:
        names = ", ".join(each.call_me for each in patients.values())
        kind = "carer-which-wrong" if code == "7" else "carer-which"
        scene.say(kind, {"either": names}, priority=Priority.RED)
    elif code == "7":
        _wrong(scene, patient)
    elif code is None and intent is Intent.HOSPITAL:
        enter_hospital(scene, patient)
    elif code is None and worried:
        # Words that may be danger: asked back at once, with the number to ring.
        scene.say("carer-how", {"patient": patient.call_me}, priority=Priority.RED, about=patient.id)
    elif code is None and intent is Intent.NEW_PHONE:
        give_code(scene, patient)
    elif code is None and intent in _ASKS_STATUS:
        tell_status(scene, patient)
    else:
        _answer(scene, patient, code or "0")
    return True


def _read(scene: Scene) -> tuple[str | None, str]:
    """The digit and the words behind it. Danger in the words is "something is wrong", whatever the digit says."""
    heard = scene.heard
    found = _CODE.fullmatch(heard.text)
    code, rest = (found[1], found[2]) if found else (None, heard.text)
    if code in {"4", "5", "6"} and not rest.strip():
        # Somebody who tapers as well: the bare digit answers what they were asked as a caregiver.
        return code, rest
    if code is None and heard.reply.intent is Intent.CARING:
        code, rest = heard.reply.value, heard.text
    if heard.red or heard.suicidal or heard.reply.intent is Intent.SOS or code in {"8", "9"}:
        code = "7"
    return code, rest


def _whom(scene: Scene, patients: dict[int, Patient], rest: str) -> Patient | None:
    """The one who is named, else the only one there is, else the only one with an alarm; None: it has to be asked."""
    said = rest.casefold()
    named = [each for each in patients.values() if re.search(rf"\b{re.escape(each.call_me.casefold())}\b", said)]
    if len(named) == 1:
        return named[0]
    if len(patients) == 1:
        return next(iter(patients.values()))
    alarmed = {each.patient_id for each in _heard_of(scene, list(patients))}
    return patients[alarmed.pop()] if len(alarmed) == 1 else None


def _heard_of(scene: Scene, patient_ids: list[int]) -> list[Escalation]:
    """What is going on that caregivers know of; red first."""
    found = scene.records.escalations.open_of(patient_ids)
    return sorted(
        (each for each in found if each.state is not State.WARNED), key=lambda each: each.tier is not Tier.RED
    )


def _answer(scene: Scene, patient: Patient, code: str) -> None:
    going_on = _heard_of(scene, [patient.id])
    slots = {"patient": patient.call_me}
    if not going_on:
        if code in {"0", "6"}:
            _keep(scene, patient, code)
        drill = scene.records.watches.get(patient.id, WatchKind.DRILL) if code == "4" else None
        drilled = drill is not None and is_asked(drill, scene.person.id)
        kind = "carer-themselves" if code in {"0", "6"} else "carer-drill-done" if drilled else "carer-nothing-open"
        scene.say(kind, slots, about=patient.id)
        return
    answer = {"4": Answer.ON_IT, "5": Answer.CANNOT, "6": Answer.SPOKE}.get(code, Answer.ALL_CLEAR)
    bell = Bell(scene.records, patient, scene.now)
    name = scene.person.call_me or scene.person.name
    moved = [answer_alarm(bell, each, answer, scene.person.id, name, scene.heard.text) for each in going_on]
    begin_what_waits(scene.records, patient, scene.now)
    kind = _KINDS[answer]
    if answer in {Answer.SPOKE, Answer.ALL_CLEAR}:
        # All is well, says somebody who has not said that they spoke with them: that is asked back.
        first = moved[0]
        unheard = answer is Answer.ALL_CLEAR and first is going_on[0]
        kind = "carer-have-you-spoken" if unheard else "carer-over" if first.state is State.CLOSED else kind
    scene.say(kind, slots, priority=Priority.RED, about=patient.id)


def _keep(scene: Scene, patient: Patient, code: str) -> None:
    """What a caregiver says of somebody's day is kept beside what they say themselves."""
    said = {"carer": scene.person.id, "themselves": int(code)}
    scene.records.check_ins.add(CheckIn(patient.id, Kind.CARER, scene.now, None, said, Grade.GREEN, scene.now))


def _wrong(scene: Scene, patient: Patient) -> None:
    """ "Something is wrong": red from here on. Who says so hears what to do; everybody else is told."""
    name = scene.person.call_me or scene.person.name
    said = scene.heard.text.strip()[:80]
    because = {"name": name, "said": said, "at": scene.now.isoformat()}
    going_on = scene.records.escalations.open_of([patient.id])
    if going_on and not any(each.tier is Tier.RED for each in going_on):
        # Whatever it was about, it is one alarm now. Beside a red one the others stay what they are: they wait for it.
        merged = replace(going_on[0], tier=Tier.RED, state=State.OPEN, round=0, round_since=scene.now)
        scene.records.escalations.save(merged)
    opened = raise_alarm(scene.records, patient, Cause.CARER, scene.now, because, by=scene.person.id)
    assert opened is not None
    scene.records.escalations.note([EscalationEvent(opened.id, scene.now, "wrong", scene.person.id, said)])
    slots = facts_for_help(scene.records, patient, scene.now)
    others = [c.name for own_id, c in circle_of(scene.records, patient.id).items() if own_id != scene.person.id]
    scene.say("carer-wrong", slots | {"names": ", ".join(others)}, priority=Priority.RED, about=patient.id)
    bell = Bell(scene.records, patient, scene.now)
    bell.to_person(opened, "help-carer-says", {"name": name})
