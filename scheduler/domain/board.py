"""The board of a clinic: for each patient what somebody has to look at, the most urgent first. Pure: it only weighs facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from scheduler.domain.checkin import ASKED, CheckIn, Grade
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import Cause, Escalation, State, Tier
from scheduler.domain.people import Patient, Reach
from scheduler.domain.regimen import Ends
from scheduler.domain.sign import Signs
from scheduler.domain.silence import silent_since
from scheduler.domain.supply import run_out
from scheduler.domain.timing import daily_total, doses_between, is_schedulable, last_on, steps_with_dates, to_wall
from scheduler.domain.version import WATCH_ONLY, PlanVersion, VersionState


class Why(StrEnum):
    """Why a patient is on the board, the most urgent first. `calm`: nothing calls for anybody.

    lost: no channel reaches them. watch: no prompts, for another reason than a block.
    """

    RED = "red"
    SILENT = "silent"
    URGENT = "urgent"
    AMBER = "amber"
    LOST = "lost"
    SUPPLY = "supply"
    STEP = "step"
    BLOCKED = "blocked"
    WATCH = "watch"
    CALM = "calm"


_RANK = {why: rank for rank, why in enumerate(Why)}
_OF_TIER = {Tier.RED: Why.RED, Tier.URGENT: Why.URGENT, Tier.AMBER: Why.AMBER}
_UNWELL = frozenset({Grade.AMBER, Grade.RED})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `since_at` (UTC): since when; `on`: the person's date on which it comes; `detail` is a code.

    `detail` is the cause of an alarm; of a watch the plan's state, "hospital" or "paused"; of lost "off", "new" or "none"; of
    supply "ordered" where more is on its way; of a step "ends" for the last day of a plan.
    """

    why: Why
    since_at: datetime | None = None
    on: date | None = None
    detail: str = ""
    alarm: Escalation | None = None
    daily_mg: Decimal | None = None

    @property
    def is_held(self) -> bool:
        """Whether somebody is on it."""
        return self.alarm is not None and self.alarm.held_by is not None and self.alarm.ended_at is None


@dataclass(frozen=True, slots=True)
class Last:
    """What happened last, at `at` (UTC): "taken", "part", "skipped", "wrote", "checked-<grade>", "alarm"."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one patient. `doses` and `told` reach back some days; `heard_at` is when they last wrote (UTC)."""

    patient: Patient
    version: PlanVersion | None = None
    alarms: Sequence[Escalation] = ()
    doses: Sequence[Dose] = ()
    check_ins: Sequence[CheckIn] = ()
    signs: Sequence[Signs] = ()
    heard_at: datetime | None = None
    on_hand: Mapping[str, Decimal] = field(default_factory=dict)
    ordered: bool = False
    reaches: frozenset[Reach] = frozenset()
    in_hospital: bool = False
    known: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board; there is at least one reason, and the first is the most urgent."""

    patient: Patient
    reasons: tuple[Reason, ...]
    last: Last | None
    heard_at: datetime | None

    @property
    def why(self) -> Why:
        return self.reasons[0].why

    @property
    def alarm(self) -> Escalation | None:
        """The most urgent alarm that is going on."""
        return next((reason.alarm for reason in self.reasons if reason.alarm is not None), None)


def look(facts: Facts, now: datetime) -> Row:
    """Weigh the facts of one patient at `now` (UTC)."""
    found = [*_alarms(facts), *_silence(facts, now), *_unwell(facts, now), *_lost(facts), *_around_the_plan(facts, now)]
    reasons = tuple(sorted(found, key=_urgency)) or (Reason(Why.CALM),)
    return Row(facts.patient, reasons, _last(facts), facts.heard_at)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The most urgent first; among equals what nobody is on, then what has waited longest."""
    return sorted(rows, key=lambda row: (*_urgency(row.reasons[0]), row.patient.id))


def _urgency(reason: Reason) -> tuple[int, bool, float]:
    since = (
        reason.since_at.timestamp() if reason.since_at is not None else float(reason.on.toordinal() if reason.on else 0)
    )
    return _RANK[reason.why], reason.is_held, since


def _alarms(facts: Facts) -> Iterable[Reason]:
    for alarm in facts.alarms:
        yield Reason(_OF_TIER[alarm.tier], alarm.opened_at, detail=alarm.cause.value, alarm=alarm)


def _silence(facts: Facts, now: datetime) -> Iterable[Reason]:
    """Nothing heard for as many hours as make caregivers ring; a red alarm about it says so itself."""
    open_doses = [d for d in facts.doses if d.answered_at is None and d.state is not DoseState.REPLACED]
    expected = [d.due_at for d in open_doses if d.due_at < now]
    expected += [each.asked_at for each in facts.check_ins if each.kind in ASKED]
    since = silent_since(expected, facts.heard_at)
    if since is None or now - since < timedelta(hours=facts.patient.policy.carer_after_h) or facts.in_hospital:
        return
    if not any(alarm.cause is Cause.SILENCE for alarm in facts.alarms):
        yield Reason(Why.SILENT, since)


def is_unwell(facts: Facts, now: datetime) -> bool:
    """Whether something amber or worse was told of lately that opened no alarm of its own."""
    return _unwell_at(facts, now) is not None


def _unwell_at(facts: Facts, now: datetime) -> datetime | None:
    if any(alarm.tier is not Tier.AMBER or alarm.cause is Cause.AMBER for alarm in facts.alarms):
        return None
    since = now - timedelta(hours=facts.patient.policy.amber_twice_h)
    told = [each.at for each in facts.signs if each.grade in _UNWELL and each.at >= since]
    told += [each.asked_at for each in facts.check_ins if each.grade in _UNWELL and each.asked_at >= since]
    return max(told, default=None)


def _unwell(facts: Facts, now: datetime) -> Iterable[Reason]:
    """What the clinic knows stays quiet."""
    at = _unwell_at(facts, now)
    if at is not None and not facts.known:
        yield Reason(Why.AMBER, at, detail="told")


def _lost(facts: Facts) -> Iterable[Reason]:
    if facts.patient.contact is None:
        detail = "off" if Reach.OFF in facts.reaches else "new" if facts.reaches else "none"
        yield Reason(Why.LOST, detail=detail)


def _around_the_plan(facts: Facts, now: datetime) -> Iterable[Reason]:
    patient, version = facts.patient, facts.version
    if facts.in_hospital:
        yield Reason(Why.WATCH, detail="hospital")
    elif patient.paused_until is not None and patient.paused_until > now:
        yield Reason(Why.WATCH, patient.paused_until, detail="paused")
    if version is None:
        yield Reason(Why.WATCH, detail="none")
        return
    if version.state is VersionState.BLOCKED:
        yield Reason(Why.BLOCKED, version.created_at)
    elif version.state in WATCH_ONLY:
        yield Reason(Why.WATCH, version.created_at, detail=version.state.value)
    elif is_schedulable(version.plan):
        yield from _supply(facts, version, now)
        yield from _step(facts, version, now)


def _supply(facts: Facts, version: PlanVersion, now: datetime) -> Iterable[Reason]:
    """By tablets and plan alone; a dose that is open now is still to be taken."""
    days = timedelta(days=facts.patient.policy.supply_warn_days)
    ahead = doses_between(version.plan, max(now, version.begins_at), now + days)
    short = run_out(facts.on_hand, ahead)
    if short is not None:
        yield Reason(Why.SUPPLY, on=short.on, detail="ordered" if facts.ordered else "")


def _step(facts: Facts, version: PlanVersion, now: datetime) -> Iterable[Reason]:
    patient, plan = facts.patient, version.plan
    today = to_wall(now, patient.zone).date()
    soon = today + timedelta(days=patient.policy.board_step_days)
    for step, first, _ in steps_with_dates(plan):
        if today < first <= soon and step > 1:
            yield Reason(Why.STEP, on=first, daily_mg=daily_total(plan, first))
            return
    last = last_on(plan)
    if last is not None and plan.ends is not Ends.HOLD and today <= last <= soon:
        yield Reason(Why.STEP, on=last, detail="ends")


def _last(facts: Facts) -> Last | None:
    found = [Last(d.answered_at, _ended_as(d)) for d in facts.doses if d.answered_at is not None]
    found += [
        Last(each.ended_at, f"checked-{each.grade.value}")
        for each in facts.check_ins
        if each.ended_at is not None and each.grade is not None
    ]
    found += [Last(alarm.opened_at, "alarm") for alarm in facts.alarms if alarm.state is not State.WARNED]
    newest = max(found, key=lambda last: last.at, default=None)
    heard = facts.heard_at
    if heard is not None and (newest is None or heard > newest.at + _SAME):
        return Last(heard, "wrote")
    return newest


def _ended_as(dose: Dose) -> str:
    if dose.state is DoseState.TAKEN:
        return "part" if dose.taken_mg is not None and dose.taken_mg < dose.mg else "taken"
    return "skipped"


# An answer is recorded some moments after it was written.
_SAME = timedelta(minutes=2)
