"""How much somebody whom nobody knows may write: each answer costs money, and a flood must not keep out a patient."""

from __future__ import annotations

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from scheduler.domain.people import ChannelName, Contact, Reach
from scheduler.ports import Records

# One person who tries to get in writes less; everybody together more only when somebody floods.
_EACH = RateLimitItemPerHour(20)
_TOGETHER = RateLimitItemPerMinute(120)


class StrangerLimit:
    """Counts in memory, in real time, for this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, records: Records, channel: ChannelName, address: str, contact: Contact | None) -> bool:
        """Whether this address, which is `contact`'s, may write now. Who has agreed, or was asked to, always may."""
        if contact is not None and (contact.reach is not Reach.NEW or _is_known(records, contact.id)):
            return True
        return self._limiter.hit(_EACH, channel.value, address) and self._limiter.hit(_TOGETHER, channel.value)


def _is_known(records: Records, contact_id: int) -> bool:
    """Somebody with a name or a role: a caregiver who was invited and has not agreed yet."""
    persons = records.people.persons_at(contact_id)
    return any(person.name or records.people.roles(person.id) for person in persons)
