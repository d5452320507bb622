"""What comes of a send that failed: again later, another way, or the end of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.call_outcome import nobody_heard
from scheduler.concern import is_concern
from scheduler.detour import go_another_way, other_way
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.ports import Delivery, DeliveryError, Records, Sent

MOST_COPIES = 2
_MOST_TRIES = 8
# Without another way it is tried as long as it may be of use: an outage of the provider must not eat an alarm.
_TRIED_FOR = timedelta(hours=24)
_MOVES_AFTER, _ALARM_MOVES_AFTER = 5, 2
_LONGEST_WAIT_S = {Priority.RED: 30.0, Priority.ESCALATION: 60.0}
_WAIT_S = 600.0
_PATIENCE = {Priority.RED: timedelta(seconds=15), Priority.ESCALATION: timedelta(minutes=2)}


def back_off(message: Message, now: datetime) -> datetime:
    """When to try again: exponential, with jitter, sooner for what is urgent."""
    most = _LONGEST_WAIT_S.get(message.priority, _WAIT_S)
    wait_s = min(most, 2.0 ** min(message.attempts, 10)) * random.uniform(0.5, 1.5)  # noqa: S311
    return now + timedelta(seconds=wait_s)


def record_failure(
    records: Records, delivery: Delivery, error: DeliveryError, now: datetime, mended_at: datetime | None = None
) -> MessageState:
    """Save what follows from `error`, in the caller's transaction. `mended_at`: no earlier look at a channel that is off.

    The state the message is left in.
    """
    message, why = delivery.message, str(error)
    if error.unknown:
        records.messages.record([Sent(message.id, MessageState.UNKNOWN, now, note=why, text=error.text)])
        return MessageState.UNKNOWN
    if error.permanent or _is_at_its_end(message, now):
        return give_up(records, message, why, now, gone=error.gone)
    waits_until = mended_at if error.config and mended_at is not None else error.retry_at
    moves = error.config or _waits_too_long(message, waits_until, now) or _tried_enough(message)
    if moves and not is_concern(message) and other_way(records, message, now) is not None:
        return give_up(records, message, why, now)
    again = Sent(
        message.id,
        MessageState.WAITING,
        now,
        note=why,
        not_before=waits_until or back_off(message, now),
        uncounted=waits_until is not None,
    )
    records.messages.record([again])
    return MessageState.WAITING


def _as_queued(records: Records, worded: Message) -> Message:
    """The message without the words that this send had: what is true by then is looked up when another one leaves."""
    for queued in records.messages.by_id([worded.id]):
        return replace(worded, kind=queued.kind, slots=queued.slots)
    return worded


def give_up(records: Records, message: Message, why: str, now: datetime, *, gone: bool = False) -> MessageState:
    """It failed here for good; whatever other way there is is taken, with what was queued and not with what was worded of it."""
    message = _as_queued(records, message)
    records.messages.record([Sent(message.id, MessageState.FAILED, now, note=why)])
    go_another_way(records, message, why, now, gone=gone)
    nobody_heard(records, message, why, now)
    return MessageState.FAILED


def _is_at_its_end(message: Message, now: datetime) -> bool:
    """What has a time after which it is of no use is dropped then; everything else is not tried for ever."""
    if is_concern(message):
        return message.attempts + 1 >= _MOST_TRIES
    return now - message.created_at > _TRIED_FOR


def _tried_enough(message: Message) -> bool:
    return message.attempts + 1 >= (_ALARM_MOVES_AFTER if message.priority <= Priority.ESCALATION else _MOVES_AFTER)


def _waits_too_long(message: Message, until: datetime | None, now: datetime) -> bool:
    patience = _PATIENCE.get(message.priority)
    return until is not None and patience is not None and until - now > patience
