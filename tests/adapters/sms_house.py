"""A house with SMS on a SQLite file, people in it, and messages for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from bot.bootstrap import House, appoint
from bot.channel_set import open_equipped
from bot.channels.sms import SmsChannel
from bot.channels.voice import VoiceChannel
from bot.http_server import HttpServer
from bot.media import open_pictures
from bot.metrics import Metrics
from bot.settings import Settings
from bot.web import Web
from scheduler.clock import StandingClock
from scheduler.courier import Courier
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import CareLink, ChannelName, Consent, LinkState, Reach, Role, Wording
from tests.adapters.twilio_peer import NUMBER, SID, TOKEN, TwilioPeer

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
ANN, BEN, OPERATOR = "+447700900001", "+447700900002", "+447700900009"
_keys = count(1)


def sms_settings(url: str, peer: TwilioPeer, **more: Any) -> Settings:
    """SMS by the peer, everything else as it comes."""
    given: dict[str, Any] = {
        "database_url": url,
        "twilio_account_sid": SID,
        "twilio_auth_token": TOKEN,
        "twilio_phone_number": NUMBER,
        "twilio_api_base_url": peer.base_url,
        "public_url": peer.public_url,
        "send_timeout_seconds": 10,
        "stepdown_key": None,
        "twilio_messages_per_second": 1000,
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]


@dataclass(slots=True)
class SmsHouse:
    """The house with its clock, which stands, and the way out by SMS."""

    house: House
    clock: StandingClock
    peer: TwilioPeer
    courier: Courier
    runner: asyncio.Runner

    def rounds(self, count: int = 1, apart: timedelta = timedelta()) -> None:
        """So many rounds of the courier, the clock moving in between."""
        for number in range(count):
            if number:
                self.clock.leap(apart)
            self.runner.run(self.courier.round())

    def person(self, number: str, name: str, *, patient: bool = False, console: str | None = None) -> int:
        """Somebody who agreed to texts; `console`: a second contact of theirs."""
        with self.house.store.transaction() as records:
            people = records.people
            own = people.add_person(name, NOW, call_me=name, zone="Europe/London", country="GB")
            ways = [(ChannelName.SMS, number)] + ([(ChannelName.CONSOLE, console)] if console else [])
            for rank, (channel, address) in enumerate(ways, 1):
                contact = people.add_contact(channel, address, Reach.ON, NOW)
                people.use_contact(own, contact, rank)
                people.add_consent(Consent(own, contact, "messages", True, "OK", NOW))
            if patient:
                people.make_patient(own, Wording.DISCREET, NOW)
            return own

    def cares(self, carer: int, patient: int) -> None:
        """A caregiver who agreed."""
        with self.house.store.transaction() as records:
            records.people.give_role(carer, Role.CAREGIVER)
            records.people.link(CareLink(patient, carer, Role.CAREGIVER, 1, LinkState.AGREED, NOW))

    def queue(self, number: str, kind: str = "thanks", priority: Priority = Priority.REST, **more: Any) -> int:
        """A message for whoever has that number; its id."""
        with self.house.store.transaction() as records:
            contact = records.people.contact(ChannelName.SMS, number)
            assert contact is not None
            now = self.clock.now()
            key = more.pop("key", f"test:{next(_keys)}")
            made = Message(records.people.persons_at(contact.id)[0].id, contact.id, kind, key, priority, now, now)
            records.messages.add([replace(made, **more)])
            return max(each.id for each in records.messages.by_id(range(1, 500)) if each.key == key)

    def message(self, message_id: int) -> Message:
        with self.house.store.reading() as records:
            return records.messages.by_id([message_id])[0]

    def messages(self) -> list[Message]:
        with self.house.store.reading() as records:
            return records.messages.by_id(range(1, 500))

    def state(self, message_id: int) -> MessageState:
        return self.message(message_id).state

    def reach(self, number: str) -> Reach:
        with self.house.store.reading() as records:
            contact = records.people.contact(ChannelName.SMS, number)
            assert contact is not None
            return contact.reach

    def inbox(self) -> int:
        with self.house.store.reading() as records:
            return records.inbox.waiting()


@contextmanager
def open_sms_house(url: str, peer: TwilioPeer, clock: StandingClock | None = None, **more: Any) -> Iterator[SmsHouse]:
    """Open it on a migrated database."""
    clock = clock or StandingClock(NOW)
    house = open_equipped(sms_settings(url, peer, **more), clock, alone=True)
    appoint(house)
    try:
        with asyncio.Runner() as runner:
            channel = house.channels[ChannelName.SMS]
            assert isinstance(channel, SmsChannel)
            yield SmsHouse(house, clock, peer, Courier(house.store, channel, clock), runner)
            for each in (channel, house.channels[ChannelName.VOICE]):
                if isinstance(each, SmsChannel | VoiceChannel):
                    runner.run(each.close())
    finally:
        house.store.close()


@contextmanager
def served(sms: SmsHouse) -> Iterator[HttpServer]:
    """The house's web routes on a port of their own, in a thread, reachable at the peer's `public_url`."""
    web = Web(sms.house, lambda: None, Metrics(sms.house), open_pictures(sms.house.settings))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    parts = urlsplit(sms.house.settings.public_url or "")
    server = HttpServer(web.app, "127.0.0.1", parts.port or 0)
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(60)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
