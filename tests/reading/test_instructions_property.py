"""Any plan, written in any of several ways, is read back exactly; an unknown word never changes it; nothing ever fails."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.instructions import LONGEST_TEXT, InstructionReading, read_instructions, to_flat, to_plan_document
from bot.reading.instructions.vocabulary import load_vocabulary
from scheduler.domain.document import parse_plan
from tests.examples import examples
from tests.reading.instruction_score import is_same, load, read_line

TIMES = {
    1: ("od", "once daily", "una vez al día"),
    2: ("bd", "twice a day", "dos veces al día"),
    3: ("tds", "q8h", "tres veces al día"),
    4: ("qid", "4 times a day", "cuatro veces al día"),
}
SLOTS = ("in the morning", "at noon", "at bedtime")

Steps = list[tuple[int, Decimal, int]]


@st.composite
def falling_steps(draw: st.DrawFn) -> Steps:
    """(days, mg each time, times a day), never rising."""
    count = draw(st.integers(1, 6))
    sizes = sorted((draw(st.integers(2, 40)) * Decimal("2.5") for _ in range(count)), reverse=True)
    times = draw(st.integers(1, 4))
    steps = []
    for mg in sizes:
        times = draw(st.integers(1, times))
        steps.append((draw(st.integers(1, 90)), mg, times))
    return steps


def expect(steps: Steps, ends: str) -> dict[str, Any]:
    found = [{"days": days, "doses": [{"at": None, "mg": float(mg)}] * times} for days, mg, times in steps]
    if ends == "hold":
        found[-1]["days"] = None
    return {"kind": "plan", "steps": found, "ends": ends, "prn": None}


ENDINGS = {"stop": ", then stop", "open": ", then call me", "hold": ""}


def write_sentence(steps: Steps, ends: str, language: int) -> str:
    then, length = (", luego ", "durante {} días") if language == 2 else (", then ", "for {} days")
    parts = []
    for index, (days, mg, times) in enumerate(steps):
        last = index == len(steps) - 1 and ends == "hold"
        parts.append(f"{mg} mg {TIMES[times][language]}" + ("" if last else " " + length.format(days)))
    ending = {"stop": " y suspender", "open": ", luego llamar", "hold": ""} if language == 2 else ENDINGS
    return ("Baclofeno " if language == 2 else "Baclofen ") + then.join(parts) + ending[ends]


def write_label(steps: Steps, ends: str) -> str:
    lines = ["BACLOFEN"]
    for index, (days, mg, times) in enumerate(steps):
        last = index == len(steps) - 1 and ends == "hold"
        lines.append(f"TAKE {mg} MG {TIMES[times][0].upper()}" + ("" if last else f" X {days}D"))
    return "\n".join(lines) + {"stop": "\nTHEN STOP", "open": "\nTHEN REVIEW", "hold": ""}[ends]


def write_days(steps: Steps, ends: str) -> str:
    lines, first = [], 1
    for index, (days, mg, times) in enumerate(steps):
        last = index == len(steps) - 1 and ends == "hold"
        place = f"Day {first} onwards" if last else f"Days {first}-{first + days - 1}" if days > 1 else f"Day {first}"
        lines.append(f"{place}: baclofen {mg} mg {TIMES[times][0]}")
        first += days
    return "\n".join(lines) + {"stop": f"\nDay {first}: stop", "open": "\nThen phone us", "hold": ""}[ends]


def write_table(steps: Steps, ends: str) -> str:
    rows = [f"| {mg} mg | {TIMES[times][1]} | {days} days |" for days, mg, times in steps]
    return "\n".join(["| Dose | How often | How long |", "|---|---|---|", *rows]) + (
        "\nthen stop" if ends == "stop" else ""
    )


@examples(50)
@given(falling_steps(), st.sampled_from(["stop", "open", "hold"]), st.integers(0, 4))
def test_a_plan_written_out_is_read_back_exactly(steps: Steps, ends: str, style: int) -> None:
    text = [*(write_sentence(steps, ends, n) for n in range(3)), write_label(steps, ends), write_days(steps, ends)][
        style
    ]
    found = to_flat(read_instructions(text), "x")
    assert is_same(expect(steps, ends), found), (text, found)


@examples(50)
@given(falling_steps(), st.sampled_from(["stop", "open"]))
def test_a_table_is_read_back_exactly(steps: Steps, ends: str) -> None:
    text = write_table(steps, ends)
    found = to_flat(read_instructions(text), "x")
    assert is_same(expect(steps, ends), found), (text, found)


@examples(50)
@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.lists(st.integers(0, 8), min_size=3, max_size=3).filter(any)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_unequal_doses_are_read_back_in_their_order(weeks: list[tuple[int, list[int]]], slots_first: bool) -> None:
    lines = []
    for number, (_, sizes) in enumerate(weeks, start=1):
        doses = [
            f"{slot} {size * 5} mg" if slots_first else f"{size * 5} mg {slot}"
            for slot, size in zip(SLOTS, sizes, strict=True)
            if size
        ]
        lines.append(f"Week {number}: " + ", ".join(doses))
    found = to_flat(read_instructions("Baclofen\n" + "\n".join(lines) + "\nthen stop"), "x")
    assert found["kind"] == "plan", found
    got = [[dose["mg"] for dose in step["doses"]] for step in found["steps"]]
    assert got == [[size * 5 for size in sizes if size] for _, sizes in weeks]
    assert all(step["days"] == 7 for step in found["steps"])


@examples(50)
@given(st.integers(2, 12), st.integers(1, 4), st.integers(1, 30), st.booleans())
def test_a_repeated_cut_reaches_its_end(count: int, step: int, days: int, described: bool) -> None:
    cut = Decimal(step) * Decimal("2.5")
    start = cut * count
    opening = f"Currently on baclofen {start} mg a day." if described else f"Take baclofen {start} mg a day, then"
    found = to_flat(read_instructions(f"{opening} reduce by {cut} mg every {days} days until off"), "x")
    levels = [start - cut * n for n in range(1 if described else 0, count)]
    assert [Decimal(str(step["daily_total_mg"])) for step in found["steps"]] == levels
    assert {step["days"] for step in found["steps"]} == {days}
    assert found["ends"] == "stop"


# Read when the first test wants them: every worker of a run imports this file, and few run what is in it.
_read = cache(lambda text: read_line(json.loads(text)))
_FIRST, _ALL = ("sample", "own_dev", "own_fresh"), ("own_hands1", "own_hands2", "own_hands3")


def read_once(line: dict[str, Any]) -> dict[str, Any]:
    return _read(json.dumps(line))


@cache
def answered(*names: str) -> list[dict[str, Any]]:
    return [line for name in names for line in load(name) if read_once(line)["kind"] != "ask"]


ANSWERED = st.deferred(lambda: st.sampled_from(answered(*_FIRST)))
UNKNOWN = ("zorblix", "quuxing", "vrompt", "xylotrombe", "blick", "grumph")


@examples(120)
@given(ANSWERED, st.sampled_from(UNKNOWN), st.floats(0, 1))
def test_an_unknown_word_never_changes_a_plan_silently(line: dict[str, Any], word: str, where: float) -> None:
    spaces = [n for n, letter in enumerate(line["text"]) if letter.isspace()]
    if not spaces:
        return
    place = spaces[min(int(where * len(spaces)), len(spaces) - 1)]
    before, after = read_once(line), read_line(line | {"text": f"{line['text'][:place]} {word}{line['text'][place:]}"})
    assert after["kind"] == "ask" or after == before


NUMBER = re.compile(r"(?<![\d/.:,-])\d+(?:\.\d+)?(?=\s*(?:mg|ml|tab))", re.IGNORECASE)
TIMES_SAID = re.compile(r"\b(?:tds|tid|bd|bid|qds|qid|three times|twice|four times)\b", re.IGNORECASE)
UNITS_SAID = re.compile(r"(?<=\d )(?:mg|weeks?|days?|tablets?)\b", re.IGNORECASE)
ANOTHER = {"tds": "bd", "tid": "bid", "bd": "od", "bid": "tid", "qds": "tds", "qid": "tid", "twice": "three times"}
OTHER_UNIT = {"mg": "g", "week": "month", "weeks": "months", "day": "week", "days": "weeks", "tablet": "mg"}
MUTATED = st.deferred(lambda: st.sampled_from(answered(*_FIRST, *_ALL)))


def whole(line: dict[str, Any], text: str) -> InstructionReading:
    strength, start = line.get("strength_mg"), line.get("start")
    return read_instructions(
        text,
        strength_mg=None if strength is None else Decimal(str(strength)),
        start=date.fromisoformat(start) if start else None,
    )


@examples(100)
@given(MUTATED, st.sampled_from(["number", "times", "unit"]), st.integers(0, 30))
def test_a_changed_amount_frequency_or_unit_changes_the_plan_or_is_asked_about(
    line: dict[str, Any], what: str, which: int
) -> None:
    text = line["text"]
    found = list({"number": NUMBER, "times": TIMES_SAID, "unit": UNITS_SAID}[what].finditer(text))
    # "Down from BD to …" only says how often it was taken, and decides nothing.
    found = [match for match in found if not text[: match.start()].lower().endswith("from ")]
    if not found:
        return
    match = found[which % len(found)]
    said = match[0].lower()
    if what == "number":
        value = Decimal(said)
        other = str(value + 5) if value >= 5 else str(value * 2 + 1)
    else:
        other = ANOTHER.get(said, "twice") if what == "times" else OTHER_UNIT.get(said, "mg")
    after = whole(line, f"{text[: match.start()]}{other}{text[match.end() :]}")
    assert after.kind == "ask" or after != whole(line, text), (match[0], other, text)


@examples(120)
@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    assert read_instructions(text).kind in {"plan", "prn", "ask"}


WORDS = sorted({" ".join(phrase) for phrase in load_vocabulary().phrases})
MARKS = [",", ".", ";", ":", "(", ")", "-", "\n", "|", "\t"]
NUMBERS = ["0", "1", "2.5", "5", "10", "999999999999", "1/2", "4/5", "10/5/10", "1-0-1", "12/01/2027", "8am"]
PIECES = st.sampled_from([*WORDS, *MARKS, *NUMBERS])


@examples(150)
@given(st.lists(PIECES, max_size=40), st.sampled_from([None, Decimal(10), Decimal("0.001")]))
def test_no_string_of_known_words_makes_it_fail_or_write_what_is_no_plan(
    pieces: list[str], strength: Decimal | None
) -> None:
    reading = read_instructions(" ".join(pieces), strength_mg=strength)
    to_flat(reading, "x")
    if reading.kind != "ask":
        assert reading.ends in {"stop", "hold", "open"}
        assert all(step.days is None or step.days > 0 for step in reading.steps)
        if all(level.mg <= 5000 for step in reading.steps for level in step.cycle):
            parse_plan(to_plan_document(reading))


@pytest.mark.parametrize(
    "piece",
    ["10 mg tds for 7 days, then ", "(10 mg (2 tablets) ", "a | b\n", "1-2-3-4-", "if ", "zzzzz ", "until ", "10 "],
)
def test_long_texts_cost_no_more_than_their_length(piece: str) -> None:
    costs = []
    # Another process on the machine can make one reading dearer, but not three.
    for _ in range(3):
        short, long = (_cost_s((piece * length)[:length]) for length in (LONGEST_TEXT // 4, LONGEST_TEXT))
        if long < 9 * short + 0.05:
            return
        costs.append(long / short)
    pytest.fail(f"four times as long costs {costs} times as much")


def test_texts_longer_than_any_prescription_are_not_read() -> None:
    assert read_instructions("10 mg " * 20_000).kind == "ask"


def _cost_s(text: str) -> float:
    begin = time.process_time()
    read_instructions(text)
    return time.process_time() - begin
