"""What goes along with the words of a message: drawn when it is sent, in a thread, and left out where it cannot be."""

from __future__ import annotations

import asyncio

import structlog

from bot.pages.drawing import Draw, DrawingError, Picture
from scheduler.domain.message import DRAWS
from scheduler.ports import Delivery

_log = structlog.get_logger(__name__)


async def drawn(draw: Draw | None, delivery: Delivery) -> Picture | None:
    """The picture or file of a message; None if it has none, or none can be made: then its words go alone."""
    what, patient_id = delivery.message.slots.get(DRAWS), delivery.message.patient_id
    if not what or patient_id is None or draw is None:
        return None
    try:
        return await asyncio.to_thread(draw, what, patient_id, delivery.now)
    except DrawingError as error:
        _log.warning("picture.not-drawn", message=delivery.message.id, why=str(error))
        return None
