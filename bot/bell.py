"""What wakes a loop before its time: this process itself, or what another one has committed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scheduler.ports import News, Store, Telling


@dataclass(slots=True)
class Bell:
    """Wakes a loop before its time. `gather_s`: how long it waits for more of the same first."""

    gather_s: float = 0.0
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, at_most_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._rung.wait()
                await asyncio.sleep(self.gather_s)
        self._rung.clear()


def ring_for_news(store: Store, bells: Mapping[News, Callable[[], None]], ends: Callable[[], bool]) -> None:
    """Ring, on the running loop, for what another process queued or took in, until `ends`. In a thread of its own."""
    if not isinstance(store, Telling):
        return
    loop = asyncio.get_running_loop()

    def told(news: News) -> None:
        # The loop may have ended in the meantime: then there is nobody left to wake.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(bells[news])

    threading.Thread(target=store.hear, args=(told, ends), name="news", daemon=True).start()
