"""One dose on one day, from planned to its one end. Late is a state: nothing that is due is ever dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from scheduler.domain.drug import MissedDoseRule
from scheduler.domain.policy import Policy
from scheduler.domain.reply import SkipReason

Pieces = tuple[tuple[str, Decimal], ...]


class DoseState(StrEnum):
    """`due`: its time has come and it is not answered. The last four are ends; a later correction is a new answer."""

    PLANNED = "planned"
    DUE = "due"
    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    REPLACED = "replaced"


OPEN = frozenset({DoseState.DUE, DoseState.MISSED})
ENDED = frozenset({DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED, DoseState.REPLACED})


class Planned(NamedTuple):
    """A dose as it is worked out ahead, before it has a row: fields as those of `Dose`. It is made for everybody every day, and
    most of what a `Dose` holds is not known yet.
    """

    patient_id: int
    medicine_id: int
    version_id: int
    due_at: datetime
    on: date
    at: time
    mg: Decimal
    pieces: Pieces
    step: int
    window_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Dose:
    """One occurrence of a plan. Its key is (version_id, on, at): planning twice makes it once.

    Instants are UTC; `on` and `at` are the plan's local date and wall time. `window_ends_at` is when prompting ends.
    `pieces`: what makes the amount, ("10", 1.5) tablets of 10 mg, or ("ml", 5). `letter` names it in a prompt while
    several are open. `answered_at` is when the person's answer was recorded, which is not when they took it.
    """

    patient_id: int
    medicine_id: int
    version_id: int
    due_at: datetime
    on: date
    at: time
    mg: Decimal
    pieces: Pieces
    step: int
    window_ends_at: datetime
    wake_at: datetime | None
    id: int = 0
    state: DoseState = DoseState.PLANNED
    prompted_at: datetime | None = None
    nudges: int = 0
    letter: str | None = None
    taken_mg: Decimal | None = None
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    reason: SkipReason | None = None
    receipt_owed: bool = False


@cache
def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def window_end(due_at: datetime, next_due_at: datetime | None, policy: Policy, rule: MissedDoseRule | None) -> datetime:
    """When prompting for a dose ends, UTC, as the leaflet rule chosen for the patient says (NHS.uk: 2 h before the next).

    Without a rule, or without a figure in it, the patient's policy decides. Never past the next dose.
    """
    ends = due_at + _minutes(60 * policy.window_most_h)
    if rule is not None and rule.after_due_min is not None:
        ends = min(ends, due_at + _minutes(rule.after_due_min))
    if next_due_at is None:
        return ends
    before = policy.window_before_next_min
    if rule is not None:
        before = rule.before_next_min or rule.wait_min or before
    least = min(due_at + _minutes(policy.window_least_min), next_due_at)
    return min(ends, max(least, next_due_at - _minutes(before)))


class Turn(StrEnum):
    """What a dose's waking calls for; `tick` makes it a message."""

    PROMPT = "prompt"
    NUDGE = "nudge"
    ASK_WHAT_HAPPENED = "ask_what_happened"
    NOTHING = "nothing"


def wake(dose: Dose, now: datetime, policy: Policy, letter: str | None = None) -> tuple[Dose, Turn]:
    """Move a dose on to `now` (UTC). Calling it again at the same instant changes nothing and calls for nothing.

    `letter`: what names it from now on, if not its own.
    """
    if (
        dose.wake_at is None
        or dose.wake_at > now
        or (dose.state is not DoseState.PLANNED and dose.state is not DoseState.DUE)
    ):
        return dose, Turn.NOTHING
    letter = letter or dose.letter
    if now >= dose.window_ends_at:
        return _moved(dose, DoseState.MISSED, None, dose.prompted_at, dose.nudges, letter), Turn.ASK_WHAT_HAPPENED
    if dose.state is DoseState.PLANNED or dose.prompted_at is None:
        again = _next_wake(dose, 0, now, policy)
        return _moved(dose, DoseState.DUE, again, now, dose.nudges, letter), Turn.PROMPT
    nudges = dose.nudges + 1
    again = _next_wake(dose, nudges, now, policy)
    return _moved(dose, dose.state, again, dose.prompted_at, nudges, letter), Turn.NUDGE


def _moved(
    dose: Dose,
    state: DoseState,
    wake_at: datetime | None,
    prompted_at: datetime | None,
    nudges: int,
    letter: str | None,
) -> Dose:
    # Written out, because `replace` takes twice as long, and at 08:00 everybody's dose comes through here.
    return Dose(
        dose.patient_id, dose.medicine_id, dose.version_id, dose.due_at, dose.on, dose.at, dose.mg, dose.pieces,
        dose.step, dose.window_ends_at, wake_at, dose.id, state, prompted_at, nudges, letter,
        dose.taken_mg, dose.taken_at, dose.answered_at, dose.reason, dose.receipt_owed,
    )  # fmt: skip


def _next_wake(dose: Dose, nudges: int, now: datetime, policy: Policy) -> datetime:
    steps = (policy.first_nudge_after_min, policy.second_nudge_after_min)
    for after in steps[nudges:]:
        nudge_at = dose.due_at + _minutes(after)
        if nudge_at > now:
            return min(nudge_at, dose.window_ends_at)
    return dose.window_ends_at


def take(dose: Dose, mg: Decimal, taken_at: datetime, now: datetime) -> Dose:
    """Record that `mg` were taken at `taken_at` (UTC). Less than planned is still an answer; the amount tells."""
    return replace(
        dose, state=DoseState.TAKEN, taken_mg=mg, taken_at=taken_at, answered_at=now, reason=None, wake_at=None
    )


def skip(dose: Dose, reason: SkipReason | None, now: datetime) -> Dose:
    """Record that it was not taken, with the reason if one was given."""
    return replace(
        dose, state=DoseState.SKIPPED, taken_mg=None, taken_at=None, answered_at=now, reason=reason, wake_at=None
    )


def snooze(dose: Dose, until: datetime) -> Dose | None:
    """Ask again at `until` (UTC); None if that lies past the window, where prompting has to end."""
    if until >= dose.window_ends_at:
        return None
    return replace(dose, wake_at=until)


def replaced(dose: Dose) -> Dose:
    """The plan has changed and this dose, not yet due, belongs to the old version."""
    return replace(dose, state=DoseState.REPLACED, wake_at=None)


def is_answerable(dose: Dose, now: datetime, policy: Policy) -> bool:
    """Whether an answer without a date can mean this dose: not answered yet, due soon or not long ago."""
    if (dose.state not in OPEN and dose.state is not DoseState.PLANNED) or dose.answered_at is not None:
        return False
    starts = dose.due_at - timedelta(hours=policy.answer_before_h)
    return starts <= now < dose.due_at + timedelta(hours=policy.answer_within_h)
