"""APScheduler as a metronome: one interval job that calls `beat`, and nothing else in it. Plans never become its triggers:
at clock changes they skip and double times, and late jobs are dropped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Clockwork:
    """Calls `beat` every `seconds` of real time on the running event loop, never twice at once, never skipping for good."""

    def __init__(self, beat: Callable[[], Awaitable[None]], seconds: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            beat, "interval", seconds=seconds, id="beat", misfire_grace_time=None, coalesce=True, max_instances=1
        )

    def start(self) -> None:
        """Begin to beat. Has to be called from the event loop's own thread."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop after the present beat."""
        self._scheduler.shutdown(wait=False)
