"""How fast what is due becomes messages in the outbox: a town of people with plans, on the functions that production calls.

    python -m bench.tick                                       10,000 people on SQLite, all of them due at 08:00
    python -m bench.tick --people 1000000 --at-once 100000     a country's clinic; takes a quarter of an hour and 3 GB of disk
    python -m bench.tick --database postgresql://… --sweepers 2     as many processes on an empty PostgreSQL

Every stage runs in a process of its own, whose memory is told. Processor time is told beside the time on the wall: where the
machine does other things too, only the first says what the code costs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any, cast

from sqlalchemy import text

from bench.apart import Told, apart
from bench.reply import NUMBER, SID, TOKEN, answer, free_port
from bench.town import Town, build, phone
from bench.watched import watching
from bot.bootstrap import House, open_house
from bot.channels.sms import SmsChannel
from bot.heap import settle_in
from bot.serve import Service
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName
from scheduler.tick import show_alive, tick
from storage.records import SqlRecords

PLANNED_AT = datetime(2027, 1, 10, 21, 0, tzinfo=UTC)
DUE_AT = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
_A_WEEK = timedelta(days=7)
_LOOKS = 300
_WORST = ("p50_s", "p99_s", "last_s", "loop_blocked_ms", "loop_p99_ms", "loop_idle_ms", "memory_mb")


def open_at(database: str, now: datetime, **more: object) -> House:
    """The house on a database, at an instant (UTC) at which the clock stands. Sealed, as in production."""
    given = {"database_url": database, "stepdown_key": "jfPq3vO2sWm8xYz5nKc7LrTb", **more}
    settings = Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]
    return open_house(settings, clock=StandingClock(now), create=True)


def settle(database: str, people: int, at_once: int) -> Told:
    """Enrol the town. When they are first looked at otherwise lies after everything that is measured here."""
    house = open_at(database, PLANNED_AT)
    with watching(house) as watched:
        build(house, Town(people, at_once, PLANNED_AT, PLANNED_AT + _A_WEEK))
        return watched.told(people)


def plan(database: str) -> Told:
    """Plan everybody's doses, 36 to 48 h ahead."""
    house = open_at(database, PLANNED_AT)
    settle_in()
    with watching(house) as watched:
        while tick(house.store, PLANNED_AT, house.knowledge).any():
            pass
        return watched.told(_count(house, "dose")) | {"bytes": _size(house)}


def look(database: str) -> Told:
    """What a beat costs that finds nothing to do."""
    house = open_at(database, PLANNED_AT)
    show_alive(house.store, PLANNED_AT)
    took = []
    for _ in range(_LOOKS):
        began = time.perf_counter()
        with house.store.reading() as records:
            work = records.work_at(PLANNED_AT)
        took.append(time.perf_counter() - began)
        if work.wakes:
            raise RuntimeError("there is something to do")
    return {"rows": _count(house, "dose"), "p50_us": round(median(took) * 1e6)}


def wake(database: str, begin: Any = None) -> Told:
    """Everything that is due at 08:00, from that instant on, beaten on like any other beat. `begin`: a barrier to wait at."""
    house = open_at(database, DUE_AT)
    show_alive(house.store, DUE_AT)
    gaps: list[float] = []

    async def feel() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.002)
            gaps.append(time.perf_counter() - began)

    async def run() -> Told:
        service = Service(house, listens=False, schedules=True)
        settle_in()
        feeling = asyncio.create_task(feel())
        # What the machine's other work does to a loop that has nothing to do.
        await asyncio.sleep(1)
        idle = max(gaps)
        if begin is not None:
            await asyncio.to_thread(begin.wait)
        gaps.clear()
        with watching(house) as watched:
            await service.beat()
            told = watched.told(sum(count for _, count in watched.queued)) | watched.late()
        # A beat may be over before the loop was looked at twice.
        await asyncio.sleep(0.05)
        feeling.cancel()
        blocked = {
            "loop_blocked_ms": max(gaps),
            "loop_p99_ms": quantiles([*gaps, max(gaps)], n=100)[-1],
            "loop_idle_ms": idle,
        }
        return told | {name: round(took * 1000 - 2, 1) for name, took in blocked.items()}

    return asyncio.run(run())


def hear(database: str, people: int, at_once: int, replies: int) -> Told:
    """People who answer the prompt that they got at 08:00."""
    port = free_port()
    sms: dict[str, object] = {"twilio_account_sid": SID, "twilio_auth_token": TOKEN, "twilio_phone_number": NUMBER}
    # Nothing is sent here, and nobody is asked what came in: the answers are brought.
    sms["twilio_api_base_url"] = "http://127.0.0.1:9"
    house = open_at(
        database, DUE_AT + timedelta(minutes=5), http_port=port, public_url=f"http://127.0.0.1:{port}", **sms
    )
    house.channels[ChannelName.SMS] = SmsChannel(house.settings, house.clock)  # type: ignore[index]
    every = people // at_once
    phones = [phone(number * every) for number in range(1, min(replies, at_once - 1) + 1)]
    return answer(house, phones, len(phones) // 4)


def _count(house: House, table: str) -> int:
    with house.store.reading() as records:
        found: int = cast(SqlRecords, records).work.run(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


def _size(house: House) -> int:
    """Bytes on the disk."""
    if not house.settings.database_url.startswith("sqlite"):
        with house.store.reading() as records:
            asked = text("SELECT pg_database_size(current_database())")
            return int(cast(SqlRecords, records).work.run(asked).scalar_one())
    file = Path(house.settings.database_url.removeprefix("sqlite:///"))
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))


def sweep(database: str, sweepers: int) -> Told:
    """Everything that is due at 08:00, by so many processes at once."""
    begin = multiprocessing.get_context("spawn").Barrier(sweepers)
    told = apart(wake, database, begin, processes=sweepers)
    whole = max(each["wall_s"] for each in told)
    count = sum(each["count"] for each in told)
    return {
        "sweepers": sweepers,
        "count": count,
        "wall_s": whole,
        "cpu_s": round(sum(each["cpu_s"] for each in told), 2),
        "per_s": round(count / whole),
        "per_cpu_s": round(count / sum(each["cpu_s"] for each in told)),
        "statements_each": round(sum(each["statements_each"] * each["count"] for each in told) / max(1, count), 4),
        **{name: max(each.get(name, 0) for each in told) for name in _WORST},
    }


def measure(
    database: str,
    people: int,
    at_once: int,
    sweepers: int,
    replies: int,
    say: Callable[[str, Told], None],
    kept: Path | None = None,
) -> None:
    """One town, every stage, each told as soon as it is done. `kept`: where the planned town lies or is laid down."""
    stages: list[tuple[str, Callable[[], Told]]] = [
        ("enrolled", lambda: apart(settle, database, people, at_once)[0]),
        ("planned", lambda: apart(plan, database)[0]),
        ("idle", lambda: apart(look, database)[0]),
        ("due", partial(sweep, database, sweepers)),
        ("replies", lambda: apart(hear, database, people, at_once, replies)[0]),
    ]
    begun = kept is not None and kept.is_file()
    if kept is not None and begun:
        shutil.copyfile(kept, database.removeprefix("sqlite:///"))
    for name, stage in stages[2:] if begun else stages:
        say(name, stage())
        if name == "planned" and kept is not None:
            keep(database, kept)


def keep(database: str, kept: Path) -> None:
    """Lay a copy of a SQLite file down whole, what is still in its log as well."""
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as town:
        town.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(database.removeprefix("sqlite:///"), kept)


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", default="", help="an empty PostgreSQL; a SQLite file of its own without")
    given.add_argument("--people", type=int, default=10_000)
    given.add_argument("--at-once", type=int, default=0, help="how many are due at 08:00; everybody without")
    given.add_argument("--sweepers", type=int, default=1, help="how many processes wake them (PostgreSQL)")
    given.add_argument("--replies", type=int, default=1000, help="how many of them answer")
    given.add_argument(
        "--town", type=Path, metavar="FILE", help="begin with this planned town, or leave it there (SQLite)"
    )
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()

    def say(stage: str, told: Told) -> None:
        if asked.json:
            sys.stdout.write(json.dumps({"stage": stage, "people": asked.people, **told}) + "\n")
        else:
            sys.stdout.write(f"{stage:>9}  " + "  ".join(f"{name} {value}" for name, value in told.items()) + "\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or f"sqlite:///{Path(folder) / 'town.db'}"
        kept = None if asked.database else asked.town
        measure(database, asked.people, asked.at_once or asked.people, asked.sweepers, asked.replies, say, kept)


if __name__ == "__main__":
    main()
