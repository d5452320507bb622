"""Is Telegram in order? One finding for each question, with what mends it."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram_request import make_bot
from bot.finding import Finding
from bot.settings import Settings
from bot.texts.words import say


async def check_telegram(settings: Settings, *, is_running: bool = False) -> list[Finding]:
    """getMe, the webhook's settings, and whether another process polls; nothing if there is no token. Never raises.

    `is_running`: a process of this house polls already. Then polling is not tried: it would cut that process off.
    """
    if settings.telegram_bot_token is None:
        return []
    bot = None
    try:
        bot = _bot(settings)
        async with asyncio.timeout(3 * settings.send_timeout_seconds):
            return await _ask(bot, settings, is_running)
    except InvalidToken:
        return [_wrong("refused")]
    except (TelegramError, TimeoutError, OSError):
        return [_wrong("no-answer")]
    finally:
        if bot is not None:
            await bot.request.shutdown()


async def ask_name(settings: Settings) -> str | None:
    """The bot's user name. None if there is no token, or no answer."""
    if settings.telegram_bot_token is None:
        return None
    bot = None
    try:
        bot = _bot(settings)
        async with asyncio.timeout(settings.send_timeout_seconds + 1):
            return (await bot.get_me()).username
    except (TelegramError, TimeoutError, OSError):
        return None
    finally:
        if bot is not None:
            await bot.request.shutdown()


async def _ask(bot: Bot, settings: Settings, is_running: bool) -> list[Finding]:
    me = await bot.get_me()
    found = [_good("answers", name=me.username or me.first_name)]
    info = await bot.get_webhook_info()
    if settings.telegram_webhook_secret is None:
        if info.url:
            return [*found, _wrong("webhook-left", "fix-starts")]
        return found if is_running else [*found, await _is_free(bot)]
    wanted = settings.telegram_webhook_url or (settings.public_url and f"{settings.public_url.rstrip('/')}/telegram")
    if not wanted:
        return [*found, _wrong("webhook-nowhere")]
    if info.url != wanted:
        return [*found, _wrong("webhook-other", "fix-starts")]
    if info.last_error_message:
        trouble = " ".join(info.last_error_message.split())[:80]
        return [*found, _wrong("webhook-fails", waiting=info.pending_update_count, trouble=trouble)]
    return [*found, _good("webhook", waiting=info.pending_update_count)]


async def _is_free(bot: Bot) -> Finding:
    try:
        # Without an offset nothing is taken as received.
        await bot.get_updates(limit=1, timeout=0)
    except Conflict:
        return _wrong("conflict")
    return _good("free")


def _good(code: str, **slots: Any) -> Finding:
    return Finding("telegram", say(f"check-telegram-{code}", **slots))


def _wrong(code: str, fix: str | None = None, **slots: Any) -> Finding:
    told = say(f"check-telegram-{fix or f'fix-{code}'}")
    return Finding("telegram", say(f"check-telegram-{code}", **slots), told, is_wrong=True)


def _bot(settings: Settings) -> Bot:
    assert settings.telegram_bot_token is not None
    return make_bot(
        settings.telegram_bot_token.get_secret_value(), settings.telegram_api_base_url, settings.send_timeout_seconds
    )
