"""One understood message: who wrote it, what it means, what is answered. Safety first, then open questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import call_off_about, settle_answered
from scheduler.consent import Agreement
from scheduler.domain.dose import OPEN
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Inbound
from scheduler.domain.people import ChannelName, Reach, Role, Wording
from scheduler.domain.reply import DOSE_INTENTS, Heard, Intent
from scheduler.domain.version import Change, Watch, WatchKind
from scheduler.knowledge import Knowledge
from scheduler.ladder import look_at_amounts
from scheduler.ports import Records
from scheduler.soft import may_ask_softly
from scheduler.talk.answers import answer_dose, log_large
from scheduler.talk.caring import answer_as_carer, is_caring
from scheduler.talk.check_in import answer_check_in, resume_check_in
from scheduler.talk.counting import count, fetched, ordered
from scheduler.talk.enrolment import STEPS, answer_carer, enrol, welcome
from scheduler.talk.erasing import ERASING, answer_erasing
from scheduler.talk.filling import fill_question
from scheduler.talk.hospital import answer_hospital, enter_hospital, leave_hospital
from scheduler.talk.joining import join, looks_like_token
from scheduler.talk.new_phone import confirm as confirm_new_phone
from scheduler.talk.new_phone import tell_how
from scheduler.talk.not_changed import keep_not_changed
from scheduler.talk.opting import agree_to, disown, opt_in, opt_out
from scheduler.talk.paper import PAPER, note_question
from scheduler.talk.plan_answering import resume_plan
from scheduler.talk.plan_bringing import (
    begin_by_steps,
    begin_change,
    bring_words,
    go_on,
    keep_words,
    sounds_prescribed,
    take_plan,
)
from scheduler.talk.plan_release import begin_read_back, use_code
from scheduler.talk.prescribing import answer_prescriber
from scheduler.talk.press import finish, is_stale
from scheduler.talk.progress import tell_progress
from scheduler.talk.reaching import turn
from scheduler.talk.removing import remove_carer
from scheduler.talk.safety import ask_near_red, pass_on_all_well, pass_on_whether_alone, raise_red
from scheduler.talk.scene import Attachment, Scene
from scheduler.talk.sharing import act_for_several
from scheduler.talk.showing import set_shown, tell_own_circle, tell_told
from scheduler.talk.signs import act_on_signs, answer_symptom, keep_known
from scheduler.talk.telling import tell_left, tell_next, tell_plan, tell_speed, tell_today
from scheduler.talk.travel import change_zone, keep_home_time
from scheduler.talk.undoing import undo
from scheduler.talk.which import open_doses
from scheduler.talk.writing import Writing, as_seen_by, who_writes

_TELL = {
    Intent.TODAY: tell_today,
    Intent.NEXT: tell_next,
    Intent.LEFT: tell_left,
    Intent.PROGRESS: tell_progress,
    Intent.STATUS: tell_progress,
    Intent.NEW_PHONE: tell_how,
    Intent.COUNT: count,
    Intent.ORDERED: ordered,
    Intent.FETCHED: fetched,
    Intent.UNDO: undo,
    Intent.NEW_PLAN: go_on,
    Intent.READ_BACK: begin_read_back,
    Intent.SPEED: tell_speed,
    Intent.TOLD: tell_told,
    Intent.SHOW: set_shown,
    Intent.WHO: tell_own_circle,
    Intent.REMOVE: remove_carer,
}
_ALL_WELL = frozenset({Intent.ALL_CLEAR, Intent.NO_SYMPTOM})
_CHANGES = {Intent.HOLD: Change.HOLD, Intent.STEP_BACK: Change.STEP_BACK, Intent.RESTART: Change.RESTART}


def receive(
    records: Records,
    knowledge: Knowledge,
    inbound: Inbound,
    heard: Heard,
    now: datetime,
    attachment: Attachment | None = None,
    writing: Writing | None = None,
) -> None:
    """Act on one inbound message and queue what is answered, within the caller's transaction. `now` is UTC.

    `heard` is read from the words of `writing`; who wrote is found out here if it is not given.
    """
    event = inbound.about.get("event")
    if event is not None:
        turn(records, inbound.contact_id, event, now)
        return
    writing = writing or who_writes(records, inbound, now)
    scene = set_scene(records, knowledge, inbound, heard, now, attachment, writing)
    if writing.everybody[1:] and act_for_several(scene, writing):
        pass
    elif not is_stale(scene, inbound.about):
        _act(scene)
        resume_check_in(scene)
        resume_plan(scene)
    records.messages.add(finish(scene, inbound.about))
    if scene.patient is not None:
        settle_answered(records, scene.patient, heard.text, now, all_well=heard.reply.intent in _ALL_WELL)
        if heard.reply.intent is Intent.FETCHED:
            # Should it still run out soon, the next morning says so again.
            call_off_about(records, scene.patient, {Cause.SUPPLY}, now)
        if heard.reply.intent in DOSE_INTENTS | {Intent.REASON}:
            look_at_amounts(records, scene.patient, now)


def set_scene(
    records: Records,
    knowledge: Knowledge,
    inbound: Inbound,
    heard: Heard,
    now: datetime,
    attachment: Attachment | None = None,
    writing: Writing | None = None,
) -> Scene:
    """The scene of a message and its writer. An address that nobody has used before becomes a person without a name."""
    contact = records.people.contact_by_id(inbound.contact_id)
    if contact is None:
        raise LookupError(f"contact {inbound.contact_id} of message {inbound.id} does not exist")
    writing = writing or who_writes(records, inbound, now)
    person = writing.person or next(iter(writing.everybody), None)
    if person is None:
        person_id = records.people.add_person("", now)
        records.people.use_contact(person_id, contact.id)
        person = records.people.person(person_id)
        assert person is not None
    talk = records.talk.get(contact.id)
    if len(writing.everybody) > 1:
        contact = next((c for c in records.people.contacts_of(person.id) if c.id == contact.id), contact)
        talk = as_seen_by(records, talk, contact.id, person)
        records.inbox.written_by(inbound.id, writing.person.id if writing.person else 0)
    return Scene(
        records=records,
        knowledge=knowledge,
        now=now,
        inbound_id=inbound.id,
        contact=contact,
        heard=heard,
        person=person,
        patient=records.people.patients([person.id]).get(person.id),
        talk=talk,
        attachment=attachment,
    )


def _act(scene: Scene) -> None:
    heard, intent = scene.heard, scene.heard.reply.intent
    # A caregiver's 4 is "on it" and nobody's symptom; what they say of danger is about whom they care for.
    if intent not in {Intent.STOP, Intent.START} and is_caring(scene) and answer_as_carer(scene):
        return
    # Danger is acted on before any other meaning of the text, at any hour, whoever writes.
    if heard.red or heard.suicidal or intent is Intent.SOS or heard.reply.safety:
        raise_red(scene, heard.text, suicidal=heard.suicidal or 9 in heard.reply.safety)
        if intent is Intent.TAKEN_EXTRA and scene.patient is not None:
            log_large(scene, heard.reply)
        keep_words(scene)
        note_question(scene, silently=True)
        return
    if intent is Intent.STOP:
        opt_out(scene)
        return
    if intent in ERASING and answer_erasing(scene):
        return
    if intent is Intent.WRONG_NUMBER and scene.contact.reach is not Reach.OFF and (scene.patient or is_caring(scene)):
        disown(scene)
        return
    if intent is Intent.WHO_IS_THIS and scene.contact.reach is Reach.ON:
        scene.say("who-is-this")
        return
    token = heard.reply.value if intent is Intent.START else scene.heard.text.strip()
    if token and scene.contact.reach is not Reach.OFF and looks_like_token(token) and join(scene, token):
        return
    if scene.contact.reach is Reach.OFF:
        if intent is Intent.START:
            opt_in(scene)
        return
    if scene.patient is None:
        _not_a_patient(scene)
    elif _only_asks(scene) or use_code(scene) or pass_on_whether_alone(scene) or answer_hospital(scene):
        return
    elif intent is Intent.HOSPITAL:
        enter_hospital(scene, scene.patient)
    elif scene.question not in STEPS and sounds_prescribed(scene):
        bring_words(scene)
    elif act_on_signs(scene):
        keep_words(scene)
    elif heard.near_red:
        ask_near_red(scene)
    elif intent in _ALL_WELL and pass_on_all_well(scene):
        return
    elif intent in DOSE_INTENTS and scene.question in STEPS and any(dose.state in OPEN for dose in open_doses(scene)):
        # A real dose that waits goes before any question of getting to know each other.
        _act_for_patient(scene)
    elif not confirm_new_phone(scene) and not enrol(scene) and not answer_check_in(scene) and not fill_question(scene):
        _act_for_patient(scene)


def _only_asks(scene: Scene) -> bool:
    """Keep a question for the prescriber. True if there is nothing in it that has to be acted on as well."""
    return note_question(scene) and not (scene.heard.near_red or scene.heard.amber)


def _not_a_patient(scene: Scene) -> None:
    if answer_prescriber(scene):
        return
    if scene.has_role(Role.CAREGIVER):
        if not answer_carer(scene):
            scene.say("carer-noted" if scene.contact.reach is Reach.ON else "say-ok", even_unconsented=True)
        return
    if scene.question == "enrol_ok":
        if scene.heard.reply.intent is Intent.HELP:
            scene.say("help", even_unconsented=True)
        else:
            enrol(scene)
        return
    # Strangers get no answer, except to START; the console is nobody's phone number, so any word will do there.
    if scene.contact.channel is ChannelName.CONSOLE or scene.heard.reply.intent is Intent.START:
        welcome(scene)


def _act_for_patient(scene: Scene) -> None:
    reply = scene.heard.reply
    intent = reply.intent
    if scene.attachment is not None:
        if scene.attachment.plan is not None:
            if scene.attachment.beside:
                scene.say("plan-file-beside", {"says": scene.attachment.beside})
            take_plan(scene, scene.attachment.plan)
        else:
            scene.say("plan-file-error", {"says": scene.attachment.error or ""})
    elif intent in DOSE_INTENTS:
        answer_dose(scene, reply)
        if reply.unread and not reply.doubt:
            _not_read(scene, saved=True)
    elif intent is Intent.PLAN:
        tell_plan(scene)
    elif intent in _TELL:
        _TELL[intent](scene)
    elif intent in PAPER:
        PAPER[intent](scene)
    elif intent is Intent.REASON and reply.reason is not None:
        answer_dose(scene, replace(reply, intent=Intent.SKIPPED))
    elif intent in _CHANGES:
        begin_change(scene, _CHANGES[intent])
    else:
        _act_on_settings(scene)


def _act_on_settings(scene: Scene) -> None:
    reply, patient = scene.heard.reply, scene.patient
    assert patient is not None
    intent = reply.intent
    if intent in _ALL_WELL:
        scene.settle()
        scene.say("safety-clear")
    elif intent in {Intent.PAUSE, Intent.AWAY}:
        _pause(scene)
    elif intent is Intent.RESUME:
        if not leave_hospital(scene):
            _resume(scene)
    elif intent is Intent.ZONE:
        _zone(scene)
    elif intent is Intent.HOME_TIME:
        keep_home_time(scene)
    elif intent is Intent.WORDING and reply.value in {wording.value for wording in Wording}:
        scene.records.people.change_patient(patient.id, wording=Wording(reply.value))
        agree_to(scene, Agreement.FULL_WORDING, given=reply.value == Wording.FULL)
        scene.say(f"wording-changed-{reply.value}")
    elif intent is Intent.NAME and reply.value:
        scene.records.people.change_person(scene.person.id, call_me=reply.value[:40])
        scene.say("name-changed", {"name": reply.value[:40]})
    elif intent is Intent.NOT_YET:
        keep_not_changed(scene)
    elif intent in {Intent.MENU, Intent.HELP, Intent.THANKS}:
        scene.say(intent.value)
    elif intent in {Intent.START, Intent.OK}:
        scene.say("menu")
    elif intent is Intent.KNOWN:
        keep_known(scene)
    elif intent is Intent.SYMPTOM or scene.heard.symptoms:
        answer_symptom(scene)
    elif not begin_by_steps(scene):
        _not_read(scene, saved=False)


def _not_read(scene: Scene, *, saved: bool) -> None:
    """Only words that nobody knows: what was understood is saved, and at most one soft question a day is asked."""
    assert scene.patient is not None
    if may_ask_softly(scene.records, scene.patient, scene.now):
        scene.say("not-understood" if saved else "not-understood-plain")
    elif not saved:
        scene.say("not-read")


def _pause(scene: Scene) -> None:
    patient = scene.patient
    assert patient is not None
    most = timedelta(hours=patient.policy.pause_most_h)
    wanted = timedelta(minutes=scene.heard.reply.later_after_min) if scene.heard.reply.later_after_min else most
    if scene.heard.reply.intent is Intent.AWAY:
        # A day is longer than reminders may rest.
        wanted = most + timedelta(minutes=1)
    until = scene.now + min(wanted, most)
    scene.records.people.change_patient(patient.id, paused_until=until)
    scene.records.watches.set(Watch(patient.id, WatchKind.PAUSE, until))
    slots = {"until": until.isoformat(), "at": until.isoformat(), "most_h": str(patient.policy.pause_most_h)}
    scene.say("paused" if wanted <= most else "pause-long", slots)


def _resume(scene: Scene) -> None:
    patient = scene.patient
    assert patient is not None
    scene.records.people.change_patient(patient.id, unpause=True)
    scene.records.watches.set(Watch(patient.id, WatchKind.PAUSE, None))
    open_doses = [
        dose
        for dose in scene.records.doses.open_of(
            [patient.id], scene.now - timedelta(hours=patient.policy.answer_within_h)
        )
        if dose.answered_at is None
    ]
    scene.say("resumed", doses=open_doses)


def _zone(scene: Scene) -> None:
    said = scene.heard.reply.value or ""
    found = scene.knowledge.zones_for(said)
    if len(found) == 1:
        change_zone(scene, found[0])
    else:
        scene.say("zone-which" if found else "zone-unknown", {"said": said[:40], "zones": ", ".join(found[:4])})
