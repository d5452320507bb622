"""Getting to know each other: consent first, then a practice round, a name, a time zone, the wording, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.circle import circle_of
from scheduler.consent import Agreement
from scheduler.domain.invitation import VALID_FOR, Invitation, new_token
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Consent,
    Contact,
    Conversation,
    LinkState,
    Reach,
    Role,
    Wording,
)
from scheduler.domain.reply import Intent
from scheduler.domain.version import Watch, WatchKind
from scheduler.drill import begin_drills
from scheduler.outgoing import reachable, to_carer
from scheduler.talk.new_phone import ask_the_other, let_in
from scheduler.talk.opting import agree_to
from scheduler.talk.plan_bringing import begin
from scheduler.talk.scene import GETTING_TO_KNOW, Scene

STEPS = GETTING_TO_KNOW


def welcome(scene: Scene, *, by_code: bool = False) -> None:
    """The first message: who this is, what it costs, that nobody reads along, the emergency number. Needs an OK.

    `by_code`: they came in by an invitation.
    """
    scene.say("welcome", even_unconsented=True)
    if scene.contact.reach is Reach.NEW:
        # On a phone that others use already their question stays open: this one is known by the OK that is missing.
        scene.ask("enrol_ok", {"by": "code"} if by_code else {})


def enrol(scene: Scene) -> bool:
    """Take the answer to an enrolment question. False if it was none, and something else has to make sense of it."""
    question, reply = scene.question, scene.heard.reply
    if question == "enrol_ok":
        _agree(scene)
    elif question == "circle":
        _circle(scene)
    elif question == "practice":
        _practice(scene)
    elif question == "name" and reply.intent in {Intent.ANSWER, Intent.NAME, Intent.UNKNOWN}:
        _name(scene)
    elif question == "zone" and reply.intent in {Intent.ANSWER, Intent.ZONE, Intent.UNKNOWN}:
        _zone(scene)
    elif question == "wording" and reply.intent in {Intent.ANSWER, Intent.WORDING, Intent.OK, Intent.UNKNOWN}:
        _wording(scene)
    else:
        return False
    return True


def _agree(scene: Scene) -> None:
    if scene.heard.reply.intent is not Intent.OK:
        scene.say("say-ok", even_unconsented=True)
        return
    people = scene.records.people
    people.add_consent(Consent(scene.person.id, scene.contact.id, "messages", True, scene.heard.text, scene.now))
    others = [contact for contact in people.contacts_of(scene.person.id) if contact.id != scene.contact.id]
    if scene.asked.get("by") == "code" and _knows(scene):
        # Somebody who has begun already brings another phone: nothing is asked again but whether it is theirs.
        if not ask_the_other(scene, others):
            let_in(scene, scene.contact)
        return
    people.agree_at(scene.person.id, scene.contact.id)
    people.make_patient(scene.person.id, Wording.DISCREET, scene.now)
    scene.patient = people.patients([scene.person.id])[scene.person.id]
    if reachable(others) is None:
        _ask_on_the_others(scene, others)
    else:
        # A second way to reach somebody whom we know: nothing is asked again.
        scene.settle()
        scene.say("started")
        return
    scene.contact = scene.patient.contact or scene.contact
    named = _named_carers(scene)
    scene.say("circle", {"name": " and ".join(named)} if named else {})
    scene.ask("circle", {"known": "yes"} if named else {})


def _knows(scene: Scene) -> bool:
    """Whether they agreed on another of their contacts before."""
    given = scene.records.people.consents_of(scene.person.id)
    return any(c.kind == "messages" and c.given and c.contact_id != scene.contact.id for c in given)


def _ask_on_the_others(scene: Scene, others: Sequence[Contact]) -> None:
    """One request on each of their other channels: agreement is given where it is used."""
    for contact in others:
        if contact.reach is not Reach.NEW or len(scene.records.people.persons_at(contact.id)) > 1:
            continue
        scene.records.talk.set(Conversation(contact.id, scene.person.id, "enrol_ok", {}, scene.now))
        scene.out.append(
            to_carer(
                scene.person.id,
                contact,
                scene.person.id,
                "welcome-here-too",
                f"welcome-here-too:{scene.person.id}:{contact.id}",
                scene.now,
                priority=Priority.REST,
                slots={"patient": scene.person.call_me or scene.person.name},
                even_unconsented=True,
            )
        )


def _named_carers(scene: Scene) -> list[str]:
    """Whom the operator entered already; then only their agreement is asked."""
    assert scene.patient is not None
    people = scene.records.people
    links = [link for link in people.carers_of(scene.patient.id) if link.state is not LinkState.LEFT]
    carers = [people.person(link.carer_id) for link in links]
    return [carer.call_me or carer.name for carer in carers if carer is not None]


def _ask_next(scene: Scene) -> None:
    """The next thing that is not known yet; somebody entered by an operator is asked nothing twice."""
    assert scene.patient is not None
    person = scene.records.people.person(scene.person.id) or scene.person
    if not person.name:
        scene.say("ask-name")
        scene.ask("name")
    elif person.zone is None:
        scene.say("ask-zone")
        scene.ask("zone")
    elif scene.live() is None:
        scene.say("ask-wording")
        scene.ask("wording")
    else:
        _begin_watching(scene)
        scene.say("enrolled")
        scene.settle()


def _begin_watching(scene: Scene) -> None:
    assert scene.patient is not None
    if scene.records.watches.get(scene.patient.id, WatchKind.MORNING) is None:
        scene.records.watches.set(Watch(scene.patient.id, WatchKind.MORNING, scene.now))


def _circle(scene: Scene) -> None:
    reply = scene.heard.reply
    name = (reply.value or scene.heard.text).strip()[:40]
    if reply.intent is Intent.ALONE:
        people = scene.records.people
        people.add_consent(Consent(scene.person.id, scene.contact.id, "caregivers", False, scene.heard.text, scene.now))
        assert scene.patient is not None
        for link in people.carers_of(scene.patient.id):
            people.set_link(link.patient_id, link.carer_id, LinkState.LEFT, scene.now)
        scene.say("circle-alone")
    elif scene.asked.get("known") and reply.intent is Intent.OK:
        people = scene.records.people
        assert scene.patient is not None
        if not circle_of(scene.records, scene.patient.id):
            # Named is not agreed: shown now, not on the night on which it matters.
            scene.say("circle-waits", {"name": " and ".join(_named_carers(scene))})
        people.add_consent(Consent(scene.person.id, scene.contact.id, "caregivers", True, scene.heard.text, scene.now))
    elif reply.intent not in {Intent.ANSWER, Intent.NAME, Intent.UNKNOWN} or not any(c.isalpha() for c in name):
        scene.say("circle")
        return
    else:
        carer_id = invite_carer(scene, name)
        slots = {"name": name}
        if scene.contact.channel is not ChannelName.CONSOLE:
            assert scene.patient is not None
            slots["code"] = new_token()
            until = scene.now + VALID_FOR
            made = Invitation(Role.CAREGIVER, scene.patient.id, carer_id, scene.now, until)
            scene.records.invitations.add(made, slots["code"])
        scene.say("circle-invited", slots)
    scene.say("practice")
    scene.ask("practice")


def invite_carer(scene: Scene, name: str) -> int:
    """Note whom to fetch; their id. On the console their window is opened by that name; elsewhere they need an invitation."""
    assert scene.patient is not None
    people = scene.records.people
    words = f"named by the patient: {name}"
    people.add_consent(Consent(scene.person.id, scene.contact.id, "caregivers", True, words, scene.now))
    carer_id: int | None = None
    if scene.contact.channel is ChannelName.CONSOLE:
        contact = people.contact(ChannelName.CONSOLE, name.casefold())
        known = people.persons_at(contact.id) if contact else []
        carer_id = known[0].id if known else None
    if carer_id is None:
        carer_id = people.add_person(name, scene.now, call_me=name, zone=scene.person.zone)
    people.give_role(carer_id, Role.CAREGIVER)
    rank = 1 + len(people.carers_of(scene.patient.id))
    people.link(CareLink(scene.patient.id, carer_id, Role.CAREGIVER, rank, LinkState.INVITED, scene.now))
    if scene.contact.channel is ChannelName.CONSOLE and people.contact(ChannelName.CONSOLE, name.casefold()) is None:
        people.use_contact(carer_id, people.add_contact(ChannelName.CONSOLE, name.casefold(), Reach.NEW, scene.now))
    return carer_id


def _send_invitations(scene: Scene) -> None:
    """One request to agree, once there is a name to ask in."""
    assert scene.patient is not None
    for link in scene.records.people.carers_of(scene.patient.id):
        for contact in scene.records.people.contacts_of(link.carer_id)[:1]:
            scene.out.append(
                to_carer(
                    link.carer_id,
                    contact,
                    scene.patient.id,
                    "carer-welcome",
                    f"invite:{scene.patient.id}:{link.carer_id}",
                    scene.now,
                    priority=Priority.ESCALATION,
                    slots={"patient": scene.patient.call_me},
                    even_unconsented=True,
                )
            )


def _practice(scene: Scene) -> None:
    if scene.heard.reply.intent in {Intent.TAKEN, Intent.SKIPPED, Intent.SNOOZE, Intent.UNDO}:
        scene.say("practice-done")
        _ask_next(scene)
    else:
        scene.say("practice-again")


def _name(scene: Scene) -> None:
    name = (scene.heard.reply.value or scene.heard.text).strip()[:40]
    if not any(character.isalpha() for character in name):
        scene.say("ask-name")
        return
    scene.records.people.change_person(scene.person.id, name=name, call_me=name)
    scene.reload()
    _send_invitations(scene)
    _ask_next(scene)


def _zone(scene: Scene) -> None:
    reply = scene.heard.reply
    said = (reply.value or scene.heard.text).strip()
    found = scene.knowledge.zones_for(said)
    if len(found) != 1:
        scene.say("zone-which" if found else "zone-unknown", {"said": said[:40], "zones": ", ".join(found[:4])})
        return
    zone = found[0]
    scene.records.people.change_person(scene.person.id, zone=zone, country=scene.knowledge.country_of(zone))
    scene.reload()
    _ask_next(scene)


def _wording(scene: Scene) -> None:
    assert scene.patient is not None
    reply = scene.heard.reply
    said = (reply.value or scene.heard.text).strip().casefold()
    if reply.intent is Intent.OK:
        said = "discreet"
    if said not in {wording.value for wording in Wording}:
        scene.say("ask-wording")
        return
    scene.records.people.change_patient(scene.patient.id, wording=Wording(said))
    agree_to(scene, Agreement.FULL_WORDING, given=said == Wording.FULL)
    scene.reload()
    _begin_watching(scene)
    brought = scene.records.plan_talks.get(scene.patient.id)
    if brought is not None:
        # They came by a link that already knew the plan; for them it is brought only now.
        begin(scene, replace(brought, changed_at=scene.now))
        return
    scene.say("ask-plan")
    scene.ask("plan_talk", {"code": "bring"})


def _say_who_joined(scene: Scene, patient_id: int) -> list[Message]:
    """On every channel of the person: whoever holds one of their phones could have let somebody in by it."""
    name, me = scene.person.call_me or scene.person.name, scene.person.id
    contacts = scene.records.people.contacts_of(patient_id)
    works = [contact for contact in contacts if reachable([contact]) is not None]
    return [
        to_carer(
            patient_id, contact, patient_id, "carer-joined", f"joined:{patient_id}:{me}{f':{contact.id}' if more else ''}",
            scene.now, priority=Priority.REST, slots={"name": name},
        )
        for more, contact in enumerate(works)
    ]  # fmt: skip


def answer_carer(scene: Scene) -> bool:
    """What a caregiver says who has been asked whether they agree. False if they have nothing open."""
    people, reply = scene.records.people, scene.heard.reply
    links = people.patients_of(scene.person.id)
    invited = [link for link in links if link.state is LinkState.INVITED and link.role is Role.CAREGIVER]
    if not invited:
        return False
    patient = people.person(invited[0].patient_id)
    name = (patient.call_me or patient.name) if patient else ""
    if reply.intent is not Intent.OK:
        scene.say("carer-welcome", {"patient": name}, even_unconsented=True, about=invited[0].patient_id)
        return True
    people.agree_at(scene.person.id, scene.contact.id)
    told = people.patients([invited[0].patient_id]).get(invited[0].patient_id)
    if scene.person.country is None and told is not None and told.country is not None:
        # Named in a chat, where nobody asks for it: else texts about nobody in particular would hold no number to ring.
        people.change_person(scene.person.id, country=told.country)
    for link in invited:
        people.set_link(link.patient_id, link.carer_id, LinkState.AGREED, scene.now)
        people.add_consent(Consent(scene.person.id, scene.contact.id, "alerts", True, scene.heard.text, scene.now))
        told = people.patients([link.patient_id]).get(link.patient_id)
        if told is not None:
            begin_drills(scene.records, told, scene.now)
        if told is not None:
            scene.out.extend(_say_who_joined(scene, told.id))
        agreed = people.person(link.patient_id)
        named = (agreed.call_me or agreed.name) if agreed else ""
        calls = "yes" if scene.knowledge.calls else "no"
        scene.say("carer-agreed", {"patient": named, "calls": calls}, about=link.patient_id)
    return True
