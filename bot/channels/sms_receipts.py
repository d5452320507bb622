"""What became of our texts, for a machine that Twilio cannot call: its list is asked instead of waiting for callbacks.

Without it a text that never arrived would count as sent, and nobody would be told by another way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.sms_error import read_receipt
from bot.channels.twilio_http import RefusedError
from bot.channels.wire import UnansweredError
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.ports import Store
from scheduler.receipt import FINAL, Receipt, take_receipt

_EVERY_S, _SLOWEST_S = 15.0, 300.0
# Not by the date of sending, which a text that failed in the queue does not have: the newest, whoever sent them.
_LISTED_AT_MOST = 200
# Twilio gives up on a text after ten hours at most; its last word may come a little later.
_LOOKS_BACK = timedelta(days=1)
_log = structlog.get_logger(__name__)


class SmsReceipts:
    """Looks every quarter of a minute; of what is final, each is acted on once."""

    def __init__(self, store: Store, clock: Clock, client: Client) -> None:
        self._store, self._clock, self._client = store, clock, client
        self._known: frozenset[str] = frozenset()

    async def run(self, changed: Callable[[], None]) -> None:
        """Look until cancelled; `changed` is called when something was learnt. What goes wrong is logged and tried again."""
        wait_s = _EVERY_S
        while True:
            await asyncio.sleep(wait_s)
            try:
                if await self.look():
                    changed()
                wait_s = _EVERY_S
            except (RefusedError, UnansweredError, TwilioException) as error:
                wait_s = min(_SLOWEST_S, wait_s * 2)
                _log.warning("sms.receipts-failed", error=str(error), again_in_s=wait_s)

    async def look(self) -> int:
        """Take what Twilio calls final and we do not know yet. How many. Raises what the client raises."""
        listed = await self._client.messages.list_async(limit=_LISTED_AT_MOST)
        final: dict[str, tuple[str, Receipt]] = {}
        for each in listed:
            if each.direction == "inbound" or not each.sid or not each.to:
                continue
            code = str(each.error_code) if each.error_code else None
            receipt = read_receipt(str(each.status), each.sid, code)
            if receipt is not None and receipt.rank >= FINAL:
                final[each.sid] = (each.to, receipt)
        settled = set(self._known & final.keys())
        taken = 0
        for sid, (to, receipt) in final.items():
            if sid not in settled and await asyncio.to_thread(self._take, to, receipt):
                settled.add(sid)
                taken += 1
        self._known = frozenset(settled)
        return taken

    def _take(self, to: str, receipt: Receipt) -> bool:
        """False if no message of ours is known by that id: its send may not be recorded yet, or is somebody else's."""
        now = self._clock.now()
        with self._store.transaction() as records:
            contact = records.people.contact(ChannelName.SMS, to)
            if contact is None:
                return False
            for message in records.messages.sent_to(contact.id, now - _LOOKS_BACK):
                if message.provider_id == receipt.provider_id:
                    return take_receipt(records, message.id, receipt, now)
        return False
