"""Check-ins: graded against the person's own baseline, asked as often as it is called for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.checkin import (
    WORSE,
    Before,
    CheckIn,
    Grade,
    Kind,
    Question,
    Reasons,
    answer,
    baseline,
    close,
    grade,
    open_questions,
    questions_of,
    times_a_day,
)
from scheduler.domain.policy import Policy

NOW = datetime(2027, 1, 14, 9, tzinfo=UTC)


def _earlier(*stiffness: int, sleep: int = 7, graded: Grade = Grade.GREEN) -> list[CheckIn]:
    days = len(stiffness)
    return [
        CheckIn(
            1,
            Kind.DAILY,
            NOW - timedelta(days=days - number),
            None,
            {"safety": 0, "stiffness": each, "sleep_hours": sleep, "autonomic": 0},
            graded,
            NOW,
        )
        for number, each in enumerate(stiffness)
    ]


def test_one_question_after_the_other(default_policy: Policy) -> None:
    asked = CheckIn(1, Kind.DAILY, NOW)
    for question, value in zip(questions_of(Kind.DAILY), (0, 4, 8, 1), strict=True):
        assert asked.question is question
        asked = answer(asked, {question.value: value}, NOW, default_policy, Before())
    assert (asked.question, asked.grade, asked.ended_at) == (None, Grade.GREEN, NOW)


def test_a_follow_up_asks_the_list_alone(default_policy: Policy) -> None:
    assert answer(CheckIn(1, Kind.FOLLOW_UP, NOW), {"safety": 0}, NOW, default_policy, Before()).ended_at == NOW


@pytest.mark.parametrize(
    ("usual", "now", "expected"),
    [
        (3, 4, Grade.GREEN),
        (3, 5, Grade.AMBER),
        (6, 7, Grade.GREEN),
        (6, 8, Grade.AMBER),
        (7, 8, Grade.AMBER),
        (10, 10, Grade.GREEN),
        (8, 7, Grade.GREEN),
        (9, 10, Grade.AMBER),
    ],
)
def test_stiffness_against_the_own_baseline(usual: int, now: int, expected: Grade, default_policy: Policy) -> None:
    assert grade({"stiffness": now}, NOW, default_policy, Before(_earlier(usual, usual, usual))) is expected


def test_without_a_baseline_stiffness_says_nothing(default_policy: Policy) -> None:
    assert grade({"stiffness": 10}, NOW, default_policy, Before()) is Grade.GREEN
    assert baseline(Before(_earlier(5)), default_policy) is None


def test_a_later_bad_stretch_does_not_move_the_baseline(default_policy: Policy) -> None:
    assert baseline(Before(_earlier(2, 2, 2, 2, 3, 2, 2, 9, 9, 9, 9, 9, 9, 9)), default_policy) == 2


def test_two_nights_of_little_sleep(default_policy: Policy) -> None:
    assert grade({"sleep_hours": 3}, NOW, default_policy, Before(_earlier(2, sleep=7))) is Grade.GREEN
    assert grade({"sleep_hours": 3}, NOW, default_policy, Before(_earlier(2, sleep=3))) is Grade.AMBER


@pytest.mark.parametrize(("value", "expected"), [(0, Grade.GREEN), (1, Grade.GREEN), (2, Grade.AMBER)])
def test_shaky(value: int, expected: Grade, default_policy: Policy) -> None:
    assert grade({"autonomic": value}, NOW, default_policy, Before()) is expected


def test_much_worse_than_usual_counts_whatever_the_number(default_policy: Policy) -> None:
    assert grade({"stiffness": 2, WORSE: 1}, NOW, default_policy, Before(_earlier(2, 2))) is Grade.AMBER


def test_the_baseline_is_taken_before_the_first_cut(default_policy: Policy) -> None:
    told = _earlier(2, 2, 2, 6, 6, 6, 6)
    cut_at = told[3].asked_at - timedelta(hours=1)
    assert baseline(Before(told, cut_at), default_policy) == 2
    assert baseline(Before(told), default_policy) == 6
    # Nothing was answered before it: then the first days stand for it.
    assert baseline(Before(told, told[0].asked_at), default_policy) == 6


def test_another_night_may_lie_one_morning_further_back(default_policy: Policy) -> None:
    bad = _earlier(2, 2, sleep=3)[:1]
    assert grade({"sleep_hours": 3}, NOW, default_policy, Before(bad)) is Grade.AMBER


def test_half_of_it_is_graded_by_what_was_answered(default_policy: Policy) -> None:
    half = answer(CheckIn(1, Kind.DAILY, NOW), {"safety": 0, "stiffness": 5}, NOW, default_policy, Before())
    assert (half.question, half.grade) == (Question.SLEEP, None)
    assert close(half, NOW, default_policy, Before(_earlier(2, 2))).grade is Grade.AMBER
    assert close(CheckIn(1, Kind.DAILY, NOW), NOW, default_policy, Before()).grade is None


def test_the_evening_does_not_ask_about_the_night() -> None:
    assert Question.SLEEP not in questions_of(Kind.EVENING)


def test_nobody_without_spasms_is_asked_how_bad_they_are(default_policy: Policy) -> None:
    asked = CheckIn(1, Kind.PENN, NOW, Question.SPASMS)
    assert answer(asked, {"spasm_frequency": 0}, NOW, default_policy, Before()).ended_at == NOW
    some = answer(asked, {"spasm_frequency": 2}, NOW, default_policy, Before())
    assert open_questions(some) == (Question.SPASM_SEVERITY,)


@pytest.mark.parametrize(
    ("interest", "low", "expected"), [(1, 1, Grade.GREEN), (0, 3, Grade.AMBER), (3, 3, Grade.AMBER)]
)
def test_the_two_questions_about_mood(interest: int, low: int, expected: Grade, default_policy: Policy) -> None:
    asked = CheckIn(1, Kind.PHQ2, NOW, Question.INTEREST)
    said = {"phq_interest": interest, "phq_low": low}
    assert answer(asked, said, NOW, default_policy, Before()).grade is expected


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (Reasons(), 1),
        (Reasons(stepped_at=NOW - timedelta(hours=71)), 2),
        (Reasons(stepped_at=NOW - timedelta(hours=72)), 1),
        (Reasons(missed_at=NOW - timedelta(hours=5)), 2),
        (Reasons(ended_at=NOW - 1 * DAY), 1),
        (Reasons(ended_at=NOW - 6 * DAY), 1),
        (Reasons(ended_at=NOW - 8 * DAY), 0),
        (Reasons(ended_at=NOW - 14 * DAY), 1),
        (Reasons(ended_at=NOW - 28 * DAY), 1),
        (Reasons(ended_at=NOW - 29 * DAY), 0),
        (Reasons(ended_at=NOW - 35 * DAY), 0),
    ],
)
def test_how_often(reasons: Reasons, expected: int, default_policy: Policy) -> None:
    assert times_a_day(reasons, NOW, default_policy) == expected
