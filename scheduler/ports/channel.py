"""One provider, one way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName, Wording


class DeliveryError(Exception):
    """A send that failed. `permanent`: this message will never arrive at this address; `retry_at` (UTC): the provider asks
    to wait until then, which counts as no try; `unknown`: the provider may have accepted it, so it must not be repeated
    blindly. `gone`: nothing will arrive there any more (opted out, blocked, no such address); `config`: nothing of ours will
    leave through this provider until somebody mends the settings. `text`: the words that were handed over, where known.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        retry_at: datetime | None = None,
        gone: bool = False,
        config: bool = False,
        text: str | None = None,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent or gone
        self.unknown = unknown
        self.retry_at = retry_at
        self.gone = gone
        self.config = config
        self.text = text


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with what the channel needs to render and send it."""

    message: Message
    channel: ChannelName
    address: str
    language: str
    wording: Wording
    zone: str
    now: datetime
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it: the text as sent, and the provider's own id."""

    text: str
    provider_id: str | None = None


class Channel(Protocol):
    """One provider, one way out. Raises DeliveryError."""

    name: ChannelName

    async def send(self, delivery: Delivery) -> Accepted: ...


@runtime_checkable
class Finder(Protocol):
    """A channel that can look up at its provider whether a send whose answer was lost was accepted."""

    async def find(
        self, delivery: Delivery, known: Callable[[list[str]], Awaitable[frozenset[str]]]
    ) -> Accepted | None:
        """What the provider has of this message; None if it has nothing. `known`: which of its ids are other messages'.

        Raises DeliveryError if the provider cannot be asked.
        """


@runtime_checkable
class Measured(Protocol):
    """A channel where length costs: several messages to one person may leave as one, if their words fit."""

    def fits(self, delivery: Delivery) -> bool:
        """Whether its words stay within what one message may cost."""


@runtime_checkable
class Paced(Protocol):
    """A channel whose provider takes only so many messages a second."""

    @property
    def per_second(self) -> float: ...
    @property
    def chat_gap_s(self) -> float:
        """Seconds between two messages to the same address."""
