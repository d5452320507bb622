"""Providers of a simulated town: real words, simulated phones, and the faults of the day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.channels.wording import put_into_words
from bot.rehearsal.mortal import Mortality
from bot.rehearsal.phone import Network, Phone
from bot.rehearsal.town.faults import Faults
from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError

_ASKS_TO_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a provider accepted. `number` is 1 for the first of its message; `arrives`: at a phone, at once."""

    message: Message
    phone: Phone | None
    text: str
    at: datetime
    provider_id: str
    number: int
    arrives: bool


@dataclass(slots=True)
class TownNetwork(Network):
    """One provider. `on_copy` is told everything it accepts; `down` are spans (UTC) in which it answers nobody."""

    weather: Faults = field(default_factory=Faults)
    chance: Random = field(default_factory=Random)
    mortality: Mortality = field(default_factory=Mortality)
    on_copy: Callable[[Copy], None] = lambda copy: None
    down: tuple[datetime, datetime] | None = None
    copies: dict[int, int] = field(default_factory=dict)

    async def send(self, delivery: Delivery) -> Accepted:
        """Implements `scheduler.ports.Channel`."""
        # The process may die before this has left, and after it has and before anybody noted so.
        self.mortality.reach()
        weather, now = self.weather, delivery.now
        if self.down is not None and self.down[0] <= now < self.down[1]:
            raise DeliveryError("down")
        fate = self.chance.random()
        if fate < weather.refused:
            raise DeliveryError("busy")
        fate -= weather.refused
        if fate < weather.limited:
            raise DeliveryError("slow down", retry_at=now + _ASKS_TO_WAIT)
        fate -= weather.limited
        text = self._worded(delivery)
        if fate < weather.lost:
            if self.chance.random() < 0.5:
                self._accept(delivery, text, arrives=True)
            raise DeliveryError("no answer", unknown=True, text=text)
        fate -= weather.lost
        arrives = self.name is not ChannelName.SMS or fate >= weather.undelivered
        accepted = Accepted(text, self._accept(delivery, text, arrives=arrives))
        self.mortality.reach()
        return accepted

    def _worded(self, delivery: Delivery) -> str:
        try:
            return put_into_words(delivery, wide=self.name is ChannelName.TELEGRAM)
        except Exception as error:
            self.unspoken.append(
                f"{delivery.message.kind}: {error.__cause__ or error!r} with {dict(delivery.message.slots)}"
            )
            raise

    def _accept(self, delivery: Delivery, text: str, *, arrives: bool) -> str:
        message = delivery.message
        number = self.copies[message.id] = self.copies.get(message.id, 0) + 1
        provider_id = f"{message.id}-{number}"
        phone = self.phones.get(delivery.address)
        self.on_copy(Copy(message, phone, text, delivery.now, provider_id, number, arrives))
        return provider_id

    def forget_before(self, message_id: int) -> None:
        """Messages with a lower id are too old to be sent again: their copies need not be remembered."""
        self.copies = {own: number for own, number in self.copies.items() if own >= message_id}


@dataclass(slots=True)
class TownTexts(TownNetwork):
    """A provider of text messages, which can be asked what it has."""

    async def find(
        self, delivery: Delivery, known: Callable[[list[str]], Awaitable[frozenset[str]]]
    ) -> Accepted | None:
        """Implements `scheduler.ports.Finder`."""
        if self.down is not None and self.down[0] <= delivery.now < self.down[1]:
            raise DeliveryError("down")
        number = self.copies.get(delivery.message.id)
        if number is None:
            return None
        return Accepted(delivery.message.text or self._worded(delivery), f"{delivery.message.id}-{number}")
