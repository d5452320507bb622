"""One person's place in the conversation: what they say goes into the inbox, what was sent to them is seen here."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from bot.bootstrap import House
from bot.texts.setting import Setting
from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName, Person, Wording
from scheduler.domain.reply import Intent

MOST_LETTERS = 4096
_SEEN = "chat_seen"
_EARLIER = timedelta(days=1)
_EARLIER_MOST = 4
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Seat:
    """Knows its contact once `take` was called."""

    def __init__(self, house: House, name: str) -> None:
        self.name = name
        self._house = house
        self._contact_id = 0
        # Nobody remembers the capitals of a name that somebody else gave them.
        self._address = name.casefold()
        self._seen_at = _LONG_AGO
        self._seen_ids: frozenset[int] = frozenset()

    def take(self) -> None:
        """Find the contact. Somebody who was never here gets the welcome at once, without typing."""
        with self._house.store.reading() as records:
            contact = records.people.contact(ChannelName.CONSOLE, self._address)
            known = contact is not None and bool(records.people.persons_at(contact.id))
        if not known:
            self._write(Intent.START.value.upper())
        with self._house.store.reading() as records:
            contact = records.people.contact(ChannelName.CONSOLE, self._address)
            assert contact is not None
            self._contact_id = contact.id
            seen = (records.notes.get(self._note) or "").split()
        if seen:
            self._seen_at, self._seen_ids = datetime.fromisoformat(seen[0]), frozenset(map(int, seen[1:]))

    @property
    def _note(self) -> str:
        return f"{_SEEN}:{self._contact_id}"

    def say(self, text: str) -> None:
        """Put a line into the inbox; it is handled at the next beat of whoever owns the scheduler."""
        self._write(text)

    def _write(self, text: str) -> None:
        self._house.say(ChannelName.CONSOLE, self._address, uuid.uuid4().hex, text)

    def waits(self) -> bool:
        """Whether something that came in has not been handled."""
        with self._house.store.reading() as records:
            return records.inbox.waiting() > 0

    def was_here(self) -> bool:
        """Whether this window was open before."""
        return self._seen_at > _LONG_AGO

    def earlier(self) -> list[Message]:
        """The last few messages that an earlier window has shown."""
        if not self.was_here():
            return []
        with self._house.store.reading() as records:
            sent = records.messages.sent_to(self._contact_id, self._seen_at - _EARLIER)
        return [message for message in sent if not self._is_new(message)][-_EARLIER_MOST:]

    def news(self) -> list[Message]:
        """What was sent since the last look, in the order in which it left; noted as seen."""
        with self._house.store.reading() as records:
            sent = records.messages.sent_to(self._contact_id, self._seen_at)
        new = [message for message in sent if self._is_new(message)]
        if new:
            latest = new[-1].sent_at or self._seen_at
            together = {message.id for message in sent if message.sent_at == latest}
            self._seen_ids = frozenset(together | (self._seen_ids if latest == self._seen_at else set()))
            self._seen_at = latest
            with self._house.store.transaction() as records:
                records.notes.set(self._note, " ".join([latest.isoformat(), *map(str, sorted(self._seen_ids))]))
        return new

    def _is_new(self, message: Message) -> bool:
        sent_at = message.sent_at or self._seen_at
        return sent_at > self._seen_at or (sent_at == self._seen_at and message.id not in self._seen_ids)

    def setting(self) -> Setting:
        """Language, zone and country of whoever sits here, and the present."""
        with self._house.store.reading() as records:
            persons = records.people.persons_at(self._contact_id)
        person: Person | None = persons[0] if persons else None
        return Setting(
            language=person.language if person else "en",
            wording=Wording.DISCREET,
            zone=(person.zone if person else None) or "UTC",
            country=person.country if person else None,
            now=self._house.clock.now(),
            wide=True,
        )
