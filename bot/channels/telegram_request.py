"""The Bot API client's way to the server: its own transport slows down as requests run side by side."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.wire import UnansweredError, Wire

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_AGENT = {"User-Agent": BaseRequest.USER_AGENT}


class TelegramRequest(BaseRequest):
    """Implements the library's transport. `timeout_s` is for a whole request, thrice that for one with a file.

    Raises TimedOut and NetworkError with the UnansweredError as their cause, which knows whether anything had left.
    """

    def __init__(self, timeout_s: float, connections: int = 256) -> None:
        self._wire = Wire(timeout_s, connections)

    @property
    def read_timeout(self) -> float:
        return self._wire.timeout_s

    async def initialize(self) -> None:
        """Nothing: connections are opened when they are needed."""

    async def shutdown(self) -> None:
        await self._wire.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        files = request_data.multipart_data if request_data is not None else {}
        within_s = read_timeout if isinstance(read_timeout, (int, float)) else self._wire.timeout_s
        body: bytes | aiohttp.FormData | None = None
        if request_data is not None:
            body = _multipart(request_data) if files else request_data.url_encoded_parameters().encode()
        try:
            answer = await self._wire.ask(
                method,
                url,
                body=body,
                headers=_AGENT if files or body is None else _FORM,
                within_s=3 * within_s if files else within_s,
            )
        except UnansweredError as error:
            # Without the address, which has the token in it.
            raise (NetworkError(str(error)) if error.in_time else TimedOut(str(error))) from error
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer. Raises TelegramError; the library's own way logs what cannot be read, and a person's words with it."""
        try:
            said: dict[str, Any] = json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        return said


class RawRequest(TelegramRequest):
    """Keeps the last answer as it came: an update that the library cannot read must not hold up the others."""

    payload = b""

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.payload = b""
        status, payload = await super().do_request(url, method, *args, **kwargs)
        self.payload = payload
        return status, payload


def make_bot(token: str, base_url: str, timeout_s: float, updates_by: BaseRequest | None = None) -> Bot:
    """A client of the Bot API at `base_url` (without the token). Nothing is asked of it yet.

    Only the client: the library's Application would take updates as received while they wait in its memory.
    """
    request = TelegramRequest(timeout_s)
    return Bot(
        token,
        base_url=f"{base_url.rstrip('/')}/bot",
        base_file_url=f"{base_url.rstrip('/')}/file/bot",
        request=request,
        get_updates_request=updates_by or request,
    )


def _multipart(given: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in given.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, data, media_type) in given.multipart_data.items():
        form.add_field(name, data, filename=file_name, content_type=media_type)
    return form
