"""Invariant 5: an escalation ends by an all-clear or by having tried everything, which the person is told. Never silently."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Exists, func, select

from scheduler.domain.escalation import ENDED, State, Tier
from storage.tables import escalation, escalation_event
from storage.work import Work

GRACE = timedelta(hours=1)


def never_silent(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts escalations. Broken: not ended, and not woken for an hour after its time or never to be woken; a red one that
    was closed without a caregiver having spoken with the person; one that was given up, and the person was not told.
    """
    checked = int(work.run(select(func.count()).select_from(escalation)).scalar_one())
    asleep = select(escalation.c.id).where(
        escalation.c.state.not_in(ENDED), (escalation.c.wake_at.is_(None)) | (escalation.c.wake_at < now - GRACE)
    )
    broken = [f"escalation {own_id}: not ended, and nothing wakes it" for own_id in work.run(asleep).scalars()]
    spoken = _noted("spoke")
    silent = select(escalation.c.id).where(escalation.c.state == State.CLOSED, escalation.c.tier == Tier.RED, ~spoken)
    broken += [f"escalation {own_id}: red, closed by nobody who spoke" for own_id in work.run(silent).scalars()]
    untold = select(escalation.c.id).where(escalation.c.state == State.EXHAUSTED, ~_noted("given_up"))
    broken += [f"escalation {own_id}: given up, and nobody was told" for own_id in work.run(untold).scalars()]
    withdrawn = select(escalation.c.id).where(escalation.c.state == State.WITHDRAWN, escalation.c.tier == Tier.RED)
    broken += [f"escalation {own_id}: red, and withdrawn" for own_id in work.run(withdrawn).scalars()]
    return checked, broken


def _noted(what: str) -> Exists:
    return (
        select(1).where(escalation_event.c.escalation_id == escalation.c.id, escalation_event.c.what == what).exists()
    )
