"""What one process commits another hears at once, on the real PostgreSQL."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue

import pytest

from bot.bootstrap import open_house
from bot.serve import Service
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.message import Inbound, Priority
from scheduler.domain.people import ChannelName
from scheduler.domain.policy import Policy
from scheduler.ports import Accepted, Delivery, News
from storage.store import SqlStore, open_store
from tests.adapters.stored import NOW, SOON, Home, settle

Heard = Queue[tuple[News, float]]


@contextmanager
def hearing(store: SqlStore) -> Iterator[Heard]:
    """Another process's ears: what is heard, and when (monotonic seconds)."""
    heard: Heard = Queue()
    ends = threading.Event()
    ears = threading.Thread(
        target=store.hear, args=(lambda news: heard.put((news, time.monotonic())), ends.is_set), daemon=True
    )
    ears.start()
    # Whatever was missed before somebody listened is told of at once.
    assert {heard.get(timeout=60)[0] for _ in News} == set(News)
    try:
        yield heard
    finally:
        ends.set()
        ears.join()


def _queue(store: SqlStore, home: Home, key: str, **other: object) -> float:
    """Put a red message into the outbox; when that was committed."""
    with store.transaction() as records:
        records.messages.add([home.message(key, priority=Priority.RED, **other)])
    return time.monotonic()


def test_a_red_message_and_an_answer_wake_the_other_process_at_once(
    postgres_store: SqlStore, postgres_url: str, default_policy: Policy
) -> None:
    other = open_store(postgres_url, None, default_policy)
    with postgres_store.transaction() as records:
        home = settle(records)
    took = []
    with hearing(other) as heard:
        for number in range(10):
            committed = _queue(postgres_store, home, f"red:{number}")
            news, at = heard.get(timeout=60)
            assert news is News.OUTBOX
            took.append(at - committed)
        # The least is what it takes, milliseconds; the others say what else this machine was doing.
        assert min(took) < 1
        with postgres_store.transaction() as records:
            assert records.inbox.put(Inbound("sms", "SM1", home.contact_id, "1", NOW))
        assert heard.get(timeout=60)[0] is News.INBOX
        # The same message again, one that may only go later, and what is rolled back are no news.
        _queue(postgres_store, home, "red:0")
        _queue(postgres_store, home, "later", not_before=SOON)
        with postgres_store.transaction() as records:
            records.messages.add([home.message("gone")])
            records.work.conn.get_transaction().rollback()  # type: ignore[union-attr]
        with pytest.raises(Empty):
            heard.get(timeout=0.3)
        # A connection that is lost is made again, and then everything is looked at.
        with postgres_store.transaction() as records:
            records.work.conn.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN stepdown'"
            )
        assert {heard.get(timeout=60)[0] for _ in News} == set(News)
        _queue(postgres_store, home, "after")
        assert heard.get(timeout=60)[0] is News.OUTBOX
    other.close()


class _Phone:
    """A provider that takes everything."""

    name = ChannelName.SMS

    def __init__(self) -> None:
        self.arrived = asyncio.Event()

    async def send(self, delivery: Delivery) -> Accepted:
        self.arrived.set()
        return Accepted("Thank you.")


def test_what_another_process_queues_leaves_long_before_the_next_beat(
    postgres_store: SqlStore, postgres_url: str
) -> None:
    with postgres_store.transaction() as records:
        home = settle(records)
    settings = Settings(_env_file=None, database_url=postgres_url, STEPDOWN_BEAT_SECONDS=60)  # type: ignore[call-arg]
    phone = _Phone()
    house = open_house(settings, clock=StandingClock(NOW), channels={ChannelName.SMS: phone})

    async def run() -> None:
        service = Service(house, listens=False, schedules=True)
        await service.start()
        await asyncio.sleep(0.3)
        assert not phone.arrived.is_set()
        await asyncio.to_thread(_queue, postgres_store, home, "thanks", kind="thanks")
        async with asyncio.timeout(50):
            await phone.arrived.wait()
        await service.stop()

    asyncio.run(run())
    house.store.close()


def test_on_sqlite_there_is_nobody_else_to_hear_of(sqlite_store: SqlStore) -> None:
    told: list[News] = []
    sqlite_store.hear(told.append, lambda: False)
    assert told == []


def test_of_two_processes_one_settles_what_nobody_knows(
    postgres_store: SqlStore, postgres_url: str, default_policy: Policy
) -> None:
    other = open_store(postgres_url, None, default_policy)
    with postgres_store.transaction() as records:
        home = settle(records)
        records.messages.add([home.message("lost")])
    with postgres_store.transaction() as records:
        [message] = records.messages.lease(NOW, 1, SOON)
        records.messages.begin([message.id], NOW)
    with postgres_store.transaction() as records:
        assert records.messages.take_back(SOON) == (0, 1)
    with postgres_store.transaction() as mine:
        assert mine.messages.still_unknown([message.id]) == {message.id}
        with other.transaction() as theirs:
            assert theirs.messages.still_unknown([message.id]) == frozenset()
    other.close()
