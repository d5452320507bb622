"""`stepdown board`: the list for people and for programs, answers, and the tokens of the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.bootstrap import open_house
from bot.settings import Settings
from scheduler.clock import SystemClock
from scheduler.domain.board import Why
from tests.adapters.commands import Terminal, refuses
from tests.clinic import fill_clinic, name_of


@pytest.fixture
def terminal(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal in a clinic of ten."""
    house = open_house(Settings(_env_file=None, database_url=sqlite_url, stepdown_key=None))  # type: ignore[call-arg]
    fill_clinic(house, SystemClock().now(), 10)
    house.store.close()
    return Terminal(tmp_path, monkeypatch, capsys, sqlite_url)


def test_the_most_urgent_comes_first_and_every_kind_is_told_apart(terminal: Terminal) -> None:
    document = terminal.run("board", "--json").json()
    states = {each["name"].split()[0]: each["state"] for each in document["patients"]}
    wanted = {"Ann": "red", "Ben": "silent", "Cleo": "urgent", "Dan": "amber", "Eva": "supply", "Finn": "step"}
    assert {name: states[name] for name in wanted} == wanted
    assert (states["Gwen"], states["Hal"], states["Ida"], states["Jon"]) == ("blocked", "lost", "calm", "calm")
    order = [Why(each["state"]) for each in document["patients"]]
    assert order == sorted(order, key=list(Why).index)
    assert document["stale"] is True

    shown = terminal.run("board").out
    assert (
        shown.index("RED") < shown.index("Silent") < shown.index("Urgent") < shown.index("Amber") < shown.index("Calm")
    )
    rows = list(csv.DictReader(io.StringIO(terminal.run("board", "--csv").out)))
    assert [row["name"] for row in rows] == [each["name"] for each in document["patients"]]
    assert rows[0]["name"] == name_of(1)
    assert "words of danger" in rows[0]["reasons"]
    refuses(terminal.run("board", "--json", "--csv"), "--csv")


def test_an_alarm_is_answered_from_the_terminal_in_the_order_that_ends_a_red_one(terminal: Terminal) -> None:
    patients = terminal.run("board", "--json").json()["patients"]
    red, calm = str(patients[0]["id"]), str(patients[-1]["id"])
    by = ("--by", "Nurse May")
    refuses(terminal.run("board", "ack", calm, *by), "nothing to answer", status=1)
    refuses(terminal.run("board", "ack", "999", *by), "PATIENT", "999")
    refuses(terminal.run("board", "ack", red, "--by", "7"), "--by")
    refuses(terminal.run("board", "ack", red, *by, "--note", "x" * 201), "--note", "200")
    refuses(terminal.run("board", "ack", red, *by, "--spoke", "--all-clear"), "--all-clear")
    refuses(terminal.run("board", "ack", red, *by, "--all-clear"), "spoke with them", status=1)
    assert "Nurse May is on it" in terminal.run("board", "ack", red, *by, "--note", "going there").out
    held = terminal.run("board", "--json").json()["patients"]
    assert next(each for each in held if str(each["id"]) == red)["alarm"]["held_by"] == "Nurse May"
    assert "stays on" in terminal.run("board", "ack", red, *by, "--spoke").out
    assert "is over" in terminal.run("board", "ack", red, "--by", "nurse may", "--all-clear").out
    refuses(terminal.run("board", "ack", red, *by), "nothing to answer", status=1)


def test_a_token_is_shown_once_and_can_be_ended(terminal: Terminal) -> None:
    assert "There is no token" in terminal.run("board", "tokens").out
    made = terminal.run("board", "token", "--for", "Nurse May", "--json").json()
    assert made["url"] == "http://127.0.0.1:8080/board"
    listed = terminal.run("board", "tokens").out
    assert "Nurse May  valid" in listed
    assert made["token"] not in listed
    for file in terminal.folder.glob("stepdown.db*"):
        assert made["token"].encode() not in file.read_bytes()
    assert "is ended" in terminal.run("board", "revoke", str(made["id"])).out
    assert "Nurse May  ended" in terminal.run("board", "tokens").out
    refuses(terminal.run("board", "revoke", "99"), "ID", status=1)
    refuses(terminal.run("board", "token", "--for", " "), "--for")
    refuses(terminal.run("board", "token", "--for", "May", "--days", "400"), "--days", "366")
