"""Another key: every sealed value and every keyed hash is brought under the present one, batch by batch.

What has to be done is read off the values themselves, which name their key: a run that was killed goes on where it ended.
A running process that holds both keys can go on meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    func,
    not_,
    or_,
    select,
    update,
)

from storage.columns import Sealed
from storage.failure import StoreError
from storage.records import SqlRecords
from storage.records.patient import ADDRESS
from storage.seal import Seal, SealError
from storage.store import KEY_NOTE, SqlStore
from storage.tables import contact, invitation, metadata, note, release_code

BATCH = 500
_TRIES = 3
# Of these only the hash is kept: what it was made from is with whoever was given it.
TOKENS: dict[Column[Any], Table] = {invitation.c.token_hash: invitation, release_code.c.code_hash: release_code}
# Made from chance that nobody can try out, without a key.
KEYLESS = frozenset({"board_pass.secret_hash"})
# Made from what stands sealed beside it.
ADDRESSES = contact.c.address_hash


@dataclass(slots=True)
class Rekeyed:
    """How many rows of each table were brought over now; `verified` values that the present key alone opens.

    `open_tokens`: invitations and codes that still work by an older key, at most until `open_until` (UTC).
    """

    rows: dict[str, int] = field(default_factory=dict)
    verified: int = 0
    ended_tokens: int = 0
    open_tokens: int = 0
    open_until: datetime | None = None


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """Every sealed column there is, by table: read off the schema, so that a new one cannot be forgotten."""
    found: dict[Table, list[Column[Any]]] = {}
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, Sealed)]
        if columns:
            found[table] = columns
    return found


def sealed_as(column: Column[Any]) -> str:
    """The name that is authenticated with a column's values."""
    return f"{column.table.name}.{column.name.removesuffix('_sealed')}"


def rekey(
    store: SqlStore,
    now: datetime,
    *,
    end_open: bool = False,
    batch: int = BATCH,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> Rekeyed:
    """Bring everything under the first key of `STEPDOWN_KEY`; then see that this key alone opens all of it.

    Invitations and codes that are open keep working by the older key, and need it to be listed, unless `end_open`.
    Raises SealError without a key, or if a value needs one that is not listed.
    """
    if store.seal.key_id is None:
        raise SealError("STEPDOWN_KEY: not set; the new key comes first, the one before it after a comma")
    done = Rekeyed()
    for table, columns in sealed_columns().items():
        done.rows[table.name] = _bring_over(store, table, columns, batch, progress)
    done.ended_tokens = _blank_tokens(store, now, end_open=end_open)
    done.verified = verify(store, batch)
    with store.transaction() as records:
        done.open_tokens, done.open_until = _open_tokens(records)
        if not done.open_tokens:
            mine = KEY_NOTE + str(store.seal.key_id)
            older = note.c.name.startswith(KEY_NOTE, autoescape=True) & (note.c.name != mine)
            records.work.run(delete(note).where(older))
    store.compact()
    return done


def verify(store: SqlStore, batch: int = BATCH) -> int:
    """Open every sealed value with the first key alone, and see that every address is found by its hash. How many values.

    Raises SealError at the first that does not open.
    """
    alone = store.seal.first_alone()
    seen = 0
    for table, columns in sealed_columns().items():
        for rows in _pages(store, table, columns, batch):
            for row in rows:
                for column in columns:
                    value = row[column.name]
                    if value is not None:
                        alone.unseal(sealed_as(column), value)
                        seen += 1
                if table is contact and row["address_hash"] != _address_hash(alone, row):
                    raise SealError("contact.address_hash: not made by the present key")
    return seen


def _pages(store: SqlStore, table: Table, columns: list[Column[Any]], batch: int) -> Iterator[list[dict[str, Any]]]:
    key, last = _key(table), -1
    while True:
        with store.reading() as records:
            page = select(table).where(key > last).order_by(key).limit(batch)
            rows = [dict(row._mapping) for row in records.work.run(page)]
        if not rows:
            return
        yield rows
        last = rows[-1][key.name]


def _key(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _address_hash(seal: Seal, row: dict[str, Any]) -> str:
    address = seal.unseal(ADDRESS, row["address_sealed"])
    # An empty address is what an erased one leaves; nothing is found by it.
    kept: str = row["address_hash"]
    return seal.hash(f"{ADDRESS}:{row['channel']}", address) if address else kept


def _is_older(column: Column[Any], head: bytes) -> ColumnElement[bool]:
    return and_(column.is_not(None), func.substr(column, 1, len(head), type_=LargeBinary) != head)


def _bring_over(
    store: SqlStore, table: Table, columns: list[Column[Any]], batch: int, progress: Callable[[str, int], None]
) -> int:
    seal, key = store.seal, _key(table)
    older = or_(*(_is_older(column, seal.head) for column in columns))
    if table is contact:
        older = or_(older, not_(ADDRESSES.startswith(f"{seal.key_id}:")) & not_(ADDRESSES.startswith("gone:")))
    wanted = select(table).where(older, key > bindparam("last")).order_by(key).limit(batch)
    done, last = 0, -1
    while True:
        rows = _again_if_refused(store, partial(_batch, table=table, columns=columns, wanted=wanted, last=last))
        if not rows:
            return done
        done, last = done + len(rows), rows[-1]
        progress(table.name, done)


def _again_if_refused(store: SqlStore, work: Callable[[SqlRecords], list[int]]) -> list[int]:
    """On PostgreSQL a batch and a process at work can stand in each other's way; the batch is what gives way."""
    for left in reversed(range(_TRIES)):
        try:
            with store.transaction() as records:
                return work(records)
        except StoreError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _batch(records: SqlRecords, table: Table, columns: list[Column[Any]], wanted: Any, last: int) -> list[int]:
    work, key = records.work, _key(table)
    if work.claims:
        wanted = wanted.with_for_update()
    rows = [dict(row._mapping) for row in work.run(wanted, last=last)]
    changed = []
    for row in rows:
        values = {"its_key": row[key.name]}
        for column in columns:
            opened = work.seal.unseal_or_none(sealed_as(column), row[column.name])
            values[f"new_{column.name}"] = work.seal.seal_or_none(sealed_as(column), opened)
        if table is contact:
            values["new_address_hash"] = _address_hash(work.seal, row)
        changed.append(values)
    if changed:
        names = [column.name for column in columns] + (["address_hash"] if table is contact else [])
        sets: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        work.conn.execute(update(table).where(key == bindparam("its_key")).values(**sets), changed)
    return [row[key.name] for row in rows]


def _is_foreign(column: Column[Any], seal: Seal) -> ColumnElement[bool]:
    return not_(column.startswith(f"{seal.key_id}:")) & not_(column.startswith("gone:"))


def _blank_tokens(store: SqlStore, now: datetime, *, end_open: bool) -> int:
    """Hashes of an older key by which nobody comes in any more are replaced by chance; how many of them were still open."""
    ended = 0
    for column, table in TOKENS.items():
        with store.transaction() as records:
            foreign = _is_foreign(column, records.work.seal)
            is_open = table.c.used_at.is_(None) & (table.c.expires_at > now)
            wanted = foreign if end_open else foreign & not_(is_open)
            for row in records.work.run(select(table.c.id, is_open.label("open")).where(wanted)).all():
                ended += bool(row.open)
                blank: dict[str, Any] = {column.name: f"gone:{secrets.token_hex(16)}"}
                if row.open:
                    blank["expires_at"] = now
                records.work.run(update(table).where(table.c.id == row.id).values(**blank))
    return ended


def _open_tokens(records: SqlRecords) -> tuple[int, datetime | None]:
    count, until = 0, cast("datetime | None", None)
    for column, table in TOKENS.items():
        found = select(func.count().label("many"), func.max(table.c.expires_at).label("last")).where(
            _is_foreign(column, records.work.seal)
        )
        row = records.work.run(found).one()
        count += int(row.many)
        until = max((each for each in (until, row.last) if each is not None), default=None)
    return count, until
