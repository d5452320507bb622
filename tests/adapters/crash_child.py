"""A house in a process of its own, to be killed: what it sends and hears is on paper that outlives it.

`keep` is run as a process of its own. Each line on its standard input, `[url, folder, until, point, nth]`, is one life: a
process forked for it lives until an instant, and kills itself with SIGKILL the nth time that the point is reached ("any":
whatever point; "": never). What becomes of it is written as one line: 0, or minus the signal. A life with the point "here"
is lived by `keep` itself: what is compiled and parsed in it need not be again by each that is forked afterwards.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.bootstrap import open_house
from bot.channels.console import ConsoleChannel
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, Records, Store

ANSWERS_AFTER = timedelta(minutes=5)


@dataclass
class Killer:
    """Counts the points that are passed, and ends the process at the chosen one."""

    point: str | None
    nth: int
    passed: Counter[str] = field(default_factory=Counter)

    def reach(self, point: str) -> None:
        self.passed.update((point, "any"))
        if self.point in (point, "any") and self.passed[self.point] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


class Paper:
    """Lines that are out of this process's hands, and outlive its death, before anything goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, **line: object) -> None:
        with self._file.open("a") as stream:
            stream.write(json.dumps(line) + "\n")

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self._file.read_text().splitlines()] if self._file.exists() else []


class KilledStore:
    """A store that may be killed before or after each commit; the point is named after the function that began it."""

    def __init__(self, store: Store, killer: Killer) -> None:
        self._store, self._killer = store, killer

    def transaction(self) -> AbstractContextManager[Records]:
        return self._watched(sys._getframe(1).f_code.co_name)

    @contextmanager
    def _watched(self, who: str) -> Iterator[Records]:
        with self._store.transaction() as records:
            yield records
            self._killer.reach(f"before-commit:{who}")
        self._killer.reach(f"committed:{who}")

    def reading(self) -> AbstractContextManager[Records]:
        return self._store.reading()

    def close(self) -> None:
        self._store.close()


class PaperChannel:
    """The provider: what it accepted is on paper, whether or not the house lives to hear so."""

    name = ChannelName.CONSOLE

    def __init__(self, paper: Paper, killer: Killer) -> None:
        self._paper, self._killer = paper, killer

    async def send(self, delivery: Delivery) -> Accepted:
        accepted = await ConsoleChannel().send(delivery)
        self._killer.reach("before-send")
        message = delivery.message
        self._paper.write(key=message.key, kind=message.kind, at=delivery.now.isoformat(), text=accepted.text)
        self._killer.reach("sent")
        return accepted


async def live(url: str, folder: Path, until: datetime, killer: Killer) -> None:
    """From where the clock on paper stands to `until`; every prompt is answered five minutes later, once."""
    sent, brought, times = Paper(folder / "sent"), Paper(folder / "brought"), Paper(folder / "times")
    clock = StandingClock(datetime.fromisoformat(times.lines()[-1]["now"]))
    house = open_house(
        Settings(_env_file=None, database_url=url, stepdown_key=None),  # type: ignore[call-arg]
        clock=clock,
        channels={ChannelName.CONSOLE: PaperChannel(sent, killer)},
    )
    house = replace(house, store=KilledStore(house.store, killer))
    # A provider brings again what it got no answer for; this one brings everything again.
    for line in brought.lines():
        house.say(ChannelName.CONSOLE, "ann", line["id"], line["text"])
    while True:
        await house.beat()
        known = {line["id"] for line in brought.lines()}
        asked = [line for line in sent.lines() if line["kind"].startswith(("dose-due", "dose-nudge", "catch-up"))]
        due = [datetime.fromisoformat(line["at"]) + ANSWERS_AFTER for line in asked if line["key"] not in known]
        if due and min(due) <= clock.now():
            for line in asked:
                if line["key"] not in known:
                    brought.write(id=line["key"], text="1 ALL")
                    house.say(ChannelName.CONSOLE, "ann", line["key"], "1 ALL")
            continue
        if clock.now() >= until:
            break
        with house.store.reading() as records:
            wake_at = records.next_wake_at()
        coming = min((at for at in (wake_at, *due) if at is not None), default=until)
        clock.set(min(max(coming, clock.now() + timedelta(seconds=30)), until))
        times.write(now=clock.now().isoformat())
    house.store.close()


def _fork(url: str, folder: str, until: str, point: str, nth: int) -> int:
    if point == "here":
        asyncio.run(live(url, Path(folder), datetime.fromisoformat(until), Killer(None, 0)))
        return 0
    own = os.fork()
    if own == 0:
        try:
            asyncio.run(live(url, Path(folder), datetime.fromisoformat(until), Killer(point or None, nth)))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(own, 0)[1])


def keep(arguments: list[str]) -> int:
    """One life after the other, for each line on standard input. Holds no connection and no thread as it forks."""
    # Standard output is for how each life ended, and for nothing else.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for line in sys.stdin:
        print(_fork(*json.loads(line)), flush=True)  # noqa: T201
    return 0
