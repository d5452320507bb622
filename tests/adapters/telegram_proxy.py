"""A stand-in for Telegram over real HTTP: an emulator that checks every body strictly, and a proxy of ours that adds faults.

The emulator gives real long polling, webhooks with the secret header, and refusals. The proxy answers getMe with a user
name, keeps what was sent, and can fail: too many requests, forbidden, 5xx, a reset, an answer that never comes.
"""

from __future__ import annotations

import asyncio
import copy
import json
import threading
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

TOKEN = "7654321:AAHtheseAreThirtyFiveLettersOfATest"
USERNAME = "stepdown_test_bot"
# Official fields that the emulator does not know yet; our own checks look at them.
_NEWER = ("protect_content",)


@dataclass(slots=True)
class Request:
    """One call of ours: its method, its fields, and the status it was answered with."""

    method: str
    fields: dict[str, Any]
    status: int = 0
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens instead. `silent`: the emulator acts on it, and no answer comes, however long it is waited for."""

    status: int = 0
    description: str = "fault"
    parameters: dict[str, Any] | None = None
    reset: bool = False
    silent: bool = False


@dataclass(slots=True)
class Bubble:
    """A message as a chat shows it."""

    id: int
    text: str
    buttons: dict[str, str]
    silent: bool
    protected: bool


@dataclass(frozen=True, slots=True)
class Past:
    """Chats as they are shown, and the number that the next update or message of a person would bear."""

    chats: dict[str, list[Bubble]]
    number: int


@dataclass
class TelegramPeer:
    """`faults` are taken one at a time, by method. `over`: it is being taken down."""

    port: int
    emulator: int
    requests: list[Request] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    chats: dict[str, list[Bubble]] = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fails(self, method: str, *faults: Fault) -> None:
        """The next calls of a method fail like this."""
        self.faults.setdefault(method, deque()).extend(faults)

    def sent(self, method: str) -> list[Request]:
        """Every call of a method, in order."""
        return [each for each in self.requests if each.method == method]

    # What people do

    def says(self, chat: int, text: str, **more: Any) -> None:
        """Somebody writes in their own chat with the bot."""
        self._brings({"message": {**self._message(chat), "text": text, **more}})

    def sends(self, chat: int, **what: Any) -> None:
        """Somebody sends something that is no text."""
        self._brings({"message": {**self._message(chat), **what}})

    def presses(self, chat: int, message: int, data: str, sender: int | None = None) -> None:
        """Somebody presses a button under a message."""
        who = {"id": sender or chat, "is_bot": False, "first_name": "A"}
        under = {"message_id": message, "date": 1_800_000_000, "chat": {"id": chat, "type": "private"}}
        press = {"id": f"q{next(self._numbers)}", "from": who, "chat_instance": "1", "message": under, "data": data}
        self._brings({"callback_query": press})

    def _message(self, chat: int) -> dict[str, Any]:
        return {
            "message_id": 100_000 + next(self._numbers),
            "date": 1_800_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "A"},
            "from": {"id": chat, "is_bot": False, "first_name": "A"},
        }

    def _brings(self, update: dict[str, Any]) -> None:
        body = json.dumps({"token": TOKEN, "update": {"update_id": next(self._numbers), **update}}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.emulator}/__fixture/updates", body)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert json.load(answer)["ok"]

    # What people see

    def past(self) -> Past:
        """What has been said so far."""
        return Past(copy.deepcopy(self.chats), next(self._numbers))

    def goes_on_from(self, past: Past) -> None:
        """Begin where another stand-in was."""
        self.chats, self._numbers = copy.deepcopy(past.chats), count(past.number)

    def last(self, chat: int) -> Bubble:
        """The newest message of a chat."""
        return self.chats[str(chat)][-1]

    # What the bot is answered

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = dict(await request.post())
        fields = {name: value for name, value in given.items() if isinstance(value, str)}
        call = Request(method, fields)
        self.requests.append(call)
        waiting = self.faults.get(method)
        fault = waiting.popleft() if waiting else None
        if fault is not None and fault.reset:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        if fault is not None and fault.status:
            call.status = fault.status
            body = {"ok": False, "error_code": fault.status, "description": fault.description}
            return web.json_response(
                body | ({"parameters": fault.parameters} if fault.parameters else {}), status=fault.status
            )
        status, answer = await self._forward(request, method, given)
        call.status = status
        if method == "getMe" and answer.get("ok"):
            answer["result"]["username"] = USERNAME
        if answer.get("ok"):
            call.accepted = True
            self._show(method, fields, answer["result"])
        if fault is not None and fault.silent:
            await self.over.wait()
        return web.json_response(answer, status=status)

    async def _forward(self, request: web.Request, method: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData()
        for name, value in given.items():
            if isinstance(value, web.FileField):
                form.add_field(name, value.file.read(), filename=value.filename, content_type=value.content_type)
            elif name not in _NEWER:
                form.add_field(name, value)
        url = f"http://127.0.0.1:{self.emulator}{request.path}"
        async with aiohttp.ClientSession() as session, session.post(url, data=form if given else None) as answer:
            return answer.status, await answer.json()

    async def file(self, request: web.Request) -> web.StreamResponse:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.emulator}{request.path}") as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read())

    def _show(self, method: str, fields: dict[str, Any], result: Any) -> None:
        if method not in ("sendMessage", "editMessageText"):
            return
        chat = self.chats.setdefault(fields["chat_id"], [])
        keyboard = json.loads(fields.get("reply_markup") or "{}").get("inline_keyboard", [])
        bubble = Bubble(
            int(result["message_id"]),
            fields["text"],
            {each["text"]: each["callback_data"] for row in keyboard for each in row},
            fields.get("disable_notification") == "true",
            fields.get("protect_content") == "true",
        )
        for at, known in enumerate(chat):
            if known.id == bubble.id:
                chat[at] = bubble
                return
        chat.append(bubble)


@contextmanager
def telegram_peer(folder: Path, past: Past | None = None) -> Iterator[TelegramPeer]:
    """A running stand-in, as after `past`; whatever the emulator refuses is in `folder`'s journal.

    Emulator and proxy answer on two ports of their own, in one thread: a process for each would cost each test two seconds.
    """
    peer = TelegramPeer(0, 0)
    emulator = LoBotApiEmulator(
        journal=folder / "journal.jsonl", enable_control=True, allow_insecure_loopback_webhooks=True
    )
    if past is not None:
        peer.goes_on_from(past)
        emulator.next_id = past.number
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/bot{token}/{method}", peer.handle)
    app.router.add_get("/file/bot{token}/{path:.*}", peer.file)
    runners = [web.AppRunner(each, access_log=None, shutdown_timeout=0.2) for each in (emulator.app(), app)]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> None:
        for runner in runners:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        peer.emulator, peer.port = (int(runner.addresses[0][1]) for runner in runners)

    async def end() -> None:
        peer.over.set()
        for runner in reversed(runners):
            await runner.cleanup()

    asyncio.run_coroutine_threadsafe(start(), loop).result(60)
    try:
        yield peer
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
