"""procrastinate 3 on PostgreSQL: a job scheduled for each dose, two worker processes that run ten coroutines each."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

import psycopg

from bench.peers import CLOCK, Told, told

WORKERS = 2
_CONCURRENCY = 10
_WAIT_S = 1800.0
_ROOM = timedelta(seconds=10)
_OUTBOX = "CREATE TABLE outbox (id bigserial PRIMARY KEY, dose integer NOT NULL UNIQUE, kind text NOT NULL)"


def _app(url: str) -> Any:
    import procrastinate

    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))


def work(url: str, due_at: datetime, ready: Any, way: Connection, end: Any) -> None:
    """A worker process: tells how late each row was that it committed, once `end` is set."""
    # Here, as what `_app` imports: only `make bench` installs it.
    from psycopg_pool import AsyncConnectionPool

    late: list[float] = []

    async def run() -> None:
        app = _app(url)
        async with app.open_async(), AsyncConnectionPool(url, min_size=_CONCURRENCY, max_size=_CONCURRENCY) as pool:

            async def remind(dose: int) -> None:
                async with pool.connection() as connection:
                    await connection.execute("INSERT INTO outbox (dose, kind) VALUES (%s, 'dose_due')", (dose,))
                late.append((CLOCK.now() - due_at).total_seconds())

            app.task(name="remind")(remind)
            ready.wait()
            worker = asyncio.create_task(app.run_worker_async(concurrency=_CONCURRENCY, install_signal_handlers=False))
            await asyncio.to_thread(end.wait, _WAIT_S)
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    asyncio.run(run())
    way.send(late)


async def _defer(url: str, doses: int, due_at: datetime) -> None:
    app = _app(url)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        task = app.configure_task("remind", schedule_at=due_at)
        for begin in range(0, doses, 1000):
            await task.batch_defer_async(*({"dose": dose} for dose in range(begin, min(begin + 1000, doses))))


def run(url: str, doses: int) -> Told:
    """One morning on an empty PostgreSQL."""
    spawned = multiprocessing.get_context("spawn")
    ready, end = spawned.Barrier(WORKERS + 1), spawned.Event()
    due_at = CLOCK.now() + _ROOM + timedelta(seconds=doses / 1000)
    asyncio.run(_defer(url, doses, due_at))
    ways = []
    for _ in range(WORKERS):
        here, there = spawned.Pipe()
        spawned.Process(target=work, args=(url, due_at, ready, there, end), daemon=True).start()
        ways.append(here)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_OUTBOX)
        ready.wait(60)
        if CLOCK.now() > due_at:
            raise RuntimeError("the workers were not ready when the doses were due")
        until = due_at + timedelta(seconds=_WAIT_S)
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        while CLOCK.now() < until:
            row = connection.execute(waiting).fetchone()
            if row is not None and not row[0]:
                break
            end.wait(1)
    end.set()
    late = [each for way in ways for each in way.recv()]
    # It looks for what has come due every five seconds: that is late, and no part of its rate.
    took = max(late) - min(late) if len(late) > 1 else 0.0
    return told(late, doses) | ({"per_s": round(len(late) / took)} if took else {})
