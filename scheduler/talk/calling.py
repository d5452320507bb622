"""A caregiver agrees to be rung in an alarm, or no longer does: a consent of its own, beside the texts.

A number that they do not write from is theirs only once they have said the code that was spoken to them there.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import timedelta

from scheduler.call_outcome import CODE_CALL
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Consent, Contact, Conversation, Reach
from scheduler.talk.scene import Scene

_LAST = 9
_QUESTION = "call_code"
_CODE = re.compile(r"\s*([0-9][ ]?){4}[.!]?\s*")
_VALID_FOR, _RING_WITHIN = timedelta(minutes=30), timedelta(minutes=5)
_MOST_TRIES, _MOST_CALLS, _CALLS_WITHIN = 3, 3, timedelta(days=1)


def agree_to_calls(scene: Scene, *, wanted: bool) -> None:
    """Keep what they said: about the number that they name, else about the telephone that they write from."""
    if not wanted:
        _end_calls(scene)
        return
    if not scene.knowledge.calls:
        scene.say("calls-not-here")
        return
    number = scene.heard.reply.value
    writes_from = scene.contact.address if scene.contact.channel is ChannelName.SMS else None
    if number is None and writes_from is None:
        scene.say("calls-which")
    elif number is not None and not number.startswith("+"):
        scene.say("calls-number-how")
    elif number is None or number == writes_from:
        assert writes_from is not None
        _turn_on(scene, _telephone(scene, writes_from))
    else:
        _ring_with_a_code(scene, _telephone(scene, number))


def confirm_calls(scene: Scene) -> bool:
    """A code after a call that spoke one. False if none is open, or this is something else."""
    said = _CODE.fullmatch(scene.heard.text)
    if scene.question != _QUESTION or said is None or scene.talk is None:
        return False
    asked_at = scene.talk.asked_at
    if asked_at is None or scene.now - asked_at > _VALID_FOR:
        scene.settle()
        scene.say("calls-code-over")
        return True
    digits, right = re.sub(r"\D", "", scene.heard.text), scene.asked["code"]
    if hmac.compare_digest(digits, right):
        scene.settle()
        contact = scene.records.people.contact_by_id(int(scene.asked["contact"]))
        assert contact is not None
        _turn_on(scene, contact)
        return True
    tries = int(scene.asked["tries"]) + 1
    if tries >= _MOST_TRIES:
        scene.settle()
        scene.say("calls-code-over")
        return True
    slots = {**scene.asked, "tries": str(tries)}
    scene.records.talk.set(Conversation(scene.contact.id, scene.talk.about, _QUESTION, slots, asked_at))
    scene.say("calls-code-wrong")
    return True


def _telephone(scene: Scene, number: str) -> Contact:
    """The number as a contact of theirs that may not be rung yet; somebody else's on the same line stays theirs."""
    people, me = scene.records.people, scene.person.id
    contact_id = people.add_contact(ChannelName.VOICE, number, Reach.NEW, scene.now)
    if all(each.id != contact_id for each in people.contacts_of(me)):
        people.use_contact(me, contact_id, _LAST, waits=bool(people.persons_at(contact_id)))
    found = people.contact_by_id(contact_id)
    assert found is not None
    return found


def _ring_with_a_code(scene: Scene, telephone: Contact) -> None:
    made = [m for m in scene.records.messages.sent_to(telephone.id, scene.now - _CALLS_WITHIN) if m.kind == CODE_CALL]
    if len(made) >= _MOST_CALLS:
        # Nobody's telephone is made to ring by somebody who cannot say what it spoke.
        scene.say("calls-code-enough")
        return
    code = f"{secrets.randbelow(10_000):04d}"
    slots = {"code": code, "contact": str(telephone.id), "tries": "0"}
    scene.records.talk.set(Conversation(scene.contact.id, None, _QUESTION, slots, scene.now))
    scene.say("calls-code")
    scene.out.append(
        Message(
            person_id=scene.person.id,
            contact_id=telephone.id,
            kind=CODE_CALL,
            key=f"call-code:{scene.inbound_id}",
            priority=Priority.ESCALATION,
            not_before=scene.now,
            created_at=scene.now,
            slots={"name": scene.person.call_me or scene.person.name, "code": " ".join(code)},
            expires_at=scene.now + _RING_WITHIN,
            budgeted=False,
            even_unconsented=True,
        )
    )


def _turn_on(scene: Scene, telephone: Contact) -> None:
    people, me = scene.records.people, scene.person.id
    people.agree_at(me, telephone.id)
    # Both: what every message to a contact rests on, and what it was given for.
    for kind in ("messages", "calls"):
        people.add_consent(Consent(me, telephone.id, kind, True, scene.heard.text, scene.now))
    scene.say("calls-on")


def _end_calls(scene: Scene) -> None:
    people, me = scene.records.people, scene.person.id
    for contact in people.contacts_of(me):
        if contact.channel is ChannelName.VOICE:
            people.drop_contact(me, contact.id)
            people.add_consent(Consent(me, contact.id, "calls", False, scene.heard.text, scene.now))
    scene.say("calls-off")
