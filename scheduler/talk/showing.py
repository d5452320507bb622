"""What caregivers were told, and what they may be shown: the person sees the one and decides the other."""

from __future__ import annotations

import json
from datetime import timedelta

from scheduler.carer_day import SHOWN
from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Consent
from scheduler.talk.carer_wishes import tell_who
from scheduler.talk.scene import Scene

_BACK = timedelta(days=14)
_MOST = 20
_WENT = frozenset({MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN})


def tell_told(scene: Scene) -> None:
    """Everything that went to others about this person lately, newest first: when, to whom, and in which words."""
    assert scene.patient is not None
    found = scene.records.messages.of_patient(scene.patient.id, scene.now - _BACK)
    told = [each for each in found if each.person_id != scene.patient.id and each.state in _WENT and each.sent_at]
    told = sorted(told, key=lambda each: (each.sent_at or each.created_at, each.id), reverse=True)[:_MOST]
    people = scene.records.people.persons({each.person_id for each in told})
    rows = [
        {
            "at": (each.sent_at or each.created_at).isoformat(),
            "name": people[each.person_id].call_me or people[each.person_id].name,
            "about": "alarm"
            if each.priority is Priority.RED
            else "asked"
            if each.priority is Priority.ESCALATION
            else "said",
            "text": each.text or "",
        }
        for each in told
        if each.person_id in people
    ]
    scene.say("told" if rows else "told-nothing", {"told": json.dumps(rows)} if rows else {})


def set_shown(scene: Scene) -> None:
    """Agree to what a caregiver's digest may hold: nothing but that something was heard, the doses' counts, or all."""
    assert scene.patient is not None
    value = scene.heard.reply.value or "nothing"
    scene.records.people.add_consent(Consent(scene.patient.id, scene.contact.id, SHOWN, True, value, scene.now))
    scene.say(f"shown-{value}")


def tell_own_circle(scene: Scene) -> None:
    """Whom I tell about the person who asks."""
    assert scene.patient is not None
    tell_who(scene, scene.patient)
