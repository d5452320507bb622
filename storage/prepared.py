"""Statements that come again are compiled once and then given to SQLite's driver as they are.

What is worked out anew for each execution costs eight times what SQLite needs to run a statement by its keys. PostgreSQL's
round trip hides that: there SQLAlchemy executes all of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Dialect, Executable, Result, SelectBase, UpdateBase
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any] | None
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """`binds`: name, value where none is given, and what the driver gets of it, in the order of the marks in `sql`."""

    sql: str
    binds: tuple[tuple[str, Any, Processor], ...]
    columns: SimpleResultMetaData
    turns: tuple[Processor, ...] | None

    def bound(self, given: Mapping[str, Any]) -> _Row:
        return tuple(
            [
                given.get(name, usual) if turn is None else turn(given.get(name, usual))
                for name, usual, turn in self.binds
            ]
        )

    def read(self, rows: list[_Row]) -> Iterator[_Row]:
        turns = self.turns
        if turns is None:
            return iter(rows)
        return (
            tuple([value if turn is None else turn(value) for turn, value in zip(turns, row, strict=True)])
            for row in rows
        )


# By statement and the names of what is given with it. One that came once may have been made for that once; None: only
# SQLAlchemy can run it.
_CAME_ONCE = "came once"
_kept: WeakKeyDictionary[Executable, dict[tuple[str, ...], _Prepared | str | None]] = WeakKeyDictionary()


def run(conn: Connection, statement: Executable, given: Mapping[str, Any]) -> Result[Any]:
    """Run a statement, as `conn.execute` does. Raises what that raises."""
    made = _prepared(conn.dialect, statement, tuple(given))
    if made is None:
        return conn.execute(statement, given)
    cursor = run_driver(conn, made.sql, made.bound(given))
    rows = cursor.fetchall() if cursor.description is not None else []
    cursor.close()
    return IteratorResult(made.columns, made.read(rows))


def change(conn: Connection, statement: Executable, given: Mapping[str, Any]) -> int:
    """Run a statement that changes rows and gives none back; how many it found."""
    made = _prepared(conn.dialect, statement, tuple(given))
    if made is None:
        return cast("CursorResult[Any]", conn.execute(statement, given)).rowcount
    cursor = run_driver(conn, made.sql, made.bound(given))
    found = cursor.rowcount
    cursor.close()
    return found


def change_each(conn: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement that changes rows once for each of some, all of which name the same."""
    made = _prepared(conn.dialect, statement, tuple(rows[0]))
    if made is None:
        conn.execute(statement, rows)
    else:
        change_many(conn, made.sql, [made.bound(row) for row in rows])


def change_many(conn: Connection, sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run SQL once for each row of values; how many rows it found in all."""
    cursor = run_driver(conn, sql, rows, many=True)
    found = cursor.rowcount
    cursor.close()
    return found


def run_driver(conn: Connection, sql: str, given: Sequence[Any] = (), *, many: bool = False) -> sqlite3.Cursor:
    """SQL as it is, on SQLite's own connection, with one row of values or `many`; whoever counts statements is told.

    Raises what SQLAlchemy raises: a DBAPIError without the values.
    """
    cursor: sqlite3.Cursor = cast(sqlite3.Connection, conn.connection.driver_connection).cursor()
    for told in conn.dispatch.before_cursor_execute:
        told(conn, cursor, sql, given, None, many)
    try:
        cursor.executemany(sql, given) if many else cursor.execute(sql, given)
    except sqlite3.Error as error:
        cursor.close()
        raise DBAPIError.instance(
            sql, given, error, sqlite3.Error, hide_parameters=True, dialect=conn.dialect
        ) from error
    for told in conn.dispatch.after_cursor_execute:
        told(conn, cursor, sql, given, None, many)
    return cursor


def _prepared(dialect: Dialect, statement: Executable, names: tuple[str, ...]) -> _Prepared | None:
    if dialect.name != "sqlite" or not isinstance(statement, (SelectBase, UpdateBase)):
        return None
    mine = _kept.get(statement)
    if mine is None:
        mine = _kept[statement] = {}
    made = mine.get(names)
    if isinstance(made, _Prepared):
        return made
    if names not in mine:
        mine[names] = _CAME_ONCE
    elif made is not None:
        made = mine[names] = _prepare(dialect, statement, names)
        return made
    return None


def _prepare(dialect: Dialect, statement: SelectBase | UpdateBase, names: tuple[str, ...]) -> _Prepared | None:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    binds = [compiled.binds[name] for name in compiled.positiontup or ()]
    if (
        compiled.insert_prefetch
        or compiled.update_prefetch
        or compiled.post_compile_params
        or compiled.literal_execute_params
        or any(bind.callable for bind in binds)
    ):
        return None
    columns = statement.exported_columns
    turns = tuple(each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns)
    return _Prepared(
        str(compiled),
        tuple(
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in zip(compiled.positiontup or (), binds, strict=True)
        ),
        SimpleResultMetaData([str(name) for name, _ in columns.items()]),
        turns if any(turns) else None,
    )
