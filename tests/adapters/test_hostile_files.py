"""Files that mean harm, or are merely broken: one line that says no, at once, by every road that reads a plan."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.fhir.reading import read_fhir
from bot.exchange.plan_file import PlanFileError, read_plan_bytes
from bot.rehearsal.people import enrol
from bot.rehearsal.world import World
from tests.adapters.commands import Terminal
from tests.adapters.fhir_drawn import daily, dosage, request
from tests.builders import THREE, plan, step
from tests.examples import examples
from tests.world import folder as folder
from tests.world import world as world

PLAN = json.dumps(plan(step(7, THREE)))
REQUEST = json.dumps(request(dosage(1, 10, daily())))
XML = '<MedicationRequest xmlns="http://hl7.org/fhir"><status value="active"/><intent value="order"/>{}</MedicationRequest>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
FIFTY = 50 * 1024 * 1024

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "spaces": b" \n" * 100,
    "null bytes": b"\0" * 4096,
    "null bytes in a plan": PLAN.replace("baclofen", "bac\0lofen").encode(),
    "another encoding": PLAN.encode("utf-16"),
    "half a letter": PLAN.encode() + b"\xc3",
    "fifty megabytes": b"[" + b" " * FIFTY + b"]",
    "steps without end": b'{"medication":"baclofen","steps":[' + b"{}," * 60_000 + b"{}]}",
    "deep lists": b'{"steps":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a number past all bounds": PLAN.replace('"mg": 20', '"mg": 1e999999999').encode(),
    "a large exponent": PLAN.replace('"mg": 20', '"mg": 1e999999').encode(),
    "a tiny exponent": PLAN.replace('"mg": 20', '"mg": 1e-999999').encode(),
    "digits without end": PLAN.replace('"mg": 20', f'"mg": {"9" * 150_000}').encode(),
    "not a number": PLAN.replace('"mg": 20', '"mg": NaN').encode(),
    "infinite": PLAN.replace('"mg": 20', '"mg": -Infinity').encode(),
    "the same name twice": b'{"medication":"baclofen","medication":"water","steps":[]}',
    "days without end": PLAN.replace('"days": 7', '"days": 1e300').encode(),
    "a script that never ends": b'{"medication":"' + b"<script>" * 20_000 + b'"}',
    "toml digits": b"medication = 'baclofen'\ndays = 0x" + b"f" * 150_000,
    "fhir: a bundle without end": b'{"resourceType":"Bundle","entry":[' + b"{}," * 20_000 + b"{}]}",
    "fhir: instructions without end": b'{"resourceType":"MedicationRequest","dosageInstruction":[' + b"{}," * 20_000 + b"{}]}",
    "fhir: deep": b'{"resourceType":"MedicationRequest","extension":' + b'[{"extension":' * 5000 + b"[]" + b"}]" * 5000 + b"}",
    "fhir: not a number": REQUEST.replace('"value": 10', '"value": NaN').encode(),
    "fhir: out of bounds": REQUEST.replace('"frequency": 1', '"frequency": 1e999999999').encode(),
    "fhir: another resource": b'{"resourceType":"Patient","id":"1"}',
    "xml: laughs": f"<!DOCTYPE x [{LAUGHS}]>{XML.format('&l11;')}".encode(),
    "xml: laughs behind a declaration": f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]>{XML.format("&l11;")}'.encode(),
    "xml: a file from here": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{XML.format("&e;")}'.encode(),
    "xml: hidden in another encoding": XML.format("").encode("utf-16"),
    "xml: deep": b'<MedicationRequest xmlns="http://hl7.org/fhir">' + b"<a>" * 20_000,
    "xml: not closed": b"<MedicationRequest",
    "xml: another kind": b"<svg><script>alert(1)</script></svg>",
    "xml: without end": XML.format("<dosageInstruction/>" * 3_000).encode(),
}  # fmt: skip


def one_line_at_once(begun: float, line: str) -> None:
    """Less than a second of processor here; a file that finds a way to be read to its end takes minutes anywhere."""
    assert time.process_time() - begun < 5
    assert len(line.strip().splitlines()) == 1
    assert line.strip().isprintable()
    assert len(line) < 400


@pytest.fixture(scope="module", autouse=True)
def _library_is_loaded() -> None:
    """Loading the library for FHIR takes most of a second, once; that is not the file's doing."""
    read_fhir(REQUEST.encode(), "warm")


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("name", HOSTILE)
def test_every_command_refuses_it_in_one_line(terminal: Terminal, name: str) -> None:
    (terminal.folder / "file.json").write_bytes(HOSTILE[name])
    # `qr` and `to-fhir` read a plan by the same road as `check`.
    for command in ("check", "from-fhir"):
        begun = time.process_time()
        ran = terminal.run("plan", command, "file.json")
        assert (ran.status, ran.out) == (2, ""), (command, ran.out[:200])
        one_line_at_once(begun, ran.err)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_one_line_when_it_comes_by_chat(name: str) -> None:
    for called in ("plan.json", "plan.toml"):
        begun = time.process_time()
        with pytest.raises(PlanFileError) as caught:
            read_plan_bytes(HOSTILE[name], called)
        one_line_at_once(begun, str(caught.value))


def test_the_person_hears_the_one_line_and_nothing_is_changed(world: World) -> None:
    enrol(world.patient)
    for name in ("deep lists", "xml: laughs"):
        file = world.folder / "file.json"
        file.write_bytes(HOSTILE[name])
        world.patient.texts(f"plan {file}")
        world.patient.hears("plan-file-error", "Nothing was changed")


def test_a_script_in_a_name_stays_letters() -> None:
    named = request(
        dosage(1, 10, daily()), medicationCodeableConcept={"text": "<script>alert(1)</script>\n\x1b[2J baclofen 10 mg"}
    )
    found = read_fhir(json.dumps(named).encode(), "\x1b]0;x\x07.json")
    assert found.plan is not None
    assert found.plan.medication.isprintable()


@given(st.binary(max_size=200) | st.text(max_size=120).map(str.encode))
@examples(20)
def test_any_bytes_are_a_plan_or_one_line(data: bytes) -> None:
    for prefix in (b"", b"{", b"<", b"SD1:", b'{"resourceType":"MedicationRequest",'):
        with pytest.raises(PlanFileError) as caught:
            read_plan_bytes(prefix + data, "file.json")
        assert len(str(caught.value).splitlines()) == 1


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just({"value": 1, "code": "mg"}),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["value", "code", "start", "low"]), inner, max_size=2)
    ),
    max_leaves=6,
)
PLACES = [
    ("status",),
    ("medicationCodeableConcept",),
    ("dosageInstruction",),
    ("dosageInstruction", 0, "sequence"),
    ("dosageInstruction", 0, "timing"),
    ("dosageInstruction", 0, "timing", "repeat"),
    ("dosageInstruction", 0, "timing", "repeat", "frequency"),
    ("dosageInstruction", 0, "timing", "repeat", "boundsPeriod"),
    ("dosageInstruction", 0, "timing", "repeat", "timeOfDay"),
    ("dosageInstruction", 0, "doseAndRate"),
    ("dosageInstruction", 0, "doseAndRate", 0, "doseQuantity", "value"),
    ("dispenseRequest",),
    ("note",),
]


@given(st.sampled_from(PLACES), junk)
@examples(40)
def test_any_value_anywhere_in_a_request_is_read_asked_about_or_refused(
    place: tuple[str | int, ...], value: object
) -> None:
    document = json.loads(REQUEST)
    holder = document
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = value
    refusal = ""
    try:
        found = read_fhir(json.dumps(document).encode(), "request")
    except PlanFileError as error:
        refusal = str(error)
    else:
        assert (found.plan is None) == (found.kind == "ask")
        assert found.plan is not None or found.questions
    assert len(refusal.splitlines()) <= 1
