"""The pace of a sender, shared by every process that sends; and the way through the queue, however much waits in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.bootstrap import open_house
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.message import MessageState, Priority
from scheduler.domain.pace import Pace
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError
from storage.store import SqlStore
from tests.adapters.sms_house import NOW
from tests.adapters.test_deliver import Desk, Line

SMS, TELEGRAM = ChannelName.SMS, ChannelName.TELEGRAM


@contextmanager
def desks(url: str, count: int) -> Iterator[tuple[StandingClock, list[Desk]]]:
    """As many processes as one test can have: each with a store of its own, on one database and one clock."""
    clock = StandingClock(NOW)
    settings = Settings(_env_file=None, database_url=url, stepdown_key=None)  # type: ignore[call-arg]
    made = [open_house(settings, clock=clock) for _ in range(count)]
    try:
        yield clock, [Desk(house, clock) for house in made]
    finally:
        for house in made:
            house.store.close()


def test_three_processes_together_keep_the_pace_of_one(postgres_url: str) -> None:
    with desks(postgres_url, 3) as (clock, (first, *others)):
        lines = [Line(TELEGRAM, per_second=10.0) for _ in range(3)]
        couriers = [desk.courier(line) for desk, line in zip((first, *others), lines, strict=True)]
        for number in range(60):
            first.queue(TELEGRAM, f"{number}", Priority.REMINDER)

        async def run() -> list[int]:
            counts = []
            for _ in range(6):
                before = sum(len(line.took) for line in lines)
                await asyncio.gather(*(courier.round() for courier in couriers))
                counts.append(sum(len(line.took) for line in lines) - before)
                clock.leap(timedelta(seconds=0.5))
            clock.leap(timedelta(seconds=-0.5))
            first.queue(TELEGRAM, "999", Priority.RED)
            await couriers[2].round()
            return counts

        assert asyncio.run(run()) == [5, 5, 5, 5, 5, 5], "as many as one process alone would send"
        assert lines[2].took[-1] == "999", "what is red waits for nobody's pace"
        took = [address for line in lines for address in line.took]
        assert len(took) == len(set(took)) == 31


def test_one_person_is_not_written_to_by_two_processes_at_once(postgres_url: str) -> None:
    with desks(postgres_url, 2) as (clock, (here, there)):
        lines = Line(TELEGRAM, chat_gap_s=1.0), Line(TELEGRAM, chat_gap_s=1.0)
        for _ in range(2):
            here.queue(TELEGRAM, "7")

        async def run() -> list[int]:
            counts = []
            couriers = here.courier(lines[0]), there.courier(lines[1])
            for courier in couriers:
                await courier.round()
                counts.append(sum(len(line.took) for line in lines))
            clock.leap(timedelta(seconds=1))
            await couriers[1].round()
            return [*counts, sum(len(line.took) for line in lines)]

        assert asyncio.run(run()) == [1, 1, 2]


def test_where_one_process_sends_sharing_costs_nothing(sqlite_url: str) -> None:
    with desks(sqlite_url, 1) as (_, (desk,)):
        store, seen = desk.house.store, list[str]()
        assert isinstance(store, SqlStore)
        desk.queue(SMS, "+1")
        event.listen(store._engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        asyncio.run(desk.courier(Line(SMS, chat_gap_s=1.0)).round())
        assert seen
        assert not any(re.search(r" note\b|SET written_at", statement) for statement in seen)


def test_a_clock_that_is_a_little_ahead_or_set_back_neither_fills_twice_nor_stops() -> None:
    pace = Pace(10.0, 5.0)
    assert pace.room(NOW) == 5
    for _ in range(5):
        pace.spend(1, NOW)
    for ahead_s in (0.0, 0.2, 0.0, 0.2, 0.0):
        assert pace.room(NOW + timedelta(seconds=ahead_s)) <= 2
    pace.spend(1, NOW)
    back = NOW - timedelta(hours=1)
    assert pace.room(back) <= 2
    assert pace.room(back + timedelta(seconds=1)) == 5


def test_what_the_pace_holds_up_says_when_there_is_room(desk: Desk) -> None:
    async def run() -> list[float | None]:
        courier = desk.courier(Line(SMS, per_second=2.0))
        said = []
        for count in (0, 8):
            for number in range(count):
                desk.queue(SMS, f"+{number}")
            await courier.round()
            said.append(courier.room_in_s)
        return said

    assert asyncio.run(run()) == [None, pytest.approx(0.5)]


def test_the_queue_of_one_channel_is_not_in_the_way_of_another(desk: Desk) -> None:
    store = desk.house.store
    assert isinstance(store, SqlStore)
    seen: list[tuple[str, Any]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: seen.append((given[2], given[3])))
    with store.transaction() as records:
        records.messages.lease(NOW, 5, NOW + timedelta(minutes=1), channel=TELEGRAM)
    asked, values = next((asked, values) for asked, values in seen if "UNION ALL" in asked)
    with store.reading() as records:
        conn = records.work.conn
        if store.is_postgres:
            # Of an empty table it would read the whole.
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN" if store.is_postgres else "EXPLAIN QUERY PLAN"
        plan = "\n".join(str(tuple(row)) for row in conn.exec_driver_sql(f"{how} {asked}", values))
    each = (
        "Index Cond: (((channel)::text = 'telegram'"
        if store.is_postgres
        else "(channel=? AND priority=? AND not_before<?)"
    )
    assert plan.count(each) == len(Priority), plan


class _Deaf(Line):
    """Says nothing about what became of a message."""

    async def find(self, delivery: Delivery, known: object) -> Accepted | None:
        await self.gate.wait()
        raise DeliveryError("no answer")


def test_a_provider_that_does_not_say_what_became_of_one_message_holds_up_no_other(desk: Desk) -> None:
    async def run() -> None:
        line = _Deaf(SMS, faults=[DeliveryError("lost", unknown=True)])
        courier = desk.courier(line)
        lost = desk.queue(SMS, "+1")
        await courier.round()
        assert desk.message(lost).state is MessageState.UNKNOWN
        desk.clock.leap(timedelta(seconds=20))
        red = desk.queue(SMS, "+2", Priority.RED)
        for _ in range(3):
            async with asyncio.timeout(60):
                await courier.dispatch()
            await asyncio.sleep(0.05)
        assert desk.message(red).state is MessageState.SENT
        await courier.finish(1)

    asyncio.run(run())


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desks(database_url, 1) as (_, (made,)):
        yield made
