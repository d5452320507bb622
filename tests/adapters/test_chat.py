"""`stepdown chat` as a person meets it: through a pipe, in a terminal, in two windows, and after a crash."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.chat_command import COMMANDS, MOST_LEAP, read_command, read_length, word_length
from bot.cli.chat_paper import ColourPaper, PlainPaper, clean
from bot.cli.chat_place import FRESH, OLD, choose_place, is_owned
from bot.cli.command_error import CommandError
from bot.settings import Settings
from bot.texts.setting import Setting
from scheduler.clock import SystemClock
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Wording
from tests.adapters.commands import ROOT, Ran, Terminal, lines_until, plan_document, refuses, say_to, start, write_json
from tests.adapters.started import Started

ENROL = "OK\nALONE\n1\nJo\nLondon\nfull\n"
STAMP = re.compile(r"^ *(\d\d?:\d\d) bot: (.*)$")


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def enrolled(terminal: Terminal) -> Terminal:
    """Somebody with a plan of doses at 8:00, 14:00 and 20:00, in a fresh conversation."""
    file = write_json(terminal.folder, "plan.json", plan_document())
    ran = terminal.run("chat", "--fresh", typed=f"{ENROL}PLAN {file}\nOK\n")
    assert ran.status == 0
    assert "is active" in ran.out
    return terminal


def told(ran: Ran) -> list[tuple[str, str]]:
    """(time, first line) of each message of the bot."""
    return [(found[1], found[2]) for line in ran.out.splitlines() if (found := STAMP.match(line))]


def test_a_newcomer_is_welcomed_without_typing(terminal: Terminal) -> None:
    ran = terminal.run("chat", "--fresh")
    assert ran.status == 0
    assert ran.err == ""
    assert "Nothing leaves this machine" in ran.out
    assert str(terminal.folder / FRESH) in ran.out
    assert "chat --as Ann" in ran.out
    assert len(told(ran)) == 1
    assert "[OK]" in ran.out


def _before_breakfast() -> str:
    """A city where it is between one and six in the morning now, so that a day's first dose is still to come."""
    cities = {
        "London": "Europe/London", "Dubai": "Asia/Dubai", "Tokyo": "Asia/Tokyo", "Auckland": "Pacific/Auckland",
        "Denver": "America/Denver", "New York": "America/New_York", "Sao Paulo": "America/Sao_Paulo",
        "Los Angeles": "America/Los_Angeles",
    }  # fmt: skip
    now = SystemClock().now()
    return next(city for city, zone in cities.items() if 1 <= now.astimezone(ZoneInfo(zone)).hour < 6)


def test_five_answers_undo_and_what_is_left(terminal: Terminal) -> None:
    file = write_json(terminal.folder, "plan.json", plan_document())
    enrol = ENROL.replace("London", _before_breakfast())
    assert "is active" in terminal.run("chat", "--fresh", typed=f"{enrol}PLAN {file}\nOK\n").out
    typed = [
        "/leap",
        "1",
        "/leap",
        "2",
        "forgot",
        "/leap",
        "0",
        "/leap",
        "3",
        "/leap",
        "half",
        "/leap",
        "took it at 20:00",
        "U",
        "left",
    ]
    ran = terminal.run("chat", typed="\n".join(typed) + "\n")
    assert ran.status == 0
    assert ran.err == ""
    said = "\n".join(line for _, line in told(ran))
    for word in (
        "recorded, taken",
        "recorded as not taken",
        "ask again",
        "7.5 mg taken of 15 mg|10 mg taken of 20 mg",
        "Undone",
        "left",
    ):
        assert re.search(word, said), said
    assert enrolled_audit_holds(terminal)


def enrolled_audit_holds(terminal: Terminal) -> bool:
    """The audit of the fresh conversation's database."""
    os.environ["DATABASE_URL"] = f"sqlite:///{terminal.folder / FRESH}"
    try:
        answer = terminal.run("audit", "--json").json()
    finally:
        del os.environ["DATABASE_URL"]
    assert answer["checked"]["3"] > 0
    return bool(answer["holds"])


def test_a_far_leap_passes_nothing_by(enrolled: Terminal) -> None:
    ran = enrolled.run("chat", typed="/leap 3d\n")
    prompts = [at for at, line in told(ran) if "Done?" in line or line.startswith("Now ")]
    assert len(prompts) == 9
    assert sorted(set(prompts)) == ["14:00", "20:00", "8:00"]
    assert "leapt 3 d to" in ran.out
    # A heading for each date on which something was said: four, but for the hour after midnight, when nobody writes.
    ends_at_midnight = re.search(r"leapt 3 d to .* 0:\d\d$", ran.out, re.MULTILINE)
    assert ran.out.count("-- ") >= (3 if ends_at_midnight else 4)


def test_a_leap_goes_to_the_next_thing_that_is_said(enrolled: Terminal) -> None:
    ran = enrolled.run("chat", typed="/leap\n")
    (at, _), *more = told(ran)[-1:]
    assert not more
    assert at in {"8:00", "14:00", "20:00"}
    leapt = next(line for line in ran.out.splitlines() if "leapt" in line)
    assert leapt.endswith(f" {at}")
    # What was leapt is said before what it brought.
    assert ran.out.index("leapt") < ran.out.rindex("bot:")


def test_the_clock_goes_on_where_it_was_left(enrolled: Terminal) -> None:
    first = enrolled.run("chat", typed="/leap 3d\n/clock\n").out
    again = enrolled.run("chat", typed="/clock\n").out
    day = re.compile(r"It is (\w+ \d+ \w+) ")
    assert day.findall(again) == day.findall(first)
    assert "ahead of this machine" in again


def test_a_window_that_is_opened_again_shows_what_came_and_nothing_twice(enrolled: Terminal) -> None:
    first = enrolled.run("chat", typed="/leap\n")
    prompt = told(first)[-1][1]
    again = enrolled.run("chat")
    assert "Earlier:" in again.out
    assert again.out.count(prompt) == 1
    assert "While this window was closed" not in again.out


def test_without_anything_to_wait_for_a_leap_says_so(terminal: Terminal) -> None:
    assert "nowhere to leap to" in terminal.run("chat", "--fresh", typed="/leap\n").out


@pytest.mark.parametrize("line", ["/bogus", "/today", "/"])
def test_an_unknown_command_is_answered_with_the_list(terminal: Terminal, line: str) -> None:
    out = terminal.run("chat", "--fresh", typed=f"{line}\n").out
    assert all(name in out.splitlines()[-1] for name in COMMANDS)


@pytest.mark.parametrize("line", ["/leap xyz", "/leap 0h", "/leap -3h", "/leap 99999999d", "/leap 3"])
def test_a_leap_that_cannot_be_read_says_how(terminal: Terminal, line: str) -> None:
    assert "45m, 3h, 2d, 1w" in terminal.run("chat", "--fresh", typed=f"{line}\n").out.splitlines()[-1]


def test_help_and_quit(terminal: Terminal) -> None:
    out = terminal.run("chat", "--fresh", typed="/help\n/quit\nOK\n").out
    assert "/leap 3h" in out
    assert "me: OK" not in out


def test_what_is_not_a_message_is_said_and_not_sent(terminal: Terminal) -> None:
    out = terminal.run("chat", "--fresh", typed="\n   \n" + "x" * 5000 + "\n\x1b[2Jhello\x07\n").out
    assert "longer than 4,096" in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_bytes_that_are_no_text_do_no_harm(terminal: Terminal) -> None:
    process = start("chat", "--fresh", folder=terminal.folder)
    assert process.stdin is not None
    os.write(process.stdin.fileno(), b"OK\n\xff\xfe\n")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert err == ""
    assert "bot:" in out


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("--speed", "0"), "--speed"),
        (("--speed", "-1"), "--speed"),
        (("--speed", "nan"), "--speed"),
        (("--as", ""), "--as"),
        (("--as", "x" * 50), "--as"),
    ],
)
def test_wrong_use(terminal: Terminal, typed: tuple[str, ...], named: str) -> None:
    refuses(terminal.run("chat", *typed), named)
    assert not list(terminal.folder.glob("*.db"))


def test_a_folder_that_is_not_there(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{terminal.folder}/nowhere/x.db")
    refuses(terminal.run("chat"), "no folder")
    assert not (terminal.folder / "nowhere").exists()


def test_a_fresh_conversation_keeps_the_one_before(terminal: Terminal) -> None:
    terminal.run("chat", "--fresh", typed="OK\n")
    before = (terminal.folder / FRESH).read_bytes()
    ran = terminal.run("chat", "--fresh")
    assert str(OLD) in ran.out
    assert len(told(ran)) == 1
    assert (terminal.folder / OLD).read_bytes() == before


def test_a_fresh_conversation_never_touches_the_database_of_people(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{terminal.folder}/people.db"
    monkeypatch.setenv("DATABASE_URL", url)
    assert terminal.run("migrate").status == 0
    before = (terminal.folder / "people.db").read_bytes()
    out = terminal.run("chat", "--fresh").out
    assert str(terminal.folder / FRESH) in out
    assert f"DATABASE_URL=sqlite:///{FRESH}" in out
    assert (terminal.folder / "people.db").read_bytes() == before


def settings(url: str = "sqlite:///stepdown.db") -> Settings:
    return Settings().model_copy(update={"database_url": url})


def test_which_database_a_conversation_is_kept_in(terminal: Terminal) -> None:
    def chosen(*, fresh: bool = False, is_told: bool = False) -> str:
        return choose_place(settings(), fresh=fresh, is_told=is_told).settings.database_url

    assert chosen() == "sqlite:///stepdown.db"
    assert chosen(fresh=True) == f"sqlite:///{FRESH}"
    assert chosen(fresh=True, is_told=True) == "sqlite:///stepdown.db"
    FRESH.touch()
    assert chosen() == f"sqlite:///{FRESH}"
    Path("stepdown.db").touch()
    assert chosen() == "sqlite:///stepdown.db"
    assert chosen(fresh=True, is_told=True) == f"sqlite:///{FRESH}"
    FRESH.touch()
    with FileLock(f"{FRESH}.lock"):
        assert is_owned(FRESH)
        assert chosen() == f"sqlite:///{FRESH}"
        assert chosen(is_told=True) == "sqlite:///stepdown.db"
        with pytest.raises(CommandError, match="open in another window"):
            chosen(fresh=True)
    assert not is_owned(FRESH)


def test_on_postgresql_a_conversation_goes_on_with_its_clock(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    file = write_json(terminal.folder, "plan.json", plan_document())
    ran = terminal.run("chat", typed=f"{ENROL}PLAN {file}\nOK\n/leap 1d\n")
    assert "leapt 1 d to" in ran.out
    assert postgres_url not in ran.out
    again = terminal.run("chat", typed="/clock\nU\n").out
    assert "1 d ahead of this machine" in again
    assert terminal.run("audit", "--json").json()["holds"] is True


def test_a_sealed_conversation_needs_its_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPDOWN_KEY", "a-key-of-more-than-sixteen-letters")
    assert terminal.run("chat", "--fresh", typed="OK\nZebedee\n").status == 0
    assert b"Zebedee" not in b"".join(file.read_bytes() for file in terminal.folder.glob(f"{FRESH}*"))
    monkeypatch.setenv("STEPDOWN_KEY", "another-key-of-more-than-sixteen")
    refuses(terminal.run("chat"), "STEPDOWN_KEY")
    monkeypatch.delenv("STEPDOWN_KEY")
    refuses(terminal.run("chat"), "STEPDOWN_KEY")


def test_two_windows_and_the_death_of_the_first(terminal: Terminal) -> None:
    owner = start("chat", "--fresh", folder=terminal.folder)
    lines_until(owner, "[OK]")
    for line, answer in (("OK", "ALONE"), ("Ann", "[1]"), ("1", "call you"), ("Jo", "city")):
        say_to(owner, line)
        lines_until(owner, answer)
    ann = start("chat", "--as", "ANN", folder=terminal.folder)
    assert "for Jo" in "".join(lines_until(ann, "[OK]"))
    say_to(ann, "/leap")
    lines_until(ann, "Only the first window")
    say_to(ann, "OK")
    lines_until(ann, "bot: Thank you")
    lines_until(owner, "Ann has agreed")
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    lines_until(ann, "The bot is not running")
    say_to(ann, "are you there")
    lines_until(ann, "are you there")
    again = terminal.run("chat", typed="London\nfull\n")
    assert "Last, your plan" in again.out
    lines_until(ann, "bot: Thank you, noted")
    _, err = ann.communicate(timeout=120)
    assert (ann.returncode, err) == (0, "")
    assert enrolled_audit_holds(terminal)


class Pty:
    """The program in a real terminal, forked from one that has begun, or begun as a person begins it."""

    def __init__(self, folder: Path, *arguments: str, forked: bool = True) -> None:
        self.screen, inside = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
        self.process: Started | subprocess.Popen[bytes]
        if forked:
            self.process = Started(arguments, folder, environment, terminal=inside)
        else:
            command = [sys.executable, "-m", "bot", *arguments]
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=inside,
                stdout=inside,
                stderr=inside,
                start_new_session=True,
            )
        os.close(inside)
        self.seen = ""

    def type(self, keys: str) -> None:
        os.write(self.screen, keys.encode())

    def wait_for(self, wanted: str, *, again: str = "", seconds: float = 120) -> None:
        """Read the screen until `wanted` is on it. `again`: keys to press until then, as somebody does who is not heard."""
        ends, presses = time.monotonic() + seconds, time.monotonic() + 1
        begun = len(self.seen)
        while wanted not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.seen[begun:]):
            ready, _, _ = select.select([self.screen], [], [], 0.2)
            assert time.monotonic() < ends, f"never saw {wanted!r}: {self.seen[-2000:]}"
            if again and time.monotonic() > presses:
                presses = time.monotonic() + 1
                self.type(again)
            if not ready:
                continue
            try:
                shown = os.read(self.screen, 65536).decode(errors="replace")
                self.seen += shown
                if "\x1b[6n" in shown:
                    # A real terminal tells where its cursor is when it is asked.
                    self.type("\x1b[1;1R")
            except OSError:
                pytest.fail(f"ended before {wanted!r}: {self.seen[-2000:]}")

    def close(self) -> int:
        status = self.process.wait(120)
        if isinstance(self.process, Started):
            self.process.end()
        os.close(self.screen)
        return status


def test_in_a_terminal(terminal: Terminal) -> None:
    window = Pty(terminal.folder, "chat", "--fresh", forked=False)
    window.wait_for("[OK]")
    window.wait_for("me ›")
    window.type("hal")
    window.wait_for("the clock stands while you type")
    window.type("\x03")
    window.type("OK\r")
    window.wait_for("ALONE")
    window.wait_for("Nobody is reminded while no window is open", again="\x03")
    assert window.close() == 0
    assert "Traceback" not in window.seen


def test_sigterm_leaves_the_terminal_in_order(terminal: Terminal) -> None:
    window = Pty(terminal.folder, "chat", "--fresh")
    window.wait_for("me ›")
    window.process.send_signal(signal.SIGTERM)
    window.wait_for("Closed.")
    assert window.close() == 0


@given(st.text())
def test_what_somebody_wrote_cannot_drive_a_terminal(text: str) -> None:
    assert all(letter == "\n" or letter.isprintable() for letter in clean(text))


@given(st.integers(1, 366 * 24 * 60))
def test_a_length_is_read_and_said(minutes: int) -> None:
    far = timedelta(minutes=minutes)
    assert read_length(f"{minutes}m") == far
    command = read_command(f"/leap {minutes} min")
    assert command is not None
    assert command.far == far
    said = word_length(far, "en")
    heard = read_length(said)
    assert heard is not None
    # Two units are said; what is smaller than those is left out.
    assert far - timedelta(hours=1) < heard <= far


@given(st.text(alphabet="0123456789mhdw \t-.", max_size=12))
def test_any_length_is_read_or_refused(written: str) -> None:
    far = read_length(written)
    assert far is None or timedelta() < far <= MOST_LEAP


@pytest.mark.parametrize("width", [20, 48, 80, 200])
def test_bubbles_fit_their_terminal(width: int) -> None:
    written: list[str] = []
    paper = ColourPaper(written.append, lambda: width)
    at = datetime(2026, 9, 7, 13, tzinfo=UTC)
    setting = Setting("en", Wording.FULL, "Europe/London", "GB", at, True)
    message = Message(
        person_id=1, contact_id=1, kind="dose-due", key="k", priority=Priority.REMINDER, not_before=at, created_at=at,
        sent_at=at, text="A text that is rather longer than a narrow terminal, " * 4,
    )  # fmt: skip
    paper.told(message, (("1", "Taken"), ("2", "Not taken")), setting)
    paper.own("one two three four five six seven eight nine ten eleven twelve", at, setting)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "".join(written))
    assert "Monday 7 September 2026" in plain
    assert "14:00" in plain
    assert "[2] Not taken" in plain
    assert max(map(len, plain.splitlines())) <= max(40, min(width, 100))


def test_the_date_is_said_where_it_changes() -> None:
    written: list[str] = []
    paper = PlainPaper(written.append, "me", echoes=True)
    at = datetime(2026, 9, 7, 22, 59, tzinfo=UTC)
    setting = Setting("en", Wording.FULL, "Europe/London", "GB", at, True)
    for minutes in (0, 0, 1, 2):
        paper.own("hello", at + timedelta(minutes=minutes), setting)
    assert written == [
        "-- Monday 7 September 2026 --",
        "23:59 me: hello",
        "23:59 me: hello",
        "-- Tuesday 8 September 2026 --",
        "0:00 me: hello",
        "0:01 me: hello",
    ]
