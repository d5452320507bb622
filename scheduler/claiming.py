"""What a channel may send now: leased, looked at once more, held to its pace. Everything but the sending itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from scheduler.apart import in_halves, set_aside
from scheduler.budget import withhold
from scheduler.channel_switch import ChannelSwitch
from scheduler.checking import check, drop, look_around
from scheduler.domain.message import Message, MessageState
from scheduler.domain.pace import Pace
from scheduler.one_text import gather
from scheduler.outcome import record_failure
from scheduler.ports import (
    Channel,
    Delivery,
    DeliveryError,
    Finder,
    Paced,
    Records,
    Sent,
    Store,
    TryAgainError,
    Waits,
)

# Of a second's worth, so that no single second sees much more than the pace; a slow sender may catch up a little.
_BURST, _LEAST_BURST = 0.15, 5.0
_LEAST_RED = 10
_log = structlog.get_logger(__name__)


class Claims:
    """Of one channel. `lease`: how long a claim holds. `switch`: whether the channel is off for everybody."""

    def __init__(self, store: Store, channel: Channel, lease: timedelta, switch: ChannelSwitch) -> None:
        self._store, self.channel, self._lease, self._switch = store, channel, lease, switch
        self._pace: Pace | None = None
        if isinstance(channel, Paced):
            self._gap = timedelta(seconds=channel.chat_gap_s)
            self._pace = Pace(channel.per_second, max(_LEAST_BURST, channel.per_second * _BURST), self._gap)
        # In how many seconds there is room again for what the pace holds up; None if it holds up nothing.
        self.room_in_s: float | None = None

    def has_any(self, now: datetime) -> bool:
        """Whether anything is to be sent at `now` (UTC), taken back or asked about: a look, which holds up no writer."""
        with self._store.reading() as records:
            found = self.channel.name in records.messages.ways(now)
        self.room_in_s = self.room_in_s if found else None
        return found

    def take(self, now: datetime, limit: int) -> tuple[list[Delivery], int]:
        """What is to be sent now (UTC), at most `limit`, noted as being sent; and how many were dropped as no longer true.

        Where a message, or somebody it concerns, cannot be read, the others leave without it.
        """
        leased: list[int] = []
        try:
            return self._claim(now, limit, leased)
        except TryAgainError:
            raise
        except Exception:
            if not leased:
                raise
            _log.warning("batch.apart", what=self.channel.name.value, count=len(leased))
            return self._take_apart(leased, now, limit)

    def _take_apart(self, message_ids: Sequence[int], now: datetime, limit: int) -> tuple[list[Delivery], int]:
        deliveries, dropped = list[Delivery](), 0

        def some(ids: Sequence[int]) -> None:
            nonlocal dropped
            begun, gone = self._claim(now, limit, [], ids)
            deliveries.extend(begun)
            dropped += gone

        def one(message_id: int, error: Exception) -> None:
            set_aside(self._store, Waits.MESSAGE, message_id, error, now)

        try:
            in_halves(message_ids, some, one)
        except TryAgainError:
            # What is noted as being sent is sent.
            if not deliveries:
                raise
        return deliveries, dropped

    def _claim(
        self, now: datetime, limit: int, leased_ids: list[int], only: Sequence[int] | None = None
    ) -> tuple[list[Delivery], int]:
        """`leased_ids` is told what was leased, also where this fails."""
        with self._store.transaction() as records:
            if only is not None:
                records.claim_only(only)
            try:
                return self._begin(records, now, limit)
            finally:
                leased_ids.extend(records.claimed)

    def _begin(self, records: Records, now: datetime, limit: int) -> tuple[list[Delivery], int]:
        name, until = self.channel.name, now + self._lease
        records.messages.take_back(now)
        leased = records.messages.lease(now, max(limit, _LEAST_RED), until, channel=name, only_red=True)
        paced = self._room(records, now)
        room = max(0, min(limit, limit if paced is None else paced) - len(leased))
        others = records.messages.lease(now, room, until, channel=name) if room else []
        leased += others
        held_up = paced is not None and paced < limit and len(others) == room
        if not leased:
            self._wait(now, held_up=held_up)
            return [], 0
        if isinstance(self.channel, Finder):
            # Only a provider that says later what became of a message can shut it by a receipt.
            self._switch.look(records)
        around = look_around(records, leased, now)
        deliveries: list[Delivery] = []
        dropped: list[tuple[Message, str]] = []
        for message in leased:
            delivery, why = check(message, around, now)
            if delivery is None:
                dropped.append((message, why))
            else:
                deliveries.append(delivery)
        drop(records, dropped, now)
        deliveries = withhold(records, deliveries, around.patients, now)
        deliveries = self._hold_back(records, deliveries, now)
        deliveries = gather(records, deliveries, around.patients, self.channel, now)
        records.messages.begin([delivery.message.id for delivery in deliveries], now)
        if self._pace is not None and self._pace.bucket is not None:
            records.paces.keep(name.value, self._pace.bucket)
            records.paces.wrote([delivery.message.contact_id for delivery in deliveries], now)
        self._wait(now, held_up=held_up)
        return deliveries, len(dropped)

    def _wait(self, now: datetime, *, held_up: bool) -> None:
        self.room_in_s = self._pace.wait_s(now) if self._pace is not None and held_up else None

    def _room(self, records: Records, now: datetime) -> int | None:
        if self._pace is None:
            return None
        shared = records.paces.hold(self.channel.name.value)
        if shared is not None:
            self._pace.bucket = shared
        return self._pace.room(now)

    def _hold_back(self, records: Records, deliveries: list[Delivery], now: datetime) -> list[Delivery]:
        """Who was written to a moment ago waits that moment; while the channel is off one message tries whether it still is."""
        kept: list[Delivery] = []
        if self._pace is not None and self._gap:
            self._pace.learn(records.paces.written([each.message.contact_id for each in deliveries], now - self._gap))
        for delivery in deliveries:
            message = delivery.message
            at = self._switch.tries_again_at(now, tried=bool(kept))
            if at is not None:
                record_failure(records, delivery, DeliveryError("channel is off", config=True), now, at)
                continue
            free_at = self._pace.free_at(message.contact_id, now) if self._pace is not None else now
            if free_at > now and message.priority > 0:
                # Its place in the queue stays: later ones to the same person must not overtake it.
                records.messages.record([Sent(message.id, MessageState.WAITING, now)])
                continue
            if self._pace is not None:
                self._pace.spend(message.contact_id, now)
            kept.append(delivery)
        return kept
