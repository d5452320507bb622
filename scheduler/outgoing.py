"""Addressed messages: which contact, how urgent, from when, under which key. Still codes and slots, no words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Contact, Patient, Reach
from scheduler.domain.timing import to_utc, to_wall


def to_patient(
    patient: Patient,
    kind: str,
    key: str,
    now: datetime,
    *,
    priority: Priority = Priority.REST,
    slots: Mapping[str, str] | None = None,
    dose_ids: Sequence[int] = (),
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    due_at: datetime | None = None,
    version_id: int | None = None,
    budgeted: bool = True,
) -> list[Message]:
    """A message to the person themselves, or nothing if no contact of theirs may be written to."""
    if patient.contact is None:
        return []
    return [
        Message(
            person_id=patient.id,
            contact_id=patient.contact.id,
            kind=kind,
            key=key,
            priority=priority,
            not_before=not_before or now,
            created_at=now,
            slots=slots or {},
            patient_id=patient.id,
            dose_ids=tuple(dose_ids),
            version_id=version_id,
            due_at=due_at,
            expires_at=expires_at,
            budgeted=budgeted,
        )
    ]


def to_carer(
    person_id: int,
    contact: Contact,
    patient_id: int,
    kind: str,
    key: str,
    now: datetime,
    *,
    priority: Priority,
    slots: Mapping[str, str] | None = None,
    dose_ids: Sequence[int] = (),
    not_before: datetime | None = None,
    even_unconsented: bool = False,
) -> Message:
    """A message about a patient to somebody who cares for them."""
    return Message(
        person_id=person_id,
        contact_id=contact.id,
        kind=kind,
        key=key,
        priority=priority,
        not_before=not_before or now,
        created_at=now,
        slots=slots or {},
        patient_id=patient_id,
        dose_ids=tuple(dose_ids),
        budgeted=False,
        even_unconsented=even_unconsented,
    )


def reachable(contacts: Sequence[Contact]) -> Contact | None:
    """The first contact that has agreed and works, for words: a call is no place for them."""
    return next((c for c in contacts if c.reach is Reach.ON and c.channel is not ChannelName.VOICE), None)


def after_quiet(patient: Patient, at: datetime) -> datetime:
    """`at`, or the end of the person's quiet hours if it falls inside them (UTC). They hold delivery, never detection."""
    wall = to_wall(at, patient.zone)
    start, end = patient.policy.quiet_from, patient.policy.quiet_until
    clock = wall.time()
    over_midnight = start > end
    inside = (clock >= start or clock < end) if over_midnight else start <= clock < end
    if start == end or not inside:
        return at
    day = wall.date() + timedelta(days=1) if over_midnight and clock >= start else wall.date()
    return to_utc(day, end, patient.zone)


def is_quiet(patient: Patient, at: datetime) -> bool:
    """Whether `at` (UTC) falls into the person's quiet hours."""
    return after_quiet(patient, at) != at


def local_midnight(patient: Patient, at: datetime) -> datetime:
    """When the person's present day began, UTC."""
    wall = to_wall(at, patient.zone)
    return to_utc(wall.date(), wall.time().min, patient.zone)
