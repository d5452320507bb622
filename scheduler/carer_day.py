"""A caregiver's days: their own check-in, a digest if they want one, and the days on which they are away (`carer_memory`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from scheduler.absence import begin_what_waits
from scheduler.carer_memory import DAILY, DIGEST, memory_of, remember, wakes_next
from scheduler.circle import AWAY, Carer, circle_of
from scheduler.domain.checkin import ASKED, Grade
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import State
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.outgoing import to_carer, to_patient
from scheduler.ports import Records

SHOWN = "shown"
_LATEST_HOUR = 21


def begin_if_wanted(records: Records, patient: Patient, now: datetime) -> None:
    """Where caregivers are asked daily by policy, see to it that they are."""
    watch = records.watches.get(patient.id, WatchKind.CARERS)
    if patient.policy.carer_check_in == "yes" and (watch is None or watch.wake_at is None):
        remember(records, patient, {}, now)


def wake_carers(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Let go who goes away today, welcome back who was away, and ask in the evening, at `now` (UTC)."""
    begin_what_waits(records, patient, now)
    memo, wall = memory_of(records, patient.id), to_wall(now, patient.zone)
    out: list[Message] = []
    back = [name for name, on in memo.items() if name.startswith(AWAY) and date.fromisoformat(on) <= wall.date()]
    for name in back:
        del memo[name]
    # Written first: whoever is back belongs to the circle again.
    records.watches.set(replace(watch, memo=tuple(memo.items())))
    circle = circle_of(records, patient.id)
    for name in back:
        out += _say_back(patient, circle.get(int(name.removeprefix(AWAY))), now)
    today = wall.date().isoformat()
    if patient.policy.carer_check_at <= wall.time() and wall.hour < _LATEST_HOUR and memo.get("asked") != today:
        memo["asked"] = today
        for carer in circle.values():
            out += _evening(records, patient, carer, memo, now)
    records.messages.add(out)
    records.watches.set(replace(watch, wake_at=wakes_next(patient, memo, now), memo=tuple(memo.items())))


def _say_back(patient: Patient, carer: Carer | None, now: datetime) -> list[Message]:
    if carer is None:
        return []
    day = to_wall(now, patient.zone)
    at = to_utc(day.date(), patient.policy.morning_at, patient.zone)
    key = f"back:{patient.id}:{carer.person.id}:{day.date().isoformat()}"
    to_them = to_carer(
        carer.person.id,
        carer.contacts[0],
        patient.id,
        "carer-back",
        key,
        now,
        priority=Priority.REST,
        slots={"patient": patient.call_me},
        not_before=max(at, now),
    )
    told = to_patient(
        patient, "carer-back-you", f"{key}:told", now, slots={"name": carer.name}, not_before=max(at, now)
    )
    return [to_them, *told]


def _evening(records: Records, patient: Patient, carer: Carer, memo: Mapping[str, str], now: datetime) -> list[Message]:
    own, day = str(carer.person.id), to_wall(now, patient.zone).date().isoformat()
    default = "on" if patient.policy.carer_check_in == "yes" else "off"
    messages: list[Message] = []
    kinds = []
    if memo.get(DIGEST + own) == "on":
        kinds.append(("carer-digest", digest_slots(records, patient, now)))
    if memo.get(DAILY + own, default) == "on":
        kinds.append(("carer-check", {}))
        for contact in carer.contacts[:1]:
            records.talk.set(Conversation(contact.id, patient.id, "carer", {}, now))
    for kind, slots in kinds:
        messages.append(
            to_carer(
                carer.person.id,
                carer.contacts[0],
                patient.id,
                kind,
                f"{kind}:{patient.id}:{own}:{day}",
                now,
                priority=Priority.CHECK_IN,
                slots={"patient": patient.call_me, **slots},
            )
        )
    return messages


def digest_slots(records: Records, patient: Patient, now: datetime) -> dict[str, str]:
    """The person's day, as far as they agreed to show it: that something was heard, then counts, then how they were."""
    shown = shown_by(records, patient.id)
    midnight = to_utc(to_wall(now, patient.zone).date(), time.min, patient.zone)
    contacts = [contact.id for contact in records.people.contacts_of(patient.id)]
    heard_at = records.inbox.last_from(contacts, patient.id) if contacts else None
    slots: dict[str, str] = {}
    if heard_at is not None and heard_at >= midnight:
        slots["at"] = heard_at.isoformat()
    if any(each.state is not State.WARNED for each in records.escalations.open_of([patient.id])):
        slots["alarm"] = "on"
    if shown in {"doses", "all"}:
        due = [d for d in records.doses.of_patient(patient.id, midnight, now) if d.state is not DoseState.REPLACED]
        slots |= {"taken": str(sum(dose.state is DoseState.TAKEN for dose in due)), "planned": str(len(due))}
    if shown == "all":
        today = [each for each in records.check_ins.of_patient(patient.id, midnight) if each.kind in ASKED]
        grades = [each.grade for each in today if each.grade is not None]
        slots["how"] = "worse" if {Grade.AMBER, Grade.RED} & set(grades) else "usual" if grades else "unknown"
    return slots


def shown_by(records: Records, patient_id: int) -> str:
    """What the person agreed to show in a digest: "nothing" beyond being heard, "doses", or "all"."""
    said = [each.words for each in records.people.consents_of(patient_id) if each.kind == SHOWN and each.given]
    return said[-1] if said else "nothing"
