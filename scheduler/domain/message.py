"""A message that waits to be sent: a code and slots, never words. Its words are made at the edge, in `bot/texts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

# The slot that names what is drawn and sent along with the words, about the message's patient: "progress",
# "progress?days=28". It is made when it is sent; where it cannot be, the words go alone.
DRAWS = "draws"


class Priority(IntEnum):
    """Lower leaves first."""

    RED = 0
    ESCALATION = 1
    REMINDER = 2
    CHECK_IN = 3
    REST = 4


class MessageState(StrEnum):
    """`unknown`: the provider may or may not have it. `dropped`: no longer true when its turn came, with the reason."""

    WAITING = "waiting"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one contact.

    `kind` is the code of its words. `key` is unique in the store: the same key is never queued twice. `not_before` and
    `expires_at` are UTC; past `expires_at` it is dropped. `dose_ids`: the doses it asks about (rechecked before sending).
    `budgeted`: counts toward the day's cap. `even_unconsented`: one of the few that invariant 4 allows before consent.
    `due_at`: the instant it speaks of, so that a late one can say so. `edits`: the provider's id of a message on the same
    contact that this one takes the place of, where a channel can do that; elsewhere it is sent like any other.
    `request`: the id of what it answers, for the logs; the store fills it in.
    """

    person_id: int
    contact_id: int
    kind: str
    key: str
    priority: Priority
    not_before: datetime
    created_at: datetime
    slots: Mapping[str, str] = field(default_factory=dict)
    patient_id: int | None = None
    dose_ids: tuple[int, ...] = ()
    version_id: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    budgeted: bool = True
    even_unconsented: bool = False
    buttons: tuple[str, ...] = ()
    id: int = 0
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    lease_until: datetime | None = None
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    text: str | None = None
    provider_id: str | None = None
    note: str | None = None
    edits: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message that came in. (`provider`, `provider_id`) is unique: a repeat has no effect. `text` is sealed at rest.

    `about` is what the channel itself knows and nobody can type, sealed too: "dose" and "answers" (the provider's id of the
    message with the button) of a press, "event" ("blocked", "unblocked"), "zone", "document", "unreadable".
    `unread`: why its words cannot be read from the store, as the kind of an error; then there are none.
    """

    provider: str
    provider_id: str
    contact_id: int
    text: str
    received_at: datetime
    id: int = 0
    tries: int = 0
    about: Mapping[str, str] = field(default_factory=dict)
    unread: str | None = None
