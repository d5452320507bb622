"""The program in a process of its own, to be talked with, stopped and killed; forked from one that has everything imported.

A start from nothing takes seconds of processor each time; `test_chat.py::test_in_a_terminal`, `test_simulate.py` and
`test_faults.py` begin so. Here the standard library's fork server does it once for all tests of a worker.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from multiprocessing import forkserver, reduction
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[[list[str]], int]
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.adapters.warm"])


@cache
def _ready() -> None:
    """Start the server so that it finds these packages wherever the first test that needs it stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        forkserver.ensure_running()


class _Handed:
    """A file descriptor that goes along to the new process."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> Any:
        return _take, (reduction.DupFd(self._number),)


def _take(handed: Any) -> int:
    number: int = handed.detach()
    return number


def program(arguments: list[str]) -> int:
    """The program itself, as `python -m bot` runs it; its status."""
    from bot.cli.app import main

    return main(arguments)


def _become(run: Run, arguments: Sequence[str], folder: str, environment: Mapping[str, str], *streams: int) -> None:
    if os.isatty(streams[0]):
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, encoding="utf-8") for number in (1, 2))
    status = run(list(arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)


class Started:
    """As much of `subprocess.Popen` as the tests use; text unless `text` is false.

    `log`: a file that takes all it writes. `terminal`: what it reads from and writes to instead of pipes. `run`: what it is
    instead of the program, a function of a module.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        text: bool = True,
        log: IO[bytes] | None = None,
        terminal: int | None = None,
        run: Run = program,
    ) -> None:
        inward, outward, errors = os.pipe(), os.pipe(), os.pipe()
        theirs = [inward[0], outward[1], errors[1]]
        given = [inward[0], *([log.fileno()] * 2 if log is not None else theirs[1:])]
        if terminal is not None:
            given = [terminal] * 3
        _ready()
        self._process = _context.Process(
            target=_become,
            args=(run, list(arguments), str(folder), dict(environment), *map(_Handed, given)),
            daemon=True,
        )
        self._process.start()
        for each in theirs:
            os.close(each)
        mode = "" if text else "b"
        more: dict[str, Any] = {"encoding": "utf-8"} if text else {}
        self.stdin: IO[Any] = os.fdopen(inward[1], f"w{mode}", **more)
        self.stdout: IO[Any] = os.fdopen(outward[0], f"r{mode}", **more)
        self.stderr: IO[Any] = os.fdopen(errors[0], f"r{mode}", **more)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("stepdown", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self._process.pid is not None and self._process.exitcode is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[Any, Any]:
        """Say no more, hear everything, and see it end."""
        if not self.stdin.closed:
            self.stdin.close()
        # What these processes write fits into a pipe.
        said = self.stdout.read(), self.stderr.read()
        self.wait(timeout)
        self.end()
        return said

    def end(self) -> None:
        """Whatever it is doing: it ends, and its streams are closed."""
        self.kill()
        self.wait(30)
        for each in (self.stdin, self.stdout, self.stderr):
            each.close()
