"""The way to a provider over HTTP, for all of them: one time-out for a whole request, no retries, no proxies of the machine's.

On aiohttp, because httpx slows down as requests run side by side: `python -m bench.send` shows by how much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

# What failed to connect has certainly not arrived: that has to be known before the whole time is over.
_TO_CONNECT = 0.8
# Shorter than any provider keeps an idle connection: one that it closes just as we write looks like a lost answer.
_IDLE_S = 10.0
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
Body = bytes | aiohttp.FormData | None


class UnansweredError(Exception):
    """No answer. `may_have_arrived`: the request had left, so that the provider may have acted on it. `in_time`: it was
    not the time-out that ended it. The text names the kind of failure and nothing else.
    """

    def __init__(self, why: str, *, may_have_arrived: bool, in_time: bool = True) -> None:
        super().__init__(why)
        self.may_have_arrived = may_have_arrived
        self.in_time = in_time


@dataclass(frozen=True, slots=True)
class Answer:
    """Whatever was answered, whichever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Wire:
    """Connections to one provider, at most `connections` at once; opened when first needed, in the loop that needs them."""

    def __init__(self, timeout_s: float, connections: int = 256) -> None:
        self.timeout_s = timeout_s
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        within_s: float | None = None,
    ) -> Answer:
        """The answer, within `within_s` seconds or the time-out. Redirects are answers. Raises UnansweredError."""
        most_s = within_s if within_s is not None else self.timeout_s
        connect_s = min(most_s, self.timeout_s) * _TO_CONNECT
        try:
            async with self._opened().request(
                method,
                url,
                params=params,
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=most_s, connect=connect_s),
                allow_redirects=False,
            ) as answer:
                return Answer(answer.status, await answer.read(), answer.headers)
        except _NOT_CONNECTED as error:
            in_time = not isinstance(error, TimeoutError)
            raise UnansweredError(type(error).__name__, may_have_arrived=False, in_time=in_time) from None
        except TimeoutError:
            raise UnansweredError("TimeoutError", may_have_arrived=True, in_time=False) from None
        except (aiohttp.ClientError, OSError) as error:
            raise UnansweredError(type(error).__name__, may_have_arrived=True) from None

    async def close(self) -> None:
        """Give the connections back; the next request opens new ones."""
        session, self._session = self._session, None
        if session is not None and self._loop is asyncio.get_running_loop():
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session
