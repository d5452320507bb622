"""`stepdown migrate`, `audit`, `check` and `run`: the house from outside."""

from __future__ import annotations

import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.adapters.commands import Terminal, lines_until, person_document, plan_document, refuses, start, write_json


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def on_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys, database_url)


@pytest.mark.parametrize(
    "typed", [("audit",), ("audit", "--json"), ("patients",), ("patients", "show", "1"), ("policy", "1")]
)
def test_only_some_commands_make_a_database(terminal: Terminal, typed: tuple[str, ...]) -> None:
    refuses(terminal.run(*typed), "there is no database", "stepdown migrate")
    assert not list(terminal.folder.iterdir())


def test_migrate_makes_one_and_does_no_harm_twice(terminal: Terminal) -> None:
    assert terminal.run("migrate").status == 0
    version = terminal.run("migrate", "--json").json()["version"]
    assert version
    assert terminal.run("patients", "--json").json() == []


def test_an_audit_of_nothing_says_so(on_each: Terminal) -> None:
    answer = on_each.run("audit", "--json").json()
    assert answer["holds"] is True
    assert set(answer["checked"].values()) == {0}
    assert answer["broken"] == []
    ran = on_each.run("audit")
    assert ran.status == 0
    assert "nothing to look at" in ran.out
    assert "proved nothing" in ran.out


def test_a_broken_store_is_told(terminal: Terminal) -> None:
    terminal.run("migrate")
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    assert terminal.run("patients", "add", file).status == 0
    assert terminal.run("audit").status == 0
    with sqlite3.connect(terminal.folder / "stepdown.db") as database:
        database.execute("DELETE FROM dose")
        database.execute("UPDATE plan_version SET planned_until = 0")
    database.close()
    ran = terminal.run("audit", "--json")
    assert ran.status == 1
    answer = ran.json()
    assert answer["holds"] is False
    assert {finding["rule"] for finding in answer["broken"]} == {0}
    ran = terminal.run("audit")
    assert ran.status == 1
    assert "BROKEN" in ran.out
    assert terminal.run("check").status == 1


def test_what_is_no_database_is_one_line(terminal: Terminal) -> None:
    (terminal.folder / "stepdown.db").write_text("not a database at all, but long enough to be read as a header" * 20)
    ran = terminal.run("audit")
    assert ran.status in {1, 2}
    assert len(ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err


def test_check_names_what_is_wrong_with_the_fix(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = terminal.run("check")
    assert ran.status == 1
    assert "stepdown migrate" in ran.out
    terminal.run("migrate")
    answer = terminal.run("check", "--json").json()
    assert answer["ok"] is True
    about = {each["about"]: each for each in answer["checks"]}
    assert {"time zones", "clock", "settings", "key", "database", "running", "audit", "channels"} <= about.keys()
    assert "STEPDOWN_KEY" in about["key"]["fix"]
    assert about["running"]["fix"] is not None
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    ran = terminal.run("check")
    assert ran.status == 1
    assert "LOG_LEVEL" in ran.out


def test_check_does_not_let_an_unused_token_look_as_if_it_worked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.run("migrate")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc")
    channels = terminal.run("check", "--json").json()["checks"][-1]
    assert channels["fix"] is not None


def test_run_beats_until_sigterm_and_only_once(terminal: Terminal) -> None:
    process = start("run", folder=terminal.folder, settings={"LOG_FORMAT": "json"})
    while "Running" not in process.stderr.readline():
        assert process.poll() is None
    ends = time.monotonic() + 120
    while "beating" not in terminal.run("check").out:
        assert time.monotonic() < ends
    refuses(terminal.run("run"), "owns the scheduler", status=1)
    file = write_json(
        terminal.folder, "person.json", person_document(contacts=[{"channel": "console", "address": "jo"}])
    )
    assert terminal.run("patients", "add", file).status == 0
    guest = start("chat", "--as", "jo", folder=terminal.folder)
    lines_until(guest, "[OK]")
    guest.communicate(timeout=60)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "run.ended" in err
    assert "Traceback" not in err


def test_run_refuses_a_database_whose_clock_has_leapt(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{terminal.folder}/leapt.db")
    assert terminal.run("chat", typed="/leap 3d\n").status == 0
    refuses(terminal.run("run"), "72.0 h ahead", status=1)


def test_run_refuses_a_wrong_speed(terminal: Terminal) -> None:
    refuses(terminal.run("run", "--speed", "0"), "--speed")
    assert not list(terminal.folder.iterdir())
