"""Invariants 1 and 7: every dose ends once, and its pieces add up to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from sqlalchemy import String, and_, distinct, func, or_, select, type_coerce

from scheduler.domain.dose import DoseState, Pieces
from scheduler.domain.intake import IntakeKind
from storage.tables import dose, intake, plan_version
from storage.work import Work

GRACE = timedelta(hours=1)
SMALLEST_PIECE = Decimal("0.25")
_UNENDED = (DoseState.PLANNED, DoseState.DUE)


def ended_once(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts doses. Broken: past its window by an hour, neither ended nor going to be woken; taken without exactly one
    living intake of the same amount; not taken, yet with a living intake; two versions of one medicine with a dose at the
    same instant, neither replaced.
    """
    checked = int(work.run(select(func.count()).select_from(dose)).scalar_one())
    broken = []
    lost = select(dose.c.id, dose.c.state).where(
        dose.c.state.in_(_UNENDED), dose.c.wake_at.is_(None), dose.c.window_ends_at < now - GRACE
    )
    broken += [f"dose {row.id}: {row.state}, its window is over and nothing will wake it" for row in work.run(lost)]
    living = (
        select(intake.c.dose_id, func.count().label("intakes"), func.min(intake.c.mg).label("mg"))
        .where(intake.c.kind == IntakeKind.DOSE, intake.c.undone_at.is_(None))
        .group_by(intake.c.dose_id)
        .subquery()
    )
    count = func.coalesce(living.c.intakes, 0)
    taken = dose.c.state == DoseState.TAKEN
    odd = (
        select(dose.c.id, dose.c.state, count.label("intakes"))
        .select_from(dose.join(living, living.c.dose_id == dose.c.id, isouter=True))
        .where(
            or_(
                and_(taken, count != 1),
                and_(taken, count == 1, living.c.mg.is_distinct_from(dose.c.taken_mg)),
                and_(~taken, count != 0),
            )
        )
    )
    broken += [f"dose {row.id}: {row.state}, with {row.intakes} intakes or another amount" for row in work.run(odd)]
    twice = (
        select(dose.c.medicine_id, func.min(dose.c.id).label("first"), func.max(dose.c.id).label("last"))
        .where(dose.c.state != DoseState.REPLACED)
        .group_by(dose.c.medicine_id, dose.c.due_at)
        .having(func.count(distinct(dose.c.version_id)) > 1)
    )
    broken += [f"doses {row.first} and {row.last}: the same medicine at the same instant" for row in work.run(twice)]
    return checked, broken


def pieces_add_up(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts doses whose strength is known. Broken: the pieces are not quarters, or do not make the amount exactly."""
    checked = 0
    broken = []
    groups = select(dose.c.mg, dose.c.pieces, func.count().label("doses"), func.min(dose.c.id).label("first"))
    tablets = ~type_coerce(dose.c.pieces, String).contains('"ml"')
    for row in work.run(groups.where(tablets).group_by(dose.c.mg, dose.c.pieces)):
        made = _in_tablets(row.pieces)
        if made is not None:
            checked += row.doses
            if made != row.mg or any(count % SMALLEST_PIECE or count <= 0 for _, count in row.pieces):
                broken.append(f"dose {row.first}: {row.doses} doses like it are not the sum of their pieces")
    liquid = groups.add_columns(plan_version.c.document_sealed).join(
        plan_version, plan_version.c.id == dose.c.version_id
    )
    for row in work.run(
        liquid.where(~tablets).group_by(dose.c.mg, dose.c.pieces, plan_version.c.id, plan_version.c.document_sealed)
    ):
        strength = work.plan_of(row.document_sealed).liquid
        checked += row.doses
        if strength is None or sum(count for _, count in row.pieces) * strength.mg_per_ml != row.mg:
            broken.append(f"dose {row.first}: {row.doses} doses like it are not what their volume holds")
    return checked, broken


def _in_tablets(pieces: Pieces) -> Decimal | None:
    try:
        return sum((Decimal(strength) * count for strength, count in pieces), Decimal())
    except InvalidOperation:
        return None
