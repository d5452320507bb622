"""A person's own numbers: what they answered in the first days, lately, and around the last step. Counted, never judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from scheduler.domain.checkin import CheckIn
from scheduler.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Compared:
    """Medians of one question; None where nothing was answered.

    `first`: the first answers, `now`: the last days, `before` and `since`: the days before the last step, and from it on.
    """

    first: Decimal | None = None
    now: Decimal | None = None
    before: Decimal | None = None
    since: Decimal | None = None


def compare(
    question: str, check_ins: Sequence[CheckIn], now: datetime, stepped_at: datetime | None, policy: Policy
) -> Compared:
    """What was answered to `question`, compared at `now` (UTC). `stepped_at`: the last step down, UTC."""
    span = timedelta(days=policy.compared_days)
    told = [(each.asked_at, each.answers[question]) for each in check_ins if question in each.answers]
    told.sort()
    around: tuple[Decimal | None, Decimal | None] = (None, None)
    if stepped_at is not None:
        around = (
            _median([value for at, value in told if stepped_at - span <= at < stepped_at]),
            _median([value for at, value in told if stepped_at <= at < stepped_at + span]),
        )
    first = _median([value for _, value in told[: policy.baseline_answers]])
    return Compared(first, _median([value for at, value in told if at >= now - span]), *around)


def _median(values: Sequence[int]) -> Decimal | None:
    return Decimal(str(median(values))).normalize() if values else None
