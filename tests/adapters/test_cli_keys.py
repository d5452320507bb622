"""`stepdown rekey` as an operator uses it, also while the service runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bootstrap import note_keys_at_hand, open_house, owning_the_scheduler
from bot.settings import load_settings
from tests.adapters.commands import Terminal, person_document, plan_document, refuses, write_json

OLD, NEW = "the-key-of-the-first-year", "the-key-of-the-second-year"


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_a_key_is_changed_and_the_old_one_can_go(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.run("migrate")
    refuses(terminal.run("rekey"), "STEPDOWN_KEY", "new key", status=1)
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    assert terminal.run("patients", "add", file).status == 0
    monkeypatch.setenv("STEPDOWN_KEY", OLD)
    said = terminal.run("rekey", "--json").json()
    assert said["audit_holds"] is True
    assert said["rows"]["person"] == 1
    monkeypatch.setenv("STEPDOWN_KEY", f"{NEW},{OLD}")
    made = terminal.run("patients", "invite", "1", "--role", "caregiver", "--json").json()
    assert made["code"]
    ran = terminal.run("rekey")
    assert ran.status == 0
    assert "not needed any more" in ran.out
    monkeypatch.setenv("STEPDOWN_KEY", NEW)
    assert "Jo Smith" in terminal.run("patients", "show", "1").out
    monkeypatch.setenv("STEPDOWN_KEY", OLD)
    refuses(terminal.run("patients"), "not the key")


def test_a_process_that_runs_has_to_hold_the_new_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.run("migrate")
    for held, status in ((OLD, 1), (f"{NEW},{OLD}", 0)):
        monkeypatch.setenv("STEPDOWN_KEY", held)
        settings = load_settings()
        running = open_house(settings)
        with owning_the_scheduler(settings) as owner:
            assert owner
            note_keys_at_hand(running)
            monkeypatch.setenv("STEPDOWN_KEY", f"{NEW},{OLD}")
            ran = terminal.run("rekey")
        running.store.close()
        assert ran.status == status, ran
        assert ("start that process anew" in ran.err) == (status == 1)


def test_on_postgresql_somebody_has_to_say_that_all_hold_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("STEPDOWN_KEY", NEW)
    refuses(terminal.run("rekey"), "--all-hold-it")
    assert "not needed any more" in terminal.run("rekey", "--all-hold-it").out
