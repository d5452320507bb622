"""One row that cannot be read stops nobody else: real bad rows in the real database, at 08:00 of a small town."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bench.tick import DUE_AT, PLANNED_AT, open_at
from bench.town import Town, build, phone
from bot.arrival import take_in
from bot.board.line import read_board
from bot.bootstrap import House
from bot.inbound import MOST_TRIES, handle_inbox
from bot.watch import service_limits
from scheduler.alarm import raise_alarm
from scheduler.apart import FIRST, LONGEST
from scheduler.clock import StandingClock
from scheduler.concern import appoint_operator
from scheduler.courier import Courier
from scheduler.domain.escalation import Cause
from scheduler.domain.people import ChannelName
from scheduler.domain.version import WatchKind
from scheduler.ports import Accepted, Aside, Delivery, Waits
from scheduler.tick import show_alive, tick
from scheduler.watching import find_troubles, tell_troubles
from storage.records import SqlRecords

PEOPLE = 24
BROKEN = b"\x01no such thing was ever sealed"


class Paper:
    """The provider: takes everything."""

    name = ChannelName.SMS

    def __init__(self) -> None:
        self.to: list[str] = []
        self.kinds: list[str] = []

    async def send(self, delivery: Delivery) -> Accepted:
        self.to.append(delivery.address)
        self.kinds.append(delivery.message.kind)
        return Accepted(delivery.message.kind, f"SM{len(self.to)}")


class Small:
    """A town on one database, whose rows can be spoilt and mended."""

    def __init__(self, database_url: str) -> None:
        self.house: House = open_at(database_url, PLANNED_AT)
        self.store, self.knowledge = self.house.store, self.house.knowledge
        build(self.house, Town(PEOPLE, PEOPLE, PLANNED_AT, PLANNED_AT + timedelta(days=7)))
        with self.store.reading() as records:
            self.ids = records.people.patient_ids()
        with self.store.transaction() as records:
            appoint_operator(records, ChannelName.CONSOLE, "operator", PLANNED_AT)

    def run(self, sql: str, **given: Any) -> list[Any]:
        with self.store.transaction() as records:
            assert isinstance(records, SqlRecords)
            found = records.work.run(text(sql), **given)
            return [tuple(row) for row in found] if found.returns_rows else []  # type: ignore[attr-defined]

    def swap(self, table: str, column: str, row_id: int, value: object) -> object:
        """Write another value; the one that was there."""
        ((before,),) = self.run(f"SELECT {column} FROM {table} WHERE id = :id", id=row_id)
        self.run(f"UPDATE {table} SET {column} = :value WHERE id = :id", id=row_id, value=value)
        return before

    def spoil(self, table: str, column: str, row_id: int, value: object) -> Callable[[], object]:
        """Spoil one; what is given back mends it."""
        before = self.swap(table, column, row_id, value)
        return lambda: self.swap(table, column, row_id, before)

    def tick(self, at: datetime) -> None:
        while tick(self.store, at, self.knowledge).any():
            pass

    def asides(self) -> list[Aside]:
        with self.store.reading() as records:
            return records.asides.all()

    def asked(self) -> set[int]:
        return {own_id for (own_id,) in self.run("SELECT patient_id FROM message WHERE kind = 'dose-due'")}

    def audit(self, at: datetime) -> list[str]:
        with self.store.reading() as records:
            return [each.what for each in records.audit.run(at)[1] if each.aside]

    def look(self, at: datetime) -> list[str]:
        """What the watch finds, and tells the operator."""
        with self.store.transaction() as records:
            found = find_troubles(records, at, service_limits())
            tell_troubles(records, found, "here", at, service_limits(), lambda _: True)
        return [found["rows"]] if "rows" in found else []

    def told(self) -> list[str]:
        return [
            kind
            for (kind,) in self.run("SELECT kind FROM message WHERE kind LIKE 'operator-%' AND key LIKE '%:rows:%'")
        ]


@pytest.fixture
def small(database_url: str) -> Any:
    made = Small(database_url)
    yield made
    made.store.close()


def test_all_but_the_broken_are_reminded_and_these_when_they_are_mended(small: Small) -> None:
    # A plan that does not open: everybody else's doses are planned.
    unplanned = small.ids[3]
    ((version_id,),) = small.run("SELECT id FROM plan_version WHERE patient_id = :id", id=unplanned)
    mend_plan = small.spoil("plan_version", "document_sealed", version_id, BROKEN)
    small.tick(PLANNED_AT)
    planned = {own_id for (own_id,) in small.run("SELECT DISTINCT patient_id FROM dose")}
    assert planned == set(small.ids) - {unplanned}
    assert [(each.what, each.row_id, each.tries) for each in small.asides()] == [(Waits.VERSION, version_id, 1)]
    mend_plan()
    small.tick(PLANNED_AT + FIRST)
    assert {own_id for (own_id,) in small.run("SELECT DISTINCT patient_id FROM dose")} == set(small.ids)

    # At 08:00: a policy that is no JSON, and a dose whose pieces are nothing, of the very one who is woken for many.
    show_alive(small.store, DUE_AT)
    jo, kim = small.ids[:2]
    due = small.run("SELECT id FROM dose WHERE patient_id = :id AND wake_at = :at", id=kim, at=_stored(small, DUE_AT))
    dose_id = due[0][0]
    mends = [small.spoil("patient", "policy", jo, "{"), small.spoil("dose", "pieces", dose_id, "[[1")]
    small.tick(DUE_AT)
    assert small.asked() == set(small.ids) - {jo, kim}
    aside = {each.row_id for each in small.asides() if each.what is Waits.DOSE}
    assert dose_id in aside
    assert len(aside) == 2
    # It is not tried again at once, and each time later; nobody else is touched.
    small.tick(DUE_AT)
    assert {each.tries for each in small.asides() if each.what is Waits.DOSE} == {1}
    at, waited = DUE_AT, FIRST
    for tries in (2, 3):
        at += waited
        show_alive(small.store, at)
        small.tick(at)
        waited *= 2
        assert {each.tries for each in small.asides() if each.what is Waits.DOSE} == {tries}
        assert {each.again_at for each in small.asides() if each.what is Waits.DOSE} == {at + waited}
    assert any(f"dose {dose_id}: set aside" in each for each in small.audit(at))

    # The operator hears it once, and once when it is in order.
    assert any(f"dose {dose_id}" in each for each in small.look(at))
    small.look(at + timedelta(seconds=30))
    assert small.told().count("operator-trouble") == 1
    for mend in mends:
        mend()
    at += waited
    show_alive(small.store, at)
    small.tick(at)
    assert small.asked() == set(small.ids)
    later = at + LONGEST
    show_alive(small.store, later)
    assert small.look(later) == []
    small.look(later + timedelta(seconds=service_limits().in_order_after_s))
    assert small.asides() == []
    assert small.told().count("operator-in-order") == 1


def test_what_can_be_sent_is_sent_and_what_was_sent_is_recorded(small: Small) -> None:
    small.tick(PLANNED_AT)
    show_alive(small.store, DUE_AT)
    small.tick(DUE_AT)
    messages = dict(small.run("SELECT patient_id, id FROM message WHERE kind = 'dose-due'"))
    jo, kim = small.ids[0], small.ids[7]
    ((contact_id,),) = small.run("SELECT contact_id FROM person_contact WHERE person_id = :id", id=kim)
    mends = [
        small.spoil("message", "buttons", messages[jo], "["),
        small.spoil("contact", "address_sealed", contact_id, BROKEN),
    ]
    paper, clock = Paper(), StandingClock(DUE_AT)
    _carry(small, paper, clock)
    assert paper.kinds.count("dose-due") == PEOPLE - 2
    assert {messages[jo], messages[kim]} <= {each.row_id for each in small.asides()}
    for mend in mends:
        mend()
    clock.set(DUE_AT + FIRST)
    _carry(small, paper, clock)
    assert paper.kinds.count("dose-due") == PEOPLE

    # One that is spoilt while it is being sent: that the others were sent is kept all the same.
    for number in range(4):
        assert take_in(small.store, clock, ChannelName.SMS, phone(number), f"PLAN{number}", "NEXT")
    handle_inbox(small.store, small.knowledge, clock)

    class Spoiling(Paper):
        async def send(self, delivery: Delivery) -> Accepted:
            if not self.to:
                small.spoil("message", "note_sealed", delivery.message.id, BROKEN)
            return await super().send(delivery)

    spoiling = Spoiling()
    went = asyncio.run(Courier(small.store, spoiling, clock).round())
    assert went.sent == len(spoiling.to) - 1 >= 3
    assert small.run("SELECT count(*) FROM message WHERE state = 'sending'") == [(1,)]


def _carry(small: Small, paper: Paper, clock: StandingClock) -> None:
    courier = Courier(small.store, paper, clock)
    while asyncio.run(courier.round()).any():
        pass


def test_what_people_write_is_handled_though_somebody_among_them_cannot_be_read(small: Small) -> None:
    clock = StandingClock(DUE_AT)
    for number in range(8):
        assert take_in(small.store, clock, ChannelName.SMS, phone(number), f"SM{number}", "NEXT")
    ((contact_id,),) = small.run("SELECT contact_id FROM person_contact WHERE person_id = :id", id=small.ids[11])
    small.spoil("contact", "address_sealed", contact_id, BROKEN)
    assert take_in(small.store, clock, ChannelName.SMS, phone(11), "SM11", "SOS")
    ((first,), *_) = small.run("SELECT id FROM inbox ORDER BY id")
    small.spoil("inbox", "text_sealed", first, BROKEN)
    nameless = small.ids[4]
    small.spoil("person", "name_sealed", nameless, BROKEN)
    small.spoil("person", "call_me_sealed", nameless, BROKEN)
    for _ in range(MOST_TRIES):
        handle_inbox(small.store, small.knowledge, clock)
    assert small.run("SELECT count(*) FROM inbox WHERE handled_at IS NULL") == [(0,)]
    dead = [own_id for (own_id,) in small.run("SELECT id FROM inbox WHERE dead = 1 ORDER BY id")]
    assert dead[0] == first
    assert len(dead) == 3
    # Who can be told that it did not get through is told.
    assert small.run("SELECT patient_id, count(*) FROM message WHERE kind = 'trouble' GROUP BY patient_id")[0][1] == 2
    with small.store.reading() as records:
        listed = records.inbox.dead()
        assert [each.unread for each in listed] == ["SealError", None, None]
        # Words of somebody whose address does not open came in all the same, and stand there for somebody to read.
        assert listed[-1].text == "SOS"
        # And everybody else is on the board.
        board = read_board(records, DUE_AT)
    assert list(board.unread) == [nameless, small.ids[11]]
    assert len(board.lines) == PEOPLE - 2
    assert str(nameless) in board.warnings[-1]
    # After an outage everybody's caregivers are told but theirs.
    show_alive(small.store, DUE_AT)
    small.tick(DUE_AT + timedelta(hours=5))
    assert (Waits.PATIENT, nameless) in {(each.what, each.row_id) for each in small.asides()}
    assert small.run(
        "SELECT count(*) FROM note WHERE name = 'last_tick_at' AND value > :at", at=DUE_AT.isoformat()
    ) == [(1,)]


def test_a_broken_row_of_somebody_leaves_their_other_clocks_running(small: Small) -> None:
    small.tick(PLANNED_AT)
    at = DUE_AT + timedelta(minutes=10)
    show_alive(small.store, at)
    jo, kim = small.ids[2], small.ids[9]
    with small.store.transaction() as records:
        for own_id in (jo, kim):
            for kind in (WatchKind.MORNING, WatchKind.SILENCE):
                watch = records.watches.get(own_id, kind)
                assert watch is not None
                records.watches.set(replace(watch, wake_at=at))
        patients = records.people.patients([jo, kim])
        raised = [raise_alarm(records, patients[own_id], Cause.CARER, DUE_AT) for own_id in (jo, kim)]
        alarms = [each.id for each in raised if each is not None]
    ((morning,),) = small.run("SELECT id FROM watch WHERE patient_id = :id AND kind = 'morning'", id=jo)
    small.spoil("watch", "memo", morning, "{")
    small.spoil("escalation", "because_sealed", alarms[0], BROKEN)
    small.run("UPDATE escalation SET wake_at = :at", at=_stored(small, at))
    small.tick(at)
    waits = {(each.what, each.row_id) for each in small.asides()}
    assert {(Waits.WATCH, morning), (Waits.ESCALATION, alarms[0])} <= waits
    rounds = small.run("SELECT round FROM escalation ORDER BY id")
    assert len(rounds) == 2
    silence = small.run("SELECT wake_at FROM watch WHERE patient_id = :id AND kind = 'silence'", id=kim)
    assert silence[0][0] != _stored(small, at)


def _stored(small: Small, at: datetime) -> object:
    """An instant as the database holds it."""
    with small.store.reading() as records:
        assert isinstance(records, SqlRecords)
        return at if records.work.is_postgres else int(at.timestamp() * 1_000_000)
