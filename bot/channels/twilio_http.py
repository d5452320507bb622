"""The way to Twilio's REST API: its own client with a time-out that is kept and no retries.

A POST that is repeated by itself is a second SMS; Twilio's own asynchronous transport ignores its time-out.
"""

from __future__ import annotations

import json
import logging
import os
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.wire import Answer, Wire
from bot.settings import Settings

_LONGEST_WAIT_S = 24 * 3600.0


class RefusedError(Exception):
    """Twilio answered, and said no. `code` is its own (0 if it gave none), `retry_after_s` what it asks to wait.

    Its words are not kept: they name the number.
    """

    def __init__(self, status: int, code: int, retry_after_s: float | None) -> None:
        super().__init__(f"twilio {code or status}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # the library is not typed
    """Implements the library's transport. `timeout_s` is for a whole request. Raises RefusedError and UnansweredError."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(logging.getLogger(__name__), True)
        # What their clock said with the last answer: ours may be wrong.
        self.server_now: datetime | None = None
        self._wire = Wire(timeout_s)

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own signature
        allow_redirects: bool = False,
    ) -> Response:
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
        body = None if data is None else urlencode(_given(data), doseq=True).encode()
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        asked = {name: str(value) for name, value in _given(params or {}).items()}
        answer = await self._wire.ask(method, uri, params=asked, body=body, headers=sent)
        self.server_now = _date(answer.headers.get("Date")) or self.server_now
        if answer.status >= 300:
            raise _refusal(answer)
        return Response(answer.status, answer.body.decode("utf-8", "replace"), dict(answer.headers))

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()


def open_client(settings: Settings) -> Client:
    """Twilio's client on our transport, at `TWILIO_API_BASE_URL`. Raises ValueError with the variable that is wrong."""
    for name in ("TWILIO_EDGE", "TWILIO_REGION"):
        if os.environ.get(name):
            raise ValueError(f"{name}: cannot be used; set TWILIO_API_BASE_URL to the server instead")
    if settings.twilio_account_sid is None or settings.twilio_auth_token is None:
        raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: both are needed")
    base = settings.twilio_api_base_url.rstrip("/")
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).hostname:
        raise ValueError("TWILIO_API_BASE_URL: a URL such as https://api.twilio.com")
    client = Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        http_client=TwilioHttp(settings.send_timeout_seconds),
        # An empty one would be replaced by the process's own, whose edge and region corrupt the URL.
        environment={"_": ""},
    )
    client.api.base_url = base
    return client


def _given(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _refusal(answer: Answer) -> RefusedError:
    code = 0
    try:
        said = json.loads(answer.body)
        if isinstance(said, dict) and isinstance(said.get("code"), int):
            code = said["code"]
    except ValueError:
        pass
    return RefusedError(answer.status, code, _seconds(answer.headers.get("Retry-After")))


def _date(header: str | None) -> datetime | None:
    try:
        said = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return said if said is not None and said.tzinfo is not None else None


def _seconds(header: str | None) -> float | None:
    try:
        return min(max(float(header), 0.0), _LONGEST_WAIT_S) if header else None
    except ValueError:
        return None
