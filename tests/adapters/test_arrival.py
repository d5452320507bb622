"""What comes in while something is being stored is stored together, and nobody is answered before it is."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr
from sqlalchemy import event, select, update

from bot.bootstrap import House, open_house
from bot.gathering import Gathering
from bot.intake import MOST_TOGETHER, Intake
from bot.settings import Settings
from bot.taking import RECEIPT, SMS, TELEGRAM, Brought, Given, Taking
from scheduler.clock import StandingClock
from scheduler.domain.message import MessageState
from scheduler.domain.people import ChannelName, Reach
from storage.records import SqlRecords
from storage.store import SqlStore
from storage.tables import inbox, message, receipt
from tests.adapters.crash_child import KilledStore, Killer, Paper
from tests.adapters.stored import NOW, settle

PEOPLE = 60
STRANGER = "+12025550199"


def _open(url: str, folder: Path) -> House:
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None, database_url=url, spool_dir=str(folder / "spool"), telegram_bot_token=SecretStr("1:x")
    )
    return open_house(settings, clock=StandingClock(NOW))


def _phone(number: int) -> str:
    return f"+44770090{number:04}"


def _sms(number: int, text: str = "1", sender: str | None = None) -> dict[str, str]:
    return {"sid": f"SM{number}", "from": sender or _phone(number % PEOPLE), "text": text}


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """People who are known, on each engine."""
    made = _open(database_url, tmp_path)
    with made.store.transaction() as records:
        for number in range(PEOPLE):
            records.people.add_contact(ChannelName.SMS, _phone(number), Reach.ON, NOW)
    yield made
    made.store.close()


@contextmanager
def _commits(house: House) -> Iterator[list[float]]:
    """When something was committed that could be written."""
    seen: list[float] = []
    store = cast(SqlStore, house.store)

    def committed(connection: object) -> None:
        seen.append(time.monotonic())

    event.listen(store._writer, "commit", committed)
    try:
        yield seen
    finally:
        event.remove(store._writer, "commit", committed)


def _stored(house: House) -> list[tuple[str, int]]:
    """The provider's ids and whose they are, in the order in which they will be handled."""
    with house.store.reading() as records:
        rows = cast(SqlRecords, records).work.run(select(inbox.c.provider_id, inbox.c.contact_id).order_by(inbox.c.id))
        return [(row.provider_id, row.contact_id) for row in rows]


async def _bring(intake: Intake, kind: str, brought: Sequence[dict[str, str]]) -> list[Brought | BaseException]:
    return await asyncio.gather(*(intake.bring(kind, each) for each in brought), return_exceptions=True)


def test_what_comes_at_once_is_committed_together_and_each_is_told_after_it(house: House) -> None:
    intake = Intake(house, lambda: None)
    before_commit = []

    async def bring(number: int) -> Brought:
        brought = await intake.bring(SMS, _sms(number))
        if f"SM{number}" not in dict(_stored(house)):
            before_commit.append(number)
        return brought

    async def all_of_them() -> list[Brought]:
        # Everybody writes, and some twice; one text is brought twice.
        return await asyncio.gather(*map(bring, [*range(80), 5]))

    with _commits(house) as commits:
        told = asyncio.run(all_of_them())
    assert told == [Brought.NEW] * 80 + [Brought.KNOWN]
    assert before_commit == []
    assert len(commits) <= 2 + 81 / MOST_TOGETHER
    assert [sid for sid, _ in _stored(house)] == [f"SM{number}" for number in range(80)]
    assert asyncio.run(_bring(intake, SMS, [_sms(7), _sms(80)])) == [Brought.KNOWN, Brought.NEW]
    _one_that_cannot_be_stored(house, intake)
    _receipts(house, intake)
    _strangers(house)
    intake.close()


def _one_that_cannot_be_stored(house: House, intake: Intake) -> None:
    """It alone is refused; with whom it came is stored, once."""
    before = len(_stored(house))
    with _commits(house) as commits:
        told = asyncio.run(_bring(intake, SMS, [_sms(100), _sms(101), _sms(102, "\ud800"), _sms(103), _sms(101)]))
    assert isinstance(told[2], UnicodeEncodeError)
    assert [*told[:2], *told[3:]] == [Brought.NEW, Brought.NEW, Brought.NEW, Brought.KNOWN]
    assert [sid for sid, _ in _stored(house)[before:]] == ["SM100", "SM101", "SM103"]
    assert len(commits) > 3
    assert intake.spool.is_empty


def _receipts(house: House, intake: Intake) -> None:
    with house.store.transaction() as records:
        assert isinstance(records, SqlRecords)
        home = settle(records, 90)
        records.messages.add([home.message(f"sent:{number}") for number in range(3)])
        records.work.run(update(message).values(state="sent", attempts=1))
        ids = [*records.work.run(select(message.c.id)).scalars()]
    receipts = [{"message": str(own), "status": "delivered", "sid": f"SM{own}"} for own in (*ids[::-1], 10**6, ids[0])]
    receipts.append({"message": "no number", "status": "delivered"})
    told = asyncio.run(_bring(intake, RECEIPT, receipts))
    assert told[:5] == [*[Brought.NEW] * 3, Brought.NOBODYS, Brought.NEW]
    assert isinstance(told[5], ValueError)
    with house.store.reading() as records:
        assert isinstance(records, SqlRecords)
        assert {each.state for each in records.messages.by_id(ids)} == {MessageState.DELIVERED}
        assert len(records.work.run(select(receipt.c.id)).all()) == 3


def _strangers(house: House) -> None:
    """A flood keeps nobody out, and what is tried again because of somebody else is not counted twice."""
    intake = Intake(house, lambda: None)
    flood = [_sms(number, "hello", STRANGER) for number in range(200, 215)]
    told = asyncio.run(_bring(intake, SMS, [_sms(199), *flood, _sms(216, "\ud800"), _sms(217)]))
    assert told[:16] == [Brought.NEW] * 16
    assert told[17] is Brought.NEW
    more = [_sms(number, "hello", STRANGER) for number in range(220, 235)]
    told = asyncio.run(_bring(intake, SMS, [*more, _sms(236)]))
    assert told == [Brought.NEW] * 5 + [Brought.KNOWN] * 10 + [Brought.NEW]
    intake.close()


def _update(number: int, chat: int, kind: str = "private", **more: object) -> dict[str, str]:
    who = {"id": 77, "is_bot": False, "first_name": "A"}
    said = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": kind}, "from": who, "text": "hello", **more}
    return {"body": json.dumps({"update_id": number, "message": said})}


def test_a_chat_that_gets_another_id_amid_what_it_says_is_one_contact(house: House) -> None:
    intake = Intake(house, lambda: None)
    brought = [_update(number, 77) for number in (1, 2)]
    brought += [_update(3, 77, migrate_to_chat_id=-100), _update(4, -100), {"body": "{"}, _update(5, -5, "supergroup")]
    told = asyncio.run(_bring(intake, TELEGRAM, brought))
    assert told[:4] == [Brought.NEW, Brought.NEW, Brought.KNOWN, Brought.NEW]
    assert isinstance(told[4], ValueError)
    assert told[5] is Brought.KNOWN
    stored = _stored(house)
    assert [sid for sid, _ in stored] == ["1:1", "1:2", "1:4"]
    assert len({contact for _, contact in stored}) == 1
    intake.close()


def test_whoever_waits_behind_what_hangs_is_told_as_soon_as_it() -> None:
    done: list[int] = []

    def work(things: Sequence[int]) -> list[int]:
        done.extend(things)
        if things[0] == 0:
            time.sleep(0.3)
        return [each * 2 for each in things]

    async def run() -> tuple[list[int | BaseException], int]:
        gathering = Gathering(work, most=5, within_s=0.1)
        first = asyncio.gather(*map(gathering.do, range(8)), return_exceptions=True)
        told = await first
        return told, await gathering.do(9)

    told, after = asyncio.run(run())
    assert [type(each) for each in told] == [TimeoutError] * 8
    assert after == 18
    assert done == [0, 1, 2, 3, 4, 9], "nobody was done behind their back"


def _live(url: str, folder: Path, point: str) -> None:
    """Everything is brought at once, by a process that dies; what was answered is on paper."""
    answered = Paper(folder / "answered")
    house = _open(url, folder)
    house = replace(house, store=KilledStore(house.store, Killer(point, 2)))
    intake = Intake(house, lambda: None)

    async def bring(number: int) -> None:
        await intake.bring(SMS, _sms(number))
        answered.write(sid=f"SM{number}")

    async def run() -> None:
        await bring(0)
        await asyncio.gather(*map(bring, range(1, PEOPLE)))

    asyncio.run(run())


@pytest.mark.parametrize("point", ["before-commit:take_in_together", "committed:take_in_together"])
def test_killed_while_many_are_stored(database_url: str, tmp_path: Path, point: str) -> None:
    """Who was answered is stored; who was not is brought again by the provider; nobody is there twice."""
    process = multiprocessing.get_context("fork").Process(target=_live, args=(database_url, tmp_path, point))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    answered = {line["sid"] for line in Paper(tmp_path / "answered").lines()}
    house = _open(database_url, tmp_path)
    stored = [sid for sid, _ in _stored(house)]
    assert len(answered) == 1
    assert answered <= set(stored)
    assert len(stored) == (1 if point.startswith("before") else 1 + MOST_TOGETHER)
    intake = Intake(house, lambda: None)
    told = asyncio.run(_bring(intake, SMS, [_sms(number) for number in range(PEOPLE)]))
    assert told.count(Brought.KNOWN) == len(stored)
    assert sorted(sid for sid, _ in _stored(house)) == sorted(f"SM{number}" for number in range(PEOPLE))
    intake.close()
    house.store.close()


def test_two_processes_that_are_brought_the_same_in_another_order(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each waits for what the other is just storing; strangers among them. All of it is there once, and nobody is refused."""
    house = _open(postgres_url, tmp_path)
    rounds = [
        [_sms(100 * turn + number, "1", f"+1202555{turn:02}{number:02}") for number in range(30)] for turn in range(3)
    ]
    told: dict[int, list[Brought | Exception]] = {1: [], -1: []}
    begin = threading.Barrier(2)

    def take(order: int) -> None:
        taking = Taking(house)
        for brought in rounds:
            given = [Given(SMS, each, NOW, "abcdefghij") for each in brought[::order]]
            begin.wait(30)
            told[order] += taking.messages(given)

    threads = [threading.Thread(target=take, args=(order,)) for order in told]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert Counter(sid for sid, _ in _stored(house)) == Counter(each["sid"] for brought in rounds for each in brought)
    assert {type(each) for each in (*told[1], *told[-1])} == {Brought}
    assert "intake.apart" not in capsys.readouterr().out, "two of them waited for each other"
    first = rounds[0][0]["sid"]
    assert [sid for sid, _ in _stored(house)].index(first) in (0, 29), (
        "in the order in which one of them was brought them"
    )
    house.store.close()
