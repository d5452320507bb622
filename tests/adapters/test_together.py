"""Answers of different people that are handled together leave behind what each would have left by itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.arrival import take_in
from bot.bootstrap import House, open_house
from bot.inbound import handle_inbox
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role
from scheduler.tick import show_alive, tick
from storage.records import SqlRecords
from storage.tables import answer, metadata
from tests.adapters.stored import NOW, settle
from tests.adapters.test_alike import somebody
from tests.databases import Databases

PEOPLE = 40
MINUTE = timedelta(minutes=1)
SAID = ("1", "1", "1", "taken", "done", "2", "3", "later", "skipped", "yes", "no", "0", "ok", "thanks", "6", "4", "U")
# Names of what is the same, given by whoever comes first; and what only says who works on it.
_OWN = {"id", "request", "lease_until", "about_sealed", "intake_id", "escalation_id", "check_in_id", "answer_id"}


@pytest.fixture(params=["sqlite", "postgres"])
def two_urls(request: pytest.FixtureRequest, sqlite_template: bytes, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two migrated databases of one engine."""
    if request.param == "sqlite":
        for name in ("one.db", "two.db"):
            (tmp_path / name).write_bytes(sqlite_template)
        yield f"sqlite:///{tmp_path / 'one.db'}", f"sqlite:///{tmp_path / 'two.db'}"
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.one() as one, databases.one() as two:
        yield one, two


@pytest.mark.parametrize("seed", [3, 4])
def test_together_is_the_same_as_each_by_itself(
    two_urls: tuple[str, str], seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    together, apart = (_town(url, seed) for url in two_urls)
    assert _rows(together) == _rows(apart), "they begin alike"
    draw = Random(seed)
    for beat in range(4):
        now = NOW + timedelta(minutes=7 + 45 * beat)
        said = [(number, draw.choice(SAID)) for number in range(1, PEOPLE + 1) if draw.random() < 0.8]
        _live(together, now, said, at_once=99)
        _live(apart, now, said, at_once=1)
        ours, theirs = _rows(together), _rows(apart)
        for table, rows in ours.items():
            only_ours = [row for row in rows if row not in theirs[table]]
            only_theirs = [row for row in theirs[table] if row not in rows]
            assert (only_ours, only_theirs, len(rows)) == ([], [], len(theirs[table])), table
    assert len(ours["intake"]) >= PEOPLE / 2
    assert len({kind for row in ours["message"] for name, kind in row if name == "kind"}) > 10
    _by_several(together, draw)
    assert "inbound.apart" not in capsys.readouterr().out, "none had to be handled by itself after all"
    together.store.close()
    apart.store.close()


def _town(url: str, seed: int) -> House:
    house = open_house(
        Settings(_env_file=None, database_url=url, stepdown_key=None),  # type: ignore[call-arg]
        clock=StandingClock(NOW),
    )
    draw = Random(seed)
    with house.store.transaction() as records:
        assert isinstance(records, SqlRecords)
        for number in range(1, PEOPLE + 1):
            home = settle(records, number)
            somebody(records, home, draw)
            if draw.random() < 0.5:
                carer = records.people.add_person(f"Ben{number}", NOW, call_me=f"Ben{number}", zone="Europe/London")
                records.people.give_role(carer, Role.CAREGIVER)
                own = records.people.add_contact(ChannelName.TELEGRAM, f"9{number:04}", Reach.ON, NOW)
                records.people.use_contact(carer, own)
                link = CareLink(home.patient_id, carer, Role.CAREGIVER, 1, LinkState.AGREED, NOW)
                records.people.link(link)
    _beat(house, NOW)
    return house


def _beat(house: House, now: datetime) -> None:
    show_alive(house.store, now)
    while tick(house.store, now, house.knowledge).any():
        pass


def _live(house: House, now: datetime, said: list[tuple[int, str]], *, at_once: int) -> None:
    clock = StandingClock(now)
    _beat(house, now)
    for number, text in said:
        assert take_in(house.store, clock, ChannelName.SMS, f"+44770090{number:04}", f"{now:%H%M}-{number}", text)
    while handle_inbox(house.store, house.knowledge, clock, at_once):
        pass
    _beat(house, now)


def _by_several(house: House, draw: Random) -> None:
    """Patients and those who look after them write at the same time, and four handle it: nobody waits for the other in turn."""
    now = NOW + timedelta(minutes=7 + 45 * 4)
    clock = StandingClock(now)
    _beat(house, now)
    for number in range(1, PEOPLE + 1):
        said = draw.choice(SAID), draw.choice(("4", "5", "6", "1", "ok", "no"))
        assert take_in(house.store, clock, ChannelName.SMS, f"+44770090{number:04}", f"several-{number}", said[0])
        assert take_in(house.store, clock, ChannelName.TELEGRAM, f"9{number:04}", f"several-{number}", said[1])
    begin, handled = threading.Barrier(4), []

    def handle() -> None:
        begin.wait(30)
        while count := handle_inbox(house.store, house.knowledge, clock, 20):
            handled.append(count)

    threads = [threading.Thread(target=handle) for _ in range(begin.parties)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    with house.store.reading() as records:
        assert (sum(handled), records.inbox.waiting(), records.inbox.dead()) == (2 * PEOPLE, 0, [])


def _rows(house: House) -> dict[str, list[list[tuple[str, object]]]]:
    """Every row of every table, without the numbers that only say in which order it was written."""
    found = {}
    with house.store.reading() as records:
        assert isinstance(records, SqlRecords)
        whose = {str(row.id): row.patient_id for row in records.work.run(select(answer.c.id, answer.c.patient_id))}
        for table in metadata.sorted_tables:
            kept = [column for column in table.c if column.name not in _OWN]
            rows = [
                [(column.name, _unnumbered(column.name, value, whose)) for column, value in zip(kept, row, strict=True)]
                for row in records.work.run(select(*kept))
            ]
            found[table.name] = sorted(rows, key=repr)
    return found


def _unnumbered(column: str, value: object, whose: dict[str, int]) -> object:
    """A message without the numbers of its alarm and its answer, which are given by whoever comes first; with whose answer it
    is."""
    if column == "key":
        return re.sub(r"^(esc|carer-soon):\d+", r"\1", str(value))
    if column == "slots_sealed" and isinstance(value, bytes):
        return re.sub(r'"answers":"(\d+)"', lambda found: f"answer of {whose[found[1]]}", value.decode())
    return value
