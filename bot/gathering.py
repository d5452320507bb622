"""What comes while a piece of work is under way is done together, in the next one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


class Gathering(Generic[Thing, Outcome]):
    """`work` is given up to `most` things, in the order in which they came, in a thread; it tells of each what became of it.

    It is never under way twice, unless it takes longer than `within_s` seconds.
    """

    def __init__(
        self, work: Callable[[Sequence[Thing]], Sequence[Outcome | Exception]], *, most: int, within_s: float
    ) -> None:
        self._work, self._most, self._within_s = work, most, within_s
        self._waiting: deque[tuple[Thing, asyncio.Future[Outcome]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def do(self, thing: Thing) -> Outcome:
        """What became of it. Raises what the work says of it; TimeoutError if the work, or what was before it, hangs."""
        came: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, came))
        if self._worker is None or self._worker.done():
            # It belongs to no request, though one of them happens to begin it.
            self._worker = asyncio.create_task(self._go_on(), context=Context())
        return await came

    async def _go_on(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            # Whoever waited for too long has gone.
            some = [(thing, came) for thing, came in some if not came.done()]
            if not some:
                continue
            work = asyncio.get_running_loop().run_in_executor(None, self._work, [thing for thing, _ in some])
            await asyncio.wait({work}, timeout=self._within_s)
            if not work.done():
                work.add_done_callback(_look)
                # Nobody overtakes those who hang: what waits behind them shares their lot.
                _settle([came for _, came in (*some, *self._waiting)], TimeoutError())
                self._waiting.clear()
            elif (error := work.exception()) is not None:
                _settle([came for _, came in some], error)
            else:
                for (_, came), outcome in zip(some, work.result(), strict=True):
                    _settle([came], outcome)


def _settle(waiting: Sequence[asyncio.Future[Outcome]], outcome: Outcome | BaseException) -> None:
    for came in waiting:
        if came.done():
            continue
        if isinstance(outcome, BaseException):
            came.set_exception(outcome)
        else:
            came.set_result(outcome)


def _look(work: asyncio.Future[Sequence[Outcome | Exception]]) -> None:
    """Nobody waits for it any more; an error that nobody looks at would be printed."""
    if not work.cancelled():
        work.exception()
