"""The last look before a message leaves: consent, dose still open, not too late. Made for a whole batch at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.concern import is_concern, tell_operator
from scheduler.detour import other_way
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Contact, Patient, Person, Reach, Wording
from scheduler.ports import Delivery, Records
from scheduler.truth import Doses, as_true_now, load_doses

# Said to a phone, whoever uses it.
TO_THE_PHONE = frozenset(
    (
        "who-writes",
        "who-is-this",
        "wrong-number",
        "stopped",
        "started",
        "help",
        "stranger-red",
        "invitation-over",
        "invitation-unknown",
        "invitation-own",
    )
)


@dataclass(frozen=True, slots=True)
class Around:
    """Everything a batch of messages needs to be put into words, in a handful of statements."""

    contacts: Mapping[int, Contact]
    persons: Mapping[int, Person]
    patients: Mapping[int, Patient]
    doses: Doses
    shared: frozenset[int] = frozenset()


def look_around(records: Records, messages: Sequence[Message], now: datetime) -> Around:
    """Read what these messages concern."""
    return Around(
        records.people.contacts({message.contact_id for message in messages}),
        records.people.persons({message.person_id for message in messages}),
        records.people.patients({message.patient_id for message in messages if message.patient_id is not None}),
        load_doses(records, messages, now),
        records.people.shared({message.contact_id for message in messages}),
    )


def check(message: Message, around: Around, now: datetime) -> tuple[Delivery | None, str]:
    """The delivery, or why it is no longer true."""
    contact = around.contacts.get(message.contact_id)
    if contact is None or (contact.reach is not Reach.ON and not message.even_unconsented):
        return None, "no consent"
    if message.expires_at is not None and now >= message.expires_at:
        return None, "too late"
    worded = as_true_now(message, around.doses)
    if worded is None:
        return None, "answered"
    person = around.persons.get(message.person_id)
    patient = around.patients.get(message.patient_id or 0)
    slots = dict(worded.slots)
    if patient is not None and patient.prescriber and "prescriber" not in slots:
        slots["prescriber"] = patient.prescriber
    if contact.id in around.shared and person is not None and message.kind not in TO_THE_PHONE:
        # Several people read this phone: everything says whose it is.
        slots["for"] = person.call_me or person.name
    wording = patient.wording if patient is not None and patient.id == message.person_id else Wording.DISCREET
    delivery = Delivery(
        message=replace(worded, slots=slots),
        channel=contact.channel,
        address=contact.address,
        language=person.language if person else "en",
        wording=wording,
        zone=(person.zone if person else None) or (patient.zone if patient else None) or "UTC",
        now=now,
        country=(person.country if person else None) or (patient.country if patient else None),
    )
    return delivery, ""


def drop(records: Records, dropped: Sequence[tuple[Message, str]], now: datetime) -> None:
    """Lay aside what is no longer true. What only lost its contact takes the person's other one."""
    reasons: dict[str, list[int]] = {}
    for message, why in dropped:
        reasons.setdefault(why, []).append(message.id)
        if why != "no consent":
            continue
        other = other_way(records, message, now)
        if other is not None:
            records.messages.add([other])
        elif message.priority <= Priority.ESCALATION and not is_concern(message):
            slots = {"code": f"{message.kind} {message.id}", "says": why}
            records.messages.add(tell_operator(records, "operator-dead-letter", message.kind, now, slots))
    for why, ids in reasons.items():
        records.messages.drop(ids, why, now)
