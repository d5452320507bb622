"""Messages whose outcome nobody knows: the answer was lost, or the process died while sending.

Where the provider can be asked, it is asked, and a copy leaves only when it has none. Elsewhere a copy goes once more, and
only once: every reminder names its slot and reads safely twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from scheduler.apart import by_parts
from scheduler.checking import check, look_around
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName, Wording
from scheduler.outcome import MOST_COPIES, back_off, give_up
from scheduler.ports import Accepted, Channel, Delivery, DeliveryError, Finder, Sent, Store

# Both counted from when sending began. A provider may list what it took a little later than it took it.
_LOOK_AFTER, _BELIEVE_AFTER, _LOOK_EVERY = timedelta(seconds=15), timedelta(seconds=45), timedelta(seconds=15)
_GIVE_UP_AFTER = timedelta(hours=1)
_AT_ONCE = 100
_log = structlog.get_logger(__name__)


async def settle_unknown(store: Store, channel: Channel, now: datetime, looked: dict[int, datetime]) -> None:
    """Settle what can be settled at `now` (UTC). `looked` remembers when each was last looked for."""
    waiting = await asyncio.to_thread(_unknown, store, channel)
    for gone in looked.keys() - {message.id for message in waiting}:
        del looked[gone]
    if not waiting:
        return
    if not isinstance(channel, Finder):
        if channel.name is not ChannelName.SMS:
            await asyncio.to_thread(by_parts, waiting, partial(_send_once_more, store, now), _leave)
        return
    ready = [m for m in waiting if _age(m, now) >= _LOOK_AFTER and _is_time(looked.get(m.id), now)]
    if not ready:
        return
    for message in ready:
        looked[message.id] = now
    made = await asyncio.to_thread(by_parts, ready, partial(_deliveries, store, now), _leave)
    deliveries = [delivery for each in made for delivery in each]
    found = await asyncio.gather(*(_find(store, channel, delivery) for delivery in deliveries))
    known = list(zip(deliveries, found, strict=True))
    await asyncio.to_thread(
        by_parts, known, partial(_settle, store, now), lambda each, error: _leave(each[0].message, error)
    )


def _leave(message: Message, error: Exception) -> None:
    """Of this one nobody will know for now; the others are settled."""
    _log.error("outbox.not-settled", message=message.id, error=error)


def _unknown(store: Store, channel: Channel) -> list[Message]:
    with store.reading() as records:
        return records.messages.unknown(_AT_ONCE, channel.name)


def _is_time(looked_at: datetime | None, now: datetime) -> bool:
    return looked_at is None or now - looked_at >= _LOOK_EVERY


def _age(message: Message, now: datetime) -> timedelta:
    return now - (message.sending_at or message.created_at)


def _send_once_more(store: Store, now: datetime, waiting: Sequence[Message]) -> None:
    with store.transaction() as records:
        still = records.messages.still_unknown(message.id for message in waiting)
        for message in waiting:
            if message.id not in still:
                continue
            if message.attempts < MOST_COPIES:
                again = Sent(message.id, MessageState.WAITING, now, not_before=back_off(message, now))
                records.messages.record([again])
            else:
                give_up(records, message, "unknown twice", now)


def _deliveries(store: Store, now: datetime, messages: Sequence[Message]) -> list[Delivery]:
    with store.reading() as records:
        around = look_around(records, messages, now)
        made = []
        for message in messages:
            contact, person = around.contacts.get(message.contact_id), around.persons.get(message.person_id)
            if contact is None:
                continue
            # Whether it would still be sent now does not matter: it is only looked for.
            delivery, _ = check(message, around, now)
            made.append(
                delivery
                or Delivery(
                    message,
                    contact.channel,
                    contact.address,
                    person.language if person else "en",
                    Wording.DISCREET,
                    "UTC",
                    now,
                )
            )
        return made


async def _find(store: Store, channel: Finder, delivery: Delivery) -> Accepted | DeliveryError | None:
    async def known(ids: list[str]) -> frozenset[str]:
        return await asyncio.to_thread(_known, store, delivery.message.contact_id, ids)

    try:
        return await channel.find(delivery, known)
    except DeliveryError as error:
        return error


def _known(store: Store, contact_id: int, ids: list[str]) -> frozenset[str]:
    with store.reading() as records:
        return records.messages.knows(contact_id, ids)


def _settle(store: Store, now: datetime, found: Sequence[tuple[Delivery, Accepted | DeliveryError | None]]) -> None:
    with store.transaction() as records:
        still = records.messages.still_unknown(delivery.message.id for delivery, _ in found)
        for delivery, outcome in found:
            message = delivery.message
            if message.id not in still:
                continue
            if isinstance(outcome, Accepted):
                sent = Sent(message.id, MessageState.SENT, now, outcome.text, outcome.provider_id)
                records.messages.record([sent])
            elif outcome is None and (_age(message, now) >= _BELIEVE_AFTER or message.priority is Priority.RED):
                records.messages.record([Sent(message.id, MessageState.WAITING, now, not_before=now)])
            elif _age(message, now) >= _GIVE_UP_AFTER:
                give_up(records, message, "nobody knows whether it was sent", now)
