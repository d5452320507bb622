"""The way to Twilio's REST API: its own client over httpx, with a time-out that is kept and no retries.

A POST that is repeated by itself is a second SMS; Twilio's own asynchronous transport ignores its time-out.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from urllib.parse import urlsplit

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

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


class UnansweredError(Exception):
    """No answer. `may_have_arrived`: the request had left, so that Twilio may have acted on it."""

    def __init__(self, why: str, *, may_have_arrived: bool) -> None:
        super().__init__(why)
        self.may_have_arrived = may_have_arrived


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # the library is not typed
    """Implements the library's transport. `timeout_s` is for a whole request. Raises RefusedError and UnansweredError."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(logging.getLogger(__name__), True)
        self._timeout_s = timeout_s
        self._httpx = httpx.AsyncClient(
            # What failed to connect has certainly not arrived: that has to be known before the whole time is over.
            timeout=httpx.Timeout(timeout_s, connect=timeout_s * 0.8, pool=timeout_s * 0.8),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        )

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
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._httpx.request(
                    method, uri, params=_plain(params), data=data, headers=headers, auth=auth
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnansweredError(type(error).__name__, may_have_arrived=False) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise UnansweredError(type(error).__name__, may_have_arrived=True) from None
        if answer.status_code >= 300:
            raise _refusal(answer)
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        """Give the connections back."""
        await self._httpx.aclose()


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


def _plain(params: dict[str, object] | None) -> dict[str, str] | None:
    return {name: str(value) for name, value in params.items() if value is not None} if params else None


def _refusal(answer: httpx.Response) -> RefusedError:
    code = 0
    try:
        said = json.loads(answer.text)
        if isinstance(said, dict) and isinstance(said.get("code"), int):
            code = said["code"]
    except ValueError:
        pass
    return RefusedError(answer.status_code, code, _seconds(answer.headers.get("Retry-After")))


def _seconds(header: str | None) -> float | None:
    try:
        return min(max(float(header), 0.0), _LONGEST_WAIT_S) if header else None
    except ValueError:
        return None
