"""Looks every half minute whether the service itself is in order, and tells its operator; past the store, if that is away."""

from __future__ import annotations

import asyncio
import platform
import shutil
import time
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog

from bot.bootstrap import House
from scheduler.clock import Clock, SystemClock
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Wording
from scheduler.ports import Delivery
from scheduler.watching import Limits, find_troubles, limits_from, tell_troubles

_ANSWERS_WITHIN_S = 20.0
_MEGABYTE = 1_000_000
_log = structlog.get_logger(__name__)


@cache
def service_limits() -> Limits:
    """The values of `scheduler/service.toml`."""
    return limits_from(tomllib.loads(files("scheduler").joinpath("service.toml").read_text("utf-8")))


class Watch:
    """`spooled`: whether anything waits in the spool; `backup` and `audit`: what is wrong with them, None if nothing.

    `tells`: whether this process sends. One that only listens does not, and what it finds waits in the store.
    """

    def __init__(
        self,
        house: House,
        *,
        spooled: Callable[[], bool],
        backup: Callable[[], str | None],
        audit: Callable[[], str | None],
        tells: bool,
        real: Clock | None = None,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house, self._tells = house, tells
        self._spooled, self._backup, self._audit = spooled, backup, audit
        self._limits = service_limits()
        self._real, self._ticking = real or SystemClock(), ticking
        self._clocks = (self._real.now(), self._ticking())
        self._away_since: float | None = None
        self._told_away = False
        self._jumped: timedelta | None = None

    async def run(self) -> None:
        """Look until cancelled. Whatever goes wrong is logged, and looked at again."""
        while True:
            await asyncio.sleep(self._limits.look_every_s)
            await self.look()

    async def look(self) -> None:
        """Look once, and tell what is to be told."""
        local = self._look_here()
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                await asyncio.to_thread(self._tell, local)
        except Exception as error:
            _log.error("watch.failed", error=error)
            await self._be_away()
        else:
            self._away_since, self._told_away, self._jumped = None, False, None

    def _look_here(self) -> dict[str, str]:
        """What this machine can see without the store."""
        found: dict[str, str] = {}
        now, ticks = self._real.now(), self._ticking()
        jump = (now - self._clocks[0]) - timedelta(seconds=ticks - self._clocks[1])
        self._clocks = (now, ticks)
        if abs(jump) >= timedelta(seconds=self._limits.clock_step_s):
            self._jumped = jump
        if self._jumped is not None:
            found["clock"] = f"{self._jumped.total_seconds() / 60:+.0f} min"
        if self._spooled():
            found["spool"] = ""
        if (said := self._backup()) is not None:
            found["backup"] = said
        if (said := self._audit()) is not None:
            found["audit"] = said
        if (left := self._disk()) is not None:
            found["disk"] = left
        return found

    def _disk(self) -> str | None:
        file = self._house.settings.database_url.partition("sqlite:///")[2]
        try:
            room = shutil.disk_usage(Path(file).absolute().parent if file else Path())
        except OSError:
            return None
        least = min(self._limits.disk_least_mb * _MEGABYTE, room.total * self._limits.disk_least_pct // 100)
        return f"{room.free // _MEGABYTE} MB" if room.free < least else None

    def _tell(self, local: dict[str, str]) -> None:
        now = self._house.clock.now()
        with self._house.store.transaction() as records:
            if self._told_away:
                local["database"] = ""
            found = find_troubles(records, now, self._limits) | local
            # An audit that has not run yet, or runs in another process, says nothing about this.
            tell_troubles(
                records, found, platform.node(), now, self._limits, lambda about: about != "audit" or self._tells
            )
        if found:
            _log.warning("watch.trouble", about=" ".join(sorted(found)))

    async def _be_away(self) -> None:
        if self._away_since is None:
            self._away_since = self._ticking()
        if self._told_away or self._ticking() - self._away_since < self._limits.database_away_s:
            return
        self._told_away = await self._say_past_the_store(self._house.clock.now())

    async def _say_past_the_store(self, now: datetime) -> bool:
        """To the operator's channel itself: the outbox is what is out of reach. Whether it need not be tried again."""
        said = self._house.settings.operator_contact
        if said is None or not self._tells:
            return True
        name, _, address = said.partition(":")
        channel = self._house.channels.get(ChannelName(name))
        if channel is None:
            return True
        message = Message(
            person_id=0, contact_id=0, kind="operator-trouble", key="past-the-store", priority=Priority.ESCALATION,
            not_before=now, created_at=now, slots={"about": "database", "since": now.isoformat()},
        )  # fmt: skip
        try:
            await channel.send(Delivery(message, ChannelName(name), address, "en", Wording.DISCREET, "UTC", now))
        except Exception as error:
            _log.error("watch.nobody-told", error=error)
            return False
        return True
