"""The week on paper: every dose of the plan's own arithmetic on one page, to be read by old eyes, and discreet if wanted."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.pages.sheet import SheetError, Week, sheet_data, write_sheet
from bot.texts.setting import Setting
from scheduler.domain.document import parse_plan
from scheduler.domain.people import Wording
from tests.adapters.commands import STEEP, Terminal, plan_document, refuses
from tests.builders import plan, step
from tests.pages.courses import FOUR_STEPS

FIRST = date(2027, 1, 14)
EIGHT = plan(
    step(10, {f"{hour:02}:15": 12.5 for hour in range(6, 22, 2)}),
    step(None, {"08:15": 25}),
    tablets=[{"strength_mg": 25, "pieces": 4}, {"strength_mg": 10, "pieces": 4}],
    medication="baclofen hydrochloride modified release",
    prescriber="Prof. Dr. Wolfeschlegelsteinhausenbergerdorff, Department of Rehabilitation Medicine of the north",
)


def setting(wording: Wording = Wording.FULL, country: str = "GB") -> Setting:
    return Setting("en", wording, "Europe/London", country, datetime(2027, 1, 14, 9, tzinfo=UTC), wide=True)


def text_of(made: bytes) -> tuple[int, str]:
    pages = PdfReader(io.BytesIO(made)).pages
    return len(pages), " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_week_holds_every_dose_and_marks_the_step() -> None:
    week = Week(parse_plan(FOUR_STEPS), FIRST, "020 7946 0000")
    data: dict[str, Any] = sheet_data(week, setting())
    assert [day["changes"] for day in data["days"]] == [False, False, False, False, True, False, False]
    assert [row["time"] for row in data["rows"]] == ["8:00", "12:00", "17:00", "22:00"]
    night = data["rows"][3]["cells"]
    assert [(cell["words"], cell["pieces"]) for cell in night] == [("2", [1.0, 1.0])] * 4 + [
        ("1 and a half", [1.0, 0.5])
    ] * 3
    pages, text = text_of(write_sheet(week, setting()))
    assert pages == 1
    for words in (
        "My week: baclofen",
        "From the plan by Dr Lee",
        "changes: 75 mg a day",
        "ring 999 now",
        "020 7946 0000",
        "15 mg",
    ):
        assert words in text
    assert write_sheet(week, setting()) == write_sheet(week, setting())


def test_discreet_for_a_fridge_that_others_see() -> None:
    _, text = text_of(write_sheet(Week(parse_plan(FOUR_STEPS), FIRST), setting(Wording.DISCREET)))
    for words in ("baclofen", "mg", "Dr Lee", "suicide", "tablet", "dose"):
        assert words not in text
    assert "1 and a half" in text
    assert "changes today" in text


@pytest.mark.parametrize("country", ["GB", "US"])
def test_eight_times_a_day_and_long_names_stay_on_one_page(country: str) -> None:
    pages, text = text_of(write_sheet(Week(parse_plan(EIGHT), date(2027, 1, 8)), setting(country=country)))
    assert pages == 1
    assert "Hours slept" in text


def test_what_cannot_be_put_on_a_page_is_said() -> None:
    many = plan(step(None, {f"{hour:02}:00": 10 for hour in range(6, 22)}))
    with pytest.raises(SheetError, match="different times"):
        write_sheet(Week(parse_plan(many), FIRST), setting())
    with pytest.raises(SheetError, match="nothing is planned"):
        write_sheet(Week(parse_plan(FOUR_STEPS), date(2030, 1, 1)), setting())


def test_names_are_never_markup() -> None:
    evil = '#read("/etc/passwd") *x* $y$ <z> \\'
    ruling = replace(parse_plan(FOUR_STEPS), medication=evil, prescriber=evil)
    _, text = text_of(write_sheet(Week(ruling, FIRST, evil), setting()))
    assert text.count('#read("/etc/passwd") *x* $y$') == 3


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys, sqlite_url)


def _file(terminal: Terminal, document: Mapping[str, object]) -> str:
    (terminal.folder / "plan.json").write_text(json.dumps(document))
    return "plan.json"


def test_from_a_file_on_the_command_line(terminal: Terminal) -> None:
    ran = terminal.run("plan", "sheet", _file(terminal, plan_document()), "--out", "week.pdf")
    assert ran.status == 0, ran.err
    assert text_of((terminal.folder / "week.pdf").read_bytes())[0] == 1
    refuses(
        terminal.run("plan", "sheet", _file(terminal, plan_document(steps=STEEP)), "--out", "x.pdf"), "blocks", status=1
    )
    refuses(terminal.run("plan", "sheet", "nothing.json", "--out", "x.pdf"), "nothing.json")
    refuses(terminal.run("plan", "sheet", "plan.json", "--from", "soon", "--out", "x.pdf"), "--from")
    assert not (terminal.folder / "x.pdf").exists()
