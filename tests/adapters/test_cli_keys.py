"""`stepdown rekey` and `stepdown erase` as an operator uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bootstrap import note_keys_at_hand, open_house, owning_the_scheduler
from bot.settings import load_settings
from scheduler.alarm import raise_alarm
from scheduler.clock import SystemClock
from scheduler.domain.escalation import Cause
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
    assert "No older key is needed" in ran.out
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
    assert "No older key is needed" in terminal.run("rekey", "--all-hold-it").out


def test_somebody_is_erased_after_their_name_was_typed(terminal: Terminal) -> None:
    terminal.run("migrate")
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    assert terminal.run("patients", "add", file).status == 0
    refuses(terminal.run("erase", "7", "--yes"), "PATIENT", "7")
    ran = terminal.run("erase", "1", typed="Jo\n")
    assert ran.status == 1
    assert "not the name" in ran.err
    assert "Jo Smith" in terminal.run("patients", "show", "1").out
    pictures = terminal.folder / "stepdown-pictures"
    pictures.mkdir()
    (pictures / "99-progress.png").touch()
    ran = terminal.run("erase", "1", typed="jo smith\n")
    assert ran.status == 0, ran
    assert "does not mean stop the medicine" in ran.out
    assert terminal.run("patients", "--json").json() == []
    assert terminal.run("audit").status == 0
    assert list(pictures.iterdir()) == []
    for each in terminal.folder.glob("stepdown.db*"):
        held = each.read_bytes()
        for mark in (b"Smith", b"Dr May", b"3 September", b"Europe/London"):
            assert mark not in held, (each.name, mark)


def test_an_alarm_and_the_operator_are_no_way_round(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.run("migrate")
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    assert terminal.run("patients", "add", file).status == 0
    house = open_house(load_settings())
    with house.store.transaction() as records:
        patient = records.people.patients([1])[1]
        raise_alarm(records, patient, Cause.WORDS, SystemClock().now())
    house.store.close()
    refuses(terminal.run("erase", "1", "--yes"), "alarm", status=1)
    said = terminal.run("erase", "1", "--yes", "--even-in-alarm", "--json").json()
    assert said["erased"] == 1
    assert said["rows"] > 10
    assert said["files_cleaned"] is True
