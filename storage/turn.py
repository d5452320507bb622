"""Whose turn it is to write: threads get the one writer of a SQLite file in the order in which they asked for it."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turn:
    """A lock that is handed on in order.

    An ordinary one goes to whoever is awake: a thread that writes batch after batch takes it again at once, and somebody's
    answer would wait until ten thousand reminders are queued.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            mine.acquire()
        except BaseException:
            # Interrupted while waiting: out of the queue, or on to the next if it had come round just now.
            with self._guard:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise
            self._hand_on()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hand_on()

    @property
    def waiting(self) -> int:
        """How many have asked for it and wait."""
        return len(self._waiting)

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
