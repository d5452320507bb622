"""The process itself, started as people start it, with a Twilio of the test's own: it hears, answers, dies and comes back."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scheduler.clock import SystemClock
from scheduler.domain.message import MessageState
from tests.adapters.commands import Terminal, refuses
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, open_sms_house
from tests.adapters.started import Started
from tests.adapters.twilio_peer import NUMBER, SID, TOKEN, Lose, TwilioPeer, real_now

ROOT = Path(__file__).parents[2]


@contextmanager
def process(command: str, **environment: str) -> Iterator[Started]:
    """A process of ours, killed at the end if it still runs."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TWILIO_", "TELEGRAM_", "STEPDOWN_"))}
    given = {**clean, "STEPDOWN_BEAT_SECONDS": "0.2", "LOG_LEVEL": "WARNING", **environment}
    started = Started([command], ROOT, given, text=False)
    try:
        yield started
    finally:
        started.end()


def environment(url: str, peer: TwilioPeer, port: int, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_BASE_URL": peer.base_url,
        "TWILIO_MESSAGES_PER_SECOND": "100",
        "HTTP_PORT": str(port),
        "PUBLIC_URL": peer.public_url or "",
        **more,
    }


def until(holds: Callable[[], object], within_s: float = 120) -> None:
    """Wait until it holds."""
    ends = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.1)


def is_up(port: int) -> bool:
    try:
        with httpx.Client(trust_env=False, verify=False) as client:
            return client.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def peer(port: int) -> Iterator[TwilioPeer]:
    with TwilioPeer(real_now, f"http://127.0.0.1:{port}") as made:
        yield made


def test_by_webhook_it_hears_and_answers_and_ends_in_order(sqlite_url: str, peer: TwilioPeer, port: int) -> None:
    with process("run", **environment(sqlite_url, peer, port)) as running:
        until(lambda: is_up(port))
        assert peer.texts(ANN, "START").status_code == 200
        until(lambda: peer.to(ANN))
        assert "Text OK" in peer.to(ANN)[0]
        assert peer.says(peer.out[0], "delivered", "sent") == [200, 200]
        assert peer.texts(ANN, "OK").status_code == 200
        until(lambda: len(peer.to(ANN)) == 2)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0


def test_a_process_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    sqlite_url: str, peer: TwilioPeer, port: int
) -> None:
    numbers = [f"+4477009{number:05}" for number in range(25)]
    with open_sms_house(sqlite_url, peer, SystemClock()) as sms:  # type: ignore[arg-type]
        for number in numbers:
            sms.person(number, "Ann")
            sms.queue(number)
    peer.delay_s = 0.3
    settings = environment(sqlite_url, peer, port, SEND_TIMEOUT_SECONDS="5")
    # So slowly that whoever looks late finds it in the middle all the same.
    with process("run", **{**settings, "TWILIO_MESSAGES_PER_SECOND": "3"}) as running:
        until(lambda: len(peer.asked) >= 8)
        running.kill()
        running.wait()
    peer.delay_s = 0.0
    assert len(peer.asked) < 25, "it was killed in the middle"
    with process("run", **settings) as running:
        until(lambda: len(peer.out) >= 25, 200)
        until(lambda: _states(sqlite_url, peer) == {MessageState.SENT}, 200)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
    assert sorted(each.to for each in peer.out) == sorted(numbers)


def _states(url: str, peer: TwilioPeer) -> set[MessageState]:
    with open_sms_house(url, peer) as sms:
        return {each.state for each in sms.messages()}


def test_by_polling_it_needs_no_address_and_hears_what_was_written_while_it_was_down(
    sqlite_url: str, peer: TwilioPeer, port: int
) -> None:
    settings = environment(sqlite_url, peer, port, TWILIO_INBOUND="poll", PUBLIC_URL="", TWILIO_POLL_SECONDS="0.3")
    with process("run", **settings) as running:
        until(lambda: is_up(port))
        peer.holds(ANN, "START")
        until(lambda: len(peer.to(ANN)) == 1)
        running.kill()
        running.wait()
    peer.holds(BEN, "START")
    peer.faults.append(Lose(accepts=True))
    with process("run", **settings) as running:
        until(lambda: len(peer.to(BEN)) == 1)
        time.sleep(1.5)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
    assert (len(peer.to(ANN)), len(peer.to(BEN))) == (1, 1)


def test_the_two_halves_are_one_house_on_postgresql(postgres_url: str, peer: TwilioPeer, port: int) -> None:
    settings = environment(postgres_url, peer, port)
    with process("listen", **settings) as ears, process("schedule", **settings) as mouth:
        until(lambda: is_up(port))
        assert peer.texts(ANN, "START").status_code == 200
        until(lambda: peer.to(ANN))
        for running in (ears, mouth):
            running.send_signal(signal.SIGTERM)
        assert [running.wait(60) for running in (ears, mouth)] == [0, 0]
    assert len(peer.to(ANN)) == 1


def test_the_halves_refuse_sqlite_and_a_rehearsals_speed_real_providers(
    sqlite_url: str,
    peer: TwilioPeer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    for name, value in environment(sqlite_url, peer, 1).items():
        monkeypatch.setenv(name, value)
    refuses(terminal.run("listen"), "postgresql")
    refuses(terminal.run("schedule"), "postgresql")
    for name, value, command in (
        ("TWILIO_API_BASE_URL", "https://api.twilio.com", ("run", "--speed", "60")),
        ("PUBLIC_URL", "", ("run",)),
        ("TWILIO_EDGE", "dublin", ("run",)),
        ("OPERATOR_CONTACT", "me@example.org", ("run",)),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            refuses(terminal.run(*command), name)


def test_a_port_that_is_taken_is_said(sqlite_url: str, peer: TwilioPeer, port: int) -> None:
    with (
        socket.create_server(("127.0.0.1", port)),
        process("run", **environment(sqlite_url, peer, port)) as running,
    ):
        assert running.wait(120) == 1
        said = running.stderr.read()
    assert b"HTTP_PORT" in said
    assert b"Traceback" not in said
