"""While the database is away what people write is on the disk before its provider hears so, and counts once, in order."""

from __future__ import annotations

import asyncio
import base64
import json
import multiprocessing
import os
import signal
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.bootstrap import open_house
from bot.emergency import Emergency
from bot.intake import Intake, open_spool
from bot.settings import Settings
from bot.spool import Kept, Spool, SpoolError
from bot.taking import SMS
from tests.adapters.away import away
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, open_sms_house
from tests.adapters.test_serve import environment, is_up, process, until
from tests.adapters.twilio_peer import TwilioPeer, real_now

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
STRANGER = "+447700900077"


def _spool(folder: Path, key: str | None = None, most: int = 10_000_000) -> Spool:
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        database_url=f"sqlite:///{folder / 'x.db'}",
        stepdown_key=SecretStr(key) if key else None,
        spool_dir=str(folder / "spool"),
    )
    made = open_spool(settings)
    made._most_bytes = most
    return made


def _kept(number: int) -> Kept:
    return Kept(SMS, NOW + timedelta(seconds=number), {"sid": f"SM{number}", "text": f"word {number}"})


def _numbers(spool: Spool) -> list[str]:
    read: list[str] = []
    spool.replay(lambda kept: read.append(kept.given["sid"]))
    return read


def test_it_gives_back_what_was_kept_in_order_and_whole(tmp_path: Path) -> None:
    spool = _spool(tmp_path)
    for number in range(5):
        spool.keep(_kept(number))
    assert spool.waiting() == 5
    assert stat.S_IMODE((tmp_path / "spool" / "inbox.spool").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    read: list[Kept] = []

    def takes_three(kept: Kept) -> None:
        if len(read) == 3:
            raise OSError("the database is away again")
        read.append(kept)

    with pytest.raises(OSError, match="away again"):
        spool.replay(takes_three)
    assert read == [_kept(number) for number in range(3)]
    # What came in the meantime is behind what was there; what was given already is given again, and known by its id.
    spool.keep(_kept(5))
    assert _numbers(_spool(tmp_path)) == [f"SM{number}" for number in range(6)]
    assert spool.is_empty
    spool.keep(_kept(6))
    assert _numbers(spool) == ["SM6"]


def test_what_comes_while_it_is_emptied_is_emptied_too(tmp_path: Path) -> None:
    spool = _spool(tmp_path)
    spool.keep(_kept(0))
    read: list[str] = []

    def takes(kept: Kept) -> None:
        read.append(kept.given["sid"])
        if len(read) < 4:
            spool.keep(_kept(len(read)))

    assert spool.replay(takes) == 4
    assert read == ["SM0", "SM1", "SM2", "SM3"]
    assert spool.is_empty


def test_a_line_that_a_crash_cut_off_is_dropped_and_hurts_no_other(tmp_path: Path) -> None:
    spool = _spool(tmp_path)
    spool.keep(_kept(0))
    file = tmp_path / "spool" / "inbox.spool"
    whole = file.read_bytes()
    for cut in (1, 7, len(whole) - 1):
        file.write_bytes(whole + whole[:cut])
        spool.keep(_kept(1))
        assert _numbers(spool) == ["SM0", "SM1"]
        file.write_bytes(whole[:cut])
        assert _numbers(spool) == []


def test_it_is_sealed_with_the_key_and_another_key_lays_it_aside(tmp_path: Path) -> None:
    spool = _spool(tmp_path, "a-key-that-is-long-enough")
    spool.keep(_kept(0))
    file = tmp_path / "spool" / "inbox.spool"
    assert b"word" not in file.read_bytes()
    assert b"word" not in base64.b64decode(file.read_bytes())
    other = _spool(tmp_path, "another-that-is-long-enough")
    assert _numbers(other) == []
    assert other.is_empty
    laid_aside = tmp_path / "spool" / "unreadable.spool"
    assert stat.S_IMODE(laid_aside.stat().st_mode) == 0o600
    laid_aside.rename(file)
    assert _numbers(spool) == ["SM0"]


def test_a_full_spool_says_so_and_a_full_disk_has_room_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = _spool(tmp_path, most=500)
    spool.prepare()
    spool.keep(_kept(0))
    spool.keep(_kept(1))
    with pytest.raises(SpoolError, match="full"):
        spool.keep(Kept(SMS, NOW, {"sid": "SM2", "text": "word " * 100}))
    assert spool.waiting() == 2
    reserve = tmp_path / "spool" / "reserve"
    assert reserve.stat().st_size > 1_000_000
    spool = _spool(tmp_path)
    write, full = os.write, [True]

    def no_room(file: int, data: bytes) -> int:
        if full[0] and reserve.exists():
            raise OSError(28, "No space left on device")
        return write(file, data)

    monkeypatch.setattr(os, "write", no_room)
    spool.keep(_kept(100))
    assert not reserve.exists()
    assert _numbers(spool)[-1] == "SM100"


def _keep_many(folder: Path, begin: int) -> None:
    spool = _spool(folder)
    for number in range(begin, begin + 40):
        spool.keep(_kept(number))


def test_several_processes_write_one_file(tmp_path: Path) -> None:
    own = multiprocessing.get_context("fork")
    started = [own.Process(target=_keep_many, args=(tmp_path, begin)) for begin in (0, 100, 200)]
    for each in started:
        each.start()
    for each in started:
        each.join(120)
        assert each.exitcode == 0
    read = _numbers(_spool(tmp_path))
    assert sorted(read) == sorted(f"SM{begin + number}" for begin in (0, 100, 200) for number in range(40))
    for begin in (0, 100, 200):
        own_ones = [int(sid[2:]) for sid in read if begin <= int(sid[2:]) < begin + 40]
        assert own_ones == sorted(own_ones)


def test_a_message_that_comes_while_the_database_is_away_is_answered_kept_and_counts_once(
    database_url: str, tmp_path: Path
) -> None:
    port = free_port()
    with TwilioPeer(real_now, f"http://127.0.0.1:{port}") as peer:
        settings = environment(
            database_url, peer, port, SPOOL_DIR=str(tmp_path / "spool"), BACKUP_KEEP="0", LOG_LEVEL="ERROR"
        )
        with process("run", **settings) as running:
            until(lambda: is_up(port))
            assert peer.texts(ANN, "START").status_code == 200
            until(lambda: len(peer.to(ANN)) == 1)
            with away(database_url):
                kept = peer.texts(ANN, "OK", sid="SM" + "1" * 32)
                assert (kept.status_code, "<Message>" in kept.text) == (200, False)
                assert peer.texts(ANN, "OK", sid="SM" + "1" * 32).status_code == 200
                red = peer.texts(STRANGER, "theres bugs crawling on the wall")
                assert red.status_code == 200
                assert "<Message>In danger, ring 999 now." in red.text
                assert "have told nobody yet" in red.text
                dark = peer.texts(BEN, "i dont want to be here any more. i want to die")
                assert "glad you told me" in dark.text
                health = _health(port)
                assert health.status_code == 503
                assert health.json()["spool_waiting"] == 4
            until(lambda: is_up(port))
            # What was leased as the database went is free again when its lease of a minute has run out.
            until(lambda: len(peer.to(ANN)) == 2, 200)
            assert _health(port).json()["spool_waiting"] == 0
            until(lambda: peer.to(STRANGER))
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
        assert len(peer.to(ANN)) == 2, "said twice by the provider, heard once"
        assert len(peer.to(STRANGER)) == 1, "and it is acted on as ever"
        with open_sms_house(database_url, peer) as sms:
            assert sms.inbox() == 0


def _health(port: int) -> httpx.Response:
    with httpx.Client(trust_env=False, verify=False) as client:
        return client.get(f"http://127.0.0.1:{port}/health")


def _update(number: int, text: str, kind: str = "private") -> bytes:
    person = {"id": 77, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": kind}, "from": person, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


def test_telegram_is_kept_too_and_red_words_are_answered_past_the_outbox(postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        database_url=postgres_url,
        spool_dir=str(tmp_path / "spool"),
        telegram_bot_token=SecretStr("1:x"),
    )
    house = open_house(settings)
    intake = Intake(house, lambda: None)
    assert asyncio.run(intake.take_update(_update(1, "hello"))) is None
    with away(postgres_url):
        assert asyncio.run(intake.take_update(_update(2, "how are you"))) is None
        answer = asyncio.run(intake.take_update(_update(3, "SOS")))
        assert answer is not None
        assert (answer["method"], answer["chat_id"]) == ("sendMessage", 77)
        assert "ring your local emergency number now" in str(answer["text"])
        assert asyncio.run(intake.take_update(_update(4, "SOS", kind="group"))) is None
        assert not intake.spool.is_empty
    # What comes now waits for its turn behind what waits.
    assert asyncio.run(intake.take_update(_update(5, "left"))) is None
    assert intake.spool.replay(intake._take_again) == 4
    with house.store.transaction() as records:
        waiting = records.inbox.lease(house.clock.now(), 10, house.clock.now() + timedelta(minutes=1))
        assert records.inbox.waiting() == 4, "the group is nobody's own chat"
    assert [each.text for each in waiting] == ["hello"], "one at a time for each contact"
    intake.close()
    house.store.close()


def test_an_answer_past_the_outbox_is_not_given_for_ever() -> None:
    emergency = Emergency()
    said = [emergency.sms(ANN, "SOS", NOW) for _ in range(5)]
    assert [each is not None for each in said] == [True, True, True, False, False]
    assert emergency.sms("+12025550123", "chest pain and i cant breathe", NOW) is not None
    for text in ("not seeing things", "1", "took it at 8", "left"):
        assert emergency.sms(BEN, text, NOW) is None, text
    us = emergency.sms("+12025550124", "SOS", NOW)
    assert us is not None
    assert "911" in us
