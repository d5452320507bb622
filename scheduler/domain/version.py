"""Versions of a plan: what was decided, by whom, from when. History is never rewritten; a change is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.regimen import Plan


class VersionState(StrEnum):
    """Only `active` prompts doses. `waiting`, `blocked` and `watch` are watch-only, never silent.

    waiting: something is missing (start, zone, times). blocked: the review asks for a named prescriber's confirmation.
    watch: as-needed or in doubt. ended: it came to its own end or the prescriber ended it. replaced: a later version rules.
    """

    WAITING = "waiting"
    BLOCKED = "blocked"
    WATCH = "watch"
    ACTIVE = "active"
    ENDED = "ended"
    REPLACED = "replaced"


LIVE = frozenset({VersionState.WAITING, VersionState.BLOCKED, VersionState.WATCH, VersionState.ACTIVE})
WATCH_ONLY = frozenset({VersionState.WAITING, VersionState.BLOCKED, VersionState.WATCH})


class Change(StrEnum):
    """What made this version."""

    START = "start"
    AMEND = "amend"
    HOLD = "hold"
    STEP_BACK = "step_back"
    RESTART = "restart"
    END = "end"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan as it holds from `begins_at` (UTC) on. `planned_until`: doses up to there are in the store.

    `decided_by` is who decided the change, `confirmed_by` the prescriber recorded as having confirmed it; both sealed.
    """

    patient_id: int
    medicine_id: int
    number: int
    plan: Plan
    state: VersionState
    change: Change
    begins_at: datetime
    created_at: datetime
    decided_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    why: tuple[str, ...] = ()
    planned_until: datetime | None = None
    wake_at: datetime | None = None
    id: int = 0


class WatchKind(StrEnum):
    """What else waits for time, one row per patient and kind."""

    MORNING = "morning"
    PAUSE = "pause"
    COUNT = "count"
    EXTRA = "extra"
    FOLLOW_UP = "follow_up"
    LADDER = "ladder"
    SILENCE = "silence"
    CHECK_IN = "check_in"
    KNOWN = "known"
    SOFT = "soft"
    HOSPITAL = "hospital"
    DRILL = "drill"
    CARERS = "carers"
    STEP = "step"
    TRAVEL = "travel"
    ERASE = "erase"
    CLINIC = "clinic"


@dataclass(frozen=True, slots=True)
class Watch:
    """Something about a patient that has to be looked at again at `wake_at` (UTC); None: asleep. `memo` is its memory."""

    patient_id: int
    kind: WatchKind
    wake_at: datetime | None
    memo: tuple[tuple[str, str], ...] = ()
    id: int = 0
