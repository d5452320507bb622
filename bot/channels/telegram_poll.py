"""Fetching updates by long polling: each batch goes into the inbox first, and only then is it called received.

Telegram takes an update as received when a later one is asked for. So the offset rises after the batch is committed: a
process that is killed in between gets the batch again, and the inbox drops what it knows.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.bootstrap import House
from bot.channels.telegram_error import span_of
from bot.channels.telegram_inbound import KINDS
from bot.channels.telegram_request import RawRequest, make_bot

LONG_POLL_S = 25
_BATCH = 100
_CONFLICT_WAIT_S = 30.0
_REFUSED_WAIT_S = 300.0
_LONGEST_WAIT_S = 30.0
_log = structlog.get_logger(__name__)
Take = Callable[[bytes], Awaitable[dict[str, object] | None]]


async def poll(house: House, woken: Callable[[], object], take: Take) -> None:
    """Poll for the house's bot until cancelled; `woken` is called when something came in. Raises ValueError without token."""
    await poller_of(house, woken, take).run()


def poller_of(
    house: House,
    woken: Callable[[], object],
    take: Take,
    *,
    wait_s: float = _CONFLICT_WAIT_S,
    long_poll_s: int = LONG_POLL_S,
) -> Poller:
    """The poller of the house's own bot."""
    settings = house.settings
    if settings.telegram_bot_token is None:
        raise ValueError("TELEGRAM_BOT_TOKEN: not set")
    raw = RawRequest(settings.send_timeout_seconds, connections=1)
    bot = make_bot(
        settings.telegram_bot_token.get_secret_value(),
        settings.telegram_api_base_url,
        settings.send_timeout_seconds,
        updates_by=raw,
    )
    return Poller(bot, raw, take, woken, wait_s=wait_s, long_poll_s=long_poll_s)


class Poller:
    """One process may poll one bot. A second one is told so by Telegram, says so, and waits.

    `take` stores one update (as JSON), after those that it was given before, and raises if it could not; what it gives back
    is answered at once. `woken` is called after a batch. `wait_s` is how long a conflict is waited out.
    """

    def __init__(
        self,
        bot: Bot,
        raw: RawRequest,
        take: Take,
        woken: Callable[[], object],
        *,
        long_poll_s: int = LONG_POLL_S,
        wait_s: float = _CONFLICT_WAIT_S,
    ) -> None:
        self.state = "starting"
        self._bot = bot
        self._raw = raw
        self._take = take
        self._woken = woken
        self._long_poll_s = long_poll_s
        self._wait_s = wait_s
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Whatever goes wrong is logged and tried again."""
        try:
            await self._until_done(self._unhook)
            while True:
                await self._until_done(self.once)
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._raw.shutdown()
        await self._bot.request.shutdown()

    async def once(self) -> int:
        """One long poll; how many updates were stored. Raises TelegramError, or what the store raises."""
        updates = await self._fetch()
        # In their order; those that wait for a commit are committed together.
        taken = await asyncio.gather(*(self._take_one(each) for each in updates), return_exceptions=True)
        for update, answer in zip(updates, taken, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            self._offset = int(update["update_id"]) + 1
            if answer is not None:
                await self._answer(answer)
        if self.state != "polling":
            self.state = "polling"
            _log.info("telegram.polling")
        if updates:
            self._woken()
        return len(updates)

    async def _fetch(self) -> list[dict[str, Any]]:
        try:
            await self._bot.get_updates(
                offset=self._offset, limit=_BATCH, timeout=self._long_poll_s, allowed_updates=KINDS
            )
        except TelegramError:
            raise
        except Exception as error:
            _log.warning("telegram.update-unreadable", error=type(error).__name__)
        found = json.loads(self._raw.payload or b"{}").get("result") or []
        return [each for each in found if isinstance(each, dict) and isinstance(each.get("update_id"), int)]

    async def _answer(self, answer: dict[str, object]) -> None:
        """Said past the outbox, which is out of reach."""
        try:
            await self._bot.send_message(int(str(answer["chat_id"])), str(answer["text"]))
        except TelegramError as error:
            _log.warning("telegram.not-answered", error=type(error).__name__)

    async def _take_one(self, update: dict[str, Any]) -> dict[str, object] | None:
        try:
            return await self._take(json.dumps(update).encode())
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            # It cannot be stored, today or tomorrow; waiting for it would hold up everybody. What the database says
            # passes on, and is waited out.
            _log.error("telegram.update-dropped", update=update["update_id"], error=type(error).__name__)
            return None

    async def _unhook(self) -> None:
        """Telegram does not let a bot be polled while it has a webhook; what waits there is kept."""
        info = await self._bot.get_webhook_info()
        if info.url:
            _log.warning("telegram.webhook-removed", why="TELEGRAM_WEBHOOK_SECRET is not set, so updates are polled")
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def _until_done(self, step: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await step()
            except Exception as error:
                await asyncio.sleep(self.wait_after(error))
            else:
                self._failures = 0
                return

    def wait_after(self, error: Exception) -> float:
        """How long to wait, in seconds, with one line that says why; once for each kind of trouble."""
        if isinstance(error, Conflict):
            self._say("conflict", "another process polls with this token, or has set a webhook: stop one of them")
            # The first is often somebody who only looked; two that really poll take turns, and lose nothing.
            self._failures += 1
            return min(self._wait_s, 2.0 ** min(self._failures, 8))
        if isinstance(error, InvalidToken):
            self._say("refused", "TELEGRAM_BOT_TOKEN is not accepted: take the token that BotFather shows")
            return _REFUSED_WAIT_S
        if isinstance(error, RetryAfter):
            return span_of(error.retry_after).total_seconds()
        self._failures += 1
        self._say("unreachable", type(error).__name__)
        return min(_LONGEST_WAIT_S, 2.0 ** min(self._failures - 1, 8)) * random.uniform(0.5, 1.0)  # noqa: S311

    def _say(self, state: str, why: str) -> None:
        if self.state != state:
            self.state = state
            _log.warning(f"telegram.{state}", why=why)
