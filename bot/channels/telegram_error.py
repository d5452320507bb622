"""What Telegram's errors mean for a send: again later, never again, or perhaps sent already."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.wire import UnansweredError
from scheduler.ports import DeliveryError

# The library then gives spans of time as such, which is what it will do for everybody one day.
os.environ.setdefault("PTB_TIMEDELTA", "1")

BLOCKED = "blocked"
_NOWHERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty", "user is deactivated")


def as_delivery_error(error: TelegramError, now: datetime, text: str | None = None) -> DeliveryError:
    """Translate an error of a send. `now` is UTC; `text` is what was sent. ChatMigrated has to be dealt with before.

    BadRequest and TimedOut are looked at before NetworkError, of which they are subclasses.
    """
    if isinstance(error, RetryAfter):
        return DeliveryError("slow down", retry_at=now + span_of(error.retry_after))
    if isinstance(error, Forbidden):
        return DeliveryError(BLOCKED, gone=True)
    if isinstance(error, InvalidToken):
        return DeliveryError("TELEGRAM_BOT_TOKEN is not accepted", config=True)
    if isinstance(error, BadRequest):
        if any(words in str(error).casefold() for words in _NOWHERE):
            return DeliveryError(BLOCKED, gone=True)
        return DeliveryError("refused", permanent=True)
    if isinstance(error, (ChatMigrated, Conflict)):
        return DeliveryError(type(error).__name__.casefold())
    if isinstance(error, NetworkError):
        unknown = may_have_arrived(error)
        return DeliveryError("no answer" if unknown else "not reached", unknown=unknown, text=text)
    # It answered that all was well, but not readably.
    return DeliveryError("not understood", unknown=True, text=text)


def may_have_arrived(error: NetworkError) -> bool:
    """Whether Telegram may have acted on the request although no answer came. An error it answered with says no."""
    if isinstance(error.__cause__, UnansweredError):
        return error.__cause__.may_have_arrived
    return isinstance(error, TimedOut) or "gateway time" in str(error).casefold()


def is_unchanged(error: BadRequest) -> bool:
    """The message already looks as the edit would make it."""
    return "not modified" in str(error).casefold()


def is_past_editing(error: BadRequest) -> bool:
    """The message cannot be edited any more: deleted, too old, or not ours."""
    said = str(error).casefold()
    return any(words in said for words in ("to edit not found", "can't be edited", "message_id_invalid"))


def span_of(after: float | timedelta) -> timedelta:
    """How long Telegram asks to wait."""
    return after if isinstance(after, timedelta) else timedelta(seconds=float(after))
