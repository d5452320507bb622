"""The way to a provider: what had certainly not left, what may have, and what is never done with an answer."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.telegram_request import TelegramRequest
from bot.channels.wire import UnansweredError, Wire

Answer = Callable[[web.Request], Awaitable[web.Response]]


async def _served(answer: Answer, use: Callable[[str], Awaitable[None]]) -> None:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await use(f"http://127.0.0.1:{runner.addresses[0][1]}/x")
    finally:
        await runner.cleanup()


async def _slow(request: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return web.Response(text="late")


async def _reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _failure(wire: Wire, url: str) -> UnansweredError:
    with pytest.raises(UnansweredError) as error:
        await wire.ask("POST", url, body=b"a=1")
    return error.value


def test_what_had_not_left_is_known_from_what_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"

    async def slow(url: str) -> None:
        wire = Wire(2, connections=1)
        # The first holds the only connection until its time is over; the second never gets one.
        first, second = await asyncio.gather(_failure(wire, url), _failure(wire, url))
        assert (first.may_have_arrived, first.in_time) == (True, False)
        assert (second.may_have_arrived, second.in_time) == (False, False)
        await wire.close()

    async def reset(url: str) -> None:
        wire = Wire(30)
        assert (await _failure(wire, url)).may_have_arrived
        assert not (await _failure(wire, nobody)).may_have_arrived
        await wire.close()

    async def run() -> None:
        await _served(_slow, slow)
        await _served(_reset, reset)

    asyncio.run(run())


def test_the_library_learns_of_it_in_its_own_words(caplog: pytest.LogCaptureFixture) -> None:
    async def garbage(request: web.Request) -> web.Response:
        return web.Response(status=502, text="<html>Ann took 20 mg</html>")

    async def ask(url: str) -> None:
        request = TelegramRequest(30)
        with pytest.raises(NetworkError) as error:
            await request.post(url)
        assert not isinstance(error.value, TimedOut)
        with pytest.raises(TelegramError):
            request.parse_json_payload(b"<html>Ann took 20 mg</html>")
        await request.shutdown()

    async def late(url: str) -> None:
        request = TelegramRequest(1)
        with pytest.raises(TimedOut) as error:
            await request.post(url)
        assert isinstance(error.value.__cause__, UnansweredError)
        await request.shutdown()

    async def run() -> None:
        await _served(garbage, ask)
        await _served(_slow, late)

    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
    assert "Ann" not in caplog.text
