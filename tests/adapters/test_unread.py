"""`stepdown unread`: words that could not be handled are read by somebody, and the audit passes again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.clock import SystemClock
from scheduler.domain.message import Inbound
from storage.store import SqlStore
from tests.adapters.commands import Terminal, refuses
from tests.adapters.stored import settle


@pytest.fixture
def terminal(
    store: SqlStore,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """A terminal where two messages of one person were laid aside, and a third was handled."""
    now = SystemClock().now() - timedelta(minutes=5)
    with store.transaction() as records:
        home = settle(records)
        for number, text in enumerate(("where is\nthe \x1b[31mbus", "2nd", "1")):
            records.inbox.put(Inbound("sms", f"SM{number}", home.contact_id, text, now))
            (leased,) = records.inbox.lease(now, 1, now + timedelta(minutes=1))
            if number < 2:
                records.inbox.fail(leased.id, "KeyError", now, dead=True)
            else:
                records.inbox.done([leased.id], now)
    return Terminal(tmp_path, monkeypatch, capsys, database_url)


def broken(terminal: Terminal) -> list[str]:
    return [each["what"] for each in terminal.run("audit", "--json").json()["broken"] if "inbound" in each["what"]]


def test_somebody_reads_it_sees_to_it_and_the_audit_passes_again(terminal: Terminal) -> None:
    assert len(broken(terminal)) == 2
    first, second = terminal.run("unread", "--json").json()
    assert (first["text"], first["channel"]) == ("where is\nthe \x1b[31mbus", "sms")
    assert first["from"][0]["id"]
    shown = terminal.run("unread")
    assert "where is the" in shown.out
    assert "\x1b[31m" not in shown.out
    assert "unread settle" in shown.out

    by = ("--by", "Nurse May", "--note", "rang her, all well")
    refuses(terminal.run("unread", "settle", "999", *by), "NUMBER", "999", "stepdown unread")
    refuses(terminal.run("unread", "settle", str(first["number"]), "--by", " ", "--note", "x"), "--by")
    refuses(terminal.run("unread", "settle", str(first["number"]), "--by", "May", "--note", " "), "--note")
    assert "One is left" in terminal.run("unread", "settle", str(first["number"]), *by).out
    refuses(terminal.run("unread", "settle", str(first["number"]), *by), "NUMBER")
    assert terminal.run("unread", "settle", str(second["number"]), *by, "--json").json() == {
        "settled": second["number"],
        "left": 0,
    }
    assert broken(terminal) == []
    assert terminal.run("unread").out.strip() == "Nothing: what people wrote was handled."


def test_what_was_settled_keeps_its_words_and_who_saw_to_it(terminal: Terminal, store: SqlStore) -> None:
    (first, _) = terminal.run("unread", "--json").json()
    terminal.run("unread", "settle", str(first["number"]), "--by", "May", "--note", "rang her")
    with store.reading() as records:
        assert [each.id for each in records.inbox.dead()] == [first["number"] + 1]
        assert records.inbox.note_of(first["number"]) == "May: rang her"
