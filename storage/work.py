"""One unit of work: a connection in its transaction, with what every record needs to read and write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Result, Select, SelectBase, Table, UpdateBase, select, text

from scheduler.domain.policy import Policy
from scheduler.domain.regimen import Plan
from scheduler.domain.version import PlanVersion
from storage import batch, prepared
from storage.known import PATIENT, PERSON, Known
from storage.later import Later
from storage.seal import Seal
from storage.tables import patient, plan_version

# A batch of work is a few rows by their keys. PostgreSQL, whose statistics of a table are older than its rows, would now and
# then read a whole table for them, which grows with the town.
_BY_KEYS = text(
    "SELECT "
    + ", ".join(
        f"set_config('enable_{way}', 'off', true)"
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")
    )
    + ", set_config('join_collapse_limit', '1', true)"
)
_HOLD = select(patient.c.id).where(batch.among(patient.c.id)).order_by(patient.c.id).with_for_update(key_share=True)


@dataclass(slots=True)
class Work:
    """`writes` is False in a reading. `plan_of` and `policy_of` remember what they parsed.

    `live` remembers the live versions of patients, which one message asks for several times; any change to versions
    through this work forgets them. `known` is what was read of those who are handled together, `later` what is written of
    them in one go; both stay empty until `together`.
    """

    _conn: Connection
    seal: Seal
    plan_of: Callable[[bytes], Plan]
    policy_of: Callable[[str], Policy]
    writes: bool
    live: dict[tuple[int, ...], tuple[PlanVersion, ...]] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    later: Later = field(default_factory=Later)
    told: set[str] = field(default_factory=set)
    # What was claimed last, and to what claiming is limited, if it is.
    claimed: list[int] = field(default_factory=list)
    only: Sequence[int] | None = None
    only_rows: Sequence[int] | None = None
    _held: set[int] = field(default_factory=set)

    @property
    def conn(self) -> Connection:
        """To write with: everything that waits is written first, and nothing that was read before is relied upon after."""
        self.flush()
        self.known.forget_all()
        self.later.forget_ids()
        return self._conn

    @property
    def dialect(self) -> str:
        """Which engine it is, as SQLAlchemy names it."""
        return self._conn.dialect.name

    @property
    def is_postgres(self) -> bool:
        return self.dialect == "postgresql"

    @property
    def claims(self) -> bool:
        """Whether rows have to be claimed one by one. On SQLite the whole database is: BEGIN IMMEDIATE."""
        return self.writes and self.is_postgres

    def run(self, statement: Executable, **given: Any) -> Result[Any]:
        return prepared.run(self._ready(statement), statement, given)

    def run_for(self, statement: Executable, wanted: Iterable[int], **given: Any) -> Result[Any]:
        """Run a statement that says `among`."""
        return self.run(statement, **given, **batch.ids(wanted))

    def change(self, statement: Executable, **given: Any) -> int:
        """Run a statement that changes rows; how many it found."""
        return prepared.change(self._ready(statement), statement, given)

    def change_for(self, statement: Executable, wanted: Iterable[int], **given: Any) -> int:
        """The same for a statement that says `among`."""
        return self.change(statement, **given, **batch.ids(wanted))

    def _ready(self, statement: Executable) -> Connection:
        """What it may be run on now, seen from what is remembered and what waits to be written."""
        if self.live and isinstance(statement, UpdateBase) and statement.table is plan_version:
            self.live.clear()
        if self.known.at is None:
            return self._conn
        if not isinstance(statement, SelectBase):
            return self.conn
        self.flush()
        return self._conn

    def together(self, group: str, ids: Iterable[int], at: datetime) -> None:
        """These are handled together at `at` (UTC): read for all when one is asked about, written in one go.

        Patients are persons too, and other writers of theirs wait.
        """
        wanted = list(ids)
        if group == PATIENT:
            self.hold(wanted)
            self.known.together(PERSON, wanted, at)
        self.known.together(group, wanted, at)

    def change_later_for(self, statement: Executable, why: str, wanted: Sequence[int], **given: Any) -> int:
        """`change_for` by somebody who brings `known` up to date; later where people are handled together.

        `why`: changes for the same reason are one statement, with what was `given` first. How many are meant to change.
        """
        if self.known.at is None:
            return self.change_for(statement, wanted, **given)
        return self.later.change(statement, why, wanted, given)

    def insert(self, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]], *, every: bool) -> int:
        """Insert, later where people are handled together; `every`: a row that breaks a unique key is an error then.

        How many went in, as far as that is known.
        """
        if self.known.at is None:
            return batch.insert_rows(self._conn, table, columns, rows)
        return self.later.insert(table, columns, rows, every=every)

    def update(self, table: Table, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        """Set columns by id, which is the last of each row; later where people are handled together."""
        if self.known.at is None:
            batch.update_rows(self._conn, table, columns, rows)
        else:
            self.later.update(table, columns, rows)

    def upsert(self, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
        """Put rows by their key; later where people are handled together."""
        if self.known.at is None:
            self._put(table, key, rows)
        else:
            self.later.put(table, key, rows)

    def next_id(self, table: Table) -> int | None:
        """The id that the next row of a table gets, where people are handled together; None: the database gives it."""
        if self.known.at is None:
            return None
        return self.later.next_id(self._conn, table, len(self.known.beside(PATIENT)))

    def flush(self) -> None:
        """Write what waits."""
        if self.later:
            self.later.write(self._conn, self._put)

    def _put(self, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
        changed = tuple(name for name in rows[0] if name not in key)
        prepared.change_each(self._conn, batch.upsert(self.dialect, table, key, changed), rows)

    def hold(self, patient_ids: Iterable[int]) -> None:
        """Make other writers of these patients wait until this work is done.

        The patient's row is the one lock of everything about them. Without it an answer and a nudge that read the same
        dose at the same moment would overwrite each other.
        """
        if not self.claims:
            return
        wanted = sorted(set(patient_ids) - self._held)
        if wanted:
            self.run_for(_HOLD, wanted)
            self._held.update(wanted)

    def claim(self, due: Select[Any], **given: Any) -> list[int]:
        """Patients of what is due, `due` being a select of patient ids that joins `patient`: those nobody else holds.

        In order of waiting and no finer: whoever asks for an order that the index does not give has all that is due sorted.
        """
        return list(dict.fromkeys(row[0] for row in self.claim_rows(due, **given)))

    def claim_rows(self, due: Select[Any], **given: Any) -> list[tuple[Any, ...]]:
        """`claim`, with whatever else `due` selects after the patient's id."""
        if self.only is not None:
            due, given = due.where(batch.among(patient.c.id)), {**given, **batch.ids(self.only)}
        if self.claims:
            self.run(_BY_KEYS)
            due = due.with_for_update(of=patient, key_share=True, skip_locked=True)
        found = [tuple(row) for row in self.run(due, **given).all()]
        self.claimed = list(dict.fromkeys(row[0] for row in found))
        self._held.update(self.claimed)
        return found

    def run_due(self, statement: Select[Any], rows: Table, wanted: Iterable[int], **given: Any) -> Result[Any]:
        """`run_for` for what is due of claimed patients."""
        if self.only_rows is not None:
            statement = statement.where(rows.c.id.in_(self.only_rows))
        return self.run_for(statement, wanted, **given)


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
