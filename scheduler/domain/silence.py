"""What follows from doses without an answer, from amounts not taken, and from hearing nothing at all. Measured, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from scheduler.domain.dose import OPEN, Dose, DoseState
from scheduler.domain.policy import Policy


class Level(StrEnum):
    """What a dose without an answer calls for."""

    NONE = "NONE"
    REMIND_AGAIN = "REMIND_AGAIN"
    CAREGIVER = "CAREGIVER"
    CAREGIVER_AND_PRESCRIBER = "CAREGIVER_AND_PRESCRIBER"
    RED_ADVICE = "RED_ADVICE"


def level(unconfirmed: int, since_first: timedelta, *, has_written: bool, not_taken: int = 0, policy: Policy) -> Level:
    """The draft table of the study, section 6: `unconfirmed` doses in a row, the first of them due `since_first` ago.

    `has_written`: any message since then. `not_taken`: doses in a row that were answered with "not taken".
    """
    if unconfirmed and since_first >= timedelta(hours=policy.silence_red_h) and not has_written:
        return Level.RED_ADVICE
    if unconfirmed and since_first >= timedelta(hours=policy.prescriber_after_h):
        return Level.CAREGIVER_AND_PRESCRIBER
    if not_taken >= policy.prescriber_after_not_taken:
        return Level.CAREGIVER_AND_PRESCRIBER
    if unconfirmed >= policy.carer_after_doses or (
        unconfirmed and since_first >= timedelta(hours=policy.carer_after_h)
    ):
        return Level.CAREGIVER
    if unconfirmed and since_first >= timedelta(minutes=policy.first_nudge_after_min):
        return Level.REMIND_AGAIN
    return Level.NONE


def count_unconfirmed(dose_times: Sequence[time], confirmed: datetime, now: datetime) -> tuple[int, timedelta]:
    """How many doses of a daily list are due and not confirmed at `now`, and how long ago the first of them was due.

    All wall times without a zone. A dose that is due just now counts.
    """
    due: list[datetime] = []
    day = confirmed.date()
    while day <= now.date():
        due += [at for at in (datetime.combine(day, each) for each in sorted(dose_times)) if confirmed < at <= now]
        day += timedelta(days=1)
    return len(due), now - due[0] if due else timedelta(0)


def unconfirmed_run(doses: Sequence[Dose], now: datetime) -> list[Dose]:
    """The newest due doses (UTC) without an answer, back to the last one that has one."""
    return _newest(doses, now, lambda dose: dose.state in {*OPEN, DoseState.PLANNED} and dose.answered_at is None)


def not_taken_run(doses: Sequence[Dose], now: datetime) -> list[Dose]:
    """The newest due doses that were answered with "not taken", back to the last one that was not."""
    return _newest(doses, now, lambda dose: dose.state is DoseState.SKIPPED)


def _newest(doses: Sequence[Dose], now: datetime, is_one: Callable[[Dose], bool]) -> list[Dose]:
    found: list[Dose] = []
    for dose in sorted((d for d in doses if d.due_at <= now), key=lambda d: d.due_at, reverse=True):
        if not is_one(dose):
            break
        found.append(dose)
    return found[::-1]


def carer_at(first_due: datetime, next_due: Sequence[datetime], policy: Policy) -> datetime:
    """When a caregiver is asked about a dose due at `first_due`: after so many hours, or when so many in a row are due."""
    late = first_due + timedelta(hours=policy.carer_after_h)
    row = policy.carer_after_doses - 1
    return late if row < 1 or len(next_due) < row else min(late, next_due[row - 1])


@dataclass(frozen=True, slots=True)
class Night:
    """The person's quiet hours around an open evening dose, UTC. `told_until`: the latest to tell a caregiver before them."""

    begins_at: datetime
    ends_at: datetime
    told_until: datetime


def evening_at(
    told_at: datetime, due_at: datetime, night: Night, last_confirmed_at: datetime | None, *, calm: bool, policy: Policy
) -> datetime:
    """When to tell a caregiver of a single open evening dose, which would fall into the night at `told_at` (UTC).

    With nothing amber and no other miss it waits for the morning, but not past so many hours since the last confirmed
    one; then, and otherwise, before the night if there is time to warn the person.
    """
    if not night.begins_at <= told_at < night.ends_at:
        return told_at
    latest = None if last_confirmed_at is None else last_confirmed_at + timedelta(hours=policy.evening_most_h)
    if calm and (latest is None or night.ends_at <= latest):
        return night.ends_at
    if due_at + timedelta(minutes=policy.first_nudge_after_min) <= night.told_until:
        return night.told_until
    return night.ends_at if latest is None else min(night.ends_at, max(latest, told_at))


def share_taken(
    doses: Sequence[Dose], now: datetime, hours: int, planned_day: Decimal, vomited: Collection[int] = ()
) -> Decimal:
    """How much of the plan of the last `hours` was taken, from 0 to 1. A dose that still can be answered is not held
    against anybody; the plan is at least `planned_day` mg a day, so that one dose of a first morning is not a whole day.
    `vomited`: ids of doses that did not stay down.
    """
    since = now - timedelta(hours=hours)
    within = [d for d in doses if since < d.due_at <= now and d.state is not DoseState.REPLACED]
    planned = max(sum((d.mg for d in within), Decimal(0)), planned_day * hours / 24)
    settled = [d for d in within if d.state in _SETTLED]
    lost = sum((d.mg if d.id in vomited else d.mg - (d.taken_mg or Decimal(0)) for d in settled), Decimal(0))
    return Decimal(1) if planned <= 0 else (planned - lost) / planned


_SETTLED = frozenset({DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED})


class Stop(StrEnum):
    """How much of an abrupt stop the amounts show."""

    NONE = "none"
    CAREGIVER = "caregiver"
    URGENT = "urgent"


def abrupt_stop(
    doses: Sequence[Dose], now: datetime, planned_day: Decimal, policy: Policy, vomited: Collection[int] = ()
) -> Stop:
    """By amounts, taken against planned over the last 24 and 48 hours; by doses that did not stay down; by none at all."""
    day = share_taken(doses, now, 24, planned_day, vomited) * 100
    two = share_taken(doses, now, 48, planned_day, vomited) * 100
    recent = sum(d.id in vomited and d.due_at > now - timedelta(hours=48) for d in doses)
    if recent >= policy.vomited_urgent or _none_for_long(doses, now, policy, vomited):
        return Stop.URGENT
    if day < policy.amount_urgent_pct_24h or two < policy.amount_urgent_pct_48h:
        return Stop.URGENT
    return Stop.CAREGIVER if day < policy.amount_carer_pct_24h else Stop.NONE


def _none_for_long(doses: Sequence[Dose], now: datetime, policy: Policy, vomited: Collection[int]) -> bool:
    """Whether the last dose was taken a day ago or longer, and the first one since has been due for hours.

    The hours keep a plan with one dose a day from being urgent each morning.
    """
    taken = [d.taken_at for d in doses if d.state is DoseState.TAKEN and d.taken_at is not None and d.id not in vomited]
    if not taken or now - max(taken) < timedelta(hours=policy.nothing_for_h):
        return False
    since = [d.due_at for d in doses if max(taken) < d.due_at <= now and d.state is not DoseState.REPLACED]
    return bool(since) and now - min(since) >= timedelta(hours=policy.carer_after_h)


def silent_since(expected: Sequence[datetime], heard_at: datetime | None) -> datetime | None:
    """The first expected contact (dose, check-in, drill) after which nothing was heard, UTC; None while none is open."""
    return min((at for at in expected if heard_at is None or at > heard_at), default=None)


def red_at(since: datetime, limit: timedelta, deaf: Sequence[tuple[datetime, datetime]]) -> datetime:
    """When silence that began at `since` is red, UTC: after `limit` in which something could have been heard.

    `deaf`: spans in which the service was down, oldest first. Nobody is silent towards a house that does not listen.
    """
    at = since + limit
    for begins, ends in deaf:
        if begins < at and ends > since:
            at += ends - max(begins, since)
    return at


def red_after(policy: Policy) -> timedelta:
    """How much silence is red: sooner for somebody who lives alone."""
    return timedelta(hours=policy.silence_red_alone_h if policy.lives_alone == "yes" else policy.silence_red_h)
