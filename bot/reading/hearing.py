"""From a message as it came to what it means here: danger first, then the answer, read against the person's own plan."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from bot.reading.symptoms import Tier, read_symptoms
from scheduler.domain.dose import OPEN, DoseState
from scheduler.domain.people import Role
from scheduler.domain.reply import Heard, Intent, Reply
from scheduler.ports import Records

_EXACT = frozenset({Intent.STOP, Intent.START, Intent.UNDO, Intent.MENU, Intent.OK, Intent.ALONE})


def hear(records: Records, contact_id: int, text: str, now: datetime) -> Heard:
    """Read a message from a contact at `now` (UTC) with what the store knows about the person's doses and open question."""
    context = reading_context(records, contact_id, now)
    reply = read_reply(text, context)
    if reply.intent in _EXACT or _names_a_file(reply):
        return Heard(text, reply)
    persons = records.people.persons_at(contact_id)
    roles = [records.people.roles(person.id) for person in persons]
    as_caregiver = bool(roles) and not any(Role.PATIENT in held for held in roles)
    reading = read_symptoms(text, as_caregiver=as_caregiver)
    found = reading.tier if not reading.negated else Tier.NONE
    return Heard(
        text,
        reply,
        red=found is Tier.RED,
        suicidal=reading.suicidal,
        near_red=reading.near_red,
        amber=found is Tier.AMBER,
        symptoms=reading.symptoms,
    )


def _names_a_file(reply: Reply) -> bool:
    # A folder may be called anything; its name is nobody's symptom.
    return reply.intent is Intent.PLAN and reply.value is not None and reply.value.endswith((".json", ".toml"))


def reading_context(records: Records, contact_id: int, now: datetime) -> ReadingContext:
    """What the reader has to know: zone, planned times and amounts around now, strengths, the open question."""
    talk = records.talk.get(contact_id)
    question = talk.question if talk else None
    persons = records.people.persons_at(contact_id)
    patients = records.people.patients([person.id for person in persons])
    patient = next(iter(patients.values()), None)
    if patient is None:
        zone = next((person.zone for person in persons if person.zone), None) or "UTC"
        return ReadingContext(now, zone, (), (), question=question)
    doses = records.doses.of_patient(patient.id, now - timedelta(hours=24), now + timedelta(hours=24))
    kept = [dose for dose in doses if dose.state is not DoseState.REPLACED]
    near = [d for d in kept if now - timedelta(hours=12) <= d.due_at <= now + timedelta(hours=2)]
    waiting = [dose for dose in near if dose.state in OPEN and dose.answered_at is None]
    live = records.plans.live_of([patient.id])
    strengths = {t.strength_mg for version in live for t in version.plan.tablets if t.strength_mg is not None}
    return ReadingContext(
        now=now,
        zone=patient.zone,
        dose_times=tuple(sorted({dose.at for dose in kept})),
        strengths_mg=tuple(sorted(strengths)),
        planned_mg=tuple(dose.mg for dose in (waiting or near)),
        question=question,
        several_open=len(waiting) > 1,
    )
