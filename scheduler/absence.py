"""A caregiver goes away or leaves: at once, on the day they named, or when the alarm that needs them is handed over or over.

Whoever is next to be told hears that they are now, and so does the patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from scheduler.carer_memory import GOING, LEAVING, memory_of, remember
from scheduler.circle import AWAY, circle_of
from scheduler.domain.escalation import State
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Contact, LinkState, Patient
from scheduler.domain.timing import to_wall
from scheduler.outgoing import after_quiet, reachable, to_carer, to_patient
from scheduler.ports import Records


def is_needed(records: Records, patient_id: int, person_id: int) -> bool:
    """Whether an alarm is theirs, or nobody's yet."""
    alarms = [each for each in records.escalations.open_of([patient_id]) if each.state is not State.WARNED]
    return any(each.held_by in {None, person_id} for each in alarms)


def begin_what_waits(records: Records, patient: Patient, now: datetime) -> None:
    """Begin at `now` (UTC) every absence whose day has come and that no alarm holds up; queue what is said of it."""
    today = to_wall(now, patient.zone).date()
    out: list[Message] = []
    for name, value in memory_of(records, patient.id).items():
        first, _, back = value.partition("/")
        if name.startswith(GOING) and date.fromisoformat(first) <= today:
            person_id = int(name.removeprefix(GOING))
            if date.fromisoformat(back) <= today:
                # The alarm lasted longer than the days that they named.
                remember(records, patient, {name: ""}, now)
            elif not is_needed(records, patient.id, person_id):
                out += go_away(records, patient, person_id, back, now)
                out += _say_begun(records, patient, person_id, back, now)
        elif name.startswith(LEAVING):
            person_id = int(name.removeprefix(LEAVING))
            if not is_needed(records, patient.id, person_id):
                out += leave_circle(records, patient, person_id, now) + _say_left(records, patient, person_id, now)
    records.messages.add(out)


def go_away(records: Records, patient: Patient, person_id: int, back: str, now: datetime) -> list[Message]:
    """Leave them out from now on until the local date on which they are `back`; what the next in order hears."""
    before = list(circle_of(records, patient.id))
    change = {AWAY + str(person_id): date.fromisoformat(back).isoformat(), GOING + str(person_id): ""}
    remember(records, patient, change, now)
    after = circle_of(records, patient.id)
    next_one = next(iter(after.values()), None)
    if next_one is None or next_one.name not in names_beside(records, patient, person_id) or before[:1] != [person_id]:
        return []
    slots = {"patient": patient.call_me, "name": _name(records, person_id), "day": back}
    key = f"carer-first:{patient.id}:{person_id}:{back}:{next_one.person.id}"
    return [_to_one(patient, next_one.person.id, next_one.contacts[0], "carer-first", key, slots, now)]


def _say_begun(records: Records, patient: Patient, person_id: int, back: str, now: datetime) -> list[Message]:
    """What was announced begins: said to them and to the patient, in the morning."""
    others = names_beside(records, patient, person_id)
    key = f"away-begins:{patient.id}:{person_id}:{back}"
    slots = {"name": _name(records, person_id), "day": back, "names": ", ".join(others)}
    out = to_patient(patient, "carer-away-you", f"{key}:you", now, slots=slots, not_before=after_quiet(patient, now))
    contact = reachable(records.people.contacts_of(person_id))
    if contact is None:
        return out
    said = {"patient": patient.call_me, "day": back}
    return [*out, _to_one(patient, person_id, contact, "carer-away-begins", key, said, now)]


def leave_circle(records: Records, patient: Patient, person_id: int, now: datetime) -> list[Message]:
    """They are told no more; what the patient hears. What they said of their days is forgotten."""
    own = str(person_id)
    remember(records, patient, {AWAY + own: "", GOING + own: "", LEAVING + own: ""}, now)
    records.people.set_link(patient.id, person_id, LinkState.LEFT, now)
    key = f"carer-left:{patient.id}:{person_id}:{int(now.timestamp())}"
    return to_patient(patient, "carer-left-you", key, now, slots={"name": _name(records, person_id)})


def _say_left(records: Records, patient: Patient, person_id: int, now: datetime) -> list[Message]:
    contact = reachable(records.people.contacts_of(person_id))
    if contact is None:
        return []
    key = f"left:{patient.id}:{person_id}:{int(now.timestamp())}"
    return [_to_one(patient, person_id, contact, "carer-left", key, {"patient": patient.call_me}, now)]


def names_beside(records: Records, patient: Patient, person_id: int) -> list[str]:
    """Who is told while somebody is away: those of the others who are not away themselves."""
    memo = memory_of(records, patient.id)
    circle = circle_of(records, patient.id)
    return [c.name for own_id, c in circle.items() if own_id != person_id and AWAY + str(own_id) not in memo]


def _to_one(
    patient: Patient, person_id: int, contact: Contact, kind: str, key: str, slots: Mapping[str, str], now: datetime
) -> Message:
    """Nobody is woken by it."""
    waits = after_quiet(patient, now)
    return to_carer(
        person_id, contact, patient.id, kind, key, now, priority=Priority.REST, slots=slots, not_before=waits
    )


def _name(records: Records, person_id: int) -> str:
    person = records.people.person(person_id)
    return (person.call_me or person.name) if person is not None else ""
