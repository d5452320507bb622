"""What providers bring goes into the store, or into the spool while the database is away; never nowhere.

Red words get a fixed answer even then, where the provider lets us answer in the same breath.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog

from bot.bootstrap import House, is_away, sealing
from bot.channels.sms_inbound import InboundSms
from bot.emergency import Emergency
from bot.gathering import Gathering
from bot.settings import Settings
from bot.spool import Kept, Spool
from bot.taking import KEY, RECEIPT, SMS, TELEGRAM, Brought, Given, Taking
from scheduler.trace import new_request, request_now

# A provider gives up after 10 to 15 s, and then nobody knows whether we have it.
STORED_WITHIN_S = 4.0
# Words of danger that come now wait for so many to be stored, at most.
MOST_TOGETHER = 50
_MEGABYTE = 1024 * 1024
_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


class Intake:
    """One way in for every provider. `came_in` is called when something was stored that can be handled now.

    What is brought while something is being stored is stored together, next; each has its answer when it is committed.
    """

    def __init__(self, house: House, came_in: Callable[[], None]) -> None:
        self.spool = open_spool(house.settings)
        self.emergency = Emergency()
        self._house, self._came_in = house, came_in
        self._taking = Taking(house)
        # Its own thread: those of the database may all be waiting for it.
        self._writer = ThreadPoolExecutor(1, "spool")
        messages = Gathering(self._taking.messages, most=MOST_TOGETHER, within_s=STORED_WITHIN_S)
        # No message waits for them, and none of them for a message.
        receipts = Gathering(self._taking.receipts, most=MOST_TOGETHER, within_s=STORED_WITHIN_S)
        self._ways = {SMS: messages, TELEGRAM: messages, RECEIPT: receipts}

    async def bring(self, kind: str, given: Mapping[str, str]) -> Brought:
        """Store it, or keep it in the spool; in order, so nothing overtakes what waits there.

        Raises SpoolError if neither was possible, ValueError for what can never be stored; then nothing was kept.
        """
        if self.spool.is_empty:
            try:
                async with asyncio.timeout(STORED_WITHIN_S):
                    brought = await self._ways[kind].do(self._given(kind, given))
            except TimeoutError:
                # Should it be stored after all, the store knows it when it comes again.
                _log.warning("intake.database-slow", kind=kind)
            except Exception as error:
                if not is_away(error):
                    raise
                _log.warning("intake.database-away", kind=kind, error=error)
            else:
                if brought is Brought.NEW:
                    self._came_in()
                return brought
        await self.keep(kind, given)
        return Brought.KEPT

    def _given(self, kind: str, given: Mapping[str, str], at: datetime | None = None) -> Given:
        return Given(kind, given, at or self._house.clock.now(), request_now() or new_request())

    async def keep(self, kind: str, given: Mapping[str, str]) -> None:
        """Into the spool. Raises SpoolError."""
        await self.aside(lambda: self.spool.keep(Kept(kind, self._house.clock.now(), given)))

    async def aside(self, work: Callable[[], _T]) -> _T:
        """Do it in a thread that no database holds up."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def take_update(self, body: bytes) -> dict[str, object] | None:
        """The same for one update that was fetched; what is answered at once, if it was kept and is red."""
        if await self.bring(TELEGRAM, {"body": body.decode("utf-8", "replace")}) is not Brought.KEPT:
            return None
        now = self._house.clock.now()
        return await self.aside(lambda: self.emergency.telegram(body, now))

    async def take_sms(self, sms: InboundSms) -> bool:
        """The same for one text that was fetched; whether it is new, or waits in the spool."""
        return await self.bring(SMS, sms_given(sms)) in (Brought.NEW, Brought.KEPT)

    async def drain(self, every_s: float) -> None:
        """Bring what waits in the spool into the store as soon as it answers, until cancelled."""
        with contextlib.suppress(OSError):
            await asyncio.to_thread(self.spool.prepare)
        while True:
            if not self.spool.is_empty:
                try:
                    if replayed := await asyncio.to_thread(self.spool.replay, self._take_again):
                        _log.info("spool.replayed", count=replayed)
                        self._came_in()
                except Exception as error:
                    _log.warning("spool.waits", error=error)
            await asyncio.sleep(every_s)

    def _take_again(self, kept: Kept) -> None:
        # It came then: a dose that was answered in time is answered in time.
        given = self._given(kept.kind, kept.given, kept.at)
        try:
            if kept.kind == KEY:
                self._taking.key(given)
            elif kept.kind in self._ways:
                outcome = (self._taking.receipts if kept.kind == RECEIPT else self._taking.messages)([given])[0]
                if isinstance(outcome, Exception):
                    raise outcome
            else:
                raise ValueError("unknown kind")
        except Exception as error:
            if is_away(error):
                raise
            _log.error("spool.refused", kind=kept.kind, error=error)
            self.spool.lay_aside(kept)

    def close(self) -> None:
        self._writer.shutdown(wait=False)


def sms_given(sms: InboundSms) -> dict[str, str]:
    """An SMS as it is brought."""
    about = {f"about.{name}": value for name, value in sms.about.items()}
    return {"sid": sms.sid, "from": sms.from_, "text": sms.text, **about}


def open_spool(settings: Settings) -> Spool:
    """The spool of these settings; nothing is made before something is kept."""
    file = settings.database_url.partition("sqlite:///")[2]
    beside = Path(file).parent if file else Path()
    folder = Path(settings.spool_dir) if settings.spool_dir else beside / "spool"
    seal, unseal = sealing(settings)
    return Spool(folder, seal, unseal, settings.spool_max_mb * _MEGABYTE)
