"""Tells an outside watchdog that the house is in order: only while the audit passes and the scheduler looks."""

from __future__ import annotations

import asyncio
import time

import httpx
import structlog

from bot.bootstrap import House
from bot.health import look_at_health

_PING_WITHIN_S, _AUDIT_WITHIN_S = 10.0, 120.0
_log = structlog.get_logger(__name__)


class Heartbeat:
    """`url` (`HEARTBEAT_URL`) may be None: the audit is asked all the same. `broken`: the rules that do not hold; None if all do.

    Whatever fails here harms nothing else.
    """

    def __init__(self, house: House, url: str | None, every_s: float) -> None:
        self.broken: str | None = None
        self._house, self._url, self._every_s = house, url, every_s
        self._failed = False

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(min(self._every_s, 60))
            await self.beat()
            await asyncio.sleep(self._every_s)

    async def beat(self) -> bool:
        """Audit, and ping if it passes. Whether it was pinged."""
        try:
            async with asyncio.timeout(_AUDIT_WITHIN_S):
                is_well = await asyncio.to_thread(self._look)
        except Exception as error:
            _log.error("heartbeat.no-audit", error=error)
            return False
        return is_well and self._url is not None and await self._ping(self._url)

    def _look(self) -> bool:
        began = time.monotonic()
        with self._house.store.reading() as records:
            broken = records.audit.run(self._house.clock.now())[1]
        # Of a row that is set aside the watch tells by itself, and once is enough.
        self.broken = " ".join(sorted({str(each.rule) for each in broken if not each.aside})) or None
        if broken:
            rules = " ".join(sorted({str(each.rule) for each in broken}))
            _log.error("audit.broken", rules=rules, count=len(broken))
        else:
            _log.debug("audit.holds", took_s=round(time.monotonic() - began, 3))
        return not broken and look_at_health(self._house).ok

    async def _ping(self, url: str) -> bool:
        try:
            async with httpx.AsyncClient(timeout=_PING_WITHIN_S, trust_env=False, follow_redirects=True) as client:
                (await client.get(url)).raise_for_status()
        except Exception as error:
            if not self._failed:
                # The address may hold a secret, so nothing of it is said.
                _log.warning("heartbeat.not-heard", error=type(error).__name__)
            self._failed = True
            return False
        self._failed = False
        return True
