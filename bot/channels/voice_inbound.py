"""A digit that was pressed during a call: it counts as the caregiver's own text, and is answered by text."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from bot.arrival import take_in
from bot.channels.twilio_signature import Form
from bot.texts.words import say
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.outgoing import reachable
from scheduler.ports import Store

_KEYS = frozenset("4567")


def take_key(store: Store, clock: Clock, message_id: int, form: Form) -> tuple[str, bool] | None:
    """What is said on the line, as TwiML, and whether anything was stored. None if there was no such call of ours."""
    with store.reading() as records:
        found = records.messages.by_id([message_id])
        called = records.people.contact_by_id(found[0].contact_id) if found else None
        person = records.people.person(found[0].person_id) if found else None
        texts = reachable(records.people.contacts_of(found[0].person_id)) if found else None
    if called is None or called.channel is not ChannelName.VOICE or person is None:
        return None
    key, call = form.get("Digits") or "", form.get("CallSid") or ""
    spoken = VoiceResponse()
    if key not in _KEYS or not call or texts is None:
        spoken.say(say("part-voice-no-key", person.language))
        return str(spoken), False
    taken = take_in(store, clock, texts.channel, texts.address, f"call:{call[:64]}:{key}", key)
    spoken.say(say("part-voice-heard", person.language))
    return str(spoken), taken
