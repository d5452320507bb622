"""Telegram as a channel: words and buttons out, the pressed reminder edited, the press acknowledged at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import time
from typing import TypeVar

import structlog
from telegram import Bot, BotCommand, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, ChatMigrated, InvalidToken, TelegramError, TimedOut

from bot.channels.picture import drawn
from bot.channels.telegram_error import as_delivery_error, is_past_editing, is_unchanged
from bot.channels.telegram_file import TelegramFiles
from bot.channels.telegram_request import make_bot
from bot.channels.telegram_shape import MOST_CAPTION, cut, fits, is_protected, is_silent, keyboard
from bot.channels.wording import put_into_words
from bot.pages.drawing import Draw, Picture
from bot.settings import Settings
from bot.stranger import StrangerLimit
from bot.texts.words import say
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError

COMMANDS = ("today", "next", "plan", "left", "progress", "letter", "undo", "menu", "sos", "stop")
_log = structlog.get_logger(__name__)
T = TypeVar("T")
Moved = Callable[[str, str], None]


def telegram_channel(
    settings: Settings, clock: Clock, moved: Moved, quiet: tuple[time, time], draw: Draw | None = None
) -> TelegramChannel:
    """The channel of the bot in the settings. Raises ValueError if there is none."""
    if settings.telegram_bot_token is None:
        raise ValueError("TELEGRAM_BOT_TOKEN: not set")
    token, base_url = settings.telegram_bot_token.get_secret_value(), settings.telegram_api_base_url
    timeout_s = settings.send_timeout_seconds
    try:
        bot = make_bot(token, base_url, timeout_s)
    except InvalidToken:
        raise ValueError("TELEGRAM_BOT_TOKEN: digits, a colon and 35 letters, as BotFather shows it") from None
    files = TelegramFiles(token, base_url, timeout_s)
    return TelegramChannel(bot, clock, timeout_s, moved, quiet, files, settings.telegram_messages_per_second, draw)


class TelegramChannel:
    """Sends to chats of one bot. Raises DeliveryError for whatever goes wrong.

    `moved` is told the old and the new id of a chat that Telegram has given another one. `quiet`: wall times between
    which what can wait makes no sound. `link` is what invitations begin with, once the bot's name is known.
    """

    name = ChannelName.TELEGRAM
    # What Telegram takes in one chat is about one a second; it lets short bursts pass.
    chat_gap_s = 0.5

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        timeout_s: float,
        moved: Moved,
        quiet: tuple[time, time],
        files: TelegramFiles,
        per_second: float,
        draw: Draw | None = None,
    ) -> None:
        self.bot = bot
        self.per_second = per_second
        self._draw = draw
        self.fetch = files.fetch
        self.link: str | None = None
        self.strangers = StrangerLimit()
        self._clock = clock
        self._timeout_s = timeout_s
        self._moved = moved
        self._quiet = quiet
        self._loop: asyncio.AbstractEventLoop | None = None
        self._errands: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Learn the bot's name and set its menu of commands. Raises TelegramError; sending works without it too."""
        self._loop = asyncio.get_running_loop()
        await self.learn_link()
        menu = [BotCommand(name, say(f"telegram-command-{name}")) for name in COMMANDS]
        await self.within(self.bot.set_my_commands(menu))

    async def learn_link(self) -> str | None:
        """What invitations begin with. Raises TelegramError."""
        if self.link is None:
            name = (await self.within(self.bot.get_me())).username
            self.link = f"https://t.me/{name}?start=" if name else None
        return self.link

    async def close(self) -> None:
        """Give the connections back."""
        for errand in tuple(self._errands):
            errand.cancel()
        await self.bot.request.shutdown()

    async def send(self, delivery: Delivery) -> Accepted:
        """Word the message and send it, or put it in the place of the one it edits. Raises DeliveryError."""
        self._loop = asyncio.get_running_loop()
        text = await self._word(delivery)
        try:
            return await self._send(delivery, text, delivery.address)
        except ChatMigrated as error:
            address = str(error.new_chat_id)
            await asyncio.to_thread(self._moved, delivery.address, address)
            try:
                return await self._send(delivery, text, address)
            except TelegramError as again:
                raise self._failed(again, text) from None
        except TelegramError as error:
            raise self._failed(error, text) from None

    async def _word(self, delivery: Delivery) -> str:
        message = delivery.message
        text = put_into_words(delivery, wide=True)
        code = message.slots.get("code")
        if message.kind in {"circle-invited", "carer-new-phone"} and code:
            with suppress(TelegramError):
                link = await self.learn_link()
                text = f"{text}\n{link}{code}" if link else text
        return text

    def _failed(self, error: TelegramError, text: str) -> DeliveryError:
        if isinstance(error, InvalidToken):
            _log.error("telegram.token-refused", fix="TELEGRAM_BOT_TOKEN: take the token that BotFather shows")
        return as_delivery_error(error, self._clock.now(), text)

    async def _send(self, delivery: Delivery, text: str, address: str) -> Accepted:
        message = delivery.message
        buttons = keyboard(message, delivery.language)
        if message.edits is not None:
            edited = await self._edit(address, message.edits, text, buttons)
            if edited:
                return Accepted(text, message.edits)
        picture = await drawn(self._draw, delivery)
        if picture is not None:
            together = fits(text, MOST_CAPTION)
            try:
                sent = await self._put_picture(
                    delivery, address, text if together else None, picture, buttons if together else None
                )
            except BadRequest as error:
                # A picture that Telegram will not have costs no words.
                _log.warning("telegram.picture-refused", message=message.id, error=type(error).__name__)
            else:
                if together:
                    return Accepted(text, str(sent.message_id))
        *first, last = cut(text)
        for part in first:
            await self._put(delivery, address, part, None)
        sent = await self._put(delivery, address, last, buttons)
        return Accepted(text, str(sent.message_id))

    async def _put(self, delivery: Delivery, address: str, text: str, buttons: InlineKeyboardMarkup | None) -> Message:
        return await self.within(
            self.bot.send_message(
                int(address),
                text,
                reply_markup=buttons,
                disable_notification=is_silent(delivery, self._quiet) or None,
                protect_content=is_protected(delivery.message) or None,
            )
        )

    async def _edit(self, address: str, message_id: str, text: str, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether the message now reads so. Doing it twice does no harm, so a lost answer is simply tried again."""
        try:
            await self.within(
                self.bot.edit_message_text(text, chat_id=int(address), message_id=int(message_id), reply_markup=buttons)
            )
        except BadRequest as error:
            if is_unchanged(error):
                return True
            if is_past_editing(error):
                return False
            raise
        return True

    async def _put_picture(
        self, delivery: Delivery, address: str, text: str | None, picture: Picture, buttons: InlineKeyboardMarkup | None
    ) -> Message:
        send = self.bot.send_photo if picture.is_image else self.bot.send_document
        return await self.within(
            send(
                int(address),
                picture.data,
                filename=picture.file_name,
                caption=text,
                reply_markup=buttons,
                disable_notification=is_silent(delivery, self._quiet) or None,
                protect_content=is_protected(delivery.message) or None,
            ),
            3 * self._timeout_s,
        )

    def acknowledge(self, callback_id: str) -> None:
        """Stop the waiting sign on a pressed button, in the background. To be called from any thread; never fails."""
        if self._loop is None or self._loop.is_closed():
            return
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._begin, callback_id)

    def _begin(self, callback_id: str) -> None:
        errand = asyncio.ensure_future(self._acknowledge(callback_id))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _acknowledge(self, callback_id: str) -> None:
        # Too late, or not reached: the press itself is recorded all the same.
        with suppress(TelegramError):
            await self.within(self.bot.answer_callback_query(callback_id))

    async def within(self, request: Awaitable[T], timeout_s: float | None = None) -> T:
        """The answer, or TimedOut. Raises TelegramError."""
        try:
            async with asyncio.timeout((timeout_s or self._timeout_s) + 1):
                return await request
        except TimeoutError:
            # An answer that trickles in for ever passes every time-out of a single read.
            raise TimedOut from None
