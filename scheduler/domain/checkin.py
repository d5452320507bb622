"""How somebody is: four questions, one at a time, graded against their own baseline. Nothing here says what it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.policy import Policy


class Kind(StrEnum):
    """Why it is asked."""

    DAILY = "daily"
    FOLLOW_UP = "follow_up"


class Question(StrEnum):
    """The questions, in order. `safety` is the one list that is the same everywhere."""

    SAFETY = "safety"
    STIFFNESS = "stiffness"
    SLEEP = "sleep_hours"
    AUTONOMIC = "autonomic"


class Grade(StrEnum):
    """Of one whole check-in."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


MOST = {Question.STIFFNESS: 10, Question.SLEEP: 12, Question.AUTONOMIC: 2}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One round of questions. `question` is the one that waits; `answers` by question; instants UTC."""

    patient_id: int
    kind: Kind
    asked_at: datetime
    question: Question | None = Question.SAFETY
    answers: Mapping[str, int] = field(default_factory=dict)
    grade: Grade | None = None
    ended_at: datetime | None = None
    id: int = 0


def questions_of(kind: Kind) -> tuple[Question, ...]:
    """A follow-up after an alarm asks the safety list alone."""
    return (Question.SAFETY,) if kind is Kind.FOLLOW_UP else tuple(Question)


def is_answer(question: Question, value: int) -> bool:
    """Whether a number can be the answer to a question."""
    return question in MOST and 0 <= value <= MOST[question]


def answer(check_in: CheckIn, value: int, now: datetime, policy: Policy, earlier: Sequence[CheckIn]) -> CheckIn:
    """Keep the answer to the open question at `now` (UTC) and go on to the next one; after the last it is graded.

    For the safety list the answer is 0: anything else is danger and never comes here. `earlier`: this person's check-ins.
    """
    if check_in.question is None:
        return check_in
    answers = {**check_in.answers, check_in.question.value: value}
    rest = questions_of(check_in.kind)
    following = rest[rest.index(check_in.question) + 1 :]
    moved = replace(check_in, answers=answers, question=following[0] if following else None)
    if following:
        return moved
    return replace(moved, grade=grade(answers, now, policy, earlier), ended_at=now)


def close(
    check_in: CheckIn, now: datetime, policy: Policy, earlier: Sequence[CheckIn], *, red: bool = False
) -> CheckIn:
    """End it with what was answered so far: because danger was said, or because the next one begins."""
    found = Grade.RED if red else grade(check_in.answers, now, policy, earlier) if check_in.answers else None
    return replace(check_in, question=None, grade=found, ended_at=now)


def baseline(earlier: Sequence[CheckIn], policy: Policy) -> int | None:
    """The person's usual worst stiffness: the median of the first days' answers; None while there are too few."""
    first = [each.answers["stiffness"] for each in earlier if "stiffness" in each.answers][: policy.baseline_answers]
    return sorted(first)[len(first) // 2] if len(first) >= min(policy.baseline_least, policy.baseline_answers) else None


def grade(answers: Mapping[str, int], now: datetime, policy: Policy, earlier: Sequence[CheckIn]) -> Grade:
    """Grade answers given at `now` (UTC) against the person's own baseline. Thresholds are the policy's, unsigned drafts."""
    usual = baseline(earlier, policy)
    stiffness = answers.get("stiffness")
    if stiffness is not None and usual is not None:
        rise = policy.stiffness_rise_high if usual >= policy.stiffness_high_from else policy.stiffness_rise
        if stiffness - usual >= rise:
            return Grade.AMBER
    if _slept_little(answers, policy) and any(
        _slept_little(each.answers, policy)
        for each in earlier
        if timedelta(hours=12) <= now - each.asked_at <= timedelta(hours=36)
    ):
        return Grade.AMBER
    return Grade.AMBER if answers.get("autonomic", 0) >= MOST[Question.AUTONOMIC] else Grade.GREEN


def _slept_little(answers: Mapping[str, int], policy: Policy) -> bool:
    return "sleep_hours" in answers and answers["sleep_hours"] < policy.sleep_little_h


def amber_twice(check_ins: Sequence[CheckIn], now: datetime, policy: Policy) -> bool:
    """Whether two check-ins of the last `amber_twice_h` hours were amber."""
    since = now - timedelta(hours=policy.amber_twice_h)
    return sum(each.grade is Grade.AMBER and each.asked_at > since for each in check_ins) >= 2


@dataclass(frozen=True, slots=True)
class Reasons:
    """What decides how often to ask. Instants UTC; None: not so.

    `stepped_at`: the last step down; `missed_at`: the second of two doses missed in a row; `ended_at`: the last dose.
    """

    stepped_at: datetime | None = None
    missed_at: datetime | None = None
    ended_at: datetime | None = None


def times_a_day(reasons: Reasons, now: datetime, policy: Policy) -> int:
    """How often to ask today: 0 for not today, 1, or 2."""
    if reasons.ended_at is not None and now > reasons.ended_at:
        days = (now - reasons.ended_at).days
        if days < policy.daily_after_end_days:
            return 1
        weeks, day = divmod(days - policy.daily_after_end_days, 7)
        return 1 if day == 0 and weeks < policy.weekly_after_end else 0
    often = timedelta(hours=policy.twice_for_h)
    recent = [
        at for at in (reasons.stepped_at, reasons.missed_at) if at is not None and timedelta(0) <= now - at < often
    ]
    return 2 if recent else 1
