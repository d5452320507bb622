"""The console as a channel: what is sent is kept in the store, and every chat window shows its own contact's messages."""

from __future__ import annotations

from bot.texts.render import render
from bot.texts.setting import Setting
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery


class ConsoleChannel:
    """Always there, never fails: a window that is closed now shows its messages when it is opened again."""

    name = ChannelName.CONSOLE

    async def send(self, delivery: Delivery) -> Accepted:
        """Word the message. The window reads it from the outbox, where the text as sent is recorded."""
        setting = Setting(
            language=delivery.language,
            wording=delivery.wording,
            zone=delivery.zone,
            country=delivery.country,
            now=delivery.now,
            wide=True,
        )
        message = delivery.message
        return Accepted(render(message.kind, message.slots, setting, due_at=message.due_at))
