"""How many messages a provider takes now: a bucket that fills with time. Red ones are never held, and others wait for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_REMEMBERED = 10_000
_SHORTEST_WAIT_S = 0.05
# Clocks of two machines differ by less; a clock that was set back by more begins anew.
_SKEW_S = 5.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many messages may leave, as of `filled_at` (UTC). Below zero where red ones were ahead of their turn."""

    tokens: float
    filled_at: datetime


class Pace:
    """`per_second` messages over all, at most `burst` at once, and `chat_gap` between two to the same contact.

    Where several processes send, `bucket` is what they share: set before it is asked, kept afterwards.
    """

    def __init__(self, per_second: float, burst: float | None = None, chat_gap: timedelta = timedelta()) -> None:
        if per_second <= 0:
            raise ValueError("a pace above 0 messages a second is wanted")
        self._per_second = per_second
        self._burst = max(burst if burst is not None else per_second, 1.0)
        self._chat_gap = chat_gap
        self._last: dict[int, datetime] = {}
        self.bucket: Bucket | None = None

    def room(self, now: datetime) -> int:
        """How many may leave at `now` (UTC)."""
        return max(0, int(self._filled(now).tokens + 1e-9))

    def wait_s(self, now: datetime) -> float:
        """How many seconds until there is room for one more; a little more than none, if there is some already."""
        return max(_SHORTEST_WAIT_S, (1 - self._filled(now).tokens) / self._per_second)

    def spend(self, contact_id: int, now: datetime) -> None:
        """One leaves to this contact. What is red may overdraw by a second's worth; the others make up for it."""
        bucket = self._filled(now)
        self.bucket = Bucket(max(bucket.tokens - 1, -max(1.0, self._per_second)), bucket.filled_at)
        self._last[contact_id] = now
        if len(self._last) > _REMEMBERED:
            self._last = {each: at for each, at in self._last.items() if now - at < self._chat_gap}

    def learn(self, written: Mapping[int, datetime]) -> None:
        """Others wrote to these contacts then."""
        self._last |= written

    def free_at(self, contact_id: int, now: datetime) -> datetime:
        """When the contact may be written to again; `now` if at once."""
        last = self._last.get(contact_id)
        return now if last is None or last > now else max(now, last + self._chat_gap)

    def _filled(self, now: datetime) -> Bucket:
        if self.bucket is None:
            self.bucket = Bucket(self._burst, now)
        since_s = (now - self.bucket.filled_at).total_seconds()
        if -_SKEW_S < since_s <= 0:
            # Another process filled it, whose clock is ahead: no time is counted twice.
            return self.bucket
        tokens = min(self._burst, self.bucket.tokens + max(0.0, since_s) * self._per_second)
        self.bucket = Bucket(tokens, now)
        return self.bucket
