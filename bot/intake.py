"""What providers bring goes into the store, or into the spool while the database is away; never nowhere.

Red words get a fixed answer even then, where the provider lets us answer in the same breath.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TypeVar

import structlog

from bot.bootstrap import House, is_away, sealing
from bot.channels.sms_error import read_call_receipt, read_receipt
from bot.channels.sms_inbound import InboundSms, take_sms
from bot.channels.voice_inbound import take_key
from bot.emergency import Emergency
from bot.settings import Settings
from bot.spool import Kept, Spool
from bot.stranger import StrangerLimit
from scheduler.clock import StandingClock
from scheduler.receipt import Receipt, take_receipt

# A provider gives up after 10 to 15 s, and then nobody knows whether we have it.
STORED_WITHIN_S = 4.0
_MEGABYTE = 1024 * 1024
_T = TypeVar("_T")
_log = structlog.get_logger(__name__)

SMS, TELEGRAM, RECEIPT, KEY = "sms", "telegram", "receipt", "key"


class Brought(Enum):
    """What became of it: stored and new; stored, or known already; kept in the spool; of nobody's concern."""

    NEW = "new"
    KNOWN = "known"
    KEPT = "kept"
    NOBODYS = "nobodys"


class Intake:
    """One way in for every provider. `came_in` is called when something was stored that can be handled now."""

    def __init__(self, house: House, came_in: Callable[[], None]) -> None:
        self.spool = open_spool(house.settings)
        self.emergency = Emergency()
        self._house, self._came_in = house, came_in
        self._strangers = StrangerLimit()
        # Its own thread: those of the database may all be waiting for it.
        self._writer = ThreadPoolExecutor(1, "spool")
        self._takers: Mapping[str, Callable[[House, Mapping[str, str]], Brought]] = {
            SMS: self._take_sms,
            TELEGRAM: _take_telegram,
            RECEIPT: _take_receipt,
            KEY: _take_key,
        }

    async def bring(self, kind: str, given: Mapping[str, str]) -> Brought:
        """Store it, or keep it in the spool; in order, so nothing overtakes what waits there.

        Raises SpoolError if neither was possible, ValueError for what can never be stored; then nothing was kept.
        """
        if self.spool.is_empty:
            try:
                async with asyncio.timeout(STORED_WITHIN_S):
                    brought = await asyncio.to_thread(self._takers[kind], self._house, given)
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

    async def keep(self, kind: str, given: Mapping[str, str]) -> None:
        """Into the spool. Raises SpoolError."""
        await self.aside(lambda: self.spool.keep(Kept(kind, self._house.clock.now(), given)))

    async def aside(self, work: Callable[[], _T]) -> _T:
        """Do it in a thread that no database holds up."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def take_update(self, body: bytes) -> dict[str, object] | None:
        """The same for one update that was fetched, in a thread; what is answered at once, if it was kept and is red."""
        given = {"body": body.decode("utf-8", "replace")}
        if self.spool.is_empty:
            try:
                _take_telegram(self._house, given)
            except Exception as error:
                if not is_away(error):
                    raise
                _log.warning("intake.database-away", kind=TELEGRAM, error=error)
            else:
                return None
        now = self._house.clock.now()
        self.spool.keep(Kept(TELEGRAM, now, given))
        return self.emergency.telegram(body, now)

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
        taker = self._takers.get(kept.kind)
        try:
            if taker is None:
                raise ValueError("unknown kind")
            # It came then: a dose that was answered in time is answered in time.
            taker(replace(self._house, clock=StandingClock(kept.at)), kept.given)
        except Exception as error:
            if is_away(error):
                raise
            _log.error("spool.refused", kind=kept.kind, error=error)
            self.spool.lay_aside(kept)

    def close(self) -> None:
        self._writer.shutdown(wait=False)

    def _take_sms(self, house: House, given: Mapping[str, str]) -> Brought:
        about = {name[6:]: value for name, value in given.items() if name.startswith("about.")}
        sms = InboundSms(given["sid"], given["from"], given["text"], about)
        return Brought.NEW if take_sms(house.store, house.clock, sms, self._strangers) else Brought.KNOWN


def sms_given(sms: InboundSms) -> dict[str, str]:
    """An SMS as it is brought."""
    about = {f"about.{name}": value for name, value in sms.about.items()}
    return {"sid": sms.sid, "from": sms.from_, "text": sms.text, **about}


def receipt_in(given: Mapping[str, str]) -> Receipt | None:
    """What a receipt says that is brought: of a call or of a text. None if it says nothing to us."""
    if "call" in given:
        return read_call_receipt(given["call"], given.get("sid"))
    return read_receipt(given["status"], given.get("sid"), given.get("error"))


def open_spool(settings: Settings) -> Spool:
    """The spool of these settings; nothing is made before something is kept."""
    file = settings.database_url.partition("sqlite:///")[2]
    beside = Path(file).parent if file else Path()
    folder = Path(settings.spool_dir) if settings.spool_dir else beside / "spool"
    seal, unseal = sealing(settings)
    return Spool(folder, seal, unseal, settings.spool_max_mb * _MEGABYTE)


def _take_telegram(house: House, given: Mapping[str, str]) -> Brought:
    from bot.channels.telegram_inbound import take_update

    take_update(house, given["body"].encode())
    return Brought.NEW


def _take_receipt(house: House, given: Mapping[str, str]) -> Brought:
    receipt = receipt_in(given)
    if receipt is None:
        return Brought.KNOWN
    with house.store.transaction() as records:
        found = take_receipt(records, int(given["message"]), receipt, house.clock.now())
    return Brought.NEW if found else Brought.NOBODYS


def _take_key(house: House, given: Mapping[str, str]) -> Brought:
    said = take_key(house.store, house.clock, int(given["message"]), dict(given))
    if said is None:
        return Brought.NOBODYS
    return Brought.NEW if said[1] else Brought.KNOWN
