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
    rounds = await asyncio.gather(*(Courier(store, channel, clock).round(limit) for channel in channels.values()))
    return sum(rounds, Delivered())


async def deliver_by(couriers: Mapping[ChannelName, Courier], limit: int = 100) -> Delivered:
    """The same with couriers that remember what they are about: their pace, and what is under way."""
    return sum(await asyncio.gather(*(courier.round(limit) for courier in couriers.values())), Delivered())
