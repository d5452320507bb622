"""The monthly drill: caregivers show that a message reaches them, before the night on which it has to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.circle import Carer, circle_of
from scheduler.concern import tell_operator
from scheduler.domain.escalation import State
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.outgoing import to_carer, to_patient
from scheduler.ports import Records

_TIMES = 2
_DAY = timedelta(days=1)


def begin_drills(records: Records, patient: Patient, now: datetime) -> None:
    """From now (UTC) on there is somebody to drill; they have just answered, so the first one is a month away."""
    known = records.watches.get(patient.id, WatchKind.DRILL)
    if known is None or known.wake_at is None:
        at = _by_day(patient, now + timedelta(days=patient.policy.drill_every_days))
        records.watches.set(Watch(patient.id, WatchKind.DRILL, at))


def wake_drill(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Ask, ask once more, or say who did not answer, at `now` (UTC). Never while an alarm is on: that drills well enough."""
    circle = circle_of(records, patient.id)
    again_at = now + timedelta(hours=patient.policy.drill_again_h)
    if any(each.state is not State.WARNED for each in records.escalations.open_of([patient.id])):
        records.watches.set(replace(watch, wake_at=_by_day(patient, now + _DAY)))
        return
    memo = dict(watch.memo)
    times = int(memo.get("times", "0"))
    silent = waiting_for(records, watch, circle) if times else _to_be_asked(records, patient, circle, now)
    if not circle:
        records.watches.set(replace(watch, wake_at=None, memo=()))
        return
    if silent and times < _TIMES:
        asked_at = memo.get("asked_at") or now.isoformat()
        memo = {"times": str(times + 1), "asked": ",".join(map(str, silent)), "asked_at": asked_at}
        records.watches.set(replace(watch, wake_at=_by_day(patient, again_at), memo=tuple(memo.items())))
        records.messages.add(_ask(records, patient, silent, now))
        return
    if silent:
        records.messages.add(_tell(records, patient, silent, now))
    at = now + timedelta(days=patient.policy.drill_every_days)
    records.watches.set(replace(watch, wake_at=_by_day(patient, at), memo=()))


def waiting_for(records: Records, watch: Watch | None, circle: Mapping[int, Carer]) -> dict[int, Carer]:
    """Who was asked in the drill that is going on, and has written nothing since."""
    memo = dict(watch.memo) if watch is not None else {}
    if not memo.get("asked"):
        return {}
    since = datetime.fromisoformat(memo["asked_at"])
    asked = {int(each) for each in memo["asked"].split(",")}
    return {own: carer for own, carer in circle.items() if own in asked and not _heard_since(records, carer, since)}


def is_asked(watch: Watch, carer_id: int) -> bool:
    """Whether a drill is going on in which this caregiver was asked."""
    return str(carer_id) in dict(watch.memo).get("asked", "").split(",")


def _to_be_asked(records: Records, patient: Patient, circle: Mapping[int, Carer], now: datetime) -> dict[int, Carer]:
    """Whoever has written lately has shown it already."""
    since = now - timedelta(days=patient.policy.drill_every_days)
    return {own: carer for own, carer in circle.items() if not _heard_since(records, carer, since)}


def _heard_since(records: Records, carer: Carer, since: datetime) -> bool:
    heard_at = records.inbox.last_from([contact.id for contact in carer.contacts], carer.person.id)
    return heard_at is not None and heard_at > since


def _ask(records: Records, patient: Patient, silent: Mapping[int, Carer], now: datetime) -> list[Message]:
    messages = []
    for own, carer in silent.items():
        contact = carer.contacts[0]
        records.talk.set(Conversation(contact.id, patient.id, "carer", {}, now))
        key = f"drill:{patient.id}:{own}:{now.date()}"
        slots = {"patient": patient.call_me}
        messages.append(
            to_carer(own, contact, patient.id, "carer-drill", key, now, priority=Priority.REST, slots=slots)
        )
    return messages


def _tell(records: Records, patient: Patient, silent: Mapping[int, Carer], now: datetime) -> list[Message]:
    """The person hears who was not reached, while there is time to choose somebody else; so does the operator."""
    key = f"drill-silent:{patient.id}:{now.date()}"
    slots = {"names": ", ".join(carer.name for carer in silent.values())}
    about = {"code": str(patient.id), "says": ",".join(map(str, silent))}
    return [
        *to_patient(patient, "carer-unproven", key, now, priority=Priority.CHECK_IN, slots=slots, budgeted=False),
        *tell_operator(records, "operator-unproven", str(patient.id), now, about),
    ]


def _by_day(patient: Patient, at: datetime) -> datetime:
    """`at`, moved to the person's morning hour on that day, or on the next one if that has passed (UTC)."""
    on = to_wall(at, patient.zone).date()
    morning = to_utc(on, patient.policy.morning_at, patient.zone)
    return morning if morning >= at else to_utc(on + _DAY, patient.policy.morning_at, patient.zone)
