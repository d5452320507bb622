"""Invariant 5: an escalation ends by an all-clear or by having tried everything, which the person is told. Never silently."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Exists, func, select

from scheduler.domain.escalation import ALERTS, ENDED, State, Tier
from scheduler.domain.message import MessageState
from storage.tables import escalation, escalation_event, message
from storage.work import Work

GRACE = timedelta(hours=1)


def never_silent(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts escalations. Broken: not ended, and not woken for an hour after its time or never to be woken; a red one that
    was closed without a caregiver having spoken with the person; one that was given up, and the person or the operator was
    not told; an end that nobody noted; something that asks a caregiver to act and belongs to none.
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
    unseen = select(escalation.c.id).where(escalation.c.state == State.EXHAUSTED, ~_noted("operator"))
    broken += [f"escalation {own_id}: given up, and the operator was not told" for own_id in work.run(unseen).scalars()]
    quiet = select(escalation.c.id).where(
        escalation.c.state.in_((State.CLOSED, State.WITHDRAWN)),
        ~_noted("spoke"),
        ~_noted("all_clear"),
        ~_noted("called_off"),
        ~_noted(State.CLOSED.value),
        ~_noted(State.WITHDRAWN.value),
    )
    broken += [f"escalation {own_id}: ended, and nothing says how" for own_id in work.run(quiet).scalars()]
    alone = select(message.c.id).where(
        message.c.kind.in_(sorted(ALERTS)), message.c.state == MessageState.WAITING, ~message.c.key.startswith("esc:")
    )
    broken += [
        f"message {own_id}: asks a caregiver to act, outside an escalation" for own_id in work.run(alone).scalars()
    ]
    withdrawn = select(escalation.c.id).where(escalation.c.state == State.WITHDRAWN, escalation.c.tier == Tier.RED)
    broken += [f"escalation {own_id}: red, and withdrawn" for own_id in work.run(withdrawn).scalars()]
    return checked, broken


def _noted(what: str) -> Exists:
    return (
        select(1).where(escalation_event.c.escalation_id == escalation.c.id, escalation_event.c.what == what).exists()
    )
