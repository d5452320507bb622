"""A world in miniature: the real house on a database, a clock that leaps from wake-up to wake-up, and people's phones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from bot.bootstrap import House, open_house
from bot.rehearsal.event import Event
from bot.rehearsal.in_turn import run_in_turn
from bot.rehearsal.phone import HeardMessage, Network, Phone, UnexpectedError
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName, Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.ports import Broken
from scheduler.tick import show_alive

BEGINS_AT = datetime(2027, 1, 4, 5, 30, tzinfo=UTC)
_ANSWERS_AFTER = timedelta(minutes=5)


@dataclass(slots=True)
class _Reply:
    at: datetime
    phone: Phone
    text: str


@dataclass(slots=True)
class World:
    """Leaps never pass a wake-up: at each one the house does what it would do then.

    `onlooker` is told every event in order. Every message has to be heard by the story: `close` fails on one that was not.
    `said` is what anybody wrote.
    """

    folder: Path
    url: str
    clock: StandingClock
    house: House
    networks: dict[ChannelName, Network]
    onlooker: Callable[[Event], None]
    _runner: asyncio.Runner
    said: list[str] = field(default_factory=list)
    _number: count[int] = field(default_factory=lambda: count(1))
    _replies: list[_Reply] = field(default_factory=list)
    _closed: bool = False

    # People and plans

    def phone(self, name: str, channel: ChannelName = ChannelName.CONSOLE, address: str | None = None) -> Phone:
        """The phone at an address (the person's name, unless given); made when first asked for."""
        network = self.networks[channel]
        where = (address or name).casefold()
        return network.phones.setdefault(where, Phone(name, channel, where, self._say))

    @property
    def patient(self) -> Phone:
        return self.phone("Ann")

    @property
    def first_caregiver(self) -> Phone:
        return self.phone("Ben")

    @property
    def second_caregiver(self) -> Phone:
        return self.phone("Cleo")

    def plan_file(self, document: Mapping[str, object]) -> Path:
        """Write a plan document to a file that a message can name."""
        path = self.folder / f"plan-{next(self._number)}.json"
        path.write_text(json.dumps(document, default=str), "utf-8")
        return path

    # Time

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def wall(self, zone: str | None = None) -> datetime:
        """The present on the clock of a zone; of the patient's if none is given."""
        return to_wall(self.now, zone or self.zone)

    @property
    def zone(self) -> str:
        """The zone of the first patient; UTC while there is none."""
        with self.house.store.reading() as records:
            ids = records.people.patient_ids()
            patients = records.people.patients(ids[:1])
        return next((patient.zone for patient in patients.values()), "UTC")

    def person(self, name: str) -> Patient:
        """The patient of that name, as the scheduler sees them."""
        with self.house.store.reading() as records:
            for patient in records.people.patients(records.people.patient_ids()).values():
                if patient.call_me == name:
                    return patient
        raise LookupError(f"no patient is called {name}")

    def leap(self, **by: float) -> None:
        """Live through a span, given as to `timedelta`: from wake-up to wake-up, and up to its end."""
        self.leap_until(self.now + timedelta(**by))

    def leap_to(self, at: str, zone: str | None = None) -> None:
        """Live until the patient's clock next shows a wall time such as "14:00"."""
        zone = zone or self.zone
        wall, wanted = self.wall(zone), time.fromisoformat(at)
        on = wall.date()
        until = to_utc(on, wanted, zone)
        while until <= self.now:
            on += timedelta(days=1)
            until = to_utc(on, wanted, zone)
        self.leap_until(until)

    def leap_until(self, until: datetime) -> None:
        """Live until an instant (UTC)."""
        began = self.now
        while True:
            self.beat()
            if self.now >= until:
                break
            coming = self._next_wake()
            step = min(coming, until) if coming is not None else until
            # What the house could not do now it tries again a minute later, as a process that beats on would.
            self.clock.set(max(step, min(until, self.now + timedelta(minutes=1))) if step <= self.now else step)
            # It has been awake all the while, unlike in `sleep`.
            show_alive(self.house.store, self.now)
        if self.now > began:
            self.onlooker(Event("leapt", self.now))

    def sleep(self, **by: float) -> None:
        """Time passes and nobody is there: the house is down. It wakes at the end and sees what it missed."""
        self.clock.leap(timedelta(**by))
        self.beat()

    def _next_wake(self) -> datetime | None:
        with self.house.store.reading() as records:
            wake_at = records.next_wake_at()
        replies = [reply.at for reply in self._replies]
        return min((at for at in (wake_at, *replies) if at is not None), default=None)

    def beat(self) -> None:
        """Let the house do everything that is due now, habitual answers included."""
        while True:
            self._runner.run(self.house.beat())
            due = [reply for reply in self._replies if reply.at <= self.now]
            if not due:
                return
            self._replies = [reply for reply in self._replies if reply.at > self.now]
            for reply in due:
                self.bring(reply.phone, reply.text)

    # Words

    def _say(self, phone: Phone, text: str) -> None:
        self.bring(phone, text)
        self.beat()

    def bring(self, phone: Phone, text: str, provider_id: str | None = None) -> bool:
        """A provider brings a message in; it is not acted on before the next beat. False for a repeat."""
        self.onlooker(Event("said", self.now, phone.name, text))
        self.said.append(text)
        return self.house.say(phone.channel, phone.address, provider_id or uuid4().hex, text)

    def _arrived(self, phone: Phone, message: HeardMessage) -> None:
        self.onlooker(Event("heard", self.now, phone.name, message.text, message.kind))
        if message.kind in phone.habits or message.kind in phone.mutes:
            phone.unheard.remove(message)
            phone.heard.append(message)
            answer = phone.habits.get(message.kind)
            if answer:
                self._replies.append(_Reply(self.now + _ANSWERS_AFTER, phone, answer))

    def explain(self, text: str) -> None:
        """Tell the onlooker what goes on inside."""
        self.onlooker(Event("explained", self.now, text=text))

    # The house

    def audit(self) -> list[Broken]:
        """What is broken of what must always be true."""
        with self.house.store.reading() as records:
            return records.audit.run(self.now)[1]

    def restart(self) -> None:
        """The process ends and another one opens the same database."""
        self.house.store.close()
        self.house = open_house(_settings(self.url), clock=self.clock, channels=self.networks)
        self.beat()

    def close(self, *, strict: bool = True) -> None:
        """End the story. With `strict`, fail on a message that nobody heard and on an invariant that does not hold."""
        if self._closed:
            return
        self._closed = True
        try:
            if strict:
                for network in self.networks.values():
                    if network.unspoken:
                        raise UnexpectedError(f"could not be put into words: {'; '.join(network.unspoken)}")
                    for phone in network.phones.values():
                        phone.hears_nothing()
                if broken := self.audit():
                    raise UnexpectedError("; ".join(f"rule {each.rule}: {each.what}" for each in broken))
        finally:
            self.house.store.close()
            self._runner.close()


def _settings(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url, stepdown_key=None)  # type: ignore[call-arg]


def open_world(
    folder: Path,
    url: str | None = None,
    *,
    begins_at: datetime = BEGINS_AT,
    onlooker: Callable[[Event], None] | None = None,
) -> World:
    """A world with its files in `folder`: on a database URL, or on a new SQLite file there. It begins at an instant (UTC)."""
    where = url or f"sqlite:///{folder / 'world.db'}"
    clock = StandingClock(begins_at)
    networks = {name: Network(name) for name in (ChannelName.CONSOLE, ChannelName.SMS, ChannelName.VOICE)}
    world = World(
        folder=folder,
        url=where,
        clock=clock,
        house=open_house(_settings(where), clock=clock, channels=networks, create=True),
        networks=networks,
        onlooker=onlooker or (lambda event: None),
        _runner=run_in_turn(),
    )
    for network in networks.values():
        network.on_arrival = world._arrived
    return world
