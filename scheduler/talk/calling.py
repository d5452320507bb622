"""A caregiver agrees to be rung in an alarm, or no longer does: a consent of its own, beside the texts."""

from __future__ import annotations

from scheduler.domain.people import ChannelName, Consent, Reach
from scheduler.talk.scene import Scene

_LAST = 9


def agree_to_calls(scene: Scene, *, wanted: bool) -> None:
    """Keep what they said; it is about the telephone that they write from."""
    people, me = scene.records.people, scene.person
    telephone = scene.contact if scene.contact.channel is ChannelName.SMS else None
    if not scene.knowledge.calls:
        scene.say("calls-not-here")
        return
    if telephone is None:
        scene.say("calls-which")
        return
    contact_id = people.add_contact(ChannelName.VOICE, telephone.address, Reach.NEW, scene.now)
    people.use_contact(me.id, contact_id, _LAST)
    people.set_reach(contact_id, Reach.ON if wanted else Reach.OFF)
    # Both: what every message to a contact rests on, and what it was given for.
    for kind in ("messages", "calls"):
        people.add_consent(Consent(me.id, contact_id, kind, wanted, scene.heard.text, scene.now))
    scene.say("calls-on" if wanted else "calls-off")
