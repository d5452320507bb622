"""A delivery becomes words, the same way for every channel."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.texts.render import render
from bot.texts.setting import Setting
from scheduler.ports import Delivery, DeliveryError

_log = structlog.get_logger(__name__)


def put_into_words(delivery: Delivery, *, wide: bool, slots: Mapping[str, str] | None = None) -> str:
    """The text of a message; `wide`: the channel has room. `slots` stand in place of its own.

    Raises DeliveryError, permanent, if it has no words: trying again would not give it any.
    """
    message = delivery.message
    setting = Setting(
        language=delivery.language,
        wording=delivery.wording,
        zone=delivery.zone,
        country=delivery.country,
        now=delivery.now,
        wide=wide,
    )
    try:
        return render(message.kind, message.slots if slots is None else slots, setting, due_at=message.due_at)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        # What it says may hold somebody's words: only the kind and the sort of error are told.
        _log.error("message.no-words", kind=message.kind, message=message.id, why=type(error).__name__)
        raise DeliveryError("there are no words for it", permanent=True) from error
