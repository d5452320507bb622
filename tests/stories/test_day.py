"""The day: a reminder, nudges, the end of the window, and every way of answering."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from scheduler.domain.reply import SkipReason
from tests.builders import doses_of, intakes_of, on_hand

DAY = "2027-01-04"


def test_an_ordinary_day(home: World) -> None:
    for at, amount in (("8:00", "2"), ("14:00", "1"), ("20:00", "2")):
        home.leap_to(at.zfill(5))
        home.patient.hears("dose-due", f"{at}: {amount}.")
        home.leap(minutes=4)
        home.patient.texts("1")
        home.patient.hears("recorded-taken", at, "U undoes")
    home.leap_to("23:59")
    home.patient.hears_nothing()
    assert [dose.state for dose in doses_of(home, DAY).values()] == [DoseState.TAKEN] * 3
    assert [dose.taken_mg for dose in doses_of(home, DAY).values()] == [20, 10, 20]
    assert on_hand(home) == 295


def test_silence_is_nudged_twice_and_then_asked_about(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.leap(minutes=29)
    home.patient.hears_nothing()
    home.leap(minutes=1)
    home.patient.hears("dose-nudge", "Still open", "8:00")
    home.leap(minutes=30)
    home.patient.hears("dose-nudge", "Still open")
    home.leap_to("11:59")
    home.patient.hears_nothing()
    home.leap_to("12:00")
    home.patient.hears("what-happened", "8:00 is not recorded")
    assert doses_of(home, DAY)["08:00"].state is DoseState.MISSED
    home.leap_to("13:59")
    home.patient.hears_nothing()


def test_a_missed_dose_can_still_be_told(home: World) -> None:
    _let_the_morning_pass(home)
    home.patient.texts("at 9:10")
    home.patient.hears("recorded-late", "8:00", "9:10")
    told = doses_of(home, DAY)["08:00"]
    assert (told.state, told.taken_at) == (DoseState.TAKEN, datetime(2027, 1, 4, 9, 10, tzinfo=UTC))


def _let_the_morning_pass(home: World) -> None:
    home.leap_to("12:00")
    home.patient.hears("dose-due")
    home.patient.hears("dose-nudge")
    home.patient.hears("dose-nudge")
    home.patient.hears("what-happened")


@pytest.mark.parametrize("words", ["took it at 8:20", "820", "8:20", "25 min ago"])
def test_a_late_answer_with_a_time(home: World, words: str) -> None:
    home.leap_to("08:45")
    home.patient.hears("dose-due")
    home.patient.hears("dose-nudge")
    home.patient.texts(words)
    home.patient.hears("recorded-late", "8:00 recorded", "8:20")
    assert doses_of(home, DAY)["08:00"].taken_at == datetime(2027, 1, 4, 8, 20, tzinfo=UTC)
    home.leap_to("13:00")
    home.patient.hears_nothing()


@pytest.mark.parametrize("words", ["half", "only took one", "took 1 tablet", "took 10 mg"])
def test_part_of_a_dose(home: World, words: str) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts(words)
    home.patient.hears("recorded-part", "1 taken of 2")
    assert doses_of(home, DAY)["08:00"].taken_mg == 10
    assert on_hand(home) == 299
    home.leap_to("13:00")
    home.patient.hears_nothing()


def test_half_a_tablet_leaves_the_other_half(home: World) -> None:
    home.leap_to("08:05")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap_to("14:01")
    home.patient.hears("dose-due")
    home.patient.texts("half")
    home.patient.hears("recorded-part")
    assert on_hand(home) == Decimal("297.5")
    home.leap_to("20:00")
    home.patient.hears("dose-due")


@pytest.mark.parametrize(
    ("letter", "reason", "answer"),
    [
        ("F", SkipReason.FORGOT, "reason-forgot"),
        ("O", SkipReason.OUT_OF_PILLS, "reason-out"),
        ("W", SkipReason.FELT_WORSE, "reason-worse"),
        ("B", SkipReason.FELT_BETTER, "reason-better"),
        ("T", SkipReason.TOLD_TO, "reason-told"),
        ("X", SkipReason.OTHER, "reason-other"),
    ],
)
def test_not_taken_with_each_reason(home: World, letter: str, reason: SkipReason, answer: str) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("2")
    home.patient.hears("recorded-skipped", "not taken", "Why?")
    home.patient.texts(letter)
    home.patient.hears(answer)
    skipped = doses_of(home, DAY)["08:00"]
    assert (skipped.state, skipped.reason) == (DoseState.SKIPPED, reason)
    assert on_hand(home) == 300
    home.leap_to("13:00")
    home.patient.hears_nothing()


def test_a_reason_in_the_same_breath_is_not_asked_for(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("didn't take it, forgot")
    home.patient.hears("recorded-not-taken", "8:00")
    home.patient.hears("reason-forgot")
    assert doses_of(home, DAY)["08:00"].reason is SkipReason.FORGOT


def test_undo_of_taken_restores_dose_supply_and_prompts(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    assert on_hand(home) == 298
    home.leap(minutes=2)
    home.patient.texts("U")
    home.patient.hears("undone", "8:00")
    assert on_hand(home) == 300
    assert intakes_of(home) == []
    assert doses_of(home, DAY)["08:00"].state is DoseState.DUE
    home.leap(minutes=30)
    home.patient.hears("dose-nudge")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    assert on_hand(home) == 298


def test_undo_of_skipped_restores_dose_and_prompts(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("2")
    home.patient.hears("recorded-skipped")
    home.patient.texts("undo")
    home.patient.hears("undone")
    assert doses_of(home, DAY)["08:00"].state is DoseState.DUE
    home.leap(minutes=30)
    home.patient.hears("dose-nudge")


def test_undo_with_nothing_to_undo(home: World) -> None:
    home.patient.texts("U")
    home.patient.hears("nothing-to-undo")


def test_undoing_a_correction_brings_back_the_answer_before_it(home: World) -> None:
    home.leap_to("08:05")
    home.patient.hears("dose-due")
    home.patient.texts("half")
    home.patient.hears("recorded-part")
    home.leap(minutes=30)
    home.patient.texts("took my 8am dose at 8:10")
    home.patient.hears("recorded-late", "8:10")
    assert on_hand(home) == 298
    home.patient.texts("U")
    home.patient.hears("undone")
    dose = doses_of(home, DAY)["08:00"]
    assert dose.state is DoseState.TAKEN
    assert dose.taken_mg == 10
    assert [intake.mg for intake in intakes_of(home)] == [10]
    assert on_hand(home) == 299


def test_yesterdays_evening_dose_is_corrected(home: World) -> None:
    home.patient.answers(**ROUTINE)
    home.leap_to("14:30")
    home.patient.answers()
    home.leap_to("20:00")
    home.patient.hears("dose-due")
    home.patient.texts("2")
    home.patient.hears("recorded-skipped")
    home.patient.texts("F")
    home.patient.hears("reason-forgot")
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.patient.texts("yesterday's 8pm I did take")
    home.patient.hears("recorded-late", "20:00")
    corrected = doses_of(home, DAY)["20:00"]
    assert corrected.state is DoseState.TAKEN
    assert corrected.taken_mg == 20
    assert corrected.reason is None
    assert on_hand(home) == 300 - 2 - 1 - 2 - 2


def test_a_bare_answer_with_two_open_is_asked_back(home: World) -> None:
    home.leap_to("14:00")
    for kind in ("dose-due", "dose-nudge", "dose-nudge", "what-happened"):
        home.patient.hears(kind)
    home.patient.hears("dose-due-beside", "A 8:00", "B 14:00")
    home.patient.texts("1")
    home.patient.hears("which-dose", "A 8:00", "B 14:00")
    assert on_hand(home) == 300
    home.patient.texts("1A")
    home.patient.hears("recorded-taken", "8:00")
    home.patient.texts("1")
    home.patient.hears("recorded-taken", "14:00")
    assert on_hand(home) == 297


def test_all_open_doses_at_once(home: World) -> None:
    home.leap_to("14:00")
    home.patient.hears_only(["dose-due", "dose-nudge", "what-happened", "dose-due-beside"])
    home.patient.texts("1 ALL")
    home.patient.hears("recorded-taken")
    assert [dose.state for dose in doses_of(home, DAY).values()][:2] == [DoseState.TAKEN, DoseState.TAKEN]
    assert on_hand(home) == 297


def test_a_second_taken_asks_before_it_records_an_extra_one(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.patient.texts("1")
    home.patient.hears("already-recorded", "EXTRA")
    assert on_hand(home) == 298
    home.patient.texts("EXTRA")
    home.patient.hears("recorded-extra")
    assert [intake.kind.value for intake in intakes_of(home)] == ["dose", "extra"]
    assert on_hand(home) == 296


def test_a_slip_is_not_an_extra_dose(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.patient.texts("taken")
    home.patient.hears("already-recorded")
    home.leap_to("14:00")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken", "14:00")
    assert on_hand(home) == 297


def test_later_within_the_window(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("3")
    home.patient.hears("snoozed", "8:30")
    home.leap(minutes=29)
    home.patient.hears_nothing()
    home.leap(minutes=1)
    home.patient.hears("dose-nudge")
    home.patient.texts("later 45 min")
    home.patient.hears("snoozed", "9:15")
    home.leap_to("09:15")
    home.patient.hears("dose-nudge")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")


def test_later_beyond_the_window_is_refused(home: World) -> None:
    home.leap_to("11:45")
    home.patient.hears_only(["dose-due", "dose-nudge"])
    home.patient.texts("3")
    home.patient.hears("snooze-too-late", "8:00")
    home.leap_to("12:00")
    home.patient.hears("what-happened")


def test_before_its_time_a_dose_can_be_told(home: World) -> None:
    home.leap_to("06:30")
    home.patient.texts("1")
    home.patient.hears("recorded-taken", "8:00")
    home.leap_to("13:00")
    home.patient.hears_nothing()


def test_a_future_time_is_refused(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.patient.texts("took it at 9:30 am")
    home.patient.hears("doubt-future")
    assert doses_of(home, DAY)["08:00"].state is DoseState.DUE


def test_unread_words_beside_an_answer_are_asked_about(home: World) -> None:
    home.leap_to("08:01")
    home.patient.hears("dose-due")
    home.patient.texts("took it flurbelglorp")
    home.patient.hears("recorded-taken")
    home.patient.hears("not-understood", "All fine?")
    home.patient.texts("0")
    home.patient.hears("safety-clear")


def test_words_that_nobody_knows_record_nothing(home: World) -> None:
    home.leap_to("08:01")
    home.patient.hears("dose-due")
    home.patient.texts("flurbelglorp")
    home.patient.hears("not-understood-plain", "SOS")
    assert doses_of(home, DAY)["08:00"].state is DoseState.DUE
    assert on_hand(home) == 300
