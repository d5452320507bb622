"""`plan qr --link`: the code on the screen is the bot's own link, and the plan waits behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exchange.plan_text import to_json
from scheduler.domain.document import parse_plan
from tests.adapters.commands import Terminal, refuses
from tests.adapters.telegram_proxy import TOKEN, USERNAME, telegram_peer
from tests.adapters.test_handover import codes_on
from tests.builders import plan


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Terminal:
    made = Terminal(tmp_path, monkeypatch, capsys, sqlite_url)
    (tmp_path / "plan.json").write_text(to_json(parse_plan(plan())))
    return made


def test_without_a_bot_there_is_no_link(terminal: Terminal) -> None:
    refuses(terminal.run("plan", "qr", "plan.json", "--link"), "TELEGRAM_BOT_TOKEN", status=1)
    refuses(terminal.run("plan", "qr", "plan.json", "--link", "--text", "x.txt"), "--text")
    assert terminal.run("patients", "--json").json() == [], "nobody was entered for it"


def test_the_code_is_a_link_that_somebody_new_opens(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with telegram_peer(tmp_path) as peer:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_BASE_URL", peer.base_url)
        ran = terminal.run("plan", "qr", "plan.json", "--link", "--name", "Cleo")
        made = terminal.run("plan", "qr", "plan.json", "--link", "--png", "code.png", "--json").json()
    assert ran.status == 0, ran.err
    (seen,) = codes_on(ran.out)
    assert seen in ran.out.splitlines()
    assert seen.startswith(f"https://t.me/{USERNAME}?start=")
    assert "works once" in ran.out
    assert made["link"] != seen
    assert (terminal.folder / "code.png").stat().st_size > 0
    assert len(terminal.run("patients", "--json").json()) == 2
