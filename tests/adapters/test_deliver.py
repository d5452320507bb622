"""Sending: who goes first, how fast, what a slow provider holds up (nothing), and what is left when a process ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bot.bootstrap import House, open_house
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.courier import Courier
from scheduler.deliver import deliver
from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.pace import Pace
from scheduler.domain.people import ChannelName, Reach
from scheduler.ports import Accepted, Delivery, DeliveryError
from storage.store import SqlStore
from tests.adapters.sms_house import NOW
from tests.examples import examples


@dataclass(slots=True)
class Line:
    """A provider that takes everything; for some addresses only when `gate` opens."""

    name: ChannelName
    slow: frozenset[str] = frozenset()
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    took: list[str] = field(default_factory=list)
    per_second: float = 1000.0
    chat_gap_s: float = 0.0
    faults: list[DeliveryError] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> Accepted:
        if self.faults:
            raise self.faults.pop(0)
        if delivery.address in self.slow:
            await self.gate.wait()
        self.took.append(delivery.address)
        return Accepted("text", f"{self.name}-{delivery.message.id}")


@dataclass(slots=True)
class Desk:
    house: House
    clock: StandingClock

    def queue(
        self, channel: ChannelName, address: str, priority: Priority = Priority.REST, kind: str = "thanks"
    ) -> int:
        with self.house.store.transaction() as records:
            people = records.people
            contact = people.contact(channel, address)
            if contact is None:
                person = people.add_person(address, NOW)
                people.use_contact(person, people.add_contact(channel, address, Reach.ON, NOW))
                contact = people.contact(channel, address)
            assert contact is not None
            person = people.persons_at(contact.id)[0].id
            now = self.clock.now()
            key = f"{address}:{priority}:{len(records.messages.by_id(range(1, 999)))}"
            records.messages.add([Message(person, contact.id, kind, key, priority, now, now)])
            return max(each.id for each in records.messages.by_id(range(1, 999)))

    def message(self, message_id: int) -> Message:
        with self.house.store.reading() as records:
            return records.messages.by_id([message_id])[0]

    def courier(self, line: Line) -> Courier:
        return Courier(self.house.store, line, self.clock)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    clock = StandingClock(NOW)
    house = open_house(Settings(_env_file=None, database_url=database_url, stepdown_key=None), clock=clock)  # type: ignore[call-arg]
    yield Desk(house, clock)
    house.store.close()


SMS, TELEGRAM = ChannelName.SMS, ChannelName.TELEGRAM


async def _settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0.01)


def test_what_is_red_leaves_first_and_the_rest_in_order(desk: Desk) -> None:
    line = Line(SMS)
    for number, priority in enumerate(reversed(Priority)):
        desk.queue(SMS, f"+{number}", priority)
    asyncio.run(desk.courier(line).round())
    assert line.took == ["+4", "+3", "+2", "+1", "+0"]


def test_one_slow_provider_holds_up_no_other(desk: Desk) -> None:
    async def run() -> None:
        slow, quick = Line(SMS, frozenset({"+1"})), Line(TELEGRAM)
        desk.queue(SMS, "+1")
        desk.queue(TELEGRAM, "7")
        out = [desk.courier(slow), desk.courier(quick)]
        for _ in range(3):
            for each in out:
                await each.dispatch()
            await _settled()
        assert (slow.took, quick.took) == ([], ["7"])
        slow.gate.set()
        await _settled()
        assert slow.took == ["+1"]

    asyncio.run(run())


def test_one_slow_answer_holds_up_nobody_else_on_the_same_channel(desk: Desk) -> None:
    async def run() -> None:
        line = Line(SMS, frozenset({"+1"}))
        courier = desk.courier(line)
        stuck = desk.queue(SMS, "+1")
        await courier.dispatch()
        await _settled()
        red, other, waits = desk.queue(SMS, "+1", Priority.RED), desk.queue(SMS, "+2"), desk.queue(SMS, "+1")
        line.slow = frozenset()
        await courier.dispatch()
        await _settled()
        assert line.took == ["+1", "+2"], "a red one passes what is in flight to the same person"
        assert desk.message(red).state is desk.message(other).state is MessageState.SENT
        assert (desk.message(stuck).state, desk.message(waits).state) == (MessageState.SENDING, MessageState.WAITING)
        line.gate.set()
        await _settled()
        assert desk.message(stuck).state is MessageState.SENT

    asyncio.run(run())


def test_a_pace_holds_the_crowd_and_never_a_red_one(desk: Desk) -> None:
    async def run() -> None:
        line = Line(SMS, per_second=2.0)
        courier = desk.courier(line)
        for number in range(20):
            desk.queue(SMS, f"+{number}", Priority.REMINDER)
        await courier.round()
        assert len(line.took) == 5, "a short burst is let through"
        await courier.round()
        assert len(line.took) == 5
        desk.queue(SMS, "+999", Priority.RED)
        await courier.round()
        assert line.took[-1] == "+999"
        for _ in range(20):
            desk.clock.leap(timedelta(seconds=1))
            await courier.round()
        assert len(line.took) == 21
        assert len(set(line.took)) == 21

    asyncio.run(run())


def test_one_person_is_written_to_with_a_pause_and_in_order(desk: Desk) -> None:
    async def run() -> None:
        line = Line(TELEGRAM, chat_gap_s=1.0)
        courier = desk.courier(line)
        ids = [desk.queue(TELEGRAM, "7") for _ in range(3)]
        await courier.round()
        await courier.round()
        assert len(line.took) == 1
        desk.queue(TELEGRAM, "7", Priority.RED)
        await courier.round()
        assert len(line.took) == 2
        for _ in range(4):
            desk.clock.leap(timedelta(seconds=1))
            await courier.round()
        sent = [desk.message(each).sent_at for each in ids]
        assert None not in sent
        assert sent == sorted(sent, key=str), "in the order in which they were queued"
        assert [desk.message(each).attempts for each in ids] == [1, 1, 1]

    asyncio.run(run())


def test_a_process_that_ends_waits_for_answers_and_notes_what_it_does_not_know(desk: Desk) -> None:
    async def run() -> None:
        line = Line(SMS, frozenset({"+1"}))
        courier = desk.courier(line)
        stuck, done = desk.queue(SMS, "+1"), desk.queue(SMS, "+2")
        await courier.dispatch()
        await courier.finish(0.2)
        assert desk.message(stuck).state is MessageState.UNKNOWN
        assert desk.message(done).state is MessageState.SENT
        late = desk.queue(SMS, "+3")
        await courier.dispatch()
        await _settled()
        assert desk.message(late).state is MessageState.WAITING
        with desk.house.store.reading() as records:
            assert all(each.lease_until is None for each in records.messages.by_id([stuck, done, late]))

    asyncio.run(run())


def test_what_a_dead_process_held_is_free_at_once(desk: Desk) -> None:
    begun, leased = desk.queue(SMS, "+1"), desk.queue(SMS, "+2")
    with desk.house.store.transaction() as records:
        records.messages.lease(NOW, 9, NOW + timedelta(minutes=1))
        records.messages.begin([begun], NOW)
    with desk.house.store.transaction() as records:
        assert records.messages.free(NOW) == (1, 1)
    assert desk.message(begun).state is MessageState.UNKNOWN
    assert desk.message(leased).state is MessageState.WAITING


def test_waiting_that_the_provider_asked_for_is_no_try(desk: Desk) -> None:
    line = Line(TELEGRAM, faults=[DeliveryError("slow", retry_at=NOW + timedelta(seconds=9 * n)) for n in range(1, 30)])
    own = desk.queue(TELEGRAM, "7")
    other = desk.queue(TELEGRAM, "8")
    line.faults = line.faults[:29]

    async def run() -> None:
        courier = desk.courier(line)
        for _ in range(40):
            await courier.round()
            desk.clock.leap(timedelta(seconds=9))

    asyncio.run(run())
    assert desk.message(own).state is desk.message(other).state is MessageState.SENT
    assert desk.message(own).attempts == 1


def test_a_message_whose_outcome_is_unknown_goes_twice_at_most_where_nobody_can_be_asked(desk: Desk) -> None:
    line = Line(TELEGRAM, faults=[DeliveryError("lost", unknown=True)] * 9)
    own = desk.queue(TELEGRAM, "7", Priority.REMINDER)

    async def run() -> None:
        courier = desk.courier(line)
        for _ in range(10):
            await courier.round()
            desk.clock.leap(timedelta(minutes=1))

    asyncio.run(run())
    assert len(line.faults) == 7
    assert desk.message(own).state is MessageState.FAILED


def test_what_is_red_and_waits_too_long_takes_the_other_way(desk: Desk) -> None:
    own = desk.queue(TELEGRAM, "7", Priority.RED)
    with desk.house.store.transaction() as records:
        person = records.messages.by_id([own])[0].person_id
        records.people.use_contact(person, records.people.add_contact(SMS, "+7", Reach.ON, NOW), 2)
    lines = {
        TELEGRAM: Line(TELEGRAM, faults=[DeliveryError("slow", retry_at=NOW + timedelta(minutes=3))]),
        SMS: Line(SMS),
    }
    asyncio.run(deliver(desk.house.store, lines, desk.clock))
    asyncio.run(deliver(desk.house.store, lines, desk.clock))
    assert lines[SMS].took == ["+7"]
    assert desk.message(own).state is MessageState.FAILED


def test_a_batch_costs_as_many_statements_as_one(desk: Desk) -> None:
    def statements(count: int) -> int:
        for number in range(count):
            desk.queue(SMS, f"+{count}{number:04}")
        store = desk.house.store
        assert isinstance(store, SqlStore)
        seen: list[str] = []

        def note(_: object, __: object, statement: str, *___: object) -> None:
            seen.append(statement)

        engines = (store._engine, store._reader)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        asyncio.run(desk.courier(Line(SMS)).round())
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    one = statements(1)
    assert statements(60) <= one + 8


@examples(60)
@given(
    st.floats(0.2, 50),
    st.lists(st.tuples(st.floats(0, 5), st.integers(0, 40)), min_size=1, max_size=40),
)
def test_a_pace_is_never_exceeded(per_second: float, asks: list[tuple[float, int]]) -> None:
    pace = Pace(per_second, 5.0)
    now, sent = NOW, 0
    for wait_s, wanted in asks:
        now += timedelta(seconds=wait_s)
        for number in range(min(wanted, pace.room(now))):
            pace.spend(number, now)
            sent += 1
        assert sent <= 5 + per_second * (now - NOW).total_seconds() + 1e-3
