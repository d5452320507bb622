"""How somebody is: a few questions, answered one at a time or all in one. Nothing here says what it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.policy import Policy


class Kind(StrEnum):
    """Why it is asked. `penn` and `phq2` are the weekly scales; `carer` is what a caregiver said of the person's day."""

    DAILY = "daily"
    EVENING = "evening"
    FOLLOW_UP = "follow_up"
    PENN = "penn"
    PHQ2 = "phq2"
    CARER = "carer"


class Question(StrEnum):
    """The questions. `safety` is the one list that is the same everywhere."""

    SAFETY = "safety"
    STIFFNESS = "stiffness"
    SLEEP = "sleep_hours"
    AUTONOMIC = "autonomic"
    SPASMS = "spasm_frequency"
    SPASM_SEVERITY = "spasm_severity"
    INTEREST = "phq_interest"
    LOW = "phq_low"


class Grade(StrEnum):
    """Of one whole check-in."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


# Beside the number of the stiffness: "much worse than usual", which counts whatever the number is.
WORSE = "stiffness_worse"
LEAST = {Question.SPASM_SEVERITY: 1}
MOST = {
    Question.STIFFNESS: 10,
    Question.SLEEP: 12,
    Question.AUTONOMIC: 2,
    Question.SPASMS: 4,
    Question.SPASM_SEVERITY: 3,
    Question.INTEREST: 3,
    Question.LOW: 3,
}
_OF = {
    Kind.DAILY: (Question.SAFETY, Question.STIFFNESS, Question.SLEEP, Question.AUTONOMIC),
    # The night is asked about once a day.
    Kind.EVENING: (Question.SAFETY, Question.STIFFNESS, Question.AUTONOMIC),
    Kind.FOLLOW_UP: (Question.SAFETY,),
    Kind.PENN: (Question.SPASMS, Question.SPASM_SEVERITY),
    Kind.PHQ2: (Question.INTEREST, Question.LOW),
    Kind.CARER: (),
}
# What is asked of the person, and therefore expected to be answered.
ASKED = frozenset({Kind.DAILY, Kind.EVENING, Kind.FOLLOW_UP})


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
    """What is asked, in order. A follow-up after an alarm asks the safety list alone."""
    return _OF[kind]


def open_questions(check_in: CheckIn) -> tuple[Question, ...]:
    """What is still to be answered, in order. Nobody without spasms is asked how bad they are."""
    return _open(check_in.kind, check_in.answers)


def _open(kind: Kind, answers: Mapping[str, int]) -> tuple[Question, ...]:
    none = answers.get(Question.SPASMS) == 0
    return tuple(q for q in _OF[kind] if q.value not in answers and not (none and q is Question.SPASM_SEVERITY))


def is_answer(question: Question, value: int) -> bool:
    """Whether a number can be the answer to a question. For the safety list it is 0: anything else is danger."""
    if question is Question.SAFETY:
        return value == 0
    return LEAST.get(question, 0) <= value <= MOST[question]


@dataclass(frozen=True, slots=True)
class Before:
    """What an answer is weighed against: this person's other check-ins, and their first step down (UTC), if there was one."""

    check_ins: Sequence[CheckIn] = ()
    first_cut_at: datetime | None = None


def answer(check_in: CheckIn, said: Mapping[str, int], now: datetime, policy: Policy, before: Before) -> CheckIn:
    """Keep what was said at `now` (UTC), by question, and go on to the next one; after the last it is graded."""
    answers = {**check_in.answers, **said}
    rest = _open(check_in.kind, answers)
    moved = replace(check_in, answers=answers, question=rest[0] if rest else None)
    if rest:
        return moved
    return replace(moved, grade=grade(answers, now, policy, before), ended_at=now)


def close(check_in: CheckIn, now: datetime, policy: Policy, before: Before, *, red: bool = False) -> CheckIn:
    """End it with what was answered so far: because danger was said, or because nothing more came."""
    found = Grade.RED if red else grade(check_in.answers, now, policy, before) if check_in.answers else None
    return replace(check_in, question=None, grade=found, ended_at=now)


def baseline(before: Before, policy: Policy) -> int | None:
    """The person's usual worst stiffness: the median of the first days' answers, those before the first step down.

    If the plan begins with a step down, or too few were answered before it, the first answers there are stand for it;
    None while these are too few as well.
    """
    told = sorted((each for each in before.check_ins if "stiffness" in each.answers), key=lambda each: each.asked_at)
    cut_at = before.first_cut_at
    least = min(policy.baseline_least, policy.baseline_answers)
    early = [each for each in told if cut_at is None or each.asked_at < cut_at]
    first = [each.answers["stiffness"] for each in (early if len(early) >= least else told)][: policy.baseline_answers]
    return sorted(first)[len(first) // 2] if len(first) >= least else None


def grade(answers: Mapping[str, int], now: datetime, policy: Policy, before: Before) -> Grade:
    """Grade answers given at `now` (UTC) against the person's own baseline. Thresholds are the policy's, unsigned drafts."""
    signs = (
        _is_stiffer(answers, policy, before),
        _slept_little_twice(answers, now, policy, before),
        answers.get("autonomic", 0) >= MOST[Question.AUTONOMIC],
        answers.get("phq_interest", 0) + answers.get("phq_low", 0) >= policy.phq2_amber_from,
    )
    return Grade.AMBER if any(signs) else Grade.GREEN


def _is_stiffer(answers: Mapping[str, int], policy: Policy, before: Before) -> bool:
    if answers.get(WORSE):
        return True
    usual, stiffness = baseline(before, policy), answers.get("stiffness")
    if stiffness is None or usual is None:
        return False
    return stiffness - usual >= (
        policy.stiffness_rise_high if usual >= policy.stiffness_high_from else policy.stiffness_rise
    )


def _slept_little_twice(answers: Mapping[str, int], now: datetime, policy: Policy, before: Before) -> bool:
    nights = (timedelta(hours=policy.other_night_from_h), timedelta(hours=policy.other_night_until_h))
    return _slept_little(answers, policy) and any(
        _slept_little(each.answers, policy)
        for each in before.check_ins
        if nights[0] <= now - each.asked_at <= nights[1]
    )


def _slept_little(answers: Mapping[str, int], policy: Policy) -> bool:
    return "sleep_hours" in answers and answers["sleep_hours"] < policy.sleep_little_h


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
