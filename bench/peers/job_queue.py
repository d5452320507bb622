"""The JobQueue of python-telegram-bot: `run_once` for each dose, in memory, as its documentation shows."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram.ext import Application, ContextTypes

from bench.peers import Told, hand_over, told, until_over
from bench.peers.outbox import Outbox, open_engine


def run(folder: str, doses: int, ever: bool) -> Told:
    """One morning; the outbox is on SQLite, tuned. `ever`: a job runs however late it is."""
    engine = open_engine(Path(folder) / "jobs.db", tuned=True)
    outbox = Outbox(engine)
    more: dict[str, Any] = {"job_kwargs": {"misfire_grace_time": None}} if ever else {}

    async def remind(context: ContextTypes.DEFAULT_TYPE) -> None:
        assert context.job is not None
        assert isinstance(context.job.data, int)
        outbox.write(context.job.data)

    async def morning() -> float:
        application = Application.builder().token("7654321:AAHtheseAreThirtyFiveLettersOfATest").updater(None).build()
        queue = application.job_queue
        assert queue is not None
        await queue.start()
        queue.scheduler.pause()

        def add(dose: int, at: datetime) -> None:
            queue.run_once(remind, when=at, data=dose, name=str(dose), **more)

        outbox.due_at = hand_over(queue.scheduler, doses, add)
        blocked = await until_over(queue.scheduler, doses, queue.scheduler.resume)
        await queue.stop()
        return blocked

    blocked = asyncio.run(morning())
    engine.dispose()
    return told(outbox.late, doses) | {"loop_blocked_ms": blocked}
