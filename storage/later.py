"""What one unit of work will write: gathered while people are handled together, then a statement for each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table, func, select, text

from storage import batch, prepared
from storage.failure import RowsThereError
from storage.tables import metadata

Put = Callable[[Table, tuple[str, ...], Sequence[dict[str, Any]]], None]
_LEAST_IDS = 4


@cache
def _by_table() -> dict[Table, int]:
    return {table: number for number, table in enumerate(metadata.sorted_tables)}


@cache
def _highest(table: Table) -> Executable:
    return select(func.max(table.c.id))


class Later:
    """Rows go in by their tables, so that what refers to a row comes after it, whoever's it is."""

    def __init__(self) -> None:
        self._inserts: dict[tuple[Table, tuple[str, ...], bool], list[Sequence[Any]]] = {}
        self._updates: dict[tuple[Table, tuple[str, ...]], dict[int, Sequence[Any]]] = {}
        self._puts: dict[tuple[Table, tuple[str, ...], tuple[str, ...]], list[dict[str, Any]]] = {}
        self._changes: dict[tuple[Executable, str], tuple[dict[str, Any], list[int]]] = {}
        self._ids: dict[Table, list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._inserts or self._updates or self._puts or self._changes)

    def insert(self, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]], *, every: bool) -> int:
        self._inserts.setdefault((table, columns, every), []).extend(rows)
        return len(rows)

    def update(self, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        # All of these columns are written each time: the last writing of a row is what counts.
        self._updates.setdefault((table, columns), {}).update((row[-1], row) for row in rows)

    def put(self, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            self._puts.setdefault((table, key, tuple(row)), []).append(row)

    def change(self, statement: Executable, why: str, wanted: Sequence[int], given: dict[str, Any]) -> int:
        self._changes.setdefault((statement, why), (given, []))[1].extend(wanted)
        return len(wanted)

    def next_id(self, conn: Connection, table: Table, count: int) -> int:
        """Ids are taken for so many rows at once. On SQLite nobody else can write meanwhile."""
        ids = self._ids.get(table)
        if ids is None and conn.dialect.name == "sqlite":
            highest = prepared.run(conn, _highest(table), {}).scalar_one() or 0
            ids = self._ids[table] = [highest + 1]
        elif not ids:
            taken = text(
                f"SELECT nextval(pg_get_serial_sequence('{table.name}', 'id')) FROM generate_series(1, :count)"  # noqa: S608
            )
            ids = self._ids[table] = sorted(
                conn.execute(taken, {"count": max(count, _LEAST_IDS)}).scalars(), reverse=True
            )
        own_id = ids.pop()
        if conn.dialect.name == "sqlite":
            ids.append(own_id + 1)
        return own_id

    def forget_ids(self) -> None:
        """Rows may go in that were given no id here."""
        self._ids.clear()

    def write(self, conn: Connection, put: Put) -> None:
        """Write all of it. Raises RowsThereError if a row that had to go in did not."""
        inserts, updates, puts, changes = self._inserts, self._updates, self._puts, self._changes
        self._inserts, self._updates, self._puts, self._changes = {}, {}, {}, {}
        for (statement, _), (given, ids) in changes.items():
            prepared.change(conn, statement, {**given, **batch.ids(ids)})
        by_table = _by_table()
        for (table, columns, every), rows in sorted(inserts.items(), key=lambda each: by_table[each[0][0]]):
            went_in = batch.insert_rows(conn, table, columns, rows)
            if every and went_in != len(rows):
                raise RowsThereError(f"{len(rows) - went_in} rows of {table.name} were there already")
        for (table, columns), by_id in updates.items():
            batch.update_rows(conn, table, columns, list(by_id.values()))
        for (table, key, _), put_in in puts.items():
            put(table, key, put_in)
