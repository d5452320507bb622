"""`stepdown export`: the shapes others hold on to, nothing that a spreadsheet would compute, one line for what is wrong."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from bot.exchange.history import history
from bot.exchange.table import COLUMNS, write_table
from bot.rehearsal.world import World
from scheduler.domain.checkin import CheckIn, Grade, Kind
from scheduler.domain.sign import Signs
from tests.adapters.commands import Terminal, person_document, plan_document, refuses, write_json
from tests.world import folder as folder
from tests.world import home as home
from tests.world import settled_template as settled_template

PARTS = ["patient", "plans", "doses", "intakes", "check_ins", "escalations", "messages", "contacts", "consents"]


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Terminal:
    made = Terminal(tmp_path, monkeypatch, capsys, sqlite_url)
    added = made.run("patients", "add", write_json(tmp_path, "p.json", person_document(plan=plan_document())), "--json")
    assert added.status == 0, added.err
    return made


def test_the_document_holds_what_was_planned_taken_and_told(home: World) -> None:
    home.leap_to("08:05")
    home.patient.hears("dose-due")
    home.patient.texts("took half at 8:01")
    home.patient.hears("recorded-part")
    home.leap_to("14:10")
    home.patient.hears("dose-due")
    with home.house.store.reading() as records:
        document = history(records, 1, home.now)
        assert history(records, 99, home.now) is None
    assert document is not None
    assert list(document)[: len(PARTS)] == PARTS
    for name in PARTS[:-1]:
        assert all("id" in each for each in document[name])
    by_time = {(dose["date"], dose["at"]): dose for dose in document["doses"]}
    eight = by_time["2027-01-04", "08:00"]
    assert (eight["state"], eight["mg"], eight["taken_mg"]) == ("taken", Decimal(20), Decimal(10))
    assert eight["taken_at"] == "2027-01-04T08:01:00Z"
    assert by_time["2027-01-04", "14:00"]["state"] == "due"
    assert [(each["kind"], each["mg"]) for each in document["intakes"]] == [("dose", Decimal(10))]
    prompt = next(each for each in document["messages"] if each["kind"] == "dose-due")
    assert prompt["channel"] == "console"
    assert prompt["state"] == "sent"
    assert prompt["created_at"] == prompt["sent_at"] == "2027-01-04T08:00:00Z"
    assert "Done? 1" in str(prompt["text"]) or "1 done" in str(prompt["text"])
    assert next(each["given"] for each in document["consents"]) is True

    rows = list(csv.DictReader(io.StringIO(write_table(document))))
    assert tuple(rows[0]) == COLUMNS
    assert {"plan", "dose", "intake", "message"} <= {row["kind"] for row in rows}
    told = next(row for row in rows if row["kind"] == "dose" and row["id"] == str(eight["id"]))
    assert (told["local_time"], told["planned_mg"], told["amount_mg"], told["state"]) == ("08:00", "20", "10", "taken")


@pytest.mark.parametrize("words", ["=1+1", "+44 7700", "-2", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1"])
def test_a_spreadsheet_computes_nothing_of_what_people_wrote(home: World, words: str) -> None:
    with home.house.store.reading() as records:
        document = history(records, 1, home.now)
    assert document is not None
    document["questions"].append({"id": 1, "words": words, "said_at": "2027-01-04T08:00:00Z"})
    rows = list(csv.reader(io.StringIO(write_table(document))))
    assert f"'{words}" in [row[COLUMNS.index("words")] for row in rows]
    for row in rows:
        assert not any(cell.strip(" ").startswith(("=", "+", "-", "@")) for cell in row)


def test_signs_go_out_and_an_answer_says_which_check_in_asked_for_it(home: World) -> None:
    with home.house.store.transaction() as records:
        records.signs.add(Signs(1, home.now, ("itch", "tremor"), Grade.AMBER))
        records.check_ins.add(CheckIn(1, Kind.PENN, home.now, answers={"spasm_frequency": 2}, ended_at=home.now))
    with home.house.store.reading() as records:
        document = history(records, 1, home.now)
    assert document is not None
    assert [(each["symptoms"], each["grade"]) for each in document["signs"]] == [(["itch", "tremor"], "amber")]
    rows = list(csv.DictReader(io.StringIO(write_table(document))))
    assert [(row["what"], row["state"]) for row in rows if row["kind"] == "sign"] == [
        ("itch", "amber"),
        ("tremor", "amber"),
    ]
    asked = [(row["what"], row["value"], row["check_in"]) for row in rows if row["kind"] == "answer"]
    assert ("spasm_frequency", "2", "penn") in asked


def test_the_command_writes_text_to_standard_output_or_to_a_file(terminal: Terminal) -> None:
    document = terminal.run("export", "1", "--format", "json").json()
    assert list(document)[: len(PARTS)] == PARTS
    assert document["patient"][0]["name"] == "Jo Smith"
    assert document["plans"][0]["plan"]["steps"][0]["doses"][1] == {"at": "14:00", "mg": 15}
    assert terminal.run("export", "1", "--format", "csv").out.startswith("kind,id,at_utc,")
    ran = terminal.run("export", "1", "--format", "ics", "--out", "plan.ics")
    assert ran.status == 0, ran.err
    assert "plan.ics" in ran.out
    assert (terminal.folder / "plan.ics").read_text().count("BEGIN:VEVENT") == 3
    json.loads(terminal.run("export", "1", "--format", "json", "--out", "-").out)


def test_what_is_wrong_is_said_in_one_line(terminal: Terminal) -> None:
    refuses(terminal.run("export", "7", "--format", "json"), "no patient 7")
    refuses(terminal.run("export", "x", "--format", "json"), "PATIENT")
    refuses(terminal.run("export", "1", "--format", "odt"), "--format", "json")
    refuses(terminal.run("export", "1"), "--format")
    refuses(terminal.run("export", "1", "--format", "json", "--out", "/nowhere/x"), "--out: /nowhere/x")


def test_pictures_and_pages_go_to_a_file(terminal: Terminal) -> None:
    assert terminal.run("export", "1", "--format", "png", "--dark", "--out", "a.png").status == 0
    assert (terminal.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    ran = terminal.run("export", "1", "--format", "pdf", "--out", "a.pdf")
    assert ran.status == 0, ran.err
    assert (terminal.folder / "a.pdf").read_bytes().startswith(b"%PDF")


def test_the_bundle_is_written_for_another_program(terminal: Terminal) -> None:
    for options, held in (([], "medicationReference"), (["--r5"], "medication")):
        ran = terminal.run("export", "1", "--format", "fhir", *options)
        assert (ran.status, ran.err) == (0, "")
        kinds = {entry["resource"]["resourceType"]: entry["resource"] for entry in ran.json()["entry"]}
        assert held in kinds["MedicationRequest"]
    refuses(terminal.run("export", "7", "--format", "fhir"), "7")
