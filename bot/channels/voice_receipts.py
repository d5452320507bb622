"""How our calls ended, for a machine that Twilio cannot call: each call that this process made is asked about until it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from twilio.base.exceptions import TwilioException

from bot.channels.sms_error import read_call_receipt
from bot.channels.twilio_http import RefusedError
from bot.channels.voice import VoiceChannel
from bot.channels.wire import UnansweredError
from scheduler.clock import Clock
from scheduler.ports import Store
from scheduler.receipt import Receipt, take_receipt

_EVERY_S = 10.0
# A call rings for less than a minute; one that has not ended by then is left to the next round of the alarm.
_FOR = timedelta(minutes=10)
_log = structlog.get_logger(__name__)


class CallReceipts:
    """Asks nothing while nobody is being rung."""

    def __init__(self, store: Store, clock: Clock, channel: VoiceChannel) -> None:
        self._store, self._clock, self._channel = store, clock, channel

    async def run(self, changed: Callable[[], None]) -> None:
        """Look until cancelled; `changed` is called when something was learnt. What goes wrong is asked again."""
        while True:
            await asyncio.sleep(_EVERY_S)
            if await self.look():
                changed()

    async def look(self) -> int:
        """How many have ended since the last look."""
        ended = 0
        for call_id, (message_id, at) in tuple(self._channel.under_way.items()):
            if self._clock.now() - at > _FOR:
                del self._channel.under_way[call_id]
                continue
            try:
                call = await self._channel.client.calls(call_id).fetch_async()
            except (RefusedError, UnansweredError, TwilioException) as error:
                _log.warning("voice.receipts-failed", error=str(error))
                return ended
            receipt = read_call_receipt(str(call.status), call_id)
            if receipt is not None:
                await asyncio.to_thread(self._take, message_id, receipt)
                del self._channel.under_way[call_id]
                ended += 1
        return ended

    def _take(self, message_id: int, receipt: Receipt) -> None:
        with self._store.transaction() as records:
            take_receipt(records, message_id, receipt, self._clock.now())
