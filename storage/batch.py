"""Many rows in one statement: the one place where the two engines are spoken to differently for speed.

SQLite gets one prepared statement and a list of rows, PostgreSQL one statement over `unnest`ed columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
# From so many on, values that rows share are bound once for all of them.
_MANY = 20
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
    names = ", ".join(said)
    if conn.dialect.name == "postgresql":
        same, each = _apart(said)
        chosen = ", ".join(f"%s::{_kind(conn, table, name)}" if name in same else f"given.{name}" for name in said)
        source = f"SELECT {chosen} FROM {_unnested(conn, table, each)}"  # noqa: S608
        given: Sequence[Any] = _scalars(conn, table, same) + _arrays(conn, table, each)
    else:
        source = f"VALUES ({', '.join('?' * len(said))})"
        given = _rows(conn, table, said)
    return _run(conn, f"INSERT INTO {table.name} ({names}) {source} ON CONFLICT DO NOTHING", given)


def _is_empty(values: Sequence[Any]) -> bool:
    return values[0] is None and all(value is None for value in values)


def update_rows(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> int:
    """Set columns by id. Rows hold the values in the order of `columns`, the id last; how many rows were found."""
    if not rows:
        return 0
    # Most of a batch moves in the same way: said once, with a list of ids. The rest is said row by row.
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(row[:-1])].append(row[-1])
    found = 0
    apart: list[Sequence[Any]] = []
    for values, ids in alike.items():
        if len(ids) >= max(_MANY, len(rows) // 4):
            found += _set_all(conn, table, dict(zip(columns, values, strict=True)), ids)
        else:
            apart += [(*values, own_id) for own_id in ids]
    return found + (_set_each(conn, table, columns, apart) if apart else 0)


def _set_all(conn: Connection, table: Table, values: dict[str, Any], ids: list[int]) -> int:
    given = _scalars(conn, table, {name: (value,) for name, value in values.items()})
    if conn.dialect.name == "postgresql":
        sets = ", ".join(f"{name} = %s" for name in values)
        return _run(conn, f"UPDATE {table.name} SET {sets} WHERE id = ANY (%s::bigint[])", (*given, _array(ids)))  # noqa: S608
    sets = ", ".join(f"{name} = ?" for name in values)
    sql = f"UPDATE {table.name} SET {sets} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
    return _run(conn, sql, [(*given, str(ids))])


def _set_each(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> int:
    given = dict(zip((*columns, "id"), zip(*rows, strict=True), strict=True))
    if conn.dialect.name == "postgresql":
        sets = ", ".join(f"{name} = given.{name}" for name in columns)
        sql = f"UPDATE {table.name} SET {sets} FROM {_unnested(conn, table, given)} WHERE {table.name}.id = given.id"  # noqa: S608
        return _run(conn, sql, _arrays(conn, table, given))
    sets = ", ".join(f"{name} = ?" for name in columns)
    return _run(conn, f"UPDATE {table.name} SET {sets} WHERE id = ?", _rows(conn, table, given))  # noqa: S608


@lru_cache(maxsize=64)
def insert_new(dialect: str, table: Table, *told: ColumnElement[Any]) -> Executable:
    """Rows, without those that break a unique key; gives back `told` of the others. Made once: that costs more than to run it."""
    return _INSERTS[dialect](table).on_conflict_do_nothing().returning(*told)


@lru_cache(maxsize=64)
def upsert(dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...]) -> Executable:
    """One row by its key: where there is one already, only `changed` is set. Made once, too."""
    row = _INSERTS[dialect](table)
    return row.on_conflict_do_update(index_elements=key, set_={name: row.excluded[name] for name in changed})


def _run(conn: Connection, sql: str, given: Sequence[Any]) -> int:
    """`given`: values on PostgreSQL, rows of values on SQLite."""
    if conn.dialect.name == "postgresql":
        return conn.exec_driver_sql(sql, tuple(given)).rowcount
    return prepared.change_many(conn, sql, given)


_Columns = Mapping[str, Sequence[Any]]


def _apart(columns: _Columns) -> tuple[_Columns, _Columns]:
    """Columns in which all of many rows hold the same, as what came due at one instant does in most; and the others."""
    same = {name: values for name, values in columns.items() if len(values) >= _MANY and _is_same(values)}
    return same, {name: values for name, values in columns.items() if name not in same}


def _is_same(values: Sequence[Any]) -> bool:
    # What is equal need not be of one type, and types are what is refused: a float for an amount.
    return values.count(values[0]) == len(values) and len(set(map(type, values))) == 1


def _turned(conn: Connection, table: Table, columns: _Columns) -> list[Sequence[Any]]:
    turns = _processors(conn.dialect, table, tuple(columns))
    return [list(map(turn, column)) if turn else column for turn, column in zip(turns, columns.values(), strict=True)]


def _rows(conn: Connection, table: Table, columns: _Columns) -> list[tuple[Any, ...]]:
    return list(zip(*_turned(conn, table, columns), strict=True))


def _arrays(conn: Connection, table: Table, columns: _Columns) -> tuple[str, ...]:
    return tuple(map(_array, _turned(conn, table, columns)))


def _scalars(conn: Connection, table: Table, columns: _Columns) -> tuple[Any, ...]:
    return tuple(value for (value,) in _turned(conn, table, {name: values[:1] for name, values in columns.items()}))


def _kind(conn: Connection, table: Table, name: str) -> str:
    return table.c[name].type.compile(conn.dialect)


def _unnested(conn: Connection, table: Table, columns: Iterable[str]) -> str:
    kinds = ", ".join(f"%s::{_kind(conn, table, name)}[]" for name in columns)
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
