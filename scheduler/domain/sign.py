"""Signs that somebody told of, message by message, and what several of them together call for. Measured, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.checkin import Grade
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.policy import Policy

# Not of the reader: "a lot" to the check-in's question about shaking, sweating, a racing heart.
CHECK_IN_SIGN = "autonomic"
VOMITING = "vomiting"


@dataclass(frozen=True, slots=True)
class Signs:
    """What one message or check-in told of: canonical ids. `at` is UTC. `grade` is that of the whole message."""

    patient_id: int
    at: datetime
    symptoms: tuple[str, ...]
    grade: Grade
    id: int = 0


class Weight(StrEnum):
    """What signs call for together."""

    NONE = "none"
    URGENT = "urgent"
    RED = "red"


def weigh(signs: Sequence[Signs], now: datetime, policy: Policy, unsteady_at: datetime | None) -> Weight:
    """Two autonomic signs within `amber_twice_h` of `now` (UTC) are urgent; red soon after `unsteady_at`, or with worse.

    `unsteady_at`: the newest step down or dose that was not taken, UTC. The signs and the hours are the policy's, drafts.
    """
    told = told_since(signs, now - timedelta(hours=policy.amber_twice_h))
    if len(kinds_of(told, policy)) < 2:
        return Weight.NONE
    soon = unsteady_at is not None and now - unsteady_at < timedelta(hours=policy.unsteady_for_h)
    return Weight.RED if soon or told & set(policy.red_with_autonomic.split()) else Weight.URGENT


def told_since(signs: Iterable[Signs], since: datetime) -> frozenset[str]:
    """Every symptom told after `since` (UTC)."""
    return frozenset(symptom for each in signs if each.at > since for symptom in each.symptoms)


def kinds_of(symptoms: Iterable[str], policy: Policy) -> frozenset[str]:
    """The autonomic kinds among symptoms; "tremor_mild/tremor_severe" in the policy are two strengths of one kind."""
    told = set(symptoms)
    return frozenset(kind for kind in policy.autonomic_signs.split() if told & set(kind.split("/")))


def amber_times(at: Iterable[datetime], now: datetime, policy: Policy) -> int:
    """How often in the last `amber_twice_h` something amber was told (UTC); what is told close together counts once."""
    since, apart = now - timedelta(hours=policy.amber_twice_h), timedelta(hours=policy.amber_apart_h)
    counted: list[datetime] = []
    for each in sorted(each for each in at if each > since):
        if not counted or each - counted[-1] >= apart:
            counted.append(each)
    return len(counted)


def vomited(signs: Iterable[Signs], doses: Iterable[Dose], policy: Policy) -> frozenset[int]:
    """Ids of the doses that did not stay down: the last one taken shortly before vomiting was told of."""
    taken = sorted(
        (dose.taken_at, dose.id) for dose in doses if dose.state is DoseState.TAKEN and dose.taken_at is not None
    )
    found = set()
    for each in signs:
        since = each.at - timedelta(minutes=policy.vomit_counts_min)
        if VOMITING in each.symptoms:
            before = [own_id for at, own_id in taken if since <= at <= each.at]
            found.update(before[-1:])
    return frozenset(found)


def is_known(
    symptoms: Iterable[str], answers: Mapping[str, int], known: Iterable[str], known_answers: Mapping[str, int]
) -> bool:
    """Whether nothing here is new or worse than what the clinic knows: symptoms by id, and the numbers of a check-in."""
    if not set(symptoms) <= set(known):
        return False
    more = any(answers.get(name, 0) > known_answers.get(name, 0) for name in ("stiffness", "autonomic"))
    # Hours of sleep get worse downwards; a night that was not told of is compared with none.
    less = "sleep_hours" in answers and answers["sleep_hours"] < known_answers.get("sleep_hours", 24)
    return not more and not less
