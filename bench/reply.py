"""How long an answer takes from HTTP until what follows is committed: the real service, signed requests from beside it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import time
from collections.abc import Sequence
from contextlib import redirect_stderr
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import aiohttp
from twilio.request_validator import RequestValidator

from bench.watched import Watched, watching
from bot.bootstrap import House
from bot.heap import settle_in
from bot.logs import set_up_logs
from bot.serve import Service

SID, TOKEN, NUMBER = "AC" + "0" * 32, "t" * 32, "+15005550006"
AT_ONCE = 50
_WAIT_S = 300.0


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def write(port: int, phones: Sequence[str], one_by_one: int, way: Connection) -> None:
    """People who text "1": the first each after the one before was handled, the others as fast as they are taken in.

    In a process of its own. Tells when each of the first was sent (monotonic seconds), then when the others began.
    """

    async def run() -> None:
        url = f"http://127.0.0.1:{port}/twilio/sms"
        signed = RequestValidator(TOKEN)

        async def text(session: aiohttp.ClientSession, number: int) -> None:
            form = {
                "MessageSid": f"SM{number:032x}",
                "AccountSid": SID,
                "From": phones[number],
                "To": NUMBER,
                "Body": "1",
            }
            headers = {"X-Twilio-Signature": signed.compute_signature(url, form)}
            async with session.post(url, data=form, headers=headers) as answer:
                if answer.status != 200:
                    raise RuntimeError(f"{answer.status} for an inbound message")

        async with aiohttp.ClientSession() as session:
            for number in range(one_by_one):
                began = time.monotonic()
                await text(session, number)
                way.send(began)
                await asyncio.to_thread(way.recv)
            way.send(time.monotonic())
            room = asyncio.Semaphore(AT_ONCE)

            async def wait_and_text(number: int) -> None:
                async with room:
                    await text(session, number)

            await asyncio.gather(*(wait_and_text(number) for number in range(one_by_one, len(phones))))

    asyncio.run(run())


def answer(house: House, phones: Sequence[str], one_by_one: int) -> dict[str, float]:
    """Take the answers in and handle them, as `stepdown listen` does. What it logs is logged, and read by nobody.

    `cpu_ms_each` is this process alone; those who write are in another, which takes about as much of the other core.
    """
    set_up_logs("json", house.settings.log_level)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        return asyncio.run(_answer(house, phones, one_by_one))


async def _answer(house: House, phones: Sequence[str], one_by_one: int) -> dict[str, float]:
    here, there = multiprocessing.Pipe()
    port = house.settings.http_port
    writer = multiprocessing.get_context("spawn").Process(
        target=write, args=(port, list(phones), one_by_one, there), daemon=True
    )
    service = Service(house, listens=True, schedules=False)
    await service.start()
    settle_in()
    took: list[float] = []
    with watching(house) as watched:
        writer.start()
        for number in range(one_by_one):
            began = await asyncio.to_thread(here.recv)
            await _handled(watched, number + 1, 0.001)
            took.append(watched.handled[number] - began)
            here.send(None)
        began, cpu = await asyncio.to_thread(here.recv), time.process_time()
        # Looked at so rarely that looking costs nothing: when each was handled is noted by its commit.
        await _handled(watched, len(phones), 0.05)
        rate = (len(phones) - one_by_one) / (watched.handled[-1] - began)
        cpu_ms = (time.process_time() - cpu) / (len(phones) - one_by_one) * 1000
    await service.stop()
    writer.join()
    ordered = sorted(took)
    return {
        "replies": len(phones),
        "p50_ms": round(median(took) * 1000, 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 1),
        "per_s": round(rate, 1),
        "cpu_ms_each": round(cpu_ms, 2),
    }


async def _handled(watched: Watched, count: int, look_s: float) -> None:
    until = time.monotonic() + _WAIT_S
    while len(watched.handled) < count:
        if time.monotonic() > until:
            raise TimeoutError(f"{len(watched.handled)} of {count} answers were handled within {_WAIT_S:.0f} s")
        await asyncio.sleep(look_s)
