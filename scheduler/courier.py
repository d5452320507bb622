"""Carries the messages of one channel: lease, check once more, send, record. A slow channel holds up no other.

Nothing is sent inside a transaction; after a crash no message is in doubt unseen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from scheduler.apart import by_parts
from scheduler.channel_switch import ChannelSwitch
from scheduler.claiming import Claims
from scheduler.clock import Clock
from scheduler.domain.message import MessageState
from scheduler.outcome import record_failure
from scheduler.ports import (
    Accepted,
    Channel,
    Delivery,
    DeliveryError,
    Sent,
    Store,
)
from scheduler.settling import settle_unknown

LEASE = timedelta(seconds=60)
# So many are under way at once: where an answer takes a tenth of a second, some 2,000 a second could leave.
MOST_UNDER_WAY = 200
_log = structlog.get_logger(__name__)
_Outcome = tuple[Delivery, Accepted | DeliveryError, datetime]


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a round went."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0

    def any(self) -> bool:
        return bool(self.sent or self.dropped or self.failed)

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(self.sent + other.sent, self.dropped + other.dropped, self.failed + other.failed)


class Courier:
    """One channel's way out. `lease`: how long a claim holds, longer than any send can take."""

    def __init__(self, store: Store, channel: Channel, clock: Clock, *, lease: timedelta = LEASE) -> None:
        self.channel = channel
        self._store = store
        self._clock = clock
        self._switch = ChannelSwitch(channel.name)
        self._claims = Claims(store, channel, lease, self._switch)
        self._looked: dict[int, datetime] = {}
        self._outcomes: list[_Outcome] = []
        self._recording = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._settling: asyncio.Task[None] | None = None
        self._went = Delivered()
        self._ends = False
        self.on_answer: Callable[[], None] = lambda: None

    @property
    def room_in_s(self) -> float | None:
        """In how many seconds there is room again for what the pace holds up; None if it holds up nothing."""
        return self._claims.room_in_s

    async def round(self, limit: int = MOST_UNDER_WAY) -> Delivered:
        """Send what may go now, at most one message per contact, and wait until all of it has been recorded."""
        now = self._clock.now()
        if await asyncio.to_thread(self._claims.has_any, now):
            self._settle(now)
            if self._settling is not None:
                await self._settling
            await self._set_out(limit)
        if self._under_way:
            await asyncio.gather(*self._under_way)
        return self.went()

    async def dispatch(self, limit: int = MOST_UNDER_WAY) -> None:
        """Set out with what may go now, without waiting for it: a slow answer holds up nothing else."""
        now = self._clock.now()
        if await asyncio.to_thread(self._claims.has_any, now):
            self._settle(now)
            await self._set_out(limit)

    async def _set_out(self, limit: int) -> None:
        if self._ends:
            return
        now = self._clock.now()
        deliveries, dropped = await asyncio.to_thread(self._claims.take, now, limit - len(self._under_way))
        for delivery in deliveries:
            task = asyncio.create_task(self._carry(delivery))
            self._under_way.add(task)
            task.add_done_callback(self._answered)
        self._went += Delivered(dropped=dropped)

    def _settle(self, now: datetime) -> None:
        """Beside the sending: a provider that does not answer what became of one message holds up no other."""
        if self._settling is None:
            self._settling = asyncio.create_task(settle_unknown(self._store, self.channel, now, self._looked))
            self._settling.add_done_callback(self._settled)

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._settling = None
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("outbox.not-settled", channel=self.channel.name.value, error=error)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # What could not be recorded comes up again when its lease has run out.
            _log.error("outbox.not-recorded", channel=self.channel.name.value, error=error)
        self.on_answer()

    def went(self) -> Delivered:
        """How it went since this was last asked."""
        went, self._went = self._went, Delivered()
        return went

    async def finish(self, within_s: float) -> None:
        """Set out with nothing more; what is under way is waited for, and then noted as unknown."""
        self._ends = True
        if self._settling is not None:
            self._settling.cancel()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _carry(self, delivery: Delivery) -> None:
        outcome: Accepted | DeliveryError
        try:
            outcome = await self.channel.send(delivery)
        except DeliveryError as error:
            outcome = error
        except asyncio.CancelledError:
            # The process ends while the provider has not answered: it may have it or not.
            outcome = DeliveryError("ended while sending", unknown=True)
        except Exception as error:
            outcome = DeliveryError(type(error).__name__)
        self._outcomes.append((delivery, outcome, self._clock.now()))
        async with self._recording:
            if batch := self._take_outcomes():
                self._went += await asyncio.to_thread(self._record_all, batch)

    def _log_answers(self, batch: Iterable[_Outcome]) -> None:
        """Of what answers a request only: reminders by the thousand would say nothing but that they left."""
        for message, outcome in ((delivery.message, outcome) for delivery, outcome, _ in batch):
            if message.request is not None:
                event = "message.sent" if isinstance(outcome, Accepted) else "message.not-sent"
                _log.info(event, message=message.id, kind=message.kind, request=message.request)

    def _take_outcomes(self) -> list[_Outcome]:
        batch, self._outcomes = self._outcomes, []
        return batch

    def _record_all(self, batch: Sequence[_Outcome]) -> Delivered:
        """Of one that cannot be recorded it is found out later whether it was sent; of the others it is known."""
        return sum(by_parts(batch, self._record, self._not_recorded), Delivered())

    def _not_recorded(self, outcome: _Outcome, error: Exception) -> None:
        _log.error("outbox.not-recorded", channel=self.channel.name.value, message=outcome[0].message.id, error=error)

    def _record(self, batch: Sequence[_Outcome]) -> Delivered:
        sent: list[Sent] = []
        failed = 0
        with self._store.transaction() as records:
            for delivery, outcome, at in batch:
                if isinstance(outcome, Accepted):
                    own = delivery.message.id
                    sent.append(Sent(own, MessageState.SENT, at, outcome.text, outcome.provider_id))
                    continue
                failed += 1
                if outcome.config:
                    self._switch.refused(records, str(outcome), at)
                record_failure(records, delivery, outcome, at, self._switch.off_until)
            records.messages.record(sent)
        self._log_answers(batch)
        if sent:
            self._switch.accepted(sent[-1].at)
        return Delivered(sent=len(sent), failed=failed)
