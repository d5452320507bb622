"""Beats the house for as long as a process owns the scheduler, and notes how far its clock is ahead and that it lives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.bootstrap import House
from bot.cli.opening import ALIVE_AT, CLOCK_AHEAD, ahead_of_this_machine
from scheduler.clock import ChatClock, SystemClock
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Channel, Delivery
from scheduler.tick import show_alive

SHOW_LIFE_EVERY = timedelta(seconds=2)
_STUCK = timedelta(minutes=1)
_log = structlog.get_logger(__name__)


class CountedChannel:
    """A channel that counts what it sent, so that a leap can stop where something was said."""

    def __init__(self, channel: Channel) -> None:
        self.name: ChannelName = channel.name
        self.sent = 0
        self._channel = channel

    async def send(self, delivery: Delivery) -> Accepted:
        accepted = await self._channel.send(delivery)
        self.sent += 1
        return accepted


@dataclass(frozen=True, slots=True)
class Leapt:
    """How far a leap went and where to (UTC). `has_more`: something still waits for its time after it."""

    by: timedelta
    to: datetime
    said: bool
    has_more: bool


class Heart:
    """One beat at a time, whoever asks for it: the metronome, a line that was typed, a leap.

    `after_beat` is called after each, so that what was said is shown in order; `on_failure` when one fails that succeeded
    before. `sent` tells how many messages have left. `beat`: what a beat does, where the house does not do it alone.
    """

    def __init__(
        self,
        house: House,
        clock: ChatClock,
        sent: Callable[[], int] = lambda: 0,
        beat: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self.house = house
        self.clock = clock
        self.after_beat: Callable[[], None] = lambda: None
        self.on_failure: Callable[[Exception], None] = lambda _: None
        self._sent = sent
        self._work = beat or house.beat
        self._turn = asyncio.Lock()
        self._rests = self._fails = False
        self._noted_s: float | None = None
        self._lived_at: datetime | None = None
        # A beat that is skipped while a leap is under way is nothing to report, and what fails is logged here.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)

    async def beat(self) -> None:
        """Do what there is to do now. What goes wrong is logged, and tried again at the next beat."""
        async with self._turn:
            if self._rests:
                return
            try:
                await self._beat()
            except Exception as error:
                _log.error("beat.failed", error=error)
                if not self._fails:
                    self.on_failure(error)
                self._fails = True
            else:
                self._fails = False

    async def rest(self) -> None:
        """Finish the present beat and begin no other. After this nothing is cut off half way."""
        self._rests = True
        async with self._turn:
            # Beats that were waiting for their turn end here.
            await asyncio.sleep(0)

    async def leap(self, until: datetime | None, quiet_for: timedelta) -> Leapt:
        """Go to `until` (UTC); or to the next wake-up at which anybody is told something, within `quiet_for`.

        Whatever is due between is handled at its own instant, in order.
        """
        async with self._turn:
            self.clock.stand()
            try:
                return await self._leap(until, quiet_for)
            finally:
                self.clock.run()

    async def _leap(self, until: datetime | None, quiet_for: timedelta) -> Leapt:
        begun, sent = self.clock.now(), self._sent()
        goal = until or begun + quiet_for
        await self._beat()
        at = await asyncio.to_thread(self._next_wake_at)
        while at is not None and at <= goal:
            # What is overdue although the beat had nothing to do waits for a lease of a process that died.
            self.clock.leap_to(at if at > self.clock.now() else min(goal, self.clock.now() + _STUCK))
            await self._was_awake()
            told = self._sent()
            await self._beat()
            at = await asyncio.to_thread(self._next_wake_at)
            if (until is None and self._sent() > told) or self.clock.now() >= goal:
                break
        else:
            if until is not None:
                self.clock.leap_to(goal)
                await self._was_awake()
                await self._beat()
        now = self.clock.now()
        return Leapt(now - begun, now, self._sent() > sent, at is not None)

    async def _was_awake(self) -> None:
        """A leap is no outage: what is leapt over was lived through."""
        await asyncio.to_thread(show_alive, self.house.store, self.clock.now())

    async def _beat(self) -> None:
        await self._work()
        await asyncio.to_thread(self._note)
        self.after_beat()

    def _next_wake_at(self) -> datetime | None:
        with self.house.store.reading() as records:
            return records.next_wake_at()

    def _note(self) -> None:
        now = SystemClock().now()
        ahead_s = round(self.clock.ahead().total_seconds(), 1)
        lives = self._lived_at is not None and now - self._lived_at < SHOW_LIFE_EVERY
        if lives and self._noted_s is not None and abs(ahead_s - self._noted_s) < 1:
            return
        with self.house.store.transaction() as records:
            # On PostgreSQL another window may have leapt; time never goes back.
            others = ahead_of_this_machine(records, now)
            if self._noted_s is not None and others.total_seconds() > max(self._noted_s, ahead_s) + 1:
                self.clock.leap_to(now + others)
                ahead_s = round(others.total_seconds(), 1)
            records.notes.set(CLOCK_AHEAD, str(ahead_s))
            records.notes.set(ALIVE_AT, now.isoformat())
        self._noted_s, self._lived_at = ahead_s, now
