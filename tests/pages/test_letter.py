"""The letter: at most two pages, what was planned, taken, felt and asked in words of plain text, and no name ever markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from bot.pages.letter import letter_data, write_letter
from scheduler.domain.checkin import CheckIn, Kind
from scheduler.domain.dose import DoseState
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.version import Change, VersionState
from tests.pages.courses import FOUR_STEPS, empty, lived, person, taper, version


def read(letter: bytes) -> tuple[int, str]:
    """How many pages, and their text on one line."""
    pages = PdfReader(io.BytesIO(letter)).pages
    return len(pages), " ".join(" ".join(page.extract_text().split()) for page in pages)


def rows_of(data: dict[str, Any], title: str) -> list[list[str]]:
    return next(section["rows"] for section in data["sections"] if section["title"].startswith(title))


def test_a_clinician_finds_what_was_planned_taken_felt_and_asked() -> None:
    course = lived()
    letter = write_letter(course)
    pages, text = read(letter)
    assert pages <= 2
    for words in (
        "Taper of baclofen: Ann Example",
        "For Dr Lee.",
        "70 mg a day",
        "Step 3 of 4",
        "100 works for me, how do I tell him?",
        "3 not recorded",
        "words of danger",
        "theres bugs on the wall",
        "Ben was on it after 4 min",
        "61.5 of 10 mg",
        "no clinician has signed",
        "gives no advice",
    ):
        assert words in text, (words, text)
    assert "missed" not in text
    assert write_letter(course) == letter


def test_the_weekly_scales_are_told_in_the_words_in_which_they_were_asked() -> None:
    told = [
        CheckIn(
            1, Kind.PENN, datetime(2027, 1, 20, 9, tzinfo=UTC), answers={"spasm_frequency": 2, "spasm_severity": 1}
        ),
        CheckIn(1, Kind.PHQ2, datetime(2027, 1, 22, 9, tzinfo=UTC), answers={"phq_interest": 1, "phq_low": 2}),
    ]
    course = lived()
    rows = rows_of(letter_data(replace(course, check_ins=[*course.check_ins, *told])), "Weekly scales")
    assert [row[1] for row in rows] == [
        "20 Jan: less than one an hour, mild",
        "22 Jan: 3 of 6, at or above the mark for asking further (several days, more than half the days)",
    ]


def test_planned_against_taken_adds_up() -> None:
    data = letter_data(lived())
    weeks, steps = rows_of(data, "Week by week"), rows_of(data, "Step by step")
    assert sum(int(row[1]) for row in weeks) == sum(int(row[1]) for row in steps) == 14 * 80 + 14 * 75 + 10 * 70
    # Three not recorded (20 mg each), one told as not taken (20 mg), and 10 of 20 mg.
    assert sum(float(row[2]) for row in weeks) == 2870 - 3 * 20 - 20 - 10
    assert [sum(int(row[column]) for row in weeks) for column in (4, 5, 6)] == [1, 1, 3]
    events = rows_of(data, "Extra, in part")
    assert [row[1] for row in events].count("not recorded") == 3
    assert ["not taken", "20 mg", "forgot"] in [row[1:] for row in events]
    assert ["in part", "10 of 20 mg", ""] in [row[1:] for row in events]
    around = rows_of(data, "Around each step")
    assert [row[1] for row in around] == ["80 → 75", "75 → 70"]
    assert [row[2].split(" → ")[0] for row in around] == ["4", "4"]
    assert all(Decimal(row[2].split(" → ")[1]) > 5 and row[3] == "7" for row in around)


def test_weeks_that_nobody_recorded_have_no_share() -> None:
    course = lived()
    silent = replace(course, doses=[replace(each, state=DoseState.MISSED, taken_mg=None) for each in course.doses])
    data = letter_data(silent)
    assert {row[3] for row in rows_of(data, "Week by week")} == {"–"}
    assert sum(int(row[6]) for row in rows_of(data, "Week by week")) == len(course.doses)


def test_who_decided_each_version_is_said() -> None:
    first = version(state=VersionState.REPLACED)
    second = version(
        number=2,
        id=2,
        change=Change.HOLD,
        begins_at=datetime(2027, 1, 25, tzinfo=UTC),
        decided_by="Dr Lee by phone",
        confirmed_by="Dr May, 020 7946 0000",
    )
    rows = rows_of(letter_data(lived(versions=[first, second])), "The plan and who")
    assert [row[0] for row in rows] == ["1", "2"]
    assert rows[1][1:] == ["25 Jan", "step held", "active", rows[1][4]]
    assert "decided by Dr Lee by phone" in rows[1][4]
    assert "confirmed by Dr May, 020 7946 0000" in rows[1][4]


def test_another_amount_than_the_plan_counts_on_stands_out() -> None:
    told = {"reported_current_mg": 100, "plan_baseline_mg": 50}
    _, text = read(write_letter(lived(versions=[version({**FOUR_STEPS, "context": told})])))
    assert "takes 100 mg a day. The plan counts on 50 mg." in text


EVIL = (
    '#read("/etc/passwd") #image("x") $x^2$ *bold* _it_ `raw` <label> @ref \\ // comment',
    '</text><script>alert(1)</script><svg onload="x"> &amp; " \' {{ }} ${x}',
    "نام بیمار Ω Żółć Ξένη",
)


@pytest.mark.parametrize("words", EVIL)
def test_what_people_write_is_never_markup(words: str) -> None:
    patient, who = person(words)
    ruling = version()
    ruling = replace(ruling, plan=replace(ruling.plan, prescriber=words, medication=words[:60]), decided_by=words)
    question = PrescriberQuestion(1, words, datetime(2027, 2, 8, tzinfo=UTC), id=1)
    course = lived(
        patient=replace(patient, call_me=words), person=who, versions=[ruling], questions=[question], names={2: words}
    )
    data = letter_data(course)
    assert words not in str(data["chart"])
    pages, text = read(write_letter(course))
    assert pages <= 3  # names of two lines everywhere
    if words.isascii():
        assert " ".join(words.split())[:30] in text


def test_nothing_recorded_is_an_honest_page() -> None:
    pages, text = read(write_letter(empty()))
    assert pages == 1
    assert "Nothing recorded yet" in text
    pages, text = read(write_letter(empty(versions=[version(state=VersionState.BLOCKED)])))
    assert pages == 1
    assert "not confirmed, so not active" in text


def test_much_of_everything_stays_on_two_pages_and_says_what_it_leaves_out() -> None:
    course = lived(115, taper(*[(20, 20, 20, 20 - step) for step in range(12)], days=10))
    question = PrescriberQuestion(1, "why " * 500, course.now)
    pages, text = read(write_letter(replace(course, alarms=list(course.alarms) * 60, questions=[question] * 9)))
    assert pages == 2
    assert "Not shown:" in text


@pytest.mark.parametrize(("country", "size"), [("GB", (595, 842)), ("US", (612, 792)), ("DE", (595, 842))])
def test_the_paper_is_the_countrys(country: str, size: tuple[int, int]) -> None:
    patient, _ = person(country=country)
    box = PdfReader(io.BytesIO(write_letter(empty(patient=patient)))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_extra_of_unknown_amount_is_counted_once() -> None:
    assert [row[-2] for row in rows_of(letter_data(lived()), "Week by week") if row[-2] != "0"] == [
        "1 (amount unknown)",
        "1 (10 mg)",
    ]


def test_on_the_first_evening_there_is_a_letter_though_nothing_was_to_be_taken_yet() -> None:
    tomorrow = [dose for dose in lived(2).doses if dose not in lived(1).doses]
    planned = [
        replace(dose, state=DoseState.PLANNED, taken_mg=None, taken_at=None, answered_at=None) for dose in tomorrow
    ]
    course = replace(lived(1), doses=planned, intakes=[], check_ins=[], alarms=[])
    pages, text = read(write_letter(course))
    assert pages == 1
    assert "Ann Example" in text
