"""One round of everything that waits to be sent: each channel on its own, so that a slow or dead one holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from scheduler.clock import Clock
from scheduler.courier import Courier, Delivered
from scheduler.domain.people import ChannelName
from scheduler.ports import Channel, Store


async def deliver(store: Store, channels: Mapping[ChannelName, Channel], clock: Clock, limit: int = 100) -> Delivered:
    """Send what may go now, one round: at most one message per contact. Call again until nothing was done.

    What goes to a channel that is not among `channels` waits for a process that has it.
    """
    went, tried = Delivered(), frozenset[ChannelName]()
    # What one channel passes on to another, because it may not go there any more, leaves in the same round.
    while not went.any() and (ways := await asyncio.to_thread(_ways, store, clock) & channels.keys() - tried):
        couriers = [Courier(store, channel, clock) for name, channel in channels.items() if name in ways]
        went = sum(await asyncio.gather(*(courier.round(limit) for courier in couriers)), Delivered())
        tried |= ways
    return went


def _ways(store: Store, clock: Clock) -> frozenset[ChannelName]:
    with store.reading() as records:
        return records.messages.ways(clock.now())


async def deliver_by(couriers: Mapping[ChannelName, Courier], limit: int = 100) -> Delivered:
    """The same with couriers that remember what they are about: their pace, and what is under way."""
    return sum(await asyncio.gather(*(courier.round(limit) for courier in couriers.values())), Delivered())
