"""FHIR out: what goes out is valid and comes back with doses, days and end unchanged, or is refused by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bot.exchange.fhir.reading import read_fhir
from bot.exchange.fhir.source import Release
from bot.exchange.fhir.writing import NotInFhirError, write_request
from bot.exchange.plan_text import as_json, to_json
from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Plan
from scheduler.domain.stretch import stretches
from tests.adapters.commands import Terminal, refuses
from tests.builders import LESS, THREE, plan, step
from tests.examples import examples
from tests.plans_drawn import plans

TAPER = parse_plan(plan(step(14, THREE), step(7, LESS), ends="stop"))


def course(drawn: Plan) -> tuple[object, ...]:
    """Doses, days and end: what has to survive. A name beside a clock time is not one of them."""
    days = [
        (
            each.days,
            tuple(tuple((line.at, line.mg, None if line.at else line.when) for line in day) for day in each.cycle),
        )
        for each in drawn.steps
    ]
    return days, [stretch.first_on for stretch in stretches(drawn)], drawn.ends, drawn.as_needed


@given(drawn=plans(), release=st.sampled_from([Release.R4, Release.R5]))
@examples(80)
def test_what_goes_out_comes_back_unchanged_or_is_refused_by_name(drawn: Plan, release: Release) -> None:
    try:
        written = write_request(drawn, release)
    except NotInFhirError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        event("refused")
        assert refusal.startswith(("Step ", "What is taken when needed"))
        return
    event("written")
    reading = read_fhir(as_json(written.document).encode(), "ours")
    assert reading.plan is not None, [remark.say() for remark in reading.questions]
    assert course(reading.plan) == course(drawn)


def instructions(document: dict[str, Any]) -> Iterable[tuple[int, str, float]]:
    for each in document["dosageInstruction"]:
        yield (
            each["sequence"],
            each["timing"]["repeat"]["timeOfDay"][0],
            each["doseAndRate"][0]["doseQuantity"]["value"],
        )


def test_one_instruction_for_each_dose_sharing_a_sequence() -> None:
    document = write_request(TAPER, Release.R4).document
    assert list(instructions(document)) == [
        (1, "08:00:00", 20),
        (1, "14:00:00", 10),
        (1, "20:00:00", 20),
        (2, "08:00:00", 20),
        (2, "14:00:00", 10),
        (2, "20:00:00", 15),
    ]
    bounds = [each["timing"]["repeat"]["boundsPeriod"] for each in document["dosageInstruction"]]
    assert bounds[0] == {"start": "2027-01-04", "end": "2027-01-17"}
    assert bounds[-1] == {"start": "2027-01-18", "end": "2027-01-24"}
    last = document["dosageInstruction"][-1]["additionalInstruction"][0]["coding"][0]
    assert (last["system"], last["code"]) == ("http://snomed.info/sct", "422327006")
    assert "additionalInstruction" not in document["dosageInstruction"][0]


def test_r5_says_the_same_in_its_own_words() -> None:
    four, five = (write_request(TAPER, release).document for release in (Release.R4, Release.R5))
    assert list(instructions(four)) == list(instructions(five))
    assert (four["medicationReference"], five["medication"]) == (
        {"reference": "#medicine"},
        {"reference": {"reference": "#medicine"}},
    )
    assert (four["reportedBoolean"], five["reported"]) == (True, True)


CANNOT = [
    (plan({"days": 7, "daily_total_mg": 50}), "Step 1 has a total"),
    (plan(step(7, THREE), {"days": 3, "doses": []}, ends="stop"), "Step 2 has no doses"),
    (plan(step(7, THREE, LESS), ends="stop"), "Step 1 has days that differ"),
    (plan({"days": 7, "doses": [{"at": None, "when": "tea", "mg": 5}]}), '"tea" is no time of day'),
    (
        plan(
            {"from": "2027-01-04", "to": "2027-01-10", "doses": [{"at": "08:00", "mg": 5}]},
            {"from": "2027-01-12", "to": "2027-01-14", "doses": [{"at": "08:00", "mg": 5}]},
        ),
        "Step 2 does not begin on the day after",
    ),
]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(("document", "why"), CANNOT, ids=[why for _, why in CANNOT])
def test_the_command_refuses_by_name_what_would_not_come_back(
    terminal: Terminal, document: dict[str, Any], why: str
) -> None:
    (terminal.folder / "plan.json").write_text(json.dumps(document))
    refuses(terminal.run("plan", "to-fhir", "plan.json"), why, status=1)


def test_the_command_writes_what_the_other_command_reads_and_says_what_is_lost(terminal: Terminal) -> None:
    (terminal.folder / "plan.json").write_text(to_json(TAPER))
    ran = terminal.run("plan", "to-fhir", "plan.json", "--r5")
    assert ran.status == 0
    assert "Not in it: the time zone; the tablets" in ran.err
    (terminal.folder / "fhir.json").write_text(ran.out)
    back = terminal.run("plan", "from-fhir", "fhir.json", "--json").json()
    assert back["release"] == "R5"
    assert course(parse_plan(back["plan"])) == course(TAPER)
    assert date.fromisoformat(back["plan"]["start"]) == TAPER.start
    assert terminal.run("plan", "to-fhir", "plan.json", "--json").err == ""
