"""`plan read` as a command: what it prints, its exit status, and how it refuses bad input."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.command_error import CommandError
from bot.cli.plan_read import read
from bot.reading.instructions import read_instructions, to_plan_document
from bot.reading.instructions.vocabulary import load_vocabulary
from bot.texts.words import has_words
from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Ends, Tablet
from tests.reading.instruction_score import load

CODES = ["strength", "start_dose", "dose", "times", "duration", "contradiction", "units", "date_order", "percent_base"]
CODES += ["end", "condition", "medicine"]
app = typer.Typer()
app.command()(read)

TAPER = "Baclofen 10 mg tablets: 1 tds for a week, 1 mane and 1/2 nocte for 2 weeks, then stop. #60 no refills"


def run(*arguments: str, text: str = "") -> Any:
    return CliRunner().invoke(app, list(arguments), input=text)


def test_json_is_a_plan_document_that_can_be_parsed() -> None:
    found = run("--json", "--start", "2026-12-01", "--current", "40", text=TAPER)
    document = json.loads(found.stdout, parse_float=Decimal)
    assert (found.exit_code, document["kind"]) == (0, "plan")
    plan = parse_plan(document["plan"])
    assert plan.tablets == (Tablet(Decimal(10), 2),)
    assert [step.days for step in plan.steps] == [7, 14]
    assert [dose.mg for dose in plan.steps[1].cycle[0]] == [Decimal(10), Decimal(5)]
    assert plan.ends is Ends.STOP
    assert plan.supply.on_hand == {"10": Decimal(60)}
    assert plan.context.reported_current_mg == 40


def test_what_the_prescriber_believes_and_what_is_taken_stand_side_by_side() -> None:
    text = "You are on baclofen 50 mg a day. Reduce by 10 mg every week until off"
    plan = parse_plan(json.loads(run("--json", "--current", "100", text=text).stdout, parse_float=Decimal)["plan"])
    assert [plan.context.plan_baseline_mg, plan.context.reported_current_mg] == [Decimal(50), Decimal(100)]
    assert [step.daily_total_mg for step in plan.steps] == [Decimal(mg) for mg in (40, 30, 20, 10)]


def test_what_is_open_comes_as_questions_and_status_one() -> None:
    found = run("--json", text="Baclofen 10 mg tds for a bit")
    document = json.loads(found.stdout)
    assert (found.exit_code, document["kind"], document["ask_about"]) == (1, "ask", ["duration"])
    assert len(document["questions"]) == 1
    spoken = run(text="Baclofen 10 mg tds for a bit")
    assert spoken.exit_code == 1
    assert document["questions"][0] in spoken.stdout


def test_every_code_has_a_question() -> None:
    assert [code for code in CODES if not has_words(f"instruction-ask-{code}")] == []


def test_for_people_each_step_has_a_row() -> None:
    found = run(text=TAPER)
    assert found.exit_code == 0
    assert "10 + 10 + 10" in found.stdout
    assert "10 (morning) + 5 (bedtime)" in found.stdout


def test_as_needed_is_said_for_people_and_written_for_programs() -> None:
    text = "Baclofen 10 mg tablets. 1-2 tablets up to 4 times a day as needed. 60 tablets, 4 refills"
    assert "10 to 20 mg" in run(text=text).stdout
    document = json.loads(run("--json", text=text).stdout)
    assert document["kind"] == "prn"
    plan = parse_plan(document["plan"])
    assert plan.as_needed is not None
    assert [plan.as_needed.min_mg, plan.as_needed.max_mg] == [Decimal(10), Decimal(20)]
    assert plan.as_needed.times_per_day == 4
    assert plan.supply.refills == 4
    assert plan.supply.refill_quantity == Decimal(60)


def test_a_liquid_keeps_its_strength() -> None:
    reading = read_instructions("Baclofen 5 mg/5 ml: 7.5 ml bd for a week then 2.3 ml bd for a week then stop")
    plan = parse_plan(to_plan_document(reading))
    assert plan.liquid is not None
    assert [plan.liquid.mg_per_ml, plan.liquid.smallest_ml] == [Decimal(1), Decimal("0.1")]
    assert plan.tablets == ()


def test_json_lines_answer_each_line_with_its_id() -> None:
    lines = "\n".join(json.dumps({"id": line["id"], "text": line["text"]}) for line in load("own_dev")[:5])
    found = run("--jsonl", text=lines)
    assert found.exit_code == 0
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [line["id"] for line in load("own_dev")[:5]]
    assert set(answers[0]) == {"id", "kind", "steps", "ends", "prn", "ask_about", "start_date", "quantity", "refills"}


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(TAPER, encoding="utf-8")
    assert json.loads(run(str(path), "--json").stdout)["kind"] == "plan"


@pytest.mark.parametrize(
    ("arguments", "text", "names"),
    [
        (["--strength", "ten"], TAPER, "--strength"),
        (["--strength", "nan"], TAPER, "--strength"),
        (["--current", "-1"], TAPER, "--current"),
        (["--start", "1/2/26"], TAPER, "--start"),
        (["--json", "--jsonl"], TAPER, "--jsonl"),
        (["no-such-file.txt"], "", "no-such-file.txt"),
        ([], "", "standard input"),
        ([], "x" * 7000, "standard input"),
        (["--jsonl"], "nonsense", "line 1"),
        (["--jsonl"], '{"id": 1}', '"text"'),
        (["--jsonl"], '{"id": 1, "text": "a", "strength_mg": true}', '"strength_mg"'),
        (["--jsonl"], '{"id": 1, "text": "a", "start": "soon"}', '"start"'),
        (["--jsonl"], '{"id": [], "text": "a"}', '"id"'),
    ],
)
def test_bad_input_is_one_line_that_names_what_is_wrong(arguments: list[str], text: str, names: str) -> None:
    error = run(*arguments, text=text).exception
    assert isinstance(error, CommandError)
    assert names in str(error)
    assert "\n" not in str(error)


def test_no_number_can_be_read_as_a_word_of_no_meaning() -> None:
    meaningless = {"filler", "net", "indication", "release", "tabform"}
    phrases = load_vocabulary().phrases.items()
    numbered = [
        phrase
        for phrase, senses in phrases
        if any(word[:1].isdigit() for word in phrase) and set(senses) <= meaningless
    ]
    assert numbered == []


def test_words_that_turn_a_plan_around_are_never_without_meaning() -> None:
    phrases = load_vocabulary().phrases
    turning = (
        "not",
        "except",
        "but",
        "instead",
        "double",
        "unless",
        "skip",
        "or",
        "half",
        "alternate",
        "back",
        "again",
    )
    silent = [word for word in turning if set(phrases.get((word,), {"unknown": ""})) <= {"filler", "net", "release"}]
    assert silent == []


@pytest.mark.parametrize("name", ["sample", "own_dev", "own_heldout", "own_fresh"])
def test_every_reading_that_is_no_question_makes_a_document(name: str) -> None:
    for line in load(name):
        strength = line.get("strength_mg")
        reading = read_instructions(line["text"], strength_mg=None if strength is None else Decimal(str(strength)))
        if reading.kind != "ask":
            plan = parse_plan(to_plan_document(reading))
            assert plan.steps or plan.as_needed is not None, line["id"]
            assert len(plan.steps) == len(to_plan_document(reading)["steps"])
