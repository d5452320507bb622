"""People's phones, and the network between them and the house: the outside that demo, tests and simulation share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.console import ConsoleChannel
from bot.channels.wording import put_into_words
from bot.texts.segments import MOST_SEGMENTS, count_segments
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError


class UnexpectedError(AssertionError):
    """Something was heard that the story did not expect, or was not heard that it did."""


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """What arrived on a phone: the code, the words as sent, and when (UTC). `message_id` is its row in the outbox."""

    kind: str
    text: str
    at: datetime
    message_id: int


@dataclass(slots=True)
class Network:
    """One provider. Keeps a phone for every address, words messages as the real channel does, and fails when told to.

    `faults` are raised one by one, before anything arrives. `on_arrival` is called for each message that does. `unspoken`
    are messages that could not be put into words, which no story may contain.
    """

    name: ChannelName
    phones: dict[str, Phone] = field(default_factory=dict)
    faults: list[DeliveryError] = field(default_factory=list)
    on_arrival: Callable[[Phone, HeardMessage], None] = lambda phone, message: None
    unspoken: list[str] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> Accepted:
        """Implements `scheduler.ports.Channel`."""
        if self.faults:
            raise self.faults.pop(0)
        try:
            accepted = await self._word(delivery)
        except Exception as error:
            self.unspoken.append(
                f"{delivery.message.kind}: {error.__cause__ or error!r} with {dict(delivery.message.slots)}"
            )
            raise
        phone = self.phones.get(delivery.address)
        if phone is not None:
            message = HeardMessage(delivery.message.kind, accepted.text, delivery.now, delivery.message.id)
            phone.unheard.append(message)
            self.on_arrival(phone, message)
        return accepted

    def fits(self, delivery: Delivery) -> bool:
        """Implements `scheduler.ports.Measured`, as text messages do; elsewhere nothing is put together."""
        return self.name is ChannelName.SMS and count_segments(put_into_words(delivery, wide=False)) <= MOST_SEGMENTS

    async def _word(self, delivery: Delivery) -> Accepted:
        if self.name is ChannelName.CONSOLE:
            return await ConsoleChannel().send(delivery)
        return Accepted(put_into_words(delivery, wide=False), f"{self.name.value}-{delivery.message.id}")


@dataclass(eq=False, slots=True, repr=False)
class Phone:
    """One person's phone. `texts` writes to the house; what comes back waits in `unheard` until the story hears it.

    `habits` answer a kind of message by themselves: code of the message -> what is written back. What it
    `mutes` is read and not answered, and no story has to hear it.
    """

    name: str
    channel: ChannelName
    address: str
    say: Callable[[Phone, str], None]
    unheard: list[HeardMessage] = field(default_factory=list)
    habits: dict[str, str] = field(default_factory=dict)
    mutes: set[str] = field(default_factory=set)
    heard: list[HeardMessage] = field(default_factory=list)

    def texts(self, text: str) -> None:
        """Write to the house, which acts on it at once."""
        self.say(self, text)

    def hears(self, kind: str, *says: str) -> HeardMessage:
        """The next message is of this kind, and its words hold all of `says`."""
        if not self.unheard:
            raise UnexpectedError(f"{self.name} hears nothing, but {kind} was expected")
        message = self.unheard.pop(0)
        if message.kind != kind:
            raise UnexpectedError(f"{self.name} hears {message.kind}, but {kind} was expected: {message.text!r}")
        for part in says:
            if part not in message.text:
                raise UnexpectedError(f"{self.name} hears {kind}, but not {part!r} in it: {message.text!r}")
        self.heard.append(message)
        return message

    def hears_nothing(self) -> None:
        """No message waits to be heard."""
        if self.unheard:
            waiting = "; ".join(f"{message.kind}: {message.text!r}" for message in self.unheard)
            raise UnexpectedError(f"{self.name} hears what the story did not expect: {waiting}")

    def hears_only(self, kinds: Iterable[str]) -> list[HeardMessage]:
        """Everything that waits is of one of these kinds; all of it is heard now."""
        allowed = set(kinds)
        for message in self.unheard:
            if message.kind not in allowed:
                raise UnexpectedError(f"{self.name} hears {message.kind}: {message.text!r}")
        heard, self.unheard = self.unheard, []
        self.heard.extend(heard)
        return heard

    def answers(self, **habits: str) -> None:
        """From now on answer these kinds by itself (`dose_due="1"`), without the story hearing them; "" only reads."""
        self.habits = {kind.replace("_", "-"): text for kind, text in habits.items()}
