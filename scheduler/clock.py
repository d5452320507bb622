"""The only reader of time. Everything else is told what time it is. All instants are UTC."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251


class StandingClock:
    """Moves only when told: for tests, demonstrations and simulation."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an instant with a time zone")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Jump to `at`, forwards or backwards."""
        self._at = at.astimezone(UTC)

    def leap(self, by: timedelta) -> None:
        """Move by `by`."""
        self._at += by


class ChatClock:
    """Runs `speed` times as fast as the machine's, leaps when told, and stands still while somebody types.

    `ahead` is how far it starts from the present: a database that has already leapt goes on from where it was.
    """

    def __init__(self, speed: float = 1.0, ahead: timedelta = timedelta()) -> None:
        self._speed = speed
        self._lock = threading.Lock()
        self._real = SystemClock()
        self._base_real = self._real.now()
        self._base = self._base_real + ahead
        self._standing = False

    def now(self) -> datetime:
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        if self._standing:
            return self._base
        return self._base + (self._real.now() - self._base_real) * self._speed

    def stand(self) -> None:
        """Stop until `run` is called."""
        with self._lock:
            self._base = self._now()
            self._standing = True

    def run(self) -> None:
        """Go on from where it stands."""
        with self._lock:
            if self._standing:
                self._base_real = self._real.now()
                self._standing = False

    def leap_to(self, at: datetime) -> None:
        """Jump to `at` if that lies ahead."""
        with self._lock:
            self._base = max(self._now(), at)
            self._base_real = self._real.now()

    def ahead(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        with self._lock:
            return self._now() - self._real.now()
