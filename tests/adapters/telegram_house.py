"""A house with Telegram on a SQLite file, with a clock that stands, people on their phones, and messages for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.bootstrap import House
from bot.channel_set import open_equipped
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_poll import Poller, poller_of
from bot.intake import Intake
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.dose import Dose
from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName, Contact, Patient
from tests.adapters.telegram_proxy import TOKEN, Bubble, TelegramPeer

NOW = datetime(2027, 1, 4, 5, 30, tzinfo=UTC)
ANN, BEN, STRANGER = 5001, 5002, 5003


def telegram_settings(url: str, peer: TelegramPeer, **more: Any) -> Settings:
    """Telegram by the peer, everything else as it comes: an answer of a busy machine is waited for as long as a real one."""
    given: dict[str, Any] = {
        "database_url": url,
        "telegram_bot_token": TOKEN,
        "telegram_api_base_url": peer.base_url,
        "stepdown_key": None,
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]


@dataclass(slots=True)
class TelegramHouse:
    """What people do arrives by polling, unless `hooked`."""

    house: House
    clock: StandingClock
    peer: TelegramPeer
    runner: asyncio.Runner
    poller: Poller
    hooked: bool = False

    def settle(self) -> None:
        """Fetch, handle, wake and send until nothing is left to do; the clock moves by seconds where a pace asks for it."""
        idle = 0
        for _ in range(4):
            idle = 0 if self.runner.run(self._round()) else idle + 1
            self.clock.leap(timedelta(seconds=1))
            if idle == 2 or (idle and not self._waits()):
                break

    async def _round(self) -> int:
        """How much was fetched and done, and whatever that began beside it is done too."""
        fetched = 0 if self.hooked else await self.poller.once()
        done = await self.house.beat()
        await asyncio.sleep(0)
        while beside := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(beside)
        return fetched + done

    def _waits(self) -> bool:
        """Whether a message is to go out within seconds."""
        with self.house.store.reading() as records:
            next_at = records.messages.next_at()
        return next_at is not None and next_at <= self.clock.now() + timedelta(seconds=3)

    def says(self, text: str, chat: int = ANN, **more: Any) -> Bubble | None:
        self.peer.says(chat, text, **more)
        self.settle()
        return self.peer.chats.get(str(chat), [None])[-1]

    def presses(self, label: str, chat: int = ANN, under: Bubble | None = None) -> Bubble:
        """Press a button by what stands on it; the newest message of the chat is seen then."""
        bubble = under or next(b for b in reversed(self.peer.chats[str(chat)]) if label in b.buttons)
        self.peer.presses(chat, bubble.id, bubble.buttons[label])
        self.settle()
        return self.shown(bubble.id, chat)

    def shown(self, message_id: int, chat: int = ANN) -> Bubble:
        """A message as it reads now."""
        return next(b for b in self.peer.chats[str(chat)] if b.id == message_id)

    def leap_to(self, hour: int, minute: int = 0, day: int = 4) -> None:
        """Go to a time of that January day in London, through every wake-up."""
        until = datetime(2027, 1, day, hour, minute, tzinfo=UTC)
        while self.clock.now() < until:
            with self.house.store.reading() as records:
                wake_at = records.next_wake_at()
            self.clock.set(max(self.clock.now(), min(until, wake_at or until)))
            self.settle()

    def enrol(self, document: Mapping[str, object], chat: int = ANN) -> None:
        """From /start to an active plan, by buttons and by words."""
        self.says("/start", chat)
        self.presses("OK", chat)
        self.says("ALONE", chat)
        self.presses("Taken", chat)
        self.says("Ann", chat)
        self.peer.sends(chat, location={"latitude": 51.5, "longitude": -0.12})
        self.settle()
        self.presses("Discreet", chat)
        self.plan(document, chat)
        self.says("OK", chat)

    def plan(self, document: Mapping[str, object], chat: int = ANN, name: str = "plan.json") -> None:
        """Send a plan as a document."""
        channel = self.house.channels[ChannelName.TELEGRAM]
        assert isinstance(channel, TelegramChannel)
        data = json.dumps(document, default=str).encode()
        sent = self.runner.run(channel.bot.send_document(chat, data, filename=name))
        assert sent.document is not None
        file = {"file_id": sent.document.file_id, "file_unique_id": "u", "file_name": name, "file_size": len(data)}
        self.peer.sends(chat, document=file)
        self.settle()

    def patient(self) -> Patient:
        with self.house.store.reading() as records:
            return next(iter(records.people.patients(records.people.patient_ids()).values()))

    def doses(self) -> dict[str, Dose]:
        """Today's doses by wall time."""
        with self.house.store.reading() as records:
            found = records.doses.of_patient(self.patient().id, NOW, NOW + timedelta(hours=18))
        return {dose.at.strftime("%H:%M"): dose for dose in found}

    def contact(self, chat: int) -> Contact | None:
        with self.house.store.reading() as records:
            return records.people.contact(ChannelName.TELEGRAM, str(chat))

    def messages(self) -> list[Message]:
        with self.house.store.reading() as records:
            return records.messages.by_id(range(1, 500))

    def kinds(self) -> list[str]:
        return [message.kind for message in self.messages()]


@contextmanager
def telegram_house(url: str, peer: TelegramPeer, *, begins_at: datetime = NOW, **more: Any) -> Iterator[TelegramHouse]:
    """The house, open. What is set by `more` holds for sending; it fetches with the settings as they come."""
    clock = StandingClock(begins_at)
    house = open_equipped(telegram_settings(url, peer, **more), clock, alone=True)
    house = replace(house, settings=telegram_settings(url, peer))
    intake = Intake(house, lambda: None)
    with asyncio.Runner() as runner:
        poller = poller_of(house, lambda: None, intake.take_update, long_poll_s=0)
        made = TelegramHouse(house, clock, peer, runner, poller)
        try:
            yield made
        finally:
            runner.run(poller.close())
            for channel in house.channels.values():
                close = getattr(channel, "close", None)
                if close is not None:
                    runner.run(close())
            intake.close()
            house.store.close()
