"""How many messages a provider takes now: a bucket that fills with time. Red ones are never held, and others wait for them."""

from __future__ import annotations

from datetime import datetime, timedelta

_REMEMBERED = 10_000


class Pace:
    """`per_second` messages over all, at most `burst` at once, and `chat_gap` between two to the same contact."""

    def __init__(self, per_second: float, burst: float | None = None, chat_gap: timedelta = timedelta()) -> None:
        if per_second <= 0:
            raise ValueError("a pace above 0 messages a second is wanted")
        self._per_second = per_second
        self._burst = max(burst if burst is not None else per_second, 1.0)
        self._chat_gap = chat_gap
        self._tokens = self._burst
        self._filled_at: datetime | None = None
        self._last: dict[int, datetime] = {}

    def room(self, now: datetime) -> int:
        """How many may leave at `now` (UTC)."""
        if self._filled_at is not None:
            # A clock that was set back fills nothing.
            since_s = max(0.0, (now - self._filled_at).total_seconds())
            self._tokens = min(self._burst, self._tokens + since_s * self._per_second)
        self._filled_at = now
        return max(0, int(self._tokens + 1e-9))

    def spend(self, contact_id: int, now: datetime) -> None:
        """One leaves to this contact. What is red may overdraw by a second's worth; the others make up for it."""
        self._tokens = max(self._tokens - 1, -max(1.0, self._per_second))
        self._last[contact_id] = now
        if len(self._last) > _REMEMBERED:
            self._last = {each: at for each, at in self._last.items() if now - at < self._chat_gap}

    def free_at(self, contact_id: int, now: datetime) -> datetime:
        """When the contact may be written to again; `now` if at once."""
        last = self._last.get(contact_id)
        return now if last is None or last > now else max(now, last + self._chat_gap)
