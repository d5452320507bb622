"""Texts that nobody could bring to us: asks Twilio's list for those that came in. For machines without a public address,
and for what was written while a webhook's machine was down."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.sms_inbound import InboundSms, read_sms
from bot.channels.twilio_http import RefusedError
from bot.channels.wire import UnansweredError
from scheduler.clock import Clock, SystemClock
from scheduler.ports import Store

POLLED_UNTIL = "sms_polled_until"
# Twilio's list may come a little late, and clocks differ.
_OVERLAP = timedelta(minutes=10)
_LOOKS_BACK = timedelta(days=3)
_LISTED_AT_MOST = 2000
_SLOWEST_S = 300.0
_log = structlog.get_logger(__name__)


class SmsPoll:
    """Looks every `every_s` seconds; what it has seen it does not bring again, and the store keeps each once anyway.

    `take` stores one text, after those that it was given before; whether it is new.
    """

    def __init__(
        self,
        store: Store,
        take: Callable[[InboundSms], Awaitable[bool]],
        client: Client,
        number: str | None,
        every_s: float,
        came_in: Callable[[], None],
    ) -> None:
        self._store, self._take, self._client, self._number = store, take, client, number
        self._every_s, self._came_in = every_s, came_in
        self._seen: dict[str, datetime] = {}
        # Twilio's dates are of the real present, also where a rehearsal's clock is ahead.
        self._real: Clock = SystemClock()

    async def run(self) -> None:
        """Look until cancelled. What goes wrong is logged once, and asked again more slowly."""
        wait_s, failed = self._every_s, False
        while True:
            try:
                if await self.look():
                    self._came_in()
                wait_s, failed = self._every_s, False
            except (RefusedError, UnansweredError, TwilioException) as error:
                asked = error.retry_after_s if isinstance(error, RefusedError) else None
                wait_s = min(_SLOWEST_S, asked if asked is not None else wait_s * 2)
                if not failed:
                    _log.warning("sms.poll-failed", error=str(error), again_in_s=wait_s)
                failed = True
            except Exception as error:
                _log.error("sms.poll-failed", error=error)
                wait_s = min(_SLOWEST_S, wait_s * 2)
            await asyncio.sleep(wait_s)

    async def look(self) -> int:
        """Store what is new, oldest first. How many. Raises what the client raises."""
        since = await asyncio.to_thread(self._since)
        if since is None:
            # The first look there ever was: what their clock says decides where it begins, for ours may be wrong.
            await self._client.messages.list_async(limit=1)
            since = self._now() - _OVERLAP
        asked: dict[str, object] = {"date_sent_after": since, "limit": _LISTED_AT_MOST}
        if self._number is not None:
            asked["to"] = self._number
        listed = await self._client.messages.list_async(**asked)
        now = self._now()
        new = [each for each in listed if each.direction == "inbound" and each.sid not in self._seen]
        new.sort(key=lambda each: (_instant(each.date_sent or each.date_created, now), each.sid))
        read = [read_sms(each.sid, each.from_, each.body or "", str(each.num_media or "0"), None) for each in new]
        # In their order; those that wait for a commit are committed together.
        took = await asyncio.gather(*(self._take_one(each) for each in read if each is not None))
        self._seen.update((each.sid, now) for each in new)
        await asyncio.to_thread(self._note, now, moved=bool(new))
        self._seen = {sid: at for sid, at in self._seen.items() if now - at < 2 * _LOOKS_BACK}
        return sum(took)

    async def _take_one(self, sms: InboundSms) -> bool:
        try:
            return await self._take(sms)
        except ValueError as error:
            # It cannot be stored, today or tomorrow; waiting for it would hold up everybody.
            _log.error("sms.dropped", error=type(error).__name__)
            return False

    def _now(self) -> datetime:
        """Their present, by which their list is dated; ours until they have answered."""
        return self._client.http_client.server_now or self._real.now()

    def _since(self) -> datetime | None:
        """None before the first look: nobody was listening, and what was written then was not written to us."""
        with self._store.reading() as records:
            noted = records.notes.get(POLLED_UNTIL)
        if noted is None:
            return None
        now = self._now()
        return max(min(datetime.fromisoformat(noted), now) - _OVERLAP, now - _LOOKS_BACK)

    def _note(self, now: datetime, *, moved: bool) -> None:
        with self._store.reading() as records:
            noted = records.notes.get(POLLED_UNTIL)
        if moved or noted is None or abs(now - datetime.fromisoformat(noted)) > _OVERLAP / 5:
            with self._store.transaction() as records:
                records.notes.set(POLLED_UNTIL, now.isoformat())


def _instant(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
