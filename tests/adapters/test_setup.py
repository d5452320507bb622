"""`stepdown setup`: a token tried for real, settings that stay whole, a code to scan, a person who comes in by it."""

from __future__ import annotations

import re
import stat
import termios
import time
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.exchange.env_file import EnvFileError, write_settings
from scheduler.clock import SystemClock
from tests.adapters.commands import Terminal, plan_document, refuses, write_json
from tests.adapters.ports import free_port
from tests.adapters.telegram_proxy import TOKEN, USERNAME, Fault, TelegramPeer
from tests.adapters.test_chat import Pty
from tests.adapters.twilio_peer import NUMBER, SID, TwilioPeer
from tests.adapters.twilio_peer import TOKEN as TWILIO_TOKEN

CHAT = 4242
PERSON = ("--name", "Jo", "--timezone", "London", "--caregiver", "Ann")


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], peer: TelegramPeer
) -> Terminal:
    folder = tmp_path / "home"
    folder.mkdir()
    made = Terminal(folder, monkeypatch, capsys)
    monkeypatch.setenv("TELEGRAM_API_BASE_URL", peer.base_url)
    return made


def test_settings_are_put_in_and_the_rest_stays(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nLOG_LEVEL=DEBUG\nexport STEPDOWN_KEY=old\nSTEPDOWN_KEY=older\nODD\n", "utf-8")
    write_settings(file, {"STEPDOWN_KEY": "a'b #c\\", "PUBLIC_URL": "https://x.example/"})
    assert file.read_text("utf-8") == (
        "# mine\nLOG_LEVEL=DEBUG\nSTEPDOWN_KEY='a\\'b #c\\\\'\nODD\nPUBLIC_URL=https://x.example/\n"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # As the program itself will read it.
    assert dotenv_values(file)["STEPDOWN_KEY"] == "a'b #c\\"
    with pytest.raises(EnvFileError, match="one line"):
        write_settings(file, {"PUBLIC_URL": "x\nDATABASE_URL=y"})
    assert list(tmp_path.iterdir()) == [file]


def test_all_of_it_by_options(terminal: Terminal, peer: TelegramPeer) -> None:
    plan = write_json(terminal.folder, "plan.json", plan_document())
    (terminal.folder / ".env").write_text("LOG_LEVEL=ERROR\n", "utf-8")
    ran = terminal.run("setup", "--telegram-token", TOKEN, *PERSON, "--plan", plan, "--json")
    assert (ran.status, ran.err) == (0, "")
    made = ran.json()
    assert TOKEN not in ran.out
    assert made["set"] == ["STEPDOWN_KEY", "TELEGRAM_BOT_TOKEN"]
    assert made["joined"] is False
    written = (terminal.folder / ".env").read_text("utf-8")
    assert written.startswith(f"LOG_LEVEL=ERROR\nTELEGRAM_BOT_TOKEN={TOKEN}\nSTEPDOWN_KEY=")
    for role in ("patient", "caregiver"):
        invitation = made["invitations"][role]
        assert invitation["link"] == f"https://t.me/{USERNAME}?start={invitation['code']}"
    shown = terminal.run("patients", "show", "1", "--json").json()
    assert (shown["name"], shown["timezone"], shown["plan"]["state"]) == ("Jo", "Europe/London", "active")
    assert shown["caregivers"][0]["name"] == "Ann"
    refuses(terminal.run("patients", "test", "1"), "Nobody has said OK", status=1)
    assert {request.method for request in peer.requests} == {"getMe", "getWebhookInfo"}
    # Run again it keeps what is there, and asks for nothing that is known.
    again = terminal.run("setup", "--json").json()
    assert (again["set"], again["patient"]) == ([], 1)
    assert (terminal.folder / ".env").read_text("utf-8") == written


@pytest.mark.parametrize(
    ("options", "said", "status"),
    [
        (("--telegram-token", TOKEN), "--name: needed where nobody can be asked", 2),
        (("--telegram-token", TOKEN, "--name", "!!"), "--name: a name of at most 40 letters", 2),
        (("--telegram-token", TOKEN, "--name", "Jo", "--timezone", "Atlantis"), "no place called Atlantis", 2),
        (("--telegram-token", TOKEN, "--name", "Jo", "--timezone", "Brazil"), "--timezone: one of America/", 2),
        (("--telegram-token", TOKEN, *PERSON, "--plan", "none.json"), "--plan: ", 2),
        (("--twilio-sid", "XY1"), "--twilio-sid: the account SID begins with AC", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_fix(
    terminal: Terminal, options: tuple[str, ...], said: str, status: int
) -> None:
    refuses(terminal.run("setup", *options, "--json"), said, status=status)


def test_a_token_that_is_refused_is_not_kept(terminal: Terminal, peer: TelegramPeer) -> None:
    peer.fails("getMe", Fault(401, "Unauthorized"))
    said = "the token is not accepted; set TELEGRAM_BOT_TOKEN to the token that BotFather shows"
    refuses(terminal.run("setup", "--telegram-token", TOKEN, *PERSON, "--json"), said, status=1)
    assert list(terminal.folder.iterdir()) == []


def test_sms_alone(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with TwilioPeer(SystemClock().now) as twilio:
        monkeypatch.setenv("TWILIO_API_BASE_URL", twilio.base_url)
        account = ("--twilio-sid", SID, "--twilio-token", TWILIO_TOKEN, "--twilio-sender", NUMBER)
        ran = terminal.run("setup", *account, *PERSON, "--no-key")
        assert (ran.status, ran.err) == (0, "")
        assert "TWILIO_INBOUND=poll" in (terminal.folder / ".env").read_text("utf-8")
        assert TWILIO_TOKEN not in ran.out
        assert f"Or text this code to {NUMBER}: " in ran.out
        assert "Now: stepdown run" in ran.out
        assert not twilio.asked
        wrong = ("--twilio-sid", SID, "--twilio-token", "0" * 32, "--twilio-sender", NUMBER)
        refuses(terminal.run("setup", *wrong, "--json"), "Twilio: ", status=1)


def test_it_waits_until_the_person_has_joined_and_sends_a_test(tmp_path: Path, peer: TelegramPeer) -> None:
    home = tmp_path / "home"
    home.mkdir()
    settings = {"TELEGRAM_API_BASE_URL": peer.base_url, "HTTP_PORT": str(free_port()), "STEPDOWN_BEAT_SECONDS": "0.2"}
    screen = _Screen(home, settings)
    peer.fails("getMe", Fault(401, "Unauthorized"))
    screen.sees("Telegram bot token")
    screen.paste("1:wrong\n")
    screen.sees("the token is not accepted")
    screen.sees("as @BotFather shows it")
    screen.paste(f"{TOKEN}\n")
    screen.sees(f"the bot {USERNAME} answers")
    screen.sees("as well?")
    screen.type("\n")
    screen.sees("with a key?")
    screen.type("\n")
    screen.sees("Who tapers?")
    screen.type("Jo\n")
    screen.sees("time zone")
    screen.type("nowhere\n")
    screen.sees("I don't know that place")
    screen.type("Berlin\n")
    screen.sees("Who shall be told")
    screen.type("\n")
    screen.sees("Waiting until they have said OK")
    assert TOKEN not in screen.seen
    code = re.search(r"\?start=([A-Za-z0-9_-]{22})", screen.seen)
    assert code is not None
    peer.says(CHAT, f"/start {code[1]}")
    _until(lambda: bool(peer.chats.get(str(CHAT))))
    welcome = peer.last(CHAT)
    peer.presses(CHAT, welcome.id, welcome.buttons["OK"])
    screen.sees("They have joined")
    screen.sees("Now: stepdown run")
    assert screen.close() == 0
    assert any("A test, Jo" in bubble.text for bubble in peer.chats[str(CHAT)])
    assert stat.S_IMODE((home / ".env").stat().st_mode) == 0o600


class _Screen(Pty):
    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            super().__init__(folder, "setup", "--wait", "120")

    def sees(self, wanted: str) -> None:
        """What is asked next may have come together with what was said before."""
        if wanted not in self.seen:
            self.wait_for(wanted)

    def paste(self, keys: str) -> None:
        """Into a hidden prompt: it stops showing what is typed a moment after it is there."""
        _until(lambda: not termios.tcgetattr(self.screen)[3] & termios.ECHO)
        self.type(keys)


def _until(holds: object, seconds: float = 120) -> None:
    ends_at = time.monotonic() + seconds
    assert callable(holds)
    while not holds():
        assert time.monotonic() < ends_at
        time.sleep(0.05)
