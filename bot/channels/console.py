"""The console as a channel: what is sent is kept in the store, and every chat window shows its own contact's messages."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.channels.picture import drawn
from bot.channels.wording import put_into_words
from bot.pages.drawing import Draw, Picture
from bot.texts.words import say
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery


class ConsoleChannel:
    """Always there, never fails: a window that is closed now shows its messages when it is opened again.

    A picture is put into `folder`, for this user alone, and the message says where it lies.
    """

    name = ChannelName.CONSOLE

    def __init__(self, draw: Draw | None = None, folder: Path | None = None) -> None:
        self._draw = draw
        self._folder = folder

    async def send(self, delivery: Delivery) -> Accepted:
        """Word the message. The window reads it from the outbox, where the text as sent is recorded."""
        message = delivery.message
        text = put_into_words(delivery, wide=True)
        picture = await drawn(self._draw, delivery)
        if picture is not None and self._folder is not None:
            try:
                path = await asyncio.to_thread(_put_down, picture, self._folder, message.id)
            except OSError:
                text = f"{text}\n{say('picture-not-kept', delivery.language)}"
            else:
                text = f"{text}\n{say('picture-lies-here', delivery.language, path=str(path))}"
        return Accepted(text)


def _put_down(picture: Picture, folder: Path, number: int) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{number}-{Path(picture.file_name).name}"
    path.touch(mode=0o600)
    path.write_bytes(picture.data)
    return path
