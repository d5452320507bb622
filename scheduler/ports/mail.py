"""The outbox, the inbox, and the open question of each contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from scheduler.domain.message import Inbound, Message, MessageState
from scheduler.domain.pace import Bucket
from scheduler.domain.people import ChannelName, Conversation
from scheduler.ports.plans import Whose


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one send. `uncounted`: the provider asked to wait, which was no try."""

    message_id: int
    state: MessageState
    at: datetime
    text: str | None = None
    provider_id: str | None = None
    note: str | None = None
    not_before: datetime | None = None
    uncounted: bool = False


class Alike(NamedTuple):
    """One of the messages that are queued, about one dose, and others to whom the same is said about theirs: under which key."""

    model: Message
    whose: Sequence[Whose]
    keys: Sequence[str]


class Messages(Protocol):
    """The outbox."""

    def add(self, messages: Sequence[Message], alike: Sequence[Alike] = ()) -> int:
        """Queue those whose key is new; how many were."""

    def lease(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        *,
        channel: ChannelName | None = None,
        only_red: bool = False,
    ) -> list[Message]:
        """Claim what may go now: red first, then in order; at most one per contact, none while one is in flight there.

        With `channel` only what goes that way; with `only_red` nothing that can wait for its turn.
        """

    def begin(self, message_ids: Sequence[int], now: datetime) -> None:
        """Say that sending has begun (state sending, attempts + 1): from here a crash leaves them unknown."""

    def record(self, sent: Sequence[Sent]) -> None:
        """Save the outcome. state waiting with not_before: try again then."""

    def drop(self, message_ids: Sequence[int], note: str, now: datetime) -> None: ...
    def take_back(self, now: datetime) -> tuple[int, int]:
        """Leases that ran out: not begun -> waiting; begun -> unknown. How many of each."""

    def free(self, now: datetime) -> tuple[int, int]:
        """As `take_back`, for every lease there is: when whoever held them has ended for certain. How many of each."""

    def doubt(self, now: datetime, stale: datetime) -> tuple[int, int]:
        """The store is an older copy of itself, so what waits may have been sent by now (UTC): what is no alarm becomes
        unknown, and what is neither alarm nor reminder and was queued before `stale` is dropped. How many of each.
        """

    def unknown(self, limit: int, channel: ChannelName | None = None) -> list[Message]:
        """Messages whose outcome is not known, oldest first; with `channel` only those that went that way."""

    def still_unknown(self, message_ids: Iterable[int]) -> frozenset[int]:
        """Those of these whose outcome is still not known and which no other process is settling now."""

    def add_receipt(self, message_id: int, status: str, rank: int, at: datetime) -> bool:
        """Keep what a provider says later about a message; False if it had said so before."""

    def rank(self, message_id: int) -> int | None:
        """The highest rank of a message's receipts; None if there is none."""

    def knows(self, contact_id: int, provider_ids: Iterable[str]) -> frozenset[str]:
        """Those of the provider's ids that belong to messages to this contact."""

    def drop_for_doses(self, dose_ids: Sequence[int], note: str, now: datetime, patient_id: int | None = None) -> int:
        """Drop waiting messages that speak only of these doses."""

    def sent_on(self, person_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
        """Budgeted messages that were sent since then, or perhaps were: when each was, per person."""

    def beside(self, person_ids: Iterable[int], since: datetime, until: datetime) -> list[Message]:
        """Waiting messages to these persons that may go by `until`, queued after `since`, oldest first; none that is red."""

    def join(self, into: Message, message_ids: Sequence[int], now: datetime) -> None:
        """Save the slots of `into`, which now says what these waiting messages say, and drop them."""

    def sent_to(self, contact_id: int, since: datetime) -> list[Message]:
        """Sent at `since` or later, in the order in which they left, which is not that of their ids."""

    def of_patient(self, patient_id: int, since: datetime) -> list[Message]: ...
    def sent_as(self, contact_id: int, provider_id: str) -> Message | None:
        """The message to this contact that the provider knows by that id."""

    def by_id(self, message_ids: Iterable[int]) -> list[Message]: ...
    def next_at(self) -> datetime | None:
        """The earliest not_before of a waiting message."""

    def ways(self, now: datetime) -> frozenset[ChannelName]:
        """The channels with something to send at `now` (UTC), to take back from whoever claimed it, or to find out about."""


class Paces(Protocol):
    """How fast each sender goes, where several processes send. Where only one does its own memory is right: these then
    give nothing and keep nothing.
    """

    def hold(self, sender: str) -> Bucket | None:
        """What all of them share, and nobody else's until this transaction ends; None if there is nothing yet."""

    def keep(self, sender: str, bucket: Bucket) -> None:
        """What is left. Only after `hold`."""

    def written(self, contact_ids: Iterable[int], since: datetime) -> Mapping[int, datetime]:
        """When each was last written to, of those that were after `since` (UTC)."""

    def wrote(self, contact_ids: Iterable[int], now: datetime) -> None:
        """They are being written to."""


class Inbox(Protocol):
    """What came in, before it is understood."""

    def put(self, inbound: Inbound) -> bool:
        """Insert; False if (provider, provider_id) is known."""

    def put_all(self, inbounds: Sequence[Inbound]) -> list[bool]:
        """The same for each, in one statement; their order stays."""

    def lease(self, now: datetime, limit: int, lease_until: datetime) -> list[Inbound]:
        """Claim what is not handled: in order of arrival, the first unhandled one of each contact only."""

    def done(self, inbound_ids: Iterable[int], now: datetime) -> None: ...
    def fail(self, inbound_id: int, note: str, now: datetime, *, dead: bool) -> None: ...
    def dead(self) -> list[Inbound]:
        """What could not be handled and nobody has seen to, the oldest first."""

    def settle(self, inbound_id: int, note: str, now: datetime) -> bool:
        """Keep that somebody saw to it (`note`: who, and what became of it); False if it is none of `dead`."""

    def written_by(self, inbound_id: int, person_id: int) -> None:
        """Note who wrote it, where several use the phone."""

    def last_from(self, contact_ids: Iterable[int], person_id: int) -> datetime | None:
        """When anything last came from there (UTC) that this person wrote, as far as that is known."""

    def waiting(self) -> int: ...
    def free(self) -> int:
        """Take back every lease there is: when whoever held them has ended for certain. How many."""


class Talk(Protocol):
    """The open question of each contact."""

    def get(self, contact_id: int) -> Conversation | None: ...
    def set(self, conversation: Conversation) -> None: ...


class Notes(Protocol):
    """Small named facts of the process itself: the clock's offset, the last tick."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...
