"""Plans and what came of them: medicines, versions, doses, intakes, answers, stock, and whatever else waits for time."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)

from scheduler.domain.dose import DoseState
from scheduler.domain.intake import IntakeKind
from scheduler.domain.version import Change, VersionState
from storage.columns import Amount, Code, LocalDate, PiecesText, Sealed, UtcInstant, WallTime
from storage.tables.base import Row, held, maybe, one_of, own_id, partial, refers, table

WAITS = "wake_at IS NOT NULL"


class MedicineRow(Row, table=True):
    __tablename__ = "medicine"
    __table_args__ = (CheckConstraint("(ordered_quantity IS NULL) = (ordered_at IS NULL)", name="ordered_both"),)
    id: int | None = own_id()
    patient_id: int = refers("patient.id", index=True)
    name: str = held(String)
    ordered_quantity: Decimal | None = maybe(Amount)
    ordered_at: datetime | None = maybe(UtcInstant)


class PlanVersionRow(Row, table=True):
    """`document_sealed` is the plan document; it is never rewritten."""

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("medicine_id", "number"),
        one_of("state", VersionState),
        one_of("change", Change),
        Index(None, "patient_id"),
        partial("ix_plan_version_wake_at", "wake_at", where=WAITS),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    medicine_id: int = refers("medicine.id")
    number: int = held(Integer)
    document_sealed: bytes = held(Sealed)
    prescriber_sealed: bytes | None = maybe(Sealed)
    state: str = held(Code)
    change: str = held(Code)
    begins_at: datetime = held(UtcInstant)
    created_at: datetime = held(UtcInstant)
    decided_by_sealed: bytes | None = maybe(Sealed)
    confirmed_by_sealed: bytes | None = maybe(Sealed)
    confirmed_at: datetime | None = maybe(UtcInstant)
    why_sealed: bytes | None = maybe(Sealed)
    planned_until: datetime | None = maybe(UtcInstant)
    wake_at: datetime | None = maybe(UtcInstant)


class DoseRow(Row, table=True):
    """`local_on` and `wall_time` are the plan's; with the version they are the dose's key."""

    __tablename__ = "dose"
    __table_args__ = (
        UniqueConstraint("version_id", "local_on", "wall_time"),
        one_of("state", DoseState),
        CheckConstraint("receipt_owed IN (0, 1)", name="receipt_owed_yes_no"),
        CheckConstraint("state <> 'taken' OR taken_at IS NOT NULL", name="taken_when"),
        Index(None, "patient_id", "due_at"),
        partial("ix_dose_wake_at", "wake_at", where=WAITS),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    medicine_id: int = refers("medicine.id")
    version_id: int = refers("plan_version.id")
    due_at: datetime = held(UtcInstant)
    local_on: date = held(LocalDate)
    wall_time: time = held(WallTime)
    mg: Decimal = held(Amount)
    pieces: str = held(PiecesText)
    step: int = held(Integer)
    window_ends_at: datetime = held(UtcInstant)
    wake_at: datetime | None = maybe(UtcInstant)
    state: str = held(Code)
    prompted_at: datetime | None = maybe(UtcInstant)
    nudges: int = held(Integer)
    letter: str | None = maybe(String)
    taken_mg: Decimal | None = maybe(Amount)
    taken_at: datetime | None = maybe(UtcInstant)
    answered_at: datetime | None = maybe(UtcInstant)
    reason: str | None = maybe(Code)
    receipt_owed: int = held(Integer)


class IntakeRow(Row, table=True):
    __tablename__ = "intake"
    __table_args__ = (
        one_of("kind", IntakeKind),
        CheckConstraint("kind <> 'dose' OR dose_id IS NOT NULL", name="dose_named"),
        Index(None, "patient_id", "taken_at"),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    medicine_id: int = refers("medicine.id")
    kind: str = held(Code)
    mg: Decimal | None = maybe(Amount)
    pieces: str = held(PiecesText)
    taken_at: datetime = held(UtcInstant)
    recorded_at: datetime = held(UtcInstant)
    dose_id: int | None = refers("dose.id", nullable=True, index=True)
    told_by: int | None = refers("person.id", nullable=True)
    undone_at: datetime | None = maybe(UtcInstant)


class AnswerRow(Row, table=True):
    """`before` and `stock_before` are JSON objects: what an undo puts back."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "patient_id", "recorded_at"),)
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    contact_id: int | None = refers("contact.id", nullable=True)
    kind: str = held(String)
    recorded_at: datetime = held(UtcInstant)
    dose_id: int | None = refers("dose.id", nullable=True)
    before_sealed: bytes | None = maybe(Sealed)
    intake_id: int | None = refers("intake.id", nullable=True)
    stock_before: str | None = maybe(String)
    undone_at: datetime | None = maybe(UtcInstant)


class StockRow(Row, table=True):
    """`strength` is a key of supply: "10", "ml", "unknown"."""

    __tablename__ = "stock"
    __table_args__ = (PrimaryKeyConstraint("medicine_id", "strength"),)
    medicine_id: int = refers("medicine.id")
    strength: str = held(String)
    quantity: Decimal = held(Amount)
    changed_at: datetime = held(UtcInstant)


class StockHistoryRow(Row, table=True):
    __tablename__ = "stock_history"
    __table_args__ = (Index(None, "medicine_id", "at"),)
    id: int | None = own_id()
    medicine_id: int = refers("medicine.id")
    strength: str = held(String)
    before: Decimal | None = maybe(Amount)
    after: Decimal = held(Amount)
    at: datetime = held(UtcInstant)
    why: str = held(String)


class WatchRow(Row, table=True):
    __tablename__ = "watch"
    __table_args__ = (
        UniqueConstraint("patient_id", "kind"),
        partial("ix_watch_wake_at", "wake_at", where=WAITS),
    )
    id: int | None = own_id()
    patient_id: int = refers("patient.id")
    kind: str = held(Code)
    wake_at: datetime | None = maybe(UtcInstant)
    memo: str = held(String)


medicine = table(MedicineRow)
plan_version = table(PlanVersionRow)
dose = table(DoseRow)
intake = table(IntakeRow)
answer = table(AnswerRow)
stock = table(StockRow)
stock_history = table(StockHistoryRow)
watch = table(WatchRow)


# A dose moves two or three times in its life. Each time PostgreSQL gives all its indexes another entry: they keep room for it.
@event.listens_for(dose, "after_create")
def _keep_room(made: Table, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        for index in ("pk_dose", "uq_dose_version_id_local_on_wall_time", "ix_dose_patient_id_due_at"):
            connection.execute(text(f"ALTER INDEX {index} SET (fillfactor = 70)"))
