"""How many messages a second leave one process: the real service, store and channel, to a provider on this machine that
takes its time to answer; and how long a red message takes that comes behind all of them.

    python -m bench.send                       both providers on SQLite
    python -m bench.send --database postgresql://…  --provider sms --messages 5000 --waiting 100000 --json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bot.bootstrap import House
from bot.channel_set import open_equipped
from bot.serve import Service
from bot.settings import Settings
from scheduler.clock import SystemClock
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Reach

SID = "AC" + "0" * 32
CONTACTS = 2000
ROUND_S = 180.0


def serve(port: Connection, answer_s: float) -> None:
    """The provider: takes everything after `answer_s`, counts it, and says how many at /count. Runs in a process of its own."""
    taken = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal taken
        form = await request.post()
        await asyncio.sleep(answer_s)
        taken += 1
        if "chat_id" in form:
            chat = {"id": int(str(form["chat_id"])), "type": "private"}
            told = {"message_id": taken, "date": 1_800_000_000, "chat": chat, "text": str(form["text"])}
            return web.json_response({"ok": True, "result": told})
        return web.json_response({"sid": f"SM{taken:032x}", "status": "queued", "body": str(form["Body"])}, status=201)

    async def count(_: web.Request) -> web.Response:
        return web.json_response(taken)

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/count", count)
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        port.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


def fill(house: House, channel: ChannelName, waiting: int) -> None:
    """So many messages of the kind of a reminder, for as many contacts as there are, at most `CONTACTS`."""
    now = house.clock.now()
    contacts = min(CONTACTS, waiting)
    with house.store.transaction() as records:
        people = []
        for number in range(contacts):
            person = records.people.add_person(f"P{number}", now, zone="Europe/London", country="GB")
            address = f"+4477009{number:05}" if channel is ChannelName.SMS else str(10_000 + number)
            contact = records.people.add_contact(channel, address, Reach.ON, now)
            records.people.use_contact(person, contact, 1)
            people.append((person, contact))
    for begin in range(0, waiting, 5000):
        made = []
        for number in range(begin, min(begin + 5000, waiting)):
            person, contact = people[number % contacts]
            due = now - timedelta(microseconds=waiting - number)
            made.append(Message(person, contact, "thanks", f"bench:{number}", Priority.REMINDER, due, now))
        with house.store.transaction() as records:
            records.messages.add(made)


async def measure(house: House, channel: ChannelName, base: str, messages: int) -> dict[str, float]:
    """Send for as long as `messages` take, from when a tenth of them has left; a red one joins half way."""
    service = Service(house, listens=False, schedules=True)
    await service.start()
    before = 0
    while before < messages / 10:
        await asyncio.sleep(0.02)
        before = await asyncio.to_thread(_taken, base)
    began, red_s = time.perf_counter(), 0.0
    while (taken := await asyncio.to_thread(_taken, base)) < messages:
        if time.perf_counter() - began > ROUND_S:
            raise TimeoutError(f"{taken} of {messages} messages after {ROUND_S:.0f} s")
        if not red_s and taken > messages / 2:
            red_s = await red(house, channel, service)
        await asyncio.sleep(0.02)
    took = time.perf_counter() - began
    await service.stop()
    return {"per_s": round((taken - before) / took, 1), "red_s": round(red_s, 3)}


async def red(house: House, channel: ChannelName, service: Service) -> float:
    """How long until a red message, queued now and beaten on like any other, is recorded as sent. Seconds."""
    now = house.clock.now()
    with house.store.transaction() as records:
        contact = records.people.contact(channel, "+447700900000" if channel is ChannelName.SMS else "10000")
        assert contact is not None
        person = records.people.persons_at(contact.id)[0].id
        records.messages.add([Message(person, contact.id, "thanks", f"red:{now}", Priority.RED, now, now)])
    began = time.perf_counter()
    await service.beat()
    while True:
        with house.store.reading() as records:
            if any(each.priority is Priority.RED for each in records.messages.sent_to(contact.id, now)):
                return time.perf_counter() - began
        await asyncio.sleep(0.005)


def _taken(base: str) -> int:
    with urllib.request.urlopen(f"{base}/count", timeout=10) as answer:
        return int(json.load(answer))


def run(provider: str, database: str, messages: int, waiting: int, answer_s: float) -> dict[str, object]:
    """One measurement, on a database of its own or the one named."""
    channel = ChannelName(provider)
    here, there = multiprocessing.Pipe()
    peer = multiprocessing.get_context("spawn").Process(target=serve, args=(there, answer_s), daemon=True)
    peer.start()
    base = f"http://127.0.0.1:{here.recv()}"
    with tempfile.TemporaryDirectory() as folder:
        given: dict[str, object] = {
            "database_url": database or f"sqlite:///{Path(folder) / 'bench.db'}",
            "stepdown_key": "jfPq3vO2sWm8xYz5nKc7LrTb",
        }
        if channel is ChannelName.SMS:
            given |= {"twilio_account_sid": SID, "twilio_auth_token": "t", "twilio_phone_number": "+15005550006"}
            given |= {"twilio_api_base_url": base, "twilio_inbound": "poll", "twilio_messages_per_second": 1000}
        else:
            given |= {"telegram_bot_token": "7654321:AAHtheseAreThirtyFiveLettersOfATest"}
            given |= {"telegram_api_base_url": base, "telegram_messages_per_second": 1000}
        settings = Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]
        house = open_equipped(settings, SystemClock(), alone=True, create=True)
        fill(house, channel, max(messages, waiting))
        try:
            measured = asyncio.run(measure(house, channel, base, messages))
        finally:
            house.store.close()
            peer.terminate()
            peer.join()
    where = "postgresql" if database else "sqlite"
    return {"provider": provider, "store": where, "messages": messages, "waiting": max(messages, waiting), **measured}


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--provider", choices=("telegram", "sms", "both"), default="both")
    given.add_argument("--database", default="", help="an empty PostgreSQL; SQLite without")
    given.add_argument("--messages", type=int, default=3000, help="how many are sent")
    given.add_argument("--waiting", type=int, default=0, help="how many wait at the beginning, if more than are sent")
    given.add_argument("--answer-ms", type=float, default=60.0)
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    for provider in ("telegram", "sms") if asked.provider == "both" else (asked.provider,):
        told = run(provider, asked.database, asked.messages, asked.waiting, asked.answer_ms / 1000)
        if asked.json:
            sys.stdout.write(json.dumps(told) + "\n")
        else:
            sys.stdout.write(
                f"{provider:>8} on {told['store']}: {told['per_s']} messages/s, {told['waiting']} waiting; "
                f"a red one left after {told['red_s']} s\n"
            )


if __name__ == "__main__":
    main()
