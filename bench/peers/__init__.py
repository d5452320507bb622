"""The same morning by other means: N doses due at one instant, each of which writes one row into an outbox.

Each peer is written as its documentation shows it, at its defaults unless its name says otherwise. A row is written in a
transaction of its own, because a job is a function that knows of one dose. What is counted as late begins at the instant at
which the doses are due and ends when the row is committed. Handing the jobs over beforehand is not counted.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED

from scheduler.clock import SystemClock

Told = dict[str, Any]
CLOCK = SystemClock()
_TRIED = 200
_WAIT_S = 1800.0


def told(late: Sequence[float], doses: int) -> Told:
    """What came of so many doses; `late`: seconds from due to committed, one for each that was."""
    at = sorted(late)
    result: Told = {"count": doses, "queued": len(at), "dropped": doses - len(at)}
    if at:
        last = max(at[-1], 1e-6)
        result |= {"per_s": round(len(at) / last), "p50_s": round(at[len(at) // 2], 3)}
        result |= {"p99_s": round(at[int(len(at) * 0.99)], 3), "last_s": round(last, 3)}
    return result


def hand_over(scheduler: Any, doses: int, add: Callable[[int, datetime], object]) -> datetime:
    """Add a job for each dose to a scheduler that pauses. Returns when they are due (UTC), after the last was added."""
    tried = min(_TRIED, doses)
    began = time.monotonic()
    for dose in range(tried):
        add(dose, CLOCK.now() + timedelta(days=1))
    room = timedelta(seconds=2 + (time.monotonic() - began) / tried * doses * 1.5)
    scheduler.remove_all_jobs()
    while True:
        due_at = CLOCK.now() + room
        for dose in range(doses):
            add(dose, due_at)
        if CLOCK.now() < due_at:
            return due_at
        scheduler.remove_all_jobs()
        room *= 2


async def until_over(scheduler: Any, doses: int, begin: Callable[[], None]) -> float:
    """Let go, and wait until each job was run or dropped. Returns the longest that the event loop stood still; milliseconds."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    over, longest = 0, 0.0

    def ended(_: object) -> None:
        nonlocal over
        over += 1

    scheduler.add_listener(ended, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    begin()
    until = time.monotonic() + _WAIT_S
    while over < doses:
        began = time.monotonic()
        if began > until:
            raise TimeoutError(f"{over} of {doses} jobs ended within {_WAIT_S:.0f} s")
        await asyncio.sleep(0.002)
        longest = max(longest, time.monotonic() - began - 0.002)
    return round(longest * 1000, 1)
