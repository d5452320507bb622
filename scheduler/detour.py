"""What follows when a message cannot arrive: the person's other channel, then their caregivers, then the operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of
from scheduler.concern import is_concern, tell_operator
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName, Consent, Contact, LinkState, Person, Reach, Role
from scheduler.outgoing import after_quiet, reachable, to_patient
from scheduler.ports import Records

OPTED_OUT = "opted out"
_VIA, _AGAIN = "|via:", "|again"
# What is no reminder and no alarm is of no use so much later.
_STALE_AFTER = timedelta(hours=1)


def other_way(records: Records, message: Message, now: datetime, *, by_another_channel: bool = False) -> Message | None:
    """The same message to another contact of the person that agreed and works; None if every one of them was tried.

    Same doses, same kind, a key of its own: asking twice gives the same message. `by_another_channel`: a second number
    would be no other way, nor will it be for whatever copy is made.
    """
    if message.priority > Priority.REMINDER and now - message.created_at > _STALE_AFTER:
        return None
    root, _, tried = message.key.partition(_VIA)
    chain = [*tried.split(">"), str(message.contact_id)] if tried else [str(message.contact_id)]
    contacts = records.people.contacts_of(message.person_id)
    here = next((c.channel for c in contacts if c.id == message.contact_id), None)
    if by_another_channel:
        chain += [str(c.id) for c in contacts if c.channel is here and str(c.id) not in chain]
    free = [
        c for c in contacts if c.reach is Reach.ON and str(c.id) not in chain and c.channel is not ChannelName.VOICE
    ]
    if not free:
        return None
    if here is ChannelName.VOICE:
        # A call goes beside a text that says all of it; the next round rings again.
        return None
    chosen = next((c for c in free if c.channel is not here), free[0])
    return _copy(message, now, f"{root}{_VIA}{'>'.join([*dict.fromkeys(chain), str(chosen.id)])}", chosen.id)


def again_later(message: Message, now: datetime, after: timedelta) -> Message | None:
    """The same message to the same contact, once more; None if this was already the second time."""
    if _AGAIN in message.key:
        return None
    made = _copy(message, now, f"{message.key}{_AGAIN}", message.contact_id)
    return replace(made, not_before=now + after)


def _copy(message: Message, now: datetime, key: str, contact_id: int) -> Message:
    return replace(
        message, contact_id=contact_id, key=key, not_before=now, created_at=now, id=0, state=MessageState.WAITING,
        attempts=0, lease_until=None, sending_at=None, sent_at=None, text=None, provider_id=None, note=None,
        edits=None,
    )  # fmt: skip


def go_another_way(
    records: Records,
    message: Message,
    why: str,
    now: datetime,
    *,
    gone: bool = False,
    undelivered: bool = False,
    by_another_channel: bool = False,
) -> None:
    """A message has failed for good. A contact where nothing arrives any more (`gone`), and a message that was taken but
    did not arrive (`undelivered`) and has no other way, are safety events: caregivers hear it, and the operator.
    """
    contact = records.people.contact_by_id(message.contact_id)
    was_on = contact is not None and contact.reach is Reach.ON
    if gone and contact is not None and contact.reach is not Reach.OFF:
        _turn_off(records, contact, why, now)
    other = other_way(records, message, now, by_another_channel=by_another_channel)
    if other is not None:
        records.messages.add([other])
    if is_concern(message):
        return
    if (gone and was_on) or (undelivered and other is None and not gone):
        records.messages.add(_safety_event(records, message.contact_id, why, now))
    elif other is None and not gone:
        slots = {"code": f"{message.kind} {message.id}", "says": why}
        records.messages.add(tell_operator(records, "operator-dead-letter", message.kind, now, slots))


def lose_contact(records: Records, contact_id: int, why: str, now: datetime) -> None:
    """The provider says, without a message of ours, that nothing will arrive there any more: the same safety event."""
    contact = records.people.contact_by_id(contact_id)
    if contact is None or contact.reach is Reach.OFF:
        return
    _turn_off(records, contact, why, now)
    if contact.reach is Reach.ON:
        records.messages.add(_safety_event(records, contact_id, why, now))


def _turn_off(records: Records, contact: Contact, why: str, now: datetime) -> None:
    records.people.set_reach(contact.id, Reach.OFF)
    if contact.reach is Reach.ON:
        for person in records.people.persons_at(contact.id):
            records.people.add_consent(Consent(person.id, contact.id, "messages", False, why, now))


def tell_by_the_other_way(records: Records, person: Person, ended: Contact, now: datetime) -> bool:
    """Say to somebody, where they are still reached, that one of their contacts has ended. False if there is no other."""
    left = [c for c in records.people.contacts_of(person.id) if c.id != ended.id]
    other = reachable(left)
    if other is None:
        return False
    if ended.channel is ChannelName.VOICE:
        records.messages.add([_note(person, other, "calls-ended", f"calls-ended:{ended.id}:{person.id}", now, {})])
        return True
    key = f"other-way:{ended.id}:{person.id}:{now.date()}"
    slots = {"way": ended.channel.value} | ({"same": "yes"} if other.channel is ended.channel else {})
    records.messages.add([_note(person, other, "other-way", key, now, slots)])
    return True


def _note(person: Person, to: Contact, kind: str, key: str, now: datetime, slots: Mapping[str, str]) -> Message:
    return Message(
        person_id=person.id, contact_id=to.id, kind=kind, key=key, priority=Priority.ESCALATION, not_before=now,
        created_at=now, slots=slots, budgeted=False,
    )  # fmt: skip


def _safety_event(records: Records, contact_id: int, why: str, now: datetime) -> Sequence[Message]:
    """Everybody at that contact whom nothing else reaches: those who watch over them hear it, and those they watch over."""
    out: list[Message] = []
    ended = records.people.contact_by_id(contact_id)
    for person in records.people.persons_at(contact_id):
        if ended is not None and tell_by_the_other_way(records, person, ended, now):
            continue
        patient = records.people.patients([person.id]).get(person.id)
        if patient is not None and circle_of(records, patient.id):
            # They cannot hear it first. By day, for it is no alarm yet; the silence clock runs.
            cause = Cause.OPTED_OUT if why == OPTED_OUT else Cause.UNREACHABLE
            raise_alarm(records, patient, cause, now, tells_at=after_quiet(patient, now))
        for link in records.people.patients_of(person.id):
            told = records.people.patients([link.patient_id]).get(link.patient_id)
            if link.state is LinkState.AGREED and link.role is Role.CAREGIVER and told is not None:
                slots = {"name": person.call_me or person.name}
                key = f"carer-lost:{contact_id}:{told.id}:{now.date()}"
                out += to_patient(
                    told, "carer-lost", key, now, priority=Priority.ESCALATION, slots=slots, budgeted=False
                )
    slots = {"code": str(contact_id), "says": why}
    return [*out, *tell_operator(records, "operator-channel-lost", str(contact_id), now, slots)]
