"""Marked people, words and numbers are poured through every way in, with faults on every floor: nothing of it comes out.

What is searched: logs in both forms at DEBUG, what libraries and Python itself say of trouble, health, metrics, answers to
strangers, and the one line that a command says when something breaks.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy.exc import OperationalError

from bot.bootstrap import House
from bot.channels.telegram_inbound import UpdateError, take_update
from bot.cli.app import main
from bot.health import look_at_health
from bot.logs import set_up_logs
from bot.metrics import Metrics
from scheduler.clock import StandingClock
from scheduler.deliver import deliver
from scheduler.domain.message import Priority
from scheduler.domain.people import ChannelName
from scheduler.tick import tick
from storage.failure import StoreError
from tests.adapters.ports import free_port
from tests.adapters.sms_house import NOW, SmsHouse, open_sms_house, served
from tests.adapters.twilio_peer import Refuse, TwilioPeer, form_body, sign

NAME, WORDS, PLACE = "Quillabeth", "zwetschgenknoedel", "Murkelgasse 17"
NUMBER, OTHER, CHAT = "+447700900781", "+447700900782", "778899001122"
MARKS = (NAME, WORDS, PLACE, "Murkelgasse", NUMBER, NUMBER[1:], OTHER, OTHER[1:], CHAT, "rezept-77")
SECRET = "a-secret-of-telegrams"


@pytest.fixture
def sms(sqlite_url: str) -> Iterator[SmsHouse]:
    clock = StandingClock(NOW)
    more: dict[str, Any] = {"telegram_bot_token": "1234:" + "a" * 35, "telegram_webhook_secret": SECRET}
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(sqlite_url, peer, clock, **more) as made,
        served(made),
    ):
        yield made


@contextmanager
def _logged(form: str) -> Iterator[None]:
    """Logs as a process has them, and put back afterwards."""
    kept, level = logging.root.handlers[:], logging.root.level
    hooks = threading.excepthook
    set_up_logs(form, "DEBUG")
    try:
        yield
    finally:
        logging.root.handlers[:], logging.root.level = kept, level
        threading.excepthook = hooks
        structlog.reset_defaults()


def _update(number: int, **message: Any) -> bytes:
    chat = {"id": int(CHAT), "type": "private", "first_name": NAME}
    writer = {"id": int(CHAT), "is_bot": False, "first_name": NAME, "last_name": PLACE, "username": WORDS}
    body = {"message_id": number, "date": 1, "chat": chat, "from": writer, **message}
    return json.dumps({"update_id": number, "message": body}).encode()


class _Broken:
    """A store whose every transaction fails, and says all it knows."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def transaction(self) -> Any:
        raise self._error

    reading = transaction

    def close(self) -> None:
        pass


def _send_by_every_way(sms: SmsHouse) -> list[httpx.Response]:
    """Good, repeated, unsigned, malformed, oversized and odd requests; what is answered."""
    answers = [sms.peer.texts(NUMBER, f"{NAME} {WORDS} {PLACE}"), sms.peer.texts(OTHER, f"START {WORDS}")]
    url = sms.peer.public_url or ""
    form = {"From": NUMBER, "Body": f"{WORDS} {PLACE}", "MessageSid": "SM" + "4" * 32}
    signed = {"X-Twilio-Signature": sign(f"{url}/twilio/sms", form.items(), "7f" * 16)}
    odd = {**form, "From": f"{NAME}{NUMBER}"}
    secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    with httpx.Client(trust_env=False, verify=False) as client:
        answers += [
            client.post(f"{url}/twilio/sms", content=form_body(form), headers=signed),
            client.post(f"{url}/twilio/sms", data=form),
            client.post(f"{url}/twilio/sms", content=form_body(form) * 1500),
            client.post(f"{url}/twilio/sms", content=WORDS.encode(), headers={"X-Twilio-Signature": WORDS}),
            client.post(f"{url}/telegram", content=_update(1, text=f"{WORDS} {PLACE}"), headers=secret),
            client.post(f"{url}/telegram", content=_update(2, text=WORDS)),
            client.post(f"{url}/telegram", content=WORDS.encode(), headers=secret),
            client.post(f"{url}/telegram", content=_update(3, text={"is": WORDS}), headers=secret),
            client.post(f"{url}/twilio/status/{NUMBER}", data={"MessageStatus": WORDS}),
            client.get(f"{url}/{NAME}/{WORDS}?phone={NUMBER}"),
            client.get(f"{url}/media/{WORDS}"),
            client.get(f"{url}/health"),
            client.get(f"{url}/metrics"),
        ]
    answers.append(sms.peer.call("/twilio/sms", odd))
    answers.append(sms.peer.call("/twilio/status/1", {"MessageStatus": WORDS, "MessageSid": WORDS, "To": NUMBER}))
    return answers


def _break_every_floor(sms: SmsHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store, the domain, the reading and the provider fail, each with an error that quotes somebody."""
    quoted = f"{NAME} {NUMBER} {WORDS} at {PLACE}, chat {CHAT}"
    ann = sms.person(NUMBER, NAME, patient=True)
    sms.cares(sms.person(OTHER, f"{NAME} the other"), ann)
    for place in ("bot.inbound.receive", "bot.inbound.hear_writing", "bot.inbound.who_writes"):
        with monkeypatch.context() as patch:
            patch.setattr(place, _raising(ValueError(quoted)))
            for _ in range(4):
                sms.peer.texts(NUMBER, f"{WORDS} {place}")
                sms.house.hear()
    for error in (ValueError(quoted), RuntimeError(quoted), OSError(quoted)):
        sms.queue(NUMBER, "name-changed", Priority.ESCALATION, slots={"name": NAME})
        broken = {**sms.house.channels, ChannelName.SMS: _Failing(error)}
        sms.runner.run(deliver(sms.house.store, broken, sms.clock))
    sms.peer.faults += [Refuse(21610), Refuse(30034), Refuse(0, 500)]
    for _ in range(3):
        sms.queue(NUMBER, "name-changed", Priority.ESCALATION, slots={"name": NAME, "says": WORDS})
        sms.rounds(2)
    for failing in (StoreError(quoted), OperationalError(f"SELECT '{quoted}'", {"name": NAME}, Exception(quoted))):
        _ask_all(replace(sms.house, store=_Broken(failing)))


def _ask_all(house: House) -> None:
    """Whatever asks the store, while none of it answers."""
    look_at_health(house)
    Metrics(house).show()
    with pytest.raises((StoreError, OperationalError)):
        house.hear()
    with pytest.raises((StoreError, OperationalError)):
        tick(house.store, NOW, house.knowledge)


def _raising(error: Exception) -> Any:
    def fail(*given: Any, **more: Any) -> Any:
        raise error

    return fail


class _Failing:
    """A provider's library that raises what no channel should let through."""

    name = ChannelName.SMS

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def send(self, delivery: Any) -> Any:
        raise self._error


def _upset_python(sms: SmsHouse) -> None:
    """What nobody caught: in a thread, in a task, in a library's own log, as a warning."""
    quoted = f"{NAME} {NUMBER} {WORDS}"
    thread = threading.Thread(target=_raising(ValueError(quoted)))
    thread.start()
    thread.join()

    async def forgotten() -> None:
        task = asyncio.create_task(_fail(quoted))
        await asyncio.sleep(0.01)
        del task
        gc.collect()

    sms.runner.run(forgotten())
    for name in ("httpx", "aiohttp.access", "telegram.ext", "uvicorn.error", "twilio", "sqlalchemy.engine", "asyncio"):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            logging.getLogger(name).log(
                level, "POST https://x/bot%s/send %s", WORDS, quoted, exc_info=ValueError(quoted)
            )
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(quoted, stacklevel=1)
        logging.captureWarnings(False)


async def _fail(quoted: str) -> None:
    raise ValueError(quoted)


def _log_carelessly() -> None:
    """What somebody may write one day without thinking of it."""
    log = structlog.get_logger("careless")
    log.error("careless.exception", error=ValueError(f"{NAME} {NUMBER}"))
    log.info("careless.fields", text=WORDS, name=NAME, address=PLACE, phone=NUMBER, slots={"name": NAME}, body=WORDS)
    log.info(
        "careless.numbers", why=f"no route to {NUMBER}", error=f"21211 {OTHER} is not valid", chat=int(CHAT), to=NUMBER
    )
    try:
        raise ValueError(f"{NAME} {WORDS}")
    except ValueError:
        log.error("careless.traceback", exc_info=True)
        log.exception("careless.again")


@pytest.mark.parametrize("form", ["json", "console"])
def test_nothing_of_anybody_comes_out(
    sms: SmsHouse, form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with _logged(form):
        answers = _send_by_every_way(sms)
        _break_every_floor(sms, monkeypatch)
        _upset_python(sms)
        _log_carelessly()
    told = capfd.readouterr()
    for text in (
        told.out,
        told.err,
        *(answer.text for answer in answers),
        *(str(answer.headers) for answer in answers),
    ):
        for mark in MARKS:
            assert mark.casefold() not in text.casefold(), text[max(0, text.find(mark) - 300) :][:600]
    # It was not silence that kept the secret: each of these was said.
    for event in (
        "inbound.failed",
        "health.no-database",
        "library.warned",
        "thread.failed",
        "careless.fields",
        "careless.again",
    ):
        assert event in told.err, event
    assert "ValueError" in told.err
    if form == "json":
        for line in told.err.splitlines():
            assert json.loads(line)["event"], line


@pytest.mark.parametrize("typed", ["audit", "patients", "patients show 1", "check", "export 1 --format json"])
def test_a_command_that_breaks_says_nothing_of_anybody(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    quoted = f"{NAME} {NUMBER} {WORDS}"
    for place in ("storage.store.SqlStore.reading", "storage.store.SqlStore.transaction"):
        monkeypatch.setattr(place, _raising(ValueError(quoted)))
    kept = logging.root.handlers[:]
    assert main(typed.split()) in (1, 2)
    logging.root.handlers[:] = kept
    written = capsys.readouterr()
    assert "ValueError" in written.err + written.out
    for mark in MARKS:
        assert mark not in written.err + written.out


def test_an_update_that_is_refused_is_not_quoted(sms: SmsHouse, capfd: pytest.CaptureFixture[str]) -> None:
    with _logged("json"):
        for body in (WORDS.encode(), _update(9, text=5), _update(10)[:-4], b"[" * 5000 + WORDS.encode()):
            with pytest.raises(UpdateError) as error:
                take_update(sms.house, body)
            assert WORDS not in str(error.value)
    assert WORDS not in capfd.readouterr().err
