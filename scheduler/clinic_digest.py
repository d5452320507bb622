"""One message in the morning instead of a ping for each patient: to prescribers who agreed, else to the operator.

It is the work of one watch per patient; whichever of a prescriber's patients wakes first speaks for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.circle import Carer, circle_of
from scheduler.concern import has_operator, tell_operator
from scheduler.domain.board import Row, Why
from scheduler.domain.hours import read_hours
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import LinkState, Patient, Role
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.knowledge import Knowledge
from scheduler.outgoing import to_carer
from scheduler.overview import board
from scheduler.ports import Records

# The patient whose watch looks over the whole house for the operator.
_HOLDER = "overview_of"
_SAID = "digest:"
_NAMED = 3
# What comes by itself in the next days, or waits for somebody who knows, is counted; it alone is no news for an operator.
_NO_NEWS = frozenset({Why.STEP, Why.WATCH, Why.CALM})


def begin_digest_if_wanted(records: Records, patient: Patient, now: datetime) -> None:
    """Where somebody is there to read it, see to it that it is written from tomorrow on (`now` is UTC)."""
    known = records.watches.get(patient.id, WatchKind.CLINIC)
    if (known is None or known.wake_at is None) and _is_wanted(records, patient):
        records.watches.set(Watch(patient.id, WatchKind.CLINIC, _next(patient, now)))


def _is_wanted(records: Records, patient: Patient) -> bool:
    links = records.people.carers_of(patient.id, Role.PRESCRIBER)
    return any(link.state is LinkState.AGREED for link in links) or _looks_over_all(records, patient)


def _looks_over_all(records: Records, patient: Patient) -> bool:
    """Whether this patient's watch is the operator's; it becomes so where nobody's is."""
    if not has_operator(records):
        return False
    holder = records.notes.get(_HOLDER)
    if holder == str(patient.id):
        return True
    if holder and records.watches.get(int(holder), WatchKind.CLINIC) is not None:
        return False
    records.notes.set(_HOLDER, str(patient.id))
    return True


def _next(patient: Patient, now: datetime) -> datetime:
    today, at = to_wall(now, patient.zone).date(), patient.policy.clinic_digest_at
    coming = to_utc(today, at, patient.zone)
    return coming if coming > now else to_utc(today + timedelta(days=1), at, patient.zone)


def wake_digest(records: Records, patient: Patient, watch: Watch, now: datetime, knowledge: Knowledge) -> None:
    """Write to whoever has not been written to today, at `now` (UTC); asleep where nobody is left to read it."""
    today = to_wall(now, patient.zone).date()
    carers = circle_of(records, patient.id, Role.PRESCRIBER)
    messages: list[Message] = []
    for carer in carers.values():
        if _is_open_on(records, patient, today) and _is_first(records, str(carer.person.id), today):
            messages += _to_prescriber(records, carer, patient, today, now)
    if _looks_over_all(records, patient) and _is_first(records, "operator", today):
        messages += _to_operator(records, today, now, knowledge)
    records.messages.add(messages)
    again = carers or _looks_over_all(records, patient)
    records.watches.set(replace(watch, wake_at=_next(patient, now) if again else None))


def _is_open_on(records: Records, patient: Patient, today: date) -> bool:
    """By the clinic's hours on the card; where there are none, it is open."""
    said = records.cards.of(patient.id).clinic_hours
    return not said or today.weekday() in read_hours(said)


def _is_first(records: Records, whom: str, today: date) -> bool:
    if records.notes.get(_SAID + whom) == today.isoformat():
        return False
    records.notes.set(_SAID + whom, today.isoformat())
    return True


def _to_prescriber(records: Records, carer: Carer, patient: Patient, today: date, now: datetime) -> list[Message]:
    links = records.people.patients_of(carer.person.id)
    own = [link.patient_id for link in links if link.role is Role.PRESCRIBER and link.state is LinkState.AGREED]
    rows = board(records, now, own)
    names = ", ".join(row.patient.call_me for row in _open(rows)[:_NAMED] if row.patient.call_me)
    return [
        to_carer(
            carer.person.id,
            carer.contacts[0],
            patient.id,
            "clinic-digest",
            f"clinic-digest:{carer.person.id}:{today.isoformat()}",
            now,
            priority=Priority.REST,
            slots={"count": str(len(rows)), "tally": _tally(rows)} | ({"names": names} if names else {}),
        )
    ]


def _to_operator(records: Records, today: date, now: datetime, knowledge: Knowledge) -> list[Message]:
    """Only of patients without a prescriber who reads a digest of their own, and only where there are many of them."""
    rows = [row for row in board(records, now) if not circle_of(records, row.patient.id, Role.PRESCRIBER)]
    news = [row for row in rows if row.why not in _NO_NEWS]
    if len(rows) < knowledge.policy.operator_overview_from or not news:
        return []
    codes = ", ".join(str(row.patient.id) for row in news[:_NAMED])
    slots = {"count": str(len(rows)), "tally": _tally(rows), "code": codes}
    return tell_operator(records, "operator-overview", today.isoformat(), now, slots)


def _open(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.why is not Why.CALM]


def _tally(rows: Sequence[Row]) -> str:
    """How many are on the board for which first reason, as codes: "red:2,supply:1"; empty where nobody is."""
    count = Counter(row.why for row in _open(rows))
    return ",".join(f"{why.value}:{count[why]}" for why in Why if count[why])
