"""What every table shares: names of constraints, and short words for the columns."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, text
from sqlmodel import Field, SQLModel

from storage.columns import ID


class Row(SQLModel):
    """A row as the database holds it. The house reads and writes by Core; these classes define the tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def own_id() -> Any:
    """The row's own number."""
    return Field(default=None, sa_column=Column("id", ID, primary_key=True))


def held(kind: Any, **column: Any) -> Any:
    """A column that always has a value."""
    return Field(sa_column=Column(kind, nullable=False, **column))


def maybe(kind: Any, **column: Any) -> Any:
    """A column that may be empty."""
    return Field(default=None, sa_column=Column(kind, nullable=True, **column))


def refers(target: str, *, nullable: bool = False, primary_key: bool = False, **column: Any) -> Any:
    """The id of a row elsewhere."""
    return Field(sa_column=Column(ID, ForeignKey(target), nullable=nullable, primary_key=primary_key, **column))


def one_of(column: str, words: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """Only these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of only the rows that somebody waits for."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def table(row: type[Row]) -> Table:
    """The Core table of a row class."""
    found: Table = row.metadata.tables[str(row.__tablename__)]
    return found
