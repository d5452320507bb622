"""The whole process beside Telegram: killed in the middle of a batch, pushed to by webhook, two at once, ended in order."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.channels.telegram_shape import cut, read_data
from bot.intake import MOST_TOGETHER
from tests.adapters.ports import free_port
from tests.adapters.started import Started
from tests.adapters.telegram_proxy import TOKEN, TelegramPeer

# More than are stored in one commit.
_MANY = MOST_TOGETHER + 30


@contextmanager
def _running(folder: Path, peer: TelegramPeer, **more: str) -> Iterator[Started]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "TWILIO_"))}
    env |= {
        "DATABASE_URL": f"sqlite:///{folder / 'run.db'}",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": peer.base_url,
        "HTTP_PORT": str(free_port()),
        "STEPDOWN_BEAT_SECONDS": "0.2",
    }
    with (folder / "log.txt").open("ab") as log:
        process = Started(["run"], folder, {**env, **more}, log=log)
        try:
            yield process
        finally:
            process.end()


def _rows(folder: Path, query: str) -> int:
    try:
        with closing(sqlite3.connect(f"file:{folder / 'run.db'}?mode=ro", uri=True, timeout=5)) as connection:
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _until(folder: Path, query: str, least: int, seconds: float = 120) -> int:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        found = _rows(folder, query)
        if found >= least:
            return found
        time.sleep(0.01)
    raise AssertionError(f"{query}: {_rows(folder, query)}, {least} wanted\n{(folder / 'log.txt').read_text()[-3000:]}")


@contextmanager
def _each_takes_a_while(folder: Path) -> Iterator[None]:
    """Storing an update takes so much work that whoever watches sees a batch half stored, however slow the machine."""
    counts = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) SELECT max(x) FROM n"
    with closing(sqlite3.connect(folder / "run.db", isolation_level=None)) as connection:
        connection.execute(f"CREATE TRIGGER a_while BEFORE INSERT ON inbox BEGIN SELECT ({counts}); END")
    yield
    with closing(sqlite3.connect(folder / "run.db", timeout=60, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER a_while")


def test_nothing_is_lost_when_the_process_is_killed_in_a_batch(
    tmp_path: Path, peer: TelegramPeer, sqlite_template: bytes
) -> None:
    for number in range(_MANY):
        peer.says(9000 + number, "/start")
    (tmp_path / "run.db").write_bytes(sqlite_template)
    with _each_takes_a_while(tmp_path), _running(tmp_path, peer) as process:
        _until(tmp_path, "SELECT count(*) FROM inbox", 3)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert _rows(tmp_path, "SELECT count(*) FROM inbox") < _MANY
    with _running(tmp_path, peer) as process:
        _until(tmp_path, "SELECT count(*) FROM inbox WHERE handled_at IS NOT NULL", _MANY)
        _until(tmp_path, "SELECT count(*) FROM message WHERE state = 'sent'", _MANY)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert _rows(tmp_path, "SELECT count(*) FROM inbox") == _MANY
    assert _rows(tmp_path, "SELECT count(*) FROM message WHERE kind = 'welcome'") == _MANY
    heard = {chat: len(bubbles) for chat, bubbles in peer.chats.items()}
    assert len(heard) == _MANY
    # What was being sent as it was killed may be said twice, never three times.
    assert max(heard.values()) <= 2
    assert [request.status for request in peer.sent("setMyCommands")][-1:] == [200]


def test_updates_come_by_webhook(tmp_path: Path, peer: TelegramPeer) -> None:
    port = str(free_port())
    hook = {"TELEGRAM_WEBHOOK_SECRET": "s3cret", "PUBLIC_URL": f"http://127.0.0.1:{port}", "HTTP_PORT": port}
    peer.says(9001, "/start")
    with _running(tmp_path, peer, **hook) as process:
        _until(tmp_path, "SELECT count(*) FROM message WHERE state = 'sent'", 1)
        welcome = peer.last(9001)
        peer.presses(9001, welcome.id, welcome.buttons["OK"])
        _until(tmp_path, "SELECT count(*) FROM message WHERE kind = 'circle' AND state = 'sent'", 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert not peer.sent("getUpdates")
    assert peer.sent("setWebhook")[-1].fields["secret_token"] == "s3cret"
    assert "drop_pending_updates" not in peer.sent("setWebhook")[-1].fields or (
        peer.sent("setWebhook")[-1].fields["drop_pending_updates"] == "false"
    )


def test_a_second_process_with_the_token_says_so_and_does_not_spin(tmp_path: Path, peer: TelegramPeer) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with _running(first, peer):
        peer.says(9001, "/start")
        _until(first, "SELECT count(*) FROM message WHERE state = 'sent'", 1)
        with _running(second, peer) as process:
            ends_at = time.monotonic() + 120
            while b"telegram.conflict" not in (second / "log.txt").read_bytes() and time.monotonic() < ends_at:
                time.sleep(0.1)
            time.sleep(3)
            assert process.poll() is None
            assert b"telegram.conflict" in (second / "log.txt").read_bytes()
            assert sum(request.status == 409 for request in peer.sent("getUpdates")) <= 4


def test_what_a_button_sends_fits_and_reads_back() -> None:
    assert read_data("1||12,13|") == ("1", {"doses": "12,13", "answers": ""})
    assert read_data("OK|enrol_ok||") == ("OK", {"doses": "", "answers": "", "question": "enrol_ok"})
    assert read_data("") == ("", {"doses": "", "answers": ""})


def test_a_long_text_is_cut_where_it_reads_and_by_utf16_units() -> None:
    text = "\n".join(f"{number} 🙂 a line of a table" for number in range(400))
    parts = cut(text)
    assert len(parts) > 1
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    assert cut("🙂" * 5000, 10)[0] == "🙂" * 5
