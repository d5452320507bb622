"""Check-ins: graded against the person's own baseline, asked as often as it is called for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.checkin import (
    CheckIn,
    Grade,
    Kind,
    Question,
    Reasons,
    amber_twice,
    answer,
    baseline,
    grade,
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
    for question, value in zip(Question, (0, 4, 8, 1), strict=True):
        assert asked.question is question
        asked = answer(asked, value, NOW, default_policy, [])
    assert (asked.question, asked.grade, asked.ended_at) == (None, Grade.GREEN, NOW)


def test_a_follow_up_asks_the_list_alone(default_policy: Policy) -> None:
    assert answer(CheckIn(1, Kind.FOLLOW_UP, NOW), 0, NOW, default_policy, []).ended_at == NOW


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
    assert grade({"stiffness": now}, NOW, default_policy, _earlier(usual, usual, usual)) is expected


def test_without_a_baseline_stiffness_says_nothing(default_policy: Policy) -> None:
    assert grade({"stiffness": 10}, NOW, default_policy, []) is Grade.GREEN
    assert baseline(_earlier(5), default_policy) is None


def test_a_later_bad_stretch_does_not_move_the_baseline(default_policy: Policy) -> None:
    assert baseline(_earlier(2, 2, 2, 2, 3, 2, 2, 9, 9, 9, 9, 9, 9, 9), default_policy) == 2


def test_two_nights_of_little_sleep(default_policy: Policy) -> None:
    assert grade({"sleep_hours": 3}, NOW, default_policy, _earlier(2, sleep=7)) is Grade.GREEN
    assert grade({"sleep_hours": 3}, NOW, default_policy, _earlier(2, sleep=3)) is Grade.AMBER


@pytest.mark.parametrize(("value", "expected"), [(0, Grade.GREEN), (1, Grade.GREEN), (2, Grade.AMBER)])
def test_shaky(value: int, expected: Grade, default_policy: Policy) -> None:
    assert grade({"autonomic": value}, NOW, default_policy, []) is expected


def test_amber_twice_within_two_days(default_policy: Policy) -> None:
    assert amber_twice(_earlier(2, graded=Grade.AMBER), NOW, default_policy) is False
    assert amber_twice([*_earlier(2, graded=Grade.AMBER), *_earlier(2, graded=Grade.AMBER)], NOW, default_policy)
    assert not amber_twice(_earlier(2, 2, 2, graded=Grade.AMBER)[:2], NOW, default_policy)


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
