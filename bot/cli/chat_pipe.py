"""A window without a terminal: lines from a pipe or a file, each dealt with before the next, and plain lines back."""

from __future__ import annotations

import asyncio
import sys
import threading

from bot.cli.chat_window import Window


def write_line(line: str) -> None:
    """One line, at once."""
    print(line, flush=True)


class Pipe:
    """Reads standard input to its end. A thread of its own waits for it, so that messages come while no line does."""

    def __init__(self, window: Window) -> None:
        self._window = window

    async def read(self) -> None:
        """The conversation, until the input ends."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str] = asyncio.Queue()

        def put(line: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(lines.put_nowait, line)

        def wait() -> None:
            for line in sys.stdin:
                put(line.rstrip("\r\n") + "\n")
            put("")

        # A daemon: a pipe that nobody closes must not keep the program from ending.
        threading.Thread(target=wait, daemon=True).start()
        while line := await lines.get():
            if not await self._window.handle(line):
                return
