"""The picture or file that belongs to a message, sent behind its words: it costs them neither time nor a second copy."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from bot.pages.drawing import Draw, DrawingError
from bot.texts.words import say
from scheduler.domain.message import DRAWS
from scheduler.ports import Delivery, DeliveryError

_log = structlog.get_logger(__name__)


class Files(Protocol):
    """What sends files to a chat. Raises DeliveryError."""

    async def send_document(self, address: str, data: bytes, name: str, caption: str = "") -> str: ...
    async def send_photo(self, address: str, data: bytes, name: str, caption: str = "") -> str: ...
    async def send_words(self, address: str, text: str) -> None: ...


async def send_along(files: Files, draw: Draw, delivery: Delivery, address: str) -> None:
    """Draw what the message names and send it. Never fails: where a page cannot be made or sent, the person is told so.

    A picture only shows what the words beside it say already, so its absence needs none.
    """
    message = delivery.message
    what, patient_id = message.slots.get(DRAWS), message.patient_id
    if what is None or patient_id is None:
        return
    try:
        made = await asyncio.to_thread(draw, what, patient_id, delivery.now)
        send = files.send_photo if made.is_image else files.send_document
        await send(address, made.data, made.file_name)
    except (DrawingError, DeliveryError) as error:
        _log.warning("picture.not-sent", message=message.id, error=error)
        if what in _PAGES:
            try:
                await files.send_words(address, say("telegram-page-failed", delivery.language))
            except DeliveryError as again:
                _log.warning("picture.not-told", message=message.id, error=again)


_PAGES = frozenset({"letter", "sheet", "calendar"})
