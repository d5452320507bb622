"""A message from a phone that several people use: danger is acted on for each of them at once, a doubt is asked."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.message import Priority
from scheduler.domain.people import Reach, Role
from scheduler.domain.reply import Intent
from scheduler.talk.caring import is_caring
from scheduler.talk.safety import raise_red
from scheduler.talk.scene import Scene
from scheduler.talk.writing import Writing, keep_for_later

# For the whole phone, whoever sent it.
_FOR_ALL = frozenset({Intent.STOP, Intent.START, Intent.HELP})


def act_for_several(scene: Scene, writing: Writing) -> bool:
    """Do what cannot wait until it is known who wrote, and ask that. False: the writer is known, and it goes its usual way."""
    heard = scene.heard
    intent = heard.reply.intent
    red = heard.red or heard.suicidal or intent is Intent.SOS or bool(heard.reply.safety)
    # An answer to a question that was asked of one of them is that one's; words of danger could be anybody's.
    typed = bool(heard.reply.safety) and writing.person is not None
    if red and not writing.certain and not typed and not is_caring(scene):
        if _alarm_for_each(scene) < 2:
            return True
    elif (writing.is_open and intent in _FOR_ALL and scene.contact.reach is not Reach.NEW) or not writing.is_open:
        return False
    names = ", ".join(person.call_me or person.name for person in writing.everybody if person.call_me or person.name)
    urgent = red or heard.near_red
    scene.say("who-writes", {"either": names}, priority=Priority.RED if urgent else Priority.CHECK_IN)
    keep_for_later(scene.records, scene.contact.id, "" if red else heard.text, scene.now)
    return True


def _alarm_for_each(scene: Scene) -> int:
    """Whoever of them tapers may be in danger: the same alarm for each, on the one list of answers. How many they are."""
    people = scene.records.people
    patients = [p for p in people.persons_at(scene.contact.id) if Role.PATIENT in people.roles(p.id)]
    for person in patients:
        theirs = replace(
            scene,
            person=person,
            patient=people.patients([person.id]).get(person.id),
            contact=next((c for c in people.contacts_of(person.id) if c.id == scene.contact.id), scene.contact),
        )
        raise_red(theirs, scene.heard.text, suicidal=scene.heard.suicidal or 9 in scene.heard.reply.safety)
    return len(patients)
