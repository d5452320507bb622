"""A stage of a measurement in a process of its own, whose memory is told as well."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

Told = dict[str, Any]


def _run(stage: Callable[..., Told], way: Connection, *given: object) -> None:
    try:
        told = stage(*given)
        # The size of this process in pages that were in memory at the same time, at most.
        way.send(told | {"memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024})
    except BaseException as error:
        way.send(error)
        raise


def apart(stage: Callable[..., Told], *given: object, processes: int = 1) -> list[Told]:
    """Run a stage in processes of its own."""
    spawned = multiprocessing.get_context("spawn")
    begun = []
    for _ in range(processes):
        here, there = spawned.Pipe()
        process = spawned.Process(target=_run, args=(stage, there, *given))
        process.start()
        # Else nobody would hear that a child died before it told anything.
        there.close()
        begun.append((process, here))
    told = []
    for process, here in begun:
        got = here.recv()
        process.join()
        if isinstance(got, BaseException):
            raise got
        told.append(got)
    return told
