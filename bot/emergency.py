"""The fixed answer to red words while nothing can be looked up: whom to ring, and that nobody has been told yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.channels.phone_number import country_of_number
from bot.reading.context import ReadingContext
from bot.reading.plan_reader import spell_out
from bot.reading.symptoms import Tier
from bot.reading.understand import understand
from bot.texts.render import Setting, render
from scheduler.domain.people import Wording

# Whoever writes may be anybody: an answer each time would be a way to spend somebody's money.
_EACH, _TOGETHER = RateLimitItemPerHour(3), RateLimitItemPerMinute(60)
_BUTTON_APART = "|"


class Emergency:
    """Answers in memory only, for this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def sms(self, number: str, text: str, now: datetime) -> str | None:
        """What is answered to `text` from `number` (E.164) at `now` (UTC); None if it is not red, or was answered often."""
        kind = _kind(text, now)
        if kind is None or not self._allows(number):
            return None
        return render(kind, {}, _setting(country_of_number(number), now, wide=False))

    def telegram(self, body: bytes, now: datetime) -> dict[str, object] | None:
        """What is answered to an update: a call of Telegram's `sendMessage`, as a webhook may answer with."""
        found = _words_of(body)
        if found is None:
            return None
        chat, text = found
        kind = _kind(text, now)
        if kind is None or not self._allows(f"telegram:{chat}"):
            return None
        words = render(kind, {}, _setting(None, now, wide=True))
        return {"method": "sendMessage", "chat_id": chat, "text": words}

    def _allows(self, who: str) -> bool:
        return self._limiter.hit(_EACH, who) and self._limiter.hit(_TOGETHER)


def _kind(text: str, now: datetime) -> str | None:
    meant = understand(spell_out(text), ReadingContext(now, "UTC", (), ()))
    if meant.suicidal:
        return "kept-suicide"
    return "kept-red" if meant.tier is Tier.RED and not meant.negated else None


def _setting(country: str | None, now: datetime, *, wide: bool) -> Setting:
    return Setting(language="en", wording=Wording.DISCREET, zone="UTC", country=country, now=now, wide=wide)


def _words_of(body: bytes) -> tuple[int, str] | None:
    """Chat and words of an update from a person's own chat; None for anything else."""
    try:
        update: Any = json.loads(body)
        query = update.get("callback_query")
        message: Mapping[str, Any] = query["message"] if query else update["message"]
        text = query["data"].split(_BUTTON_APART)[0] if query else message.get("text") or message.get("caption")
        chat = message["chat"]
        if chat.get("type") != "private" or not isinstance(chat["id"], int) or not isinstance(text, str):
            return None
        return chat["id"], text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
