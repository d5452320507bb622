"""APScheduler 3: a job for each dose, in its SQLAlchemy store on SQLite or in memory, on the loop of a bot."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bench.peers import Told, hand_over, told, until_over
from bench.peers.outbox import Outbox, open_engine

_outboxes: list[Outbox] = []


async def remind(dose: int) -> None:
    """The job. A store keeps the name of a function, so what it writes to is known to the module."""
    _outboxes[-1].write(dose)


def run(folder: str, doses: int, memory: bool, tuned: bool, ever: bool) -> Told:
    """One morning. `memory`: jobs are kept in memory. `tuned`: SQLite is. `ever`: a job runs however late it is, where the
    default is to drop it when it is a second late.
    """
    engine = open_engine(Path(folder) / "jobs.db", tuned)
    outbox = Outbox(engine)
    _outboxes.append(outbox)
    more: dict[str, Any] = {"misfire_grace_time": None} if ever else {}

    async def morning() -> float:
        store = MemoryJobStore() if memory else SQLAlchemyJobStore(engine=engine)
        scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone=UTC)
        scheduler.start(paused=True)

        def add(dose: int, at: datetime) -> None:
            scheduler.add_job(remind, "date", run_date=at, args=[dose], id=str(dose), **more)

        outbox.due_at = hand_over(scheduler, doses, add)
        blocked = await until_over(scheduler, doses, scheduler.resume)
        scheduler.shutdown()
        return blocked

    blocked = asyncio.run(morning())
    engine.dispose()
    return told(outbox.late, doses) | {"loop_blocked_ms": blocked}
