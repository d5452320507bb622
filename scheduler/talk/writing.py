"""Who wrote: one phone can serve several people. Told by what was pressed or quoted, by a name, or by what is open for whom.

Where that leaves a doubt it is asked; only danger never waits for the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.dose import OPEN
from scheduler.domain.escalation import State
from scheduler.domain.message import Inbound
from scheduler.domain.people import Conversation, LinkState, Person, Reach, Role
from scheduler.ports import Records

WHO = "who"
_HELLO = r"(?:it'?s|it is|this is|here is|hi|for)?\s*"
_SHORT = re.compile(r"\S{1,12}")
_OF_A_DOSE = re.compile(r"\s*[123u]\s*[.!]?\s*|\s*\d{1,2}[:.]?\d{2}\s*", re.IGNORECASE)
_OK = re.compile(r"\s*ok(ay)?\s*[.!]?\s*", re.IGNORECASE)
_ANSWERED_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Writing:
    """What was written, and by whom. `person` is None where several may have written it, and where nobody is known yet.

    `everybody`: all who are reached there. `text`: the words without the name they were signed with. `certain`: it was not
    only inferred from what is open.
    """

    everybody: tuple[Person, ...]
    person: Person | None
    text: str
    certain: bool = True

    @property
    def is_open(self) -> bool:
        """Whether it has to be asked who wrote."""
        return self.person is None and len(self.everybody) > 1


def who_writes(records: Records, inbound: Inbound, now: datetime) -> Writing:
    """Find out who wrote a message, at `now` (UTC). An answer to "who is writing?" brings back the words it was about."""
    persons = tuple(records.people.persons_at(inbound.contact_id))
    if len(persons) < 2:
        return Writing(persons, persons[0] if persons else None, inbound.text)
    meant = _by_message(records, inbound, persons)
    if meant is not None:
        return Writing(persons, meant, inbound.text)
    named, rest = _by_name(persons, inbound.text)
    talk = records.talk.get(inbound.contact_id)
    if talk is not None and talk.question == WHO:
        records.talk.set(_before(talk))
        if named is not None and not rest:
            return Writing(persons, named, talk.slots.get("said", ""))
        talk = _before(talk)
    if named is not None:
        return Writing(persons, named, rest or inbound.text)
    found = _by_what_is_open(records, inbound, persons, talk, now)
    return Writing(persons, found, inbound.text, certain=False)


def is_asked(talk: Conversation | None, person_id: int) -> bool:
    """Whether the open question of a phone is one to this person."""
    if talk is None or talk.question is None:
        return False
    if talk.about is None:
        return True
    return (talk.about != person_id) == (talk.question == "carer")


def keep_for_later(records: Records, contact_id: int, said: str, now: datetime) -> None:
    """Keep the words whose writer is asked for, and the question that was open before."""
    talk = records.talk.get(contact_id)
    slots = {"said": said}
    if talk is not None and talk.question not in {None, WHO}:
        asked_at = talk.asked_at.isoformat() if talk.asked_at else None
        slots["before"] = json.dumps([talk.about, talk.question, dict(talk.slots), asked_at])
    records.talk.set(Conversation(contact_id, None, WHO, slots, now))


def _before(talk: Conversation) -> Conversation:
    about, question, slots, asked_at = json.loads(talk.slots.get("before") or "[null, null, {}, null]")
    at = datetime.fromisoformat(asked_at) if asked_at else None
    return Conversation(talk.contact_id, about, question, slots, at)


def _by_message(records: Records, inbound: Inbound, persons: Sequence[Person]) -> Person | None:
    """Whoever the message was for that was answered by a button, or quoted."""
    provider_id = inbound.about.get("pressed") or inbound.about.get("quoted")
    message = records.messages.sent_as(inbound.contact_id, provider_id) if provider_id else None
    return next((person for person in persons if message is not None and person.id == message.person_id), None)


def _by_name(persons: Sequence[Person], text: str) -> tuple[Person | None, str]:
    """Who signed it, and what is left. A name inside a sentence is somebody spoken of, not a signature."""
    said = text.strip()
    for person in persons:
        for name in {person.call_me or person.name, person.name}:
            if not name:
                continue
            called = re.escape(name)
            if re.fullmatch(rf"{_HELLO}{called}\W*", said, re.IGNORECASE):
                return person, ""
            first = re.fullmatch(rf"{_HELLO}{called}(\s*[:,-]\s*|\s+)(.+)", said, re.IGNORECASE | re.DOTALL)
            if first is not None and (first[1].strip() or _SHORT.fullmatch(first[2])):
                return person, first[2]
            last = re.fullmatch(rf"(.+?)(\s*[,-]\s*|\s+){called}\W*", said, re.IGNORECASE | re.DOTALL)
            if last is not None and (last[2].strip() or _SHORT.fullmatch(last[1])):
                return person, last[1]
    return None, text


def _by_what_is_open(
    records: Records, inbound: Inbound, persons: Sequence[Person], talk: Conversation | None, now: datetime
) -> Person | None:
    """The only one whom these words can be an answer of; the only one who tapers, where nothing is open for anybody."""
    asked = [p for p in persons if is_asked(talk, p.id) or _has_to_agree(records, p, inbound.contact_id)]
    dosed = [p for p in persons if _has_open_dose(records, p, now)]
    told = [p for p in persons if _was_told(records, p)]
    if _OF_A_DOSE.fullmatch(inbound.text) and dosed:
        waiting = dosed
    elif _OK.fullmatch(inbound.text) and asked:
        waiting = asked
    else:
        waiting = [p for p in persons if p in asked or p in dosed or p in told]
    if not waiting:
        waiting = [p for p in persons if Role.PATIENT in records.people.roles(p.id)]
    return waiting[0] if len(waiting) == 1 else None


def seen_by(records: Records, person_id: int, contact_id: int) -> Reach | None:
    """How far this person has agreed to be written to there; another may have agreed on the same phone."""
    return next((c.reach for c in records.people.contacts_of(person_id) if c.id == contact_id), None)


def _has_to_agree(records: Records, person: Person, contact_id: int) -> bool:
    return seen_by(records, person.id, contact_id) is Reach.NEW


def _has_open_dose(records: Records, person: Person, now: datetime) -> bool:
    doses = records.doses.open_of([person.id], now - _ANSWERED_WITHIN)
    return any(d.state in OPEN and d.answered_at is None and d.prompted_at is not None for d in doses)


def _was_told(records: Records, person: Person) -> bool:
    cared_for = [x.patient_id for x in records.people.patients_of(person.id) if x.state is LinkState.AGREED]
    if not cared_for:
        return False
    going_on = records.escalations.open_of(cared_for)
    return any(person.id in each.told and each.state is not State.WARNED for each in going_on)


def as_seen_by(records: Records, talk: Conversation | None, contact_id: int, person: Person) -> Conversation | None:
    """The open question of a shared phone, as far as it concerns this person; their own OK is asked until it is given."""
    if is_asked(talk, person.id):
        return talk
    if _has_to_agree(records, person, contact_id) and Role.PATIENT in records.people.roles(person.id):
        return Conversation(contact_id, person.id, "enrol_ok")
    return None if talk is None else replace(talk, about=person.id, question=None, slots={})
