"""A prescriber who agreed to be told: what needs their word, in the hours of the clinic. Never an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scheduler.circle import Carer, circle_of
from scheduler.domain.hours import is_open, opens_next, read_hours
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Patient, Role
from scheduler.domain.timing import to_utc, to_wall
from scheduler.outgoing import to_carer
from scheduler.ports import Records

NOTE, NOT_CHANGED, BLOCKED, AMBER = (
    "prescriber-note",
    "prescriber-not-changed",
    "prescriber-blocked",
    "prescriber-amber",
)


def tell_prescriber(
    records: Records, patient: Patient, kind: str, about: str, now: datetime, slots: Mapping[str, str] | None = None
) -> dict[int, Carer]:
    """Queue a message to everybody who prescribes for a patient and agreed to be told, from when their clinic is open.

    Once for what it is `about`, however often it is said. Gives who that is, by person id. `now` is UTC.
    """
    told = circle_of(records, patient.id, Role.PRESCRIBER)
    if not told:
        return told
    phone = records.cards.of(patient.id).callback
    filled = {"patient": patient.call_me, **({"phone": phone} if phone else {}), **(slots or {})}
    opens_at = opens_from(records, patient, now)
    records.messages.add(
        [
            _message(carer, patient, kind, f"{kind}:{patient.id}:{about}:{own_id}", now, filled, opens_at)
            for own_id, carer in told.items()
        ]
    )
    return told


def _message(
    carer: Carer, patient: Patient, kind: str, key: str, now: datetime, slots: Mapping[str, str], opens_at: datetime
) -> Message:
    return to_carer(
        carer.person.id,
        carer.contacts[0],
        patient.id,
        kind,
        key,
        now,
        priority=Priority.ESCALATION,
        slots=slots,
        not_before=opens_at,
    )


def opens_from(records: Records, patient: Patient, now: datetime) -> datetime:
    """When a prescriber may be written to, at `now` or later (UTC): the hours of the patient's card, else the policy's."""
    hours = read_hours(records.cards.of(patient.id).clinic_hours or patient.policy.prescriber_hours)
    wall = to_wall(now, patient.zone)
    coming = None if is_open(hours, wall) else opens_next(hours, wall)
    return now if coming is None else to_utc(coming.date(), coming.time(), patient.zone)
