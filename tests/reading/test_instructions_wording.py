"""Words around a dose: label warnings, names, days of letters, typing slips. Each is understood as a whole or asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.reading.instructions import read_instructions, to_flat

THRICE = "Baclofen 10 mg three times a day for 7 days, then 10 mg at night for 7 days, then stop."


def read(text: str, **given: Any) -> dict[str, Any]:
    return to_flat(read_instructions(text, **given), "x")


@pytest.mark.parametrize(
    "around",
    [
        "May cause drowsiness. If affected do not drive or operate machinery. Avoid alcoholic drinks.",
        "Warning: do not stop taking this medicine unless your doctor tells you to stop.",
        "Swallowed whole with water. Keep out of the reach of children.",
        "Hope you are keeping well. Sorry for the delay in getting back to you.",
        "I have not arranged to see her again.",
    ],
)
def test_a_printed_warning_or_a_kind_word_changes_nothing(around: str) -> None:
    assert read(f"{THRICE}\n{around}") == read(THRICE)


@pytest.mark.parametrize(
    "around",
    [
        "If drowsy do not take this medicine.",
        "If drowsy take half.",
        "Do not stop until the drowsiness goes.",
        "Sorry, stop it today.",
        "Do not take the tablet before driving.",
    ],
)
def test_a_sentence_that_only_looks_like_a_warning_is_asked_about(around: str) -> None:
    assert read(f"{THRICE} {around}")["kind"] == "ask"


def test_until_it_is_off_may_be_said_in_many_ways_and_by_whom_is_another_matter() -> None:
    for until in (
        "it is discontinued",
        "she is fully off it",
        "they have been completely stopped",
        "the drug is withdrawn",
    ):
        found = read(f"She is on baclofen 20 mg a day. Reduce by 10 mg every week until {until}.")
        assert (found["kind"], found["ends"], len(found["steps"])) == ("plan", "stop", 1), until
    assert (
        read("On baclofen 20 mg a day. Reduce by 10 mg every week until it is stopped by the clinic.")["kind"] == "ask"
    )


def test_an_unknown_name_on_a_label_is_the_medicine_and_two_names_are_two_medicines() -> None:
    one = read("Tab. Spasmodel 10 mg 1-0-1 x 7 days, 0-0-1 x 7 days, stop")
    assert [[dose["mg"] for dose in step["doses"]] for step in one["steps"]] == [[10, 10], [10]]
    assert read("Spasmodel 10 mg tablets. One bd for 7 days, stop. Baclofen 10 mg at night")["kind"] == "ask"


def test_weekdays_are_counted_from_the_day_the_dose_begins() -> None:
    text = "Diazepam 5 mg at night Mondays, Wednesdays and Fridays only, for 3 weeks from Mon 4 Jan 2027, then stop."
    cycle = read(text, start=date(2027, 1, 1))["steps"][0]["cycle"]
    assert [bool(day) for day in cycle] == [True, False, True, False, True, False, False]
    later = "Diazepam 5 mg at night for 3 days, then 5 mg at night on Mondays and Fridays for 2 weeks, then stop"
    cycle = read(later, start=date(2027, 1, 1))["steps"][1]["cycle"]
    assert [bool(day) for day in cycle] == [True, False, False, False, True, False, False]


def test_the_day_of_a_letter_is_not_the_first_day_of_the_plan() -> None:
    text = "Baclofen plan, ward round 14/01/2027: 25 mg TDS until 17/01/2027, 20 mg TDS until 20/01/2027, then stop."
    assert [step["days"] for step in read(text, start=date(2027, 1, 15))["steps"]] == [3, 3]
    assert read(text)["kind"] == "ask"


def test_two_letters_that_changed_places_are_put_right_and_other_slips_of_short_words_are_not() -> None:
    assert read("Baclofen, tka 10 mg twice daily for 1 week, 10 mg at bedtime for 1 week, stop")["kind"] == "ask"
    found = read(
        "Baclofen 10 mg twcie dialy for 1 week, one tablte at bedtiem for 1 week, stpo", strength_mg=Decimal(10)
    )
    assert [len(step["doses"]) for step in found["steps"]] == [2, 1]


def test_one_dose_made_smaller_and_then_stop_is_asked_about() -> None:
    text = "Baclofen 20 mg tds now. Reduce the night dose to 10 mg for 2 weeks, then stop."
    assert read(text)["ask_about"] == ["end"]


def test_a_box_too_small_for_any_tablet_is_a_contradiction() -> None:
    course = "Baclofen 10 mg TID x 14 days, 10 mg BID x 14 days, then stop."
    assert "contradiction" in read(f"{course} Qty 28")["ask_about"]
    assert read(f"{course} Qty 70")["quantity"] == 70


def test_a_row_of_one_day_counts_doses_and_not_days() -> None:
    found = read("Fri 5 Feb 20 mg x3, Sat 6 Feb 10 mg x3, Sun 7 Feb none. Baclofen", start=date(2027, 2, 4))
    assert [[dose["mg"] for dose in step["doses"]] for step in found["steps"]] == [[20] * 3, [10] * 3]
    assert read("Baclofen 20 mg x3, then 10 mg x3, then stop")["kind"] == "ask"


@pytest.mark.parametrize(
    "after", ["PS stop it after the second week", "PS carry on with it", "please take half", "stop"]
)
def test_what_is_said_after_a_greeting_at_the_end_still_counts(after: str) -> None:
    open_ended = "Baclofen 10 mg tds for 1 week, then 10 mg bd. Kind regards, Dr Smith."
    assert read(open_ended)["ends"] == "hold"
    found = read(f"{open_ended} {after}")
    assert found["kind"] == "ask" or found != read(open_ended)


def test_a_tablet_this_week_is_a_tablet_and_not_a_week() -> None:
    found = read("10 mg baclofen tabs: 2 at night this week, 1 at night next week, then stop")
    assert [step["doses"][0]["mg"] for step in found["steps"]] == [20, 10]
    assert read("Baclofen 10 mg tablets, 2 bd this week then 1 this week")["kind"] == "ask"


def test_the_same_two_times_of_day_may_be_left_out_the_second_time() -> None:
    found = read(
        "Baclofen 10 mg in the morning and 20 mg at night for a week, then 10 mg and 10 mg for a week, then stop"
    )
    assert [[dose["mg"] for dose in step["doses"]] for step in found["steps"]] == [[10, 20], [10, 10]]
    assert read("Baclofen 20 mg bd for a week, then 10 mg and 10 mg for a week, then stop")["kind"] == "ask"


@pytest.mark.parametrize(
    "end", ["stop gradually", "slowly stop", "come off it slowly", "stop over two weeks", "Do not stop."]
)
def test_a_stop_by_steps_that_are_not_said_and_one_that_is_forbidden_are_asked_about(end: str) -> None:
    assert read(f"Baclofen 10 mg bd for 1 week, then {end}")["kind"] == "ask"
    assert read("Baclofen 10 mg bd for 1 week, then come off it.")["ends"] == "stop"


def test_what_is_taken_now_may_be_said_at_the_end_where_doses_are_left_out() -> None:
    for now in (
        "(Baclofen 10 mg morning, midday and night at present)",
        "Your dose at present is 10 mg morning, midday and night.",
    ):
        found = read(f"Drop the midday dose for 2 weeks, then drop the morning dose for 2 weeks, then stop. {now}")
        assert [len(step["doses"]) for step in found["steps"]] == [2, 1], now


def test_a_total_and_how_it_is_split_have_to_agree() -> None:
    found = read("Baclofen 50 mg daily for a week (20/10/20), then 10 mg tds for a week, then stop")
    assert [dose["mg"] for dose in found["steps"][0]["doses"]] == [20, 10, 20]
    for split in ("50 mg daily for a week (20/10/10)", "10 mg twice daily (20 mg mane, 10 mg nocte) for a week"):
        assert "contradiction" in read(f"Baclofen {split}, then 10 mg tds for a week, then stop")["ask_about"]


@pytest.mark.parametrize(
    "end",
    ["1 to 2", "1-2", "1 or 2", "from 1", "half or 1", "every 3/7", "x", "until", "the tablets are", "Tab", "Syp."],
)
def test_a_text_that_breaks_off_is_no_error(end: str) -> None:
    assert read(f"Baclofen 10 mg tds for 7 days, then {end}")["kind"] in {"ask", "plan"}


def test_an_amount_where_a_date_was_meant_is_asked_about_and_comes_to_an_end() -> None:
    assert (
        read("Baclofen 10 mg tablets, one at night from 1 May; two at bedtime from 58 May; none from 99 June")["kind"]
        == "ask"
    )
