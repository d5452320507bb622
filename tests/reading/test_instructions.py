"""What prescriptions of many styles are read as: nothing wrong without asking, most of it exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.reading.instructions import LONGEST_TEXT, read_instructions, to_flat
from tests.reading.instruction_score import is_same, load, read_line, score

FILES = [
    *("sample", "own_dev", "own_heldout", "own_fresh", "own_later", "own_last", "own_blind", "own_adversarial"),
    *("own_hands1", "own_hands2", "own_hands3", "own_hands5", "own_hands6", "own_hands7"),
    *("own_hands8", "own_hands9", "other_hand"),
    *(
        "own_hand/plans1",
        "own_hand/plans2",
        "own_hand/plans3",
        "own_hand/plans4",
        "own_hand/plans5",
        "own_hand/plans6",
        "own_hand/plans7",
    ),
]

# Met last, and not yet worked on: here only that nothing is misread without asking.
LAST_MET = ["own_hands4"]


@pytest.mark.parametrize("name", [*FILES, *LAST_MET])
def test_nothing_is_misread_without_asking(name: str) -> None:
    assert score(load(name)).wrong == []


@pytest.mark.parametrize("name", FILES)
def test_most_plans_are_read_exactly_and_most_questions_are_the_right_ones(name: str) -> None:
    found = score(load(name))
    assert found.share("exact_plan", "exact_plan", "asked_for_plan", "wrong") >= 0.85
    assert found.share("asked_right", "asked_right", "asked_other", "wrong") >= 0.9


def test_the_score_tells_a_wrong_dose_a_wrong_length_and_a_wrong_end() -> None:
    line = next(line for line in load("own_dev") if line["expected"]["kind"] == "plan")
    expected = line["expected"]
    good = {"kind": "plan", "prn": None, "ends": expected["ends"], "steps": expected["steps"]}
    assert is_same(expected, good)
    assert not is_same(expected, good | {"ends": "open" if expected["ends"] != "open" else "stop"})
    longer = [dict(expected["steps"][0], days=(expected["steps"][0]["days"] or 0) + 40), *expected["steps"][1:]]
    assert not is_same(expected, good | {"steps": longer})
    assert not is_same(expected, good | {"steps": [{"days": 7, "doses": [{"at": None, "mg": 999}]}]})


@pytest.mark.parametrize(
    "text",
    [
        "15 mg tds for 2 weeks. Then take 5 mg off the morning dose for 2 weeks. Then 10 mg tds",
        "15 mg tds for 2 weeks. then 5 mg less in the morning for 2 weeks. then 10 mg tds",
        "15 mg tds for 2 weeks, then minus 5 mg at noon for 2 weeks, then 10 mg tds",
        "20 mg tds for 2 weeks, then lose 5 mg from the evening for 2 weeks then stop",
        "20 mg tds for 2 weeks, then cut 5 mg at night for 2 weeks then stop",
        "20 mg tds for 2 weeks, then reduce 5 mg at bedtime for 2 weeks then stop",
        "20 mg tds for 2 weeks, then half that for 2 weeks, then stop",
        "20 mg bd and 10 mg for 2 weeks then stop",
    ],
)
def test_what_comes_off_one_dose_is_never_read_as_what_is_left(text: str) -> None:
    found = read(f"Baclofen {text}")
    assert found["kind"] == "ask" or [dose["mg"] for dose in found["steps"][1]["doses"]] == [10, 15, 15]


def test_one_dose_gets_another_size_and_the_others_stay() -> None:
    found = read(
        "Baclofen 20 mg qds now. Drop the lunchtime dose to 10 mg for 2 weeks, then reduce the night dose to 15 mg."
    )
    assert [[dose["mg"] for dose in step["doses"]] for step in found["steps"]] == [[20, 10, 20, 20], [20, 10, 20, 15]]
    assert read("Baclofen 20 mg qds now. Drop the lunchtime dose 10 mg for 2 weeks, then stop")["kind"] == "ask"
    assert read("Drop the lunchtime dose of baclofen to 10 mg for 2 weeks, then stop")["kind"] == "ask"


def test_on_after_an_amount_is_the_night_and_before_a_date_it_is_not() -> None:
    night = read("Baclofen 10 mg BD 1/52 then 10 mg ON 1/52 then stop")
    assert [len(step["doses"]) for step in night["steps"]] == [2, 1]
    dated = read("Baclofen 10 mg bd, then 10 mg od on 2 March, then stop on 9 March", start=date(2027, 2, 20))
    assert dated["kind"] == "ask" or dated["steps"][0]["days"] == 10


def test_what_is_taken_now_may_be_said_last() -> None:
    found = read("Reduce by 10 mg every week until off. Currently on 30 mg a day.")
    assert [step["daily_total_mg"] for step in found["steps"]] == [20, 10]


def read(text: str, **given: Any) -> dict[str, Any]:
    return to_flat(read_instructions(text, **given), "x")


def test_a_first_dose_that_is_only_described_is_not_a_step() -> None:
    described = read("On 40 mg baclofen a day now, reduce by 10 mg every 2 weeks until off")
    prescribed = read("Take 40 mg baclofen a day, then reduce by 10 mg every 2 weeks until off")
    assert [step["daily_total_mg"] for step in described["steps"]] == [30, 20, 10]
    assert [step["daily_total_mg"] for step in prescribed["steps"]] == [40, 30, 20, 10]
    assert described["ends"] == prescribed["ends"] == "stop"


def test_what_is_taken_now_can_be_given_beside_the_text() -> None:
    text = "Reduce your baclofen by 10 mg every week until off"
    assert read(text)["ask_about"][0] == "start_dose"
    assert [step["daily_total_mg"] for step in read(text, current_mg=Decimal(30))["steps"]] == [20, 10]


def test_months_keep_the_lengths_they_may_have() -> None:
    step = read("Baclofen 10 mg TDS for 1 month then stop")["steps"][0]
    assert (step["days"], step["days_ok"]) == (30, [28, 29, 30, 31])


@pytest.mark.parametrize(
    ("text", "given", "code"),
    [
        ("2 tablets tds for a week then stop", {}, "strength"),
        ("Baclofen 10 mg tablets, 2 tds for a week then stop", {"strength_mg": Decimal(25)}, "strength"),
        ("baclofen 7 tds for a week then stop", {}, "units"),
        (
            "prednisolone 20 mg daily until 4/5, then 10 mg daily until 6/7, then stop",
            {"start": date(2027, 3, 1)},
            "date_order",
        ),
        ("Baclofen 10 mg tds until 10 Jan then stop", {}, "duration"),
        ("Baclofen 10 mg tds until negative, then stop", {}, "condition"),
        ("Baclofen 10 mg tds for a week, blorp, then stop", {}, "dose"),
        ("", {}, "dose"),
        ("x" * (LONGEST_TEXT + 1), {}, "dose"),
        ("Take 20 mg three times a day. Cut each dose by 5 mg every 2 weeks until 5 mg twice a day.", {}, "times"),
        ("Take 60 mg a day. Reduce by 15 mg every 2 weeks until 5 mg three times a day.", {}, "times"),
        ("20 mg TDS. Reduce by 15 mg every 2 weeks to 30 mg, then stay on 30 mg twice a day.", {}, "times"),
    ],
)
def test_what_is_open_is_asked(text: str, given: dict[str, Any], code: str) -> None:
    found = read(text, **given)
    assert found["kind"] == "ask"
    assert code in found["ask_about"]
    assert found["steps"] == []


def test_a_line_is_read_with_its_own_strength_and_start() -> None:
    line = {
        "id": 7,
        "text": "1 tds for 7 days then 1 bd for 7 days then stop",
        "strength_mg": 10,
        "start": "2027-01-04",
    }
    found = read_line(line)
    assert (found["id"], found["kind"], found["start_date"]) == (7, "plan", "2027-01-04")
    assert found["steps"][0]["doses"] == [{"at": None, "mg": 10}] * 3
