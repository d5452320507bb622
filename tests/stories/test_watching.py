"""The operator hears of each trouble of the service once, and once more when it is over; from the store or past it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import text

from bot.heartbeat import Heartbeat
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from bot.watch import Watch, service_limits
from scheduler.clock import StandingClock
from scheduler.concern import appoint_operator
from scheduler.domain.people import ChannelName
from scheduler.ports import DeliveryError
from scheduler.receipt import Receipt, take_receipt
from scheduler.tick import show_alive
from scheduler.watching import find_troubles, limits_from
from storage.store import SqlStore
from tests.adapters.away import away
from tests.adapters.sms_house import ANN, OPERATOR, open_sms_house
from tests.adapters.twilio_peer import TwilioPeer, real_now


class Machine:
    """What a machine can see of itself, set by hand."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.spooled, self.backup, self.audit = False, "", ""
        self.ticks = 0.0
        self.real = StandingClock(world.now)
        self.watch = Watch(
            world.house,
            spooled=lambda: self.spooled,
            backup=lambda: self.backup or None,
            audit=lambda: self.audit or None,
            tells=True,
            real=self.real,
            ticking=lambda: self.ticks,
        )

    def looks(self, minutes: float = 0, *, alive: bool = True, jumps: float = 0) -> None:
        """So many minutes later, the process having beaten all the while or not; the wall clock may jump besides."""
        world = self.world
        world.clock.leap(timedelta(minutes=minutes))
        self.real.leap(timedelta(minutes=minutes + jumps))
        self.ticks += minutes * 60
        if alive:
            show_alive(world.house.store, world.now)
        asyncio.run(self.watch.look())
        world.beat()


@pytest.fixture
def operator(home: World) -> Phone:
    with home.house.store.transaction() as records:
        appoint_operator(records, ChannelName.CONSOLE, "operator", home.now)
    return home.phone("operator")


def test_a_beat_that_is_late_is_told_once_and_its_end_once(home: World, operator: Phone) -> None:
    machine = Machine(home)
    machine.looks()
    operator.hears_nothing()
    machine.looks(3, alive=False)
    operator.hears("operator-trouble", "no reminders")
    for _ in range(4):
        machine.looks(1)
    operator.hears_nothing()
    machine.looks(2)
    operator.hears("operator-in-order", "what is due is looked at")
    machine.looks(10)
    operator.hears_nothing()
    home.patient.unheard.clear()


def test_what_a_machine_sees_of_itself(home: World, operator: Phone) -> None:
    machine = Machine(home)
    machine.looks()
    machine.spooled, machine.backup, machine.audit = True, "there is no folder", "3 5"
    machine.watch._limits = replace(service_limits(), disk_least_mb=10**9, disk_least_pct=100)
    machine.looks(1, jumps=-45)
    heard = " ".join(each.text for each in operator.hears_only(["operator-trouble"]))
    for words in ("kept on the disk", "there is no folder", "rule 3 5", "MB left", "jumped by -45 min"):
        assert words in heard
    machine.spooled, machine.backup, machine.audit = False, "", ""
    machine.watch._limits = service_limits()
    machine.looks(1)
    machine.looks(6)
    assert len(operator.hears_only(["operator-in-order"])) == 5
    home.patient.unheard.clear()


def test_a_provider_that_takes_nothing_is_told_and_messages_go_late_and_once(home: World, operator: Phone) -> None:
    network = home.networks[ChannelName.CONSOLE]
    network.faults = [DeliveryError("does not answer") for _ in range(400)]
    home.leap_to("08:20")
    machine = Machine(home)
    machine.looks()
    # The operator is reached by the same provider, so they hear it when it is over; others by another one hear it now.
    with home.house.store.reading() as records:
        assert find_troubles(records, home.now, service_limits()) == {"provider": "console"}
    network.faults.clear()
    # By then each of those that failed was tried again, however late the draw of its wait put that.
    home.leap(minutes=20)
    machine.looks()
    machine.looks(6)
    assert {each.kind for each in operator.unheard} == {"operator-trouble", "operator-in-order"}
    operator.unheard.clear()
    prompts = [each for each in home.patient.unheard if each.kind in ("dose-due", "dose-nudge")]
    assert [each.kind for each in prompts].count("dose-due") == 1
    assert "due 8:00" in prompts[0].text
    home.patient.unheard.clear()


def test_receipts_that_stop_are_seen(sqlite_store: SqlStore, sqlite_url: str) -> None:
    limits = service_limits()
    with TwilioPeer(real_now, "http://127.0.0.1:9") as peer, open_sms_house(sqlite_url, peer) as sms:
        sms.person(ANN, "Ann")
        ids = []
        for _ in range(limits.receipts_least):
            ids.append(sms.queue(ANN))
            sms.rounds()
            sms.clock.leap(timedelta(seconds=5))

        def seen() -> dict[str, str]:
            with sms.house.store.reading() as records:
                return find_troubles(records, sms.clock.now(), limits)

        assert "receipts" not in seen(), "they may still come"
        sms.clock.leap(timedelta(minutes=limits.receipts_after_min))
        assert "receipts" in seen()
        with sms.house.store.transaction() as records:
            assert take_receipt(records, ids[0], Receipt("delivered", 3, arrived=True), sms.clock.now())
        assert "receipts" not in seen()


def test_a_database_that_is_away_is_told_past_it(postgres_url: str) -> None:
    with (
        TwilioPeer(real_now, "http://127.0.0.1:9") as peer,
        open_sms_house(postgres_url, peer, operator_contact=f"sms:{OPERATOR}") as sms,
    ):
        ticks = [0.0]
        show_alive(sms.house.store, sms.clock.now())
        watch = Watch(
            sms.house, spooled=lambda: False, backup=lambda: None, audit=lambda: None, tells=True,
            real=sms.clock, ticking=lambda: ticks[0],
        )  # fmt: skip
        with away(postgres_url):
            for minutes in range(4):
                ticks[0] = minutes * 60.0
                sms.runner.run(watch.look())
        assert len(peer.to(OPERATOR)) == 1
        assert "database does not answer" in peer.to(OPERATOR)[0]
        for _ in range(3):
            sms.clock.leap(timedelta(minutes=6))
            ticks[0] += 360
            show_alive(sms.house.store, sms.clock.now())
            sms.runner.run(watch.look())
        sms.rounds(3, timedelta(seconds=2))
        first, last = peer.to(OPERATOR)
        assert "database does not answer" in first
        assert "in order again" in last
        assert "database answers" in last


def test_an_outage_in_the_night_is_told_in_the_morning_and_once(two_carers: World) -> None:
    world = two_carers
    with world.house.store.transaction() as records:
        appoint_operator(records, ChannelName.CONSOLE, "operator", world.now)
    operator = world.phone("operator")
    world.leap_to("20:30")
    world.patient.texts("1 ALL")
    world.leap_to("23:50")
    for phone in (world.patient, world.first_caregiver, world.second_caregiver, operator):
        phone.unheard.clear()
    world.sleep(hours=4)
    told = {each.kind: each.text for each in operator.unheard}
    assert "23:50 until 3:50" in told["operator-was-down"]
    operator.unheard.clear()
    world.restart()
    world.restart()
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears_nothing()
    world.leap_to("07:30")
    for carer in (world.first_caregiver, world.second_caregiver):
        kinds = [each.kind for each in carer.unheard]
        assert kinds.count("outage-told") == 1
        assert carer.unheard[kinds.index("outage-told")].at == world.now - timedelta(minutes=30)
        carer.unheard.clear()
    world.patient.unheard.clear()
    operator.unheard.clear()


@pytest.fixture
def watchdog() -> Iterator[tuple[str, list[str]]]:
    """Somebody else's server, and what it was asked."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/ping" else 500)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_the_watchdog_hears_only_while_the_audit_passes(home: World, watchdog: tuple[str, list[str]]) -> None:
    url, asked = watchdog
    show_alive(home.house.store, home.now)
    heartbeat = Heartbeat(home.house, f"{url}/ping", 300)
    assert asyncio.run(heartbeat.beat())
    assert asked == ["/ping"]
    # A scheduler that has not looked for minutes is not told to be well.
    home.clock.leap(timedelta(minutes=5))
    assert not asyncio.run(heartbeat.beat())
    show_alive(home.house.store, home.now)
    assert isinstance(home.house.store, SqlStore)
    with home.house.store.transaction() as records:
        records.work.conn.execute(text("UPDATE dose SET pieces = '[]'"))
    assert not asyncio.run(heartbeat.beat())
    assert heartbeat.broken == "7"
    assert asked == ["/ping"]
    for elsewhere in (f"{url}/else", "http://127.0.0.1:1/ping"):
        assert not asyncio.run(Heartbeat(home.house, elsewhere, 300).beat())
    with home.house.store.transaction() as records:
        records.work.conn.execute(text("DELETE FROM dose"))
    home.patient.unheard.clear()


def test_limits_that_are_wrong_are_refused() -> None:
    raw = dict.fromkeys(service_limits().__slots__, 1)
    assert limits_from(raw).look_every_s == 1
    with pytest.raises(ValueError, match="disk_least_mb"):
        limits_from({**raw, "disk_least_mb": 0})
    with pytest.raises(KeyError):
        limits_from({})
