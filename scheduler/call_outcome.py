"""What became of a call. A line that is busy, or that nobody answers, reaches nobody, and what comes next comes sooner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler.alarm_message import CALL
from scheduler.domain.escalation import hasten
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.outgoing import reachable
from scheduler.ports import EscalationEvent, Records

CODE_CALL = "voice-code"
_NOBODY_HEARD = frozenset({MessageState.FAILED, MessageState.DROPPED})


def nobody_heard(records: Records, message: Message, why: str, now: datetime) -> None:
    """A call reached nobody, as its row says by now; within the caller's transaction. `now` is UTC.

    In a red alarm whose calls have all ended so, the next round begins after `red_unreached_min` instead of waiting for
    people who are not there. Whoever asked for a call with a code hears that nobody picked up.
    """
    if message.kind == CODE_CALL:
        _say_unheard(records, message, now)
    if message.kind != CALL or message.patient_id is None:
        return
    _, number, _, began, *_ = message.key.split(":")
    alarm = next((e for e in records.escalations.open_of([message.patient_id]) if str(e.id) == number), None)
    if alarm is None:
        return
    same_round = f"esc:{number}:{CALL}:{began}:"
    made = records.messages.of_patient(message.patient_id, alarm.opened_at)
    calls = [each for each in made if each.key.startswith(same_round)]
    if any(each.state not in _NOBODY_HEARD and each.id != message.id for each in calls):
        return
    patient = records.people.patients([message.patient_id])[message.patient_id]
    since = datetime.fromtimestamp(int(began), UTC)
    moved = hasten(alarm, max(now, since + timedelta(minutes=patient.policy.red_unreached_min)))
    if moved is not alarm:
        records.escalations.save(moved)
        records.escalations.note([EscalationEvent(alarm.id, now, "calls_unheard", message.person_id, why)])


def _say_unheard(records: Records, message: Message, now: datetime) -> None:
    contact = reachable(records.people.contacts_of(message.person_id))
    if contact is not None:
        told = Message(
            person_id=message.person_id,
            contact_id=contact.id,
            kind="calls-unheard",
            key=f"calls-unheard:{message.id}",
            priority=Priority.ESCALATION,
            not_before=now,
            created_at=now,
            budgeted=False,
        )
        records.messages.add([told])
