"""What Twilio's codes mean for a message and its address: data, read from its error reference (seen), fates by our own choice."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.twilio_http import RefusedError
from bot.channels.wire import UnansweredError
from scheduler.detour import OPTED_OUT
from scheduler.ports import DeliveryError
from scheduler.receipt import FINAL, LEFT, QUEUED, Receipt

_OPTED_OUT = 21610
# No such number, or none that can receive texts.
_DEAD_NUMBER = frozenset({21211, 21217, 21614})
# Account, key or registration: nothing of ours leaves until somebody mends it.
_SETTINGS = frozenset({20003, 20404, 30034})
# Too many requests, the queue of the sender is full: the same request later is right.
_PASSING = frozenset({20429, 21611})

# Delivery. The number is gone: unknown, landline or out of reach for good; blocked.
_GONE_ON_THE_WAY = frozenset({30004, 30005, 30006, _OPTED_OUT, *_DEAD_NUMBER})
_TOO_LATE = 30036
# Held back by carriers as unwanted: the same words to another number would be, too, and make it worse.
_FILTERED = 30007
_AGAIN_AFTER = {
    30001: timedelta(minutes=1),
    30003: timedelta(minutes=10),
    30008: timedelta(minutes=2),
    # The sender is not registered: until somebody has mended that, nothing gets through.
    30034: timedelta(minutes=15),
}

_RANKS = {"accepted": QUEUED, "scheduled": QUEUED, "queued": QUEUED, "sending": QUEUED, "sent": LEFT}
_ARRIVED = frozenset({"delivered", "read"})
_LOST = frozenset({"undelivered", "failed", "canceled"})


def delivery_error(error: RefusedError | UnansweredError, now: datetime, text: str) -> DeliveryError:
    """The fate of a send that failed at `now` (UTC); `text` is what was handed over."""
    if isinstance(error, UnansweredError):
        return DeliveryError(str(error), unknown=error.may_have_arrived, text=text)
    code, status = error.code, error.status
    why = str(error)
    if code == _OPTED_OUT:
        return DeliveryError(OPTED_OUT, gone=True)
    if code in _DEAD_NUMBER:
        return DeliveryError(why, gone=True)
    if code in _SETTINGS or status in (401, 407) or status < 400 or (status in (403, 404) and not code):
        return DeliveryError(why, config=True)
    if code in _PASSING or status == 429 or (status >= 500 and code) or status == 503:
        wait = error.retry_after_s
        return DeliveryError(why, retry_at=now + timedelta(seconds=wait) if wait is not None else None)
    if status >= 500:
        # Not Twilio's own answer but that of something between: the request may have passed it.
        return DeliveryError(why, unknown=True, text=text)
    return DeliveryError(why, permanent=True)


_CALL_UNHEARD = frozenset({"busy", "no-answer", "failed", "canceled"})


def read_call_receipt(status: str, call_id: str | None) -> Receipt | None:
    """How a call ended, as a receipt; None while it has not. "completed": the line was taken, by somebody or something."""
    if status == "completed":
        return Receipt(status, FINAL, call_id, arrived=True)
    if status in _CALL_UNHEARD:
        return Receipt(status, FINAL, call_id, lost=True, why=f"call {status}")
    return None


def read_receipt(status: str, provider_id: str | None, code: str | None) -> Receipt | None:
    """A status callback as a receipt; None for a status that says nothing to us."""
    if status in _RANKS:
        return Receipt(status, _RANKS[status], provider_id)
    if status in _ARRIVED:
        return Receipt(status, FINAL, provider_id, arrived=True)
    if status not in _LOST:
        return None
    number = int(code) if code and code.isascii() and code.isdigit() and len(code) <= 6 else 0
    return Receipt(
        status,
        FINAL,
        provider_id,
        lost=True,
        why=OPTED_OUT if number == _OPTED_OUT else f"twilio {number or status}",
        gone=number in _GONE_ON_THE_WAY,
        again_after=_AGAIN_AFTER.get(number),
        too_late=number == _TOO_LATE,
        filtered=number == _FILTERED,
        config=number in _SETTINGS,
    )
