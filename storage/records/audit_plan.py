"""Invariant 0: every active plan has its doses planned far enough ahead."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from scheduler.domain.regimen import Plan
from scheduler.domain.version import VersionState
from storage.tables import dose, plan_version
from storage.work import Work

AHEAD = timedelta(hours=24)


def planned_ahead(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts active versions. Broken: `planned_until` lies less than 24 h ahead and before the plan's own end; or it
    claims more, while a plan that has a dose every day has none from 24 h ago to 24 h ahead.
    """
    active = plan_version.c.state == VersionState.ACTIVE
    checked = int(work.run(select(func.count()).select_from(plan_version).where(active)).scalar_one())
    broken = []
    short = plan_version.c.planned_until.is_(None) | (plan_version.c.planned_until < now + AHEAD)
    for row in work.run(
        select(plan_version.c.id, plan_version.c.planned_until, plan_version.c.document_sealed).where(active, short)
    ):
        ends_at = _ends_at(work.plan_of(row.document_sealed))
        if ends_at is None or (row.planned_until or now) < min(ends_at, now + AHEAD):
            broken.append(f"version {row.id}: planned until {row.planned_until}, less than 24 h ahead")
    there = select(1).where(
        dose.c.version_id == plan_version.c.id, dose.c.due_at >= now - AHEAD, dose.c.due_at < now + AHEAD
    )
    empty = select(plan_version.c.id, plan_version.c.document_sealed).where(
        active, ~short, plan_version.c.begins_at <= now - AHEAD, ~there.exists()
    )
    for row in work.run(empty):
        plan = work.plan_of(row.document_sealed)
        ends_at = _ends_at(plan)
        begun = _starts_at(plan) <= now - AHEAD
        if _doses_every_day(plan) and begun and (ends_at is None or ends_at > now + AHEAD):
            broken.append(f"version {row.id}: a dose every day, and none within a day of now")
    return checked, broken


def _ends_at(plan: Plan) -> datetime | None:
    """The midnight after the last day that has a step, UTC; None if the last step goes on or the start is not known."""
    last = plan.steps[-1] if plan.steps else None
    if last is None or plan.timezone is None:
        return None
    if last.to_on is not None:
        after = last.to_on + timedelta(days=1)
    elif plan.start is not None and all(step.days is not None for step in plan.steps):
        after = plan.start + timedelta(days=sum(step.days or 0 for step in plan.steps))
    else:
        return None
    return datetime.combine(after, time(), ZoneInfo(plan.timezone)).astimezone(UTC)


def _starts_at(plan: Plan) -> datetime:
    """The midnight that begins the plan's first day, UTC; long ago if that is not known."""
    if plan.start is None or plan.timezone is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(plan.start, time(), ZoneInfo(plan.timezone)).astimezone(UTC)


def _doses_every_day(plan: Plan) -> bool:
    starts = plan.start is not None and all(step.from_on is None for step in plan.steps)
    return starts and all(step.cycle and all(len(day) > 0 for day in step.cycle) for step in plan.steps)
