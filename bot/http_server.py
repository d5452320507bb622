"""uvicorn in our own loop: it takes no signals, opens no log of its own, and ends when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_END_WITHIN_S = 2
# First line, headers, trailers, and what holds the chunks of a body together; of one request, in bytes.
_MOST_BESIDE_BODIES = 64 * 1024


class PortTakenError(Exception):
    """The address cannot be listened at; the text names the variables."""


class _Protocol(HttpToolsProtocol):
    """Reads requests. Its parser takes as many headers as somebody likes to send; this one refuses what is too long."""

    _beside_bodies = 0

    def data_received(self, data: bytes) -> None:
        self._beside_bodies += len(data)
        if self._beside_bodies > _MOST_BESIDE_BODIES + len(data):
            return
        super().data_received(data)
        if self._beside_bodies > _MOST_BESIDE_BODIES and not self.transport.is_closing():
            self.send_400_response("Too much beside the body.")

    def on_body(self, body: bytes) -> None:
        self._beside_bodies -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside_bodies = 0
        super().on_message_complete()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The process ends in an order of its own.
        yield


class HttpServer:
    """Serves an application at `host`:`port`, which `setting` gave. Raises PortTakenError where nobody can listen."""

    def __init__(self, app: Starlette, host: str, port: int, setting: str = "HTTP_PORT") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            raise PortTakenError(f"HTTP_HOST, {setting}: cannot listen at {host}:{port}: {error.strerror}") from None
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            app,
            http=_Protocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_keep_alive=15,
            timeout_graceful_shutdown=_END_WITHIN_S,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to answer."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        # uvicorn says when it has started only by this.
        while not self._server.started and not self._task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Answer what is under way, and end."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._socket.close()
