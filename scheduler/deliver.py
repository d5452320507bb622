"""Lease, check once more, send, record. Nothing is sent inside a transaction; after a crash no message is in doubt unseen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.clock import Clock
from scheduler.domain.message import Message, MessageState
from scheduler.domain.people import ChannelName, Contact, Patient, Reach, Wording
from scheduler.ports import Accepted, Channel, Delivery, DeliveryError, Records, Sent, Store
from scheduler.truth import Doses, as_true_now, load_doses

LEASE = timedelta(seconds=60)
MOST_TRIES = 8
MOST_COPIES = 2


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a round went."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0

    def any(self) -> bool:
        return bool(self.sent or self.dropped or self.failed)


async def deliver(store: Store, channels: Mapping[ChannelName, Channel], clock: Clock, limit: int = 100) -> Delivered:
    """Send what may go now, one round: at most one message per contact. Call again until nothing was done."""
    now = clock.now()
    deliveries, dropped = await asyncio.to_thread(_claim, store, channels, now, limit)
    if not deliveries:
        return Delivered(dropped=dropped)
    outcomes = await asyncio.gather(*(_send(channels, delivery, clock) for delivery in deliveries))
    await asyncio.to_thread(_record, store, outcomes)
    good = sum(outcome.state is MessageState.SENT for outcome in outcomes)
    return Delivered(good, dropped, len(outcomes) - good)


def _claim(
    store: Store, channels: Mapping[ChannelName, Channel], now: datetime, limit: int
) -> tuple[list[Delivery], int]:
    with store.transaction() as records:
        records.messages.take_back(now)
        _settle_unknown(records, now)
        leased = records.messages.lease(now, limit, now + LEASE)
        deliveries: list[Delivery] = []
        drops: dict[str, list[int]] = {}
        known = records.people.patients({m.patient_id for m in leased if m.patient_id is not None})
        doses = load_doses(records, leased, now)
        for message in leased:
            contact = records.people.contact_by_id(message.contact_id)
            made, why = _check(records, message, contact, known.get(message.patient_id or 0), doses, now)
            if made is not None and contact is not None and contact.channel in channels:
                deliveries.append(made)
            elif made is not None:
                # No such channel in this process: it waits for one that has it.
                again = now + timedelta(minutes=1)
                records.messages.record([Sent(message.id, MessageState.WAITING, now, not_before=again)])
            else:
                drops.setdefault(why, []).append(message.id)
        for why, ids in drops.items():
            records.messages.drop(ids, why, now)
        records.messages.begin([delivery.message.id for delivery in deliveries], now)
    return deliveries, sum(len(ids) for ids in drops.values())


def _settle_unknown(records: Records, now: datetime) -> None:
    """The process died while sending. A copy names its slot and reads safely twice, so it goes once more, and only once."""
    for message in records.messages.unknown(100):
        contact = records.people.contact_by_id(message.contact_id)
        if contact is not None and contact.channel is ChannelName.SMS:
            continue
        state = MessageState.WAITING if message.attempts < MOST_COPIES else MessageState.FAILED
        note = None if state is MessageState.WAITING else "unknown twice"
        records.messages.record([Sent(message.id, state, now, note=note, not_before=now)])


def _check(
    records: Records,
    message: Message,
    contact: Contact | None,
    patient: Patient | None,
    doses: Doses,
    now: datetime,
) -> tuple[Delivery | None, str]:
    """The delivery, or why it is no longer true: consent, dose still open, not too late."""
    if contact is None or (contact.reach is not Reach.ON and not message.even_unconsented):
        return None, "no consent"
    if message.expires_at is not None and now >= message.expires_at:
        return None, "too late"
    worded = as_true_now(message, doses)
    if worded is None:
        return None, "answered"
    message = worded
    person = records.people.person(message.person_id)
    slots = dict(message.slots)
    if patient is not None and patient.prescriber and "prescriber" not in slots:
        slots["prescriber"] = patient.prescriber
    wording = patient.wording if patient is not None and patient.id == message.person_id else Wording.DISCREET
    zone = (person.zone if person else None) or (patient.zone if patient else None) or "UTC"
    return (
        Delivery(
            message=replace(message, slots=slots),
            channel=contact.channel,
            address=contact.address,
            language=person.language if person else "en",
            wording=wording,
            zone=zone,
            now=now,
            country=(person.country if person else None) or (patient.country if patient else None),
        ),
        "",
    )


async def _send(channels: Mapping[ChannelName, Channel], delivery: Delivery, clock: Clock) -> Sent:
    message = delivery.message
    try:
        accepted: Accepted = await channels[delivery.channel].send(delivery)
    except DeliveryError as error:
        return _after_error(message, error, clock.now())
    except Exception as error:
        return _after_error(message, DeliveryError(type(error).__name__), clock.now())
    return Sent(message.id, MessageState.SENT, clock.now(), accepted.text, accepted.provider_id)


def _after_error(message: Message, error: DeliveryError, now: datetime) -> Sent:
    if error.unknown:
        return Sent(message.id, MessageState.UNKNOWN, now, note=str(error))
    if error.permanent or message.attempts + 1 >= MOST_TRIES:
        return Sent(message.id, MessageState.FAILED, now, note=str(error))
    wait = timedelta(seconds=min(600, 2**message.attempts) * random.uniform(0.5, 1.5))  # noqa: S311
    return Sent(message.id, MessageState.WAITING, now, note=str(error), not_before=error.retry_at or now + wait)


def _record(store: Store, outcomes: list[Sent]) -> None:
    with store.transaction() as records:
        records.messages.record(outcomes)
