"""Work that a process gives to threads, done at once: a world has nobody else to wait for, and repeats itself exactly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class InTurn(ThreadPoolExecutor):
    """An executor without threads: `submit` returns when the work is done. A loop takes no other base class as its own."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        done: Future[_T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def run_in_turn() -> asyncio.Runner:
    """A loop whose threads are none."""
    runner = asyncio.Runner()
    runner.get_loop().set_default_executor(InTurn())
    return runner
