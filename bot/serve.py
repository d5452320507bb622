"""A process at work: it listens, schedules, or both. Each channel has its own way in and its own way out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import structlog

from bot.bell import Bell, ring_for_news
from bot.bootstrap import House
from bot.channels.sms import SmsChannel
from bot.channels.sms_poll import SmsPoll
from bot.channels.sms_receipts import SmsReceipts
from bot.channels.voice import VoiceChannel
from bot.channels.voice_receipts import CallReceipts
from bot.daily_backup import DailyBackup
from bot.heartbeat import Heartbeat
from bot.http_server import HttpServer
from bot.inbound import AT_ONCE
from bot.intake import Intake
from bot.media import open_pictures
from bot.metrics import Metrics
from bot.pages.drawing import drawn_from
from bot.watch import Watch, service_limits
from bot.watched import watched_app
from bot.web import Web
from scheduler.courier import LEASE, Courier
from scheduler.domain.people import ChannelName
from scheduler.ports import News
from scheduler.tick import tick, wants_tick

_END_WITHIN_S = 6.0
# Where a webhook brings what is written, the list is only asked for what it did not bring.
_CATCH_UP_S = 300.0
# So many answers at once are carried further together instead of one by one.
_GATHER_S = 0.02
_log = structlog.get_logger(__name__)

Ear = Callable[[Callable[[], None]], Awaitable[None]]


class Service:
    """One process of a house. `ears` bring in what the channels cannot push; each is called with what to do then.

    `listens`: takes in and handles what people write. `schedules`: wakes what is due and sends. `beat` is for a metronome.
    """

    def __init__(
        self,
        house: House,
        *,
        listens: bool = True,
        schedules: bool = True,
        speed: float = 1.0,
        ears: Iterable[Ear] = (),
    ) -> None:
        self.house = house
        self.metrics = Metrics(house)
        self.http: HttpServer | None = None
        self._listens, self._schedules, self._speed = listens, schedules, speed
        self.backups = DailyBackup(house.settings)
        self.intake = Intake(house, self.came_in)
        self.heartbeat = Heartbeat(house, house.settings.heartbeat_url, service_limits().audit_every_s)
        self.watch = Watch(
            house,
            spooled=lambda: not self.intake.spool.is_empty,
            backup=lambda: self.backups.trouble,
            audit=lambda: self.heartbeat.broken,
            tells=schedules,
        )
        self._ears = [*ears, *_sms_ears(house, self.intake), *_telegram_ears(house, self.intake)] if listens else []
        lease = LEASE * max(1.0, speed)
        channels = house.channels.values() if schedules else ()
        self.couriers = {each.name: Courier(house.store, each, house.clock, lease=lease) for each in channels}
        self._inbox, self._outboxes = Bell(), {name: Bell(_GATHER_S) for name in self.couriers}
        self._tasks: list[asyncio.Task[None]] = []
        self._ends = False

    def came_in(self) -> None:
        """Something was stored that can be handled now. To be called from the loop's own thread."""
        self._inbox.ring()

    async def start(self) -> None:
        """Begin. Raises PortTakenError."""
        settings = self.house.settings
        if self._listens:
            pictures = open_pictures(settings, drawn_from(self.house.store))
            web = Web(self.house, self.came_in, self.metrics, pictures, self.intake)
            self.http = HttpServer(web.app, settings.http_host, settings.http_port)
            await self.http.start()
            self._begin(self._hear())
        elif settings.metrics_port is not None:
            watched = watched_app(self.house, self.metrics)
            self.http = HttpServer(watched, settings.http_host, settings.metrics_port, "METRICS_PORT")
            await self.http.start()
        for name, courier in self.couriers.items():
            self._begin(self._carry(name, courier))
        ring_for_news(self.house.store, {News.OUTBOX: self._ring_out, News.INBOX: self._inbox.ring}, lambda: self._ends)
        for ear in self._ears:
            self._begin(self._listen(ear))
        if self._listens:
            self._begin(self.intake.drain(settings.beat_seconds))
        if self._schedules and self._speed == 1:
            self._begin(self.backups.run())
            self._begin(self.heartbeat.run())
        if self._speed == 1:
            self._begin(self.watch.run())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def beat(self) -> None:
        """Wake what is due now, and let it go. Raises what the store raises."""
        self._inbox.ring()
        # Where many are due, what the first of them have to say leaves while the others are woken.
        while self._schedules and await asyncio.to_thread(self._wake) and self._goes_on():
            self._ring_out()
        self._ring_out()

    def _wake(self) -> bool:
        """Whether anything was woken, so that there may be more."""
        house = self.house
        now = house.clock.now()
        with house.store.reading() as records:
            work = records.work_at(now)
        return wants_tick(work, now) and tick(house.store, now, house.knowledge).any()

    def _ring_out(self) -> None:
        for bell in self._outboxes.values():
            bell.ring()

    async def _hear(self) -> None:
        """Handle what came in, as soon as it did."""
        house = self.house
        while not self._ends:
            try:
                # Whatever fails is laid aside after its third try, so this ends.
                while (heard := await asyncio.to_thread(house.hear)) and self._goes_on():
                    self._ring_out()
                    if 1 < heard < AT_ONCE:
                        # Where several write at a time, more of them do: few by few would cost twice as much of each.
                        await asyncio.sleep(_GATHER_S)
            except Exception as error:
                _log.error("inbox.failed", error=error)
            await self._inbox.wait(house.settings.beat_seconds)

    def _goes_on(self) -> bool:
        return not self._ends

    async def _carry(self, name: ChannelName, courier: Courier) -> None:
        bell, house = self._outboxes[name], self.house
        courier.on_answer = bell.ring
        while not self._ends:
            try:
                await courier.dispatch()
            except Exception as error:
                _log.error("outbox.failed", channel=name.value, error=error)
            went = courier.went()
            for outcome, count in (("sent", went.sent), ("failed", went.failed), ("dropped", went.dropped)):
                self.metrics.messages.labels(name.value, outcome).inc(count)
            await bell.wait(min(house.settings.beat_seconds, courier.room_in_s or house.settings.beat_seconds))

    async def _listen(self, ear: Ear) -> None:
        while not self._ends:
            try:
                await ear(self.came_in)
                return
            except Exception as error:
                _log.error("listening.failed", error=error)
            await asyncio.sleep(5)

    async def stop(self) -> None:
        """Take nothing more on, finish what is under way, give back the rest. Within 10 s."""
        self._ends = True
        self._inbox.ring()
        self._ring_out()
        listening = self._tasks[len(self.couriers) + int(self._listens) :]
        for task in listening:
            task.cancel()
        ends: list[Awaitable[Any]] = [courier.finish(_END_WITHIN_S) for courier in self.couriers.values()]
        if self.http is not None:
            ends.append(self.http.stop())
        await asyncio.gather(*ends, return_exceptions=True)
        _, late = await asyncio.wait(self._tasks, timeout=2) if self._tasks else (set(), set())
        for task in late:
            task.cancel()
        self.intake.close()
        for channel in self.house.channels.values():
            close = getattr(channel, "close", None)
            if close is not None:
                with contextlib.suppress(Exception):
                    await close()


def _sms_ears(house: House, intake: Intake) -> list[Ear]:
    channel, settings = house.channels.get(ChannelName.SMS), house.settings
    if not isinstance(channel, SmsChannel):
        return []
    every_s = settings.twilio_poll_seconds if settings.twilio_inbound == "poll" else _CATCH_UP_S

    async def listen(came_in: Callable[[], None]) -> None:
        # A service sends by any number of its own, and answers go to that one.
        number = None if settings.twilio_messaging_service_sid else settings.twilio_phone_number
        await SmsPoll(house.store, intake.take_sms, channel.client, number, every_s, came_in).run()

    if settings.public_url is not None:
        return [listen]
    # Nobody can call us back.
    ears: list[Ear] = [listen, SmsReceipts(house.store, house.clock, channel.client).run]
    voice = house.channels.get(ChannelName.VOICE)
    if isinstance(voice, VoiceChannel):
        ears.append(CallReceipts(house.store, house.clock, voice).run)
    return ears


def _telegram_ears(house: House, intake: Intake) -> list[Ear]:
    if house.settings.telegram_bot_token is None:
        return []
    from bot.channels.telegram_ear import telegram_ears

    return telegram_ears(house, intake.take_update)


def free_leases(house: House) -> None:
    """Take back what a process that has ended was about. Only for one that owns the database alone."""
    with house.store.transaction() as records:
        records.messages.free(house.clock.now())
        records.inbox.free()
