"""So many text messages a day and no more: looked at last, when a message is about to leave. Red ones never ask.

Prompts, check-ins and answers always go. What would only add to them gives way: a nudge to a person who is fetched instead,
a notice to tomorrow morning, a courtesy to silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from scheduler.alarm import raise_alarm
from scheduler.circle import circle_of
from scheduler.domain.checkin import Kind, times_a_day
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName, Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import WatchKind
from scheduler.outgoing import after_quiet, local_midnight, to_patient
from scheduler.ports import Delivery, Records, Sent
from scheduler.reasons import find_reasons

# What is asked always goes: room is kept for it.
_PROMPTS = ("dose-due", "dose-after-extra", "catch-up", "safety-list")
_EVENING = "check-in-evening"
# A 24-hour line is to be rung now: that is never left unsaid for the sake of a budget.
_NEVER_WITHHELD = frozenset({"urgent-advice", "check-in", "check-in-again"})
_COURTESIES = frozenset({"check-in-done", "thanks"})
# What is answered with a text of its own: room for two is needed, or a prompt to ride on.
_ANSWERED = frozenset({"count-ask"})
# One text is kept for saying whom I shall ask, also when no dose is open any more.
_KEPT_FOR_WHOM = 1
_WHY = "the day's texts"


@dataclass(frozen=True, slots=True)
class Day:
    """A person's local day so far: `sent` texts that were not red, `to_come` what will follow whatever happens, the `cap`
    of such a day, and whether a dose of it is still `open`."""

    sent: int
    to_come: int
    cap: int
    open: bool

    def has_room(self, most: int, texts: int = 1) -> bool:
        """Whether so many more leave room, within `most`, for what is bound to come."""
        return self.sent + self.to_come + texts <= most


def withhold(
    records: Records, deliveries: Sequence[Delivery], patients: Mapping[int, Patient], now: datetime
) -> list[Delivery]:
    """Those of these that may leave at `now` (UTC); what may not is dropped or put off within the caller's transaction."""
    asking = {d.message.person_id: patients[d.message.person_id] for d in deliveries if _asks(d, patients)}
    if not asking:
        return list(deliveries)
    sent = records.messages.sent_on(asking, now - timedelta(hours=25))
    days = {
        each.id: look_at_day(records, each, sum(at >= local_midnight(each, now) for at in sent.get(each.id, [])), now)
        for each in asking.values()
    }
    kept: list[Delivery] = []
    for delivery in deliveries:
        patient = asking.get(delivery.message.person_id)
        if patient is None or not _asks(delivery, patients) or _may(delivery.message, patient, days[patient.id]):
            kept.append(delivery)
        else:
            _give_way(records, delivery.message, patient, now)
    return kept


def has_room_for_receipt(records: Records, patient: Patient, now: datetime) -> bool:
    """Whether a receipt may be a text of its own at `now` (UTC): what may follow until the day's last dose comes first."""
    midnight = local_midnight(patient, now)
    sent = records.messages.sent_on([patient.id], midnight).get(patient.id, [])
    waiting = records.messages.beside([patient.id], midnight, now)
    day = look_at_day(records, patient, len(sent), now)
    leaving = sum(each.budgeted and each.kind not in _ANSWERED for each in waiting)
    policy = patient.policy
    kept = policy.texts_kept_back + policy.texts_kept_for_nudges if day.open else _KEPT_FOR_WHOM
    # A check-in has a receipt as well, and no prompt tells of it later.
    return day.has_room(policy.texts_worst - kept, leaving + _morning_check_in_to_come(records, patient, now) + 1)


def _morning_check_in_to_come(records: Records, patient: Patient, now: datetime) -> int:
    """Whether this morning's check-in will still be asked: 0 or 1. There is none on the day that it all began."""
    watch = records.watches.get(patient.id, WatchKind.CHECK_IN)
    today = to_wall(now, patient.zone).date()
    if watch is None or watch.wake_at is None or dict(watch.memo).get("began") == today.isoformat():
        return 0
    return int(watch.wake_at <= to_utc(today, patient.policy.morning_at, patient.zone))


def _asks(delivery: Delivery, patients: Mapping[int, Patient]) -> bool:
    """Whether it is one of those that there must be room for."""
    message = delivery.message
    if delivery.channel is not ChannelName.SMS or message.person_id not in patients or not message.budgeted:
        return False
    if message.priority is Priority.RED or message.kind in _NEVER_WITHHELD or message.kind.startswith(_PROMPTS):
        return False
    return not message.key.startswith("in:") or message.kind in _COURTESIES


def look_at_day(records: Records, patient: Patient, sent: int, now: datetime) -> Day:
    """What is bound to be sent on the rest of the person's day, which began with `sent` texts."""
    midnight = local_midnight(patient, now)
    tomorrow = to_utc(to_wall(now, patient.zone).date() + timedelta(days=1), time.min, patient.zone)
    doses = records.doses.of_patient(patient.id, midnight, tomorrow)
    waited_for = [dose for dose in doses if dose.state in {DoseState.PLANNED, DoseState.DUE}]
    prompts = sum(dose.prompted_at is None for dose in waited_for)
    times = times_a_day(find_reasons(records, patient, now), now, patient.policy)
    waiting = records.messages.beside([patient.id], midnight, tomorrow)
    answers = sum(each.kind in _ANSWERED for each in waiting)
    cap = patient.policy.texts_step_day if times > 1 else patient.policy.texts_normal
    if now < patient.enrolled_at + timedelta(days=patient.policy.receipts_own_days):
        # In the first days answers have receipts of their own.
        cap = patient.policy.texts_worst
    asked = sum(each.kind in {Kind.DAILY, Kind.EVENING} for each in records.check_ins.of_patient(patient.id, midnight))
    return Day(sent, prompts + max(0, times - asked) + answers, cap, bool(waited_for))


def _may(message: Message, patient: Patient, day: Day) -> bool:
    policy = patient.policy
    if message.kind in _COURTESIES or message.priority is Priority.REST:
        return day.has_room(day.cap, 2 if message.kind in _ANSWERED else 1)
    if message.priority is Priority.ESCALATION or message.kind == _EVENING:
        return day.has_room(policy.texts_worst)
    return day.has_room(policy.texts_worst - policy.texts_kept_back)


def _give_way(records: Records, message: Message, patient: Patient, now: datetime) -> None:
    if message.priority >= Priority.CHECK_IN and message.kind not in {*_COURTESIES, _EVENING}:
        again = _next_chance(records, message, patient, now)
        if message.expires_at is None or again < message.expires_at:
            records.messages.record([Sent(message.id, MessageState.WAITING, now, not_before=again)])
            return
    records.messages.drop([message.id], _WHY, now)
    if message.kind == _EVENING:
        _take_back(records, patient, now)
    if message.priority is Priority.REMINDER:
        records.messages.add(_fetch_a_person(records, patient, message, now))


def _take_back(records: Records, patient: Patient, now: datetime) -> None:
    """What was never asked waits for no answer."""
    left = records.check_ins.open_of(patient.id)
    if left is not None and not left.answers:
        records.check_ins.save(replace(left, question=None, ended_at=now))


def _next_chance(records: Records, message: Message, patient: Patient, now: datetime) -> datetime:
    """Tomorrow morning; or the next prompt, which it may ride on, if it was not for another one."""
    tomorrow = to_wall(now, patient.zone).date() + timedelta(days=1)
    morning = to_utc(tomorrow, patient.policy.morning_at, patient.zone)
    coming = records.doses.of_patient(patient.id, now, morning)
    planned = [dose.due_at for dose in coming if dose.state is DoseState.PLANNED and dose.due_at > now]
    return min([*planned, morning]) if message.kind in _ANSWERED else morning


def _fetch_a_person(records: Records, patient: Patient, message: Message, now: datetime) -> list[Message]:
    """Somebody is asked to ring instead of one more text; the person hears it half an hour before. Once a day."""
    circle = circle_of(records, patient.id)
    earlier = records.escalations.of_patient(patient.id, local_midnight(patient, now))
    asked = any(each.cause in {Cause.UNCONFIRMED, Cause.NOT_TAKEN, Cause.BUDGET} for each in earlier)
    if not circle or asked:
        return []
    # It leaves with the courier's next round: half an hour is counted from the next full minute, as the person reads it.
    speaks_at = after_quiet(patient, now.replace(second=0, microsecond=0) + timedelta(minutes=1))
    tells_at = speaks_at + timedelta(minutes=patient.policy.carer_after_warning_min)
    because = {"dose_ids": ",".join(map(str, message.dose_ids))}
    opened = raise_alarm(records, patient, Cause.BUDGET, now, because, tells_at=tells_at)
    if opened is None:
        return []
    slots = {"name": next(iter(circle.values())).name, "until": tells_at.isoformat()}
    return to_patient(
        patient,
        "carer-soon",
        f"carer-soon:{opened.id}",
        now,
        priority=Priority.ESCALATION,
        slots=slots,
        dose_ids=message.dose_ids,
        not_before=speaks_at,
        expires_at=tells_at,
    )
