"""After more than one extra dose the safety list is asked again, at the hours that the policy names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.policy import Policy
from scheduler.domain.version import Watch


def follow_up_hours(policy: Policy) -> tuple[int, ...]:
    """Hours after the extra intake at which to ask."""
    return tuple(int(hour) for hour in policy.extra_again_after_h.split())


def wake_extra(watch: Watch, now: datetime, policy: Policy) -> tuple[Watch, bool]:
    """Move the follow-up on to `now` (UTC): the watch, and whether the safety list is to be asked."""
    memo = dict(watch.memo)
    if not memo.get("follow"):
        return replace(watch, wake_at=None), False
    hours = follow_up_hours(policy)
    since, done = datetime.fromisoformat(memo["since"]), int(memo["follow"]) + 1
    coming = [since + timedelta(hours=h) for h in hours[done:]]
    wake_at = next((at for at in coming if at > now), None)
    memo["follow"] = str(len(hours) - len([at for at in coming if at > now]))
    return replace(watch, wake_at=wake_at, memo=tuple(memo.items())), True
