"""What comes in is stored as it came, before it is understood, and only then does its provider hear that we have it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

import structlog

from bot.stranger import StrangerLimit
from scheduler.clock import Clock
from scheduler.domain.message import Inbound
from scheduler.domain.people import ChannelName, Contact, Reach
from scheduler.ports import Records, Store
from scheduler.trace import new_request, request_now

_MOST_CHARACTERS = 4096
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# In what is known of a message beside its words: the request that brought it.
REQUEST = "request"
_log = structlog.get_logger(__name__)


class From(Enum):
    """Whose it has to be in order to be heard: anybody's; of an address that is known; or of one that a person uses."""

    ANYBODY = "anybody"
    KNOWN = "known"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came, at `at` (UTC). `about`: what the channel knows of it beside the words, as `Inbound` describes;
    nothing a person types gets there. `limit`: how much a stranger may write there."""

    channel: ChannelName
    address: str
    provider_id: str
    text: str
    at: datetime
    about: Mapping[str, str] = field(default_factory=dict)
    limit: StrangerLimit | None = None
    only: From = From.ANYBODY
    request: str = field(default_factory=lambda: request_now() or new_request())

    @property
    def place(self) -> tuple[ChannelName, str]:
        """Where it came from, as addresses are kept."""
        on_console = self.channel is ChannelName.CONSOLE
        return self.channel, self.address.strip().casefold() if on_console else self.address


def take_in(
    store: Store,
    clock: Clock,
    channel: ChannelName,
    address: str,
    provider_id: str,
    text: str,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Store a message as it came. False if the provider had brought it before: a repeat has no effect."""
    return take_in_together(store, [Arrival(channel, address, provider_id, text, clock.now(), about or {})])[0]


def take_in_together(store: Store, arrivals: Sequence[Arrival]) -> list[bool]:
    """Store messages in the order in which they came, all of them or none, in one transaction; of each whether it is new.

    Whether their senders are heard is not asked. Raises what the store raises.
    """
    if not arrivals:
        return []
    with store.transaction() as records:
        found = records.people.contacts_at([each.place for each in arrivals])
        contacts = {place: contact.id for place, contact in found.items()}
        # In an order that is the same for every process, so that no two of them wait for each other.
        for each in sorted(arrivals, key=lambda each: each.place):
            if each.place not in contacts:
                contacts[each.place] = records.people.add_contact(*each.place, Reach.NEW, each.at)
        inbound = []
        for each in arrivals:
            contact_id = contacts[each.place]
            about = {**each.about, REQUEST: each.request}
            words = _plain(each.text)[:_MOST_CHARACTERS]
            inbound.append(Inbound(each.channel.value, each.provider_id, contact_id, words, each.at, about=about))
        new = records.inbox.put_all(inbound)
    for each, is_new in zip(arrivals, new, strict=True):
        _log.info("inbound.stored", channel=each.channel.value, new=is_new, request=each.request)
    return new


def take_in_heard(store: Store, arrivals: Sequence[Arrival]) -> list[bool]:
    """The same for those whose senders are heard; the others are not new."""
    heard = are_heard(store, arrivals)
    new = iter(take_in_together(store, [each for each, is_heard in zip(arrivals, heard, strict=True) if is_heard]))
    return [is_heard and next(new) for is_heard in heard]


def are_heard(store: Store, arrivals: Sequence[Arrival]) -> list[bool]:
    """Of each whether its sender is heard, and has not written more than strangers may; to be asked once."""
    if all(each.limit is None and each.only is From.ANYBODY for each in arrivals):
        return [True] * len(arrivals)
    with store.reading() as records:
        contacts = records.people.contacts_at([each.place for each in arrivals])
        return [_is_heard(records, each, contacts.get(each.place)) for each in arrivals]


def _is_heard(records: Records, arrival: Arrival, contact: Contact | None) -> bool:
    if arrival.only is not From.ANYBODY:
        if contact is None:
            return False
        if arrival.only is From.PERSON and not records.people.persons_at(contact.id):
            return False
    if arrival.limit is None or arrival.limit.allows(records, *arrival.place, contact):
        return True
    # A flood by somebody nobody knows must not keep out a patient.
    _log.warning("inbound.stranger-limit", channel=arrival.channel.value, request=arrival.request)
    return False


def _plain(text: str) -> str:
    """Without what steers a terminal or turns the direction of letters: it is nobody's word, and is printed for the operator."""
    return _STEERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
