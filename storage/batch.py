"""Many rows in one statement: the one place where the two engines are spoken to differently for speed.

SQLite gets one prepared statement and a list of rows, PostgreSQL one statement over `unnest`ed columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, TypeEngine

from storage import prepared

_IDS = "ids"
_INSERTS: dict[str, Callable[[Table], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def insert_rows(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> int:
    """Insert rows (values in the order of `columns`), leaving out those that break a unique key; how many went in."""
    if not rows:
        return 0
    # What is empty in all of them, as most of a planned dose is, need not be bound row by row.
    said = {
        name: values for name, values in zip(columns, zip(*rows, strict=True), strict=True) if not _is_empty(values)
    }
    columns = tuple(said)
    names = ", ".join(columns)
    if conn.dialect.name == "postgresql":
        source = f"SELECT given.* FROM {_unnested(conn, table, columns)}"  # noqa: S608
    else:
        source = f"VALUES ({', '.join('?' * len(columns))})"
    sql = f"INSERT INTO {table.name} ({names}) {source} ON CONFLICT DO NOTHING"
    return _run(conn, sql, table, columns, list(said.values()))


def _is_empty(values: Sequence[Any]) -> bool:
    return values[0] is None and all(value is None for value in values)


def update_rows(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> int:
    """Set columns by id. Rows hold the values in the order of `columns`, the id last; how many rows were found."""
    if not rows:
        return 0
    with_id = (*columns, "id")
    if conn.dialect.name == "postgresql":
        sets = ", ".join(f"{name} = given.{name}" for name in columns)
        source = _unnested(conn, table, with_id)
        sql = f"UPDATE {table.name} SET {sets} FROM {source} WHERE {table.name}.id = given.id"  # noqa: S608
    else:
        sets = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table.name} SET {sets} WHERE id = ?"  # noqa: S608
    return _run(conn, sql, table, with_id, list(zip(*rows, strict=True)))


@lru_cache(maxsize=64)
def insert_new(dialect: str, table: Table, *told: ColumnElement[Any]) -> Executable:
    """Rows, without those that break a unique key; gives back `told` of the others. Made once: that costs more than to run it."""
    return _INSERTS[dialect](table).on_conflict_do_nothing().returning(*told)


@lru_cache(maxsize=64)
def upsert(dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...]) -> Executable:
    """One row by its key: where there is one already, only `changed` is set. Made once, too."""
    row = _INSERTS[dialect](table)
    return row.on_conflict_do_update(index_elements=key, set_={name: row.excluded[name] for name in changed})


def _run(conn: Connection, sql: str, table: Table, columns: tuple[str, ...], given: Sequence[Sequence[Any]]) -> int:
    """`given`: the values of each column."""
    processors = _processors(conn.dialect, table, columns)
    turned = [list(map(turn, column)) if turn else column for turn, column in zip(processors, given, strict=True)]
    if conn.dialect.name == "postgresql":
        return conn.exec_driver_sql(sql, tuple(map(_array, turned))).rowcount
    return prepared.change_many(conn, sql, list(zip(*turned, strict=True)))


def _unnested(conn: Connection, table: Table, columns: tuple[str, ...]) -> str:
    kinds = ", ".join(f"%s::{table.c[name].type.compile(conn.dialect)}[]" for name in columns)
    return f"unnest({kinds}) AS given ({', '.join(columns)})"


def _array(values: Iterable[Any]) -> str:
    """A PostgreSQL array as text: several times faster than the driver's own, which looks at every value anew."""
    return "{" + ",".join([_ELEMENTS[type(value)](value) for value in values]) + "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ELEMENTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "NULL",
    int: str,
    str: _quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    datetime: lambda value: f'"{value.isoformat()}"',
    date: date.isoformat,
}


@lru_cache(maxsize=64)
def _processors(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> list[Any]:
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]


class _Ids(TypeDecorator[Iterable[int]]):
    """Any number of ids, bound as one parameter."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        wanted = value or ()
        return list(wanted) if dialect.name == "postgresql" else "[" + ",".join(map(str, wanted)) + "]"


class _Among(FunctionElement[Any]):
    # As a Boolean it would be written with "= 1" behind it where an engine has no such type.
    type = NULLTYPE
    name = "among"
    inherit_cache = True


def _write_among(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, wanted = (compiler.process(each, **given) for each in element.clauses)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({wanted})"
    return f"{column} IN (SELECT value FROM json_each({wanted}))"  # noqa: S608


compiles(_Among)(_write_among)


def among(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Say that a column is one of any number of ids, bound as one parameter: see `ids`. The same for both engines."""
    return _Among(column, bindparam(_IDS, type_=_Ids()))


def has_come(at: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say that an instant that waits is not after `now`, for rows that are found by whose they are.

    Written so that no index by instants serves for it: with one, PostgreSQL reads all that is due to find a batch of it.
    """
    return at.is_not(None) & (func.coalesce(at, now) <= now)


def one_of(column: ColumnElement[str], codes: Iterable[str]) -> ColumnElement[bool]:
    """Say that a column is one of a few codes of ours, which are written out: a bound list is spelled anew at each run."""
    return column.in_([literal_column(f"'{code}'") for code in sorted(codes)])


def ids(wanted: Iterable[int]) -> dict[str, Any]:
    """Bind ids for `among`."""
    return {_IDS: wanted}
