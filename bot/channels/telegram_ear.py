"""How Telegram's updates come in: fetched by long polling, or pushed to our webhook where a secret for it is set."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog
from telegram.error import TelegramError

from bot.bootstrap import House
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_inbound import KINDS
from bot.channels.telegram_poll import Take, poll
from scheduler.domain.people import ChannelName

WEBHOOK_PATH = "/telegram"
_LONGEST_WAIT_S = 60.0
_log = structlog.get_logger(__name__)


def telegram_ears(house: House, take: Take) -> list[Callable[[Callable[[], None]], Awaitable[None]]]:
    """What a process that listens runs until it is cancelled; nothing if Telegram is not configured.

    `take`: what becomes of an update that was fetched.
    """
    channel = house.channels.get(ChannelName.TELEGRAM)
    if not isinstance(channel, TelegramChannel):
        return []

    async def listen(came_in: Callable[[], None]) -> None:
        greeting = asyncio.create_task(_until_done(channel.open))
        try:
            if house.settings.telegram_webhook_secret is None:
                await poll(house, came_in, take)
            else:
                await _until_done(lambda: hook(house, channel))
                await greeting
        finally:
            greeting.cancel()

    return [listen]


async def hook(house: House, channel: TelegramChannel) -> None:
    """Tell Telegram where to push. What waits there is kept. Raises TelegramError, or ValueError without an address."""
    url, secret = webhook_url(house), house.settings.telegram_webhook_secret
    if url is None or secret is None:
        raise ValueError("TELEGRAM_WEBHOOK_URL, or PUBLIC_URL: needed with TELEGRAM_WEBHOOK_SECRET")
    await channel.within(
        channel.bot.set_webhook(
            url, secret_token=secret.get_secret_value(), allowed_updates=KINDS, drop_pending_updates=False
        )
    )
    _log.info("telegram.webhook-set")


def webhook_url(house: House) -> str | None:
    """What Telegram is told to call."""
    settings = house.settings
    if settings.telegram_webhook_url is not None:
        return settings.telegram_webhook_url
    return None if settings.public_url is None else f"{settings.public_url.rstrip('/')}{WEBHOOK_PATH}"


async def _until_done(step: Callable[[], Awaitable[None]]) -> None:
    failures = 0
    while True:
        try:
            await step()
        except ValueError as error:
            _log.error("telegram.not-set-up", why=str(error))
            return
        except TelegramError as error:
            failures += 1
            if failures == 1:
                _log.warning("telegram.not-set-up", why=type(error).__name__)
            await asyncio.sleep(min(_LONGEST_WAIT_S, 2.0 ** min(failures - 1, 8)) * random.uniform(0.5, 1.0))  # noqa: S311
        else:
            return
