"""One unit of work: a connection in its transaction, with what every record needs to read and write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable, Result, Select, UpdateBase, select, text

from scheduler.domain.policy import Policy
from scheduler.domain.regimen import Plan
from scheduler.domain.version import PlanVersion
from storage import batch
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
    through this work forgets them.
    """

    conn: Connection
    seal: Seal
    plan_of: Callable[[bytes], Plan]
    policy_of: Callable[[str], Policy]
    writes: bool
    live: dict[tuple[int, ...], tuple[PlanVersion, ...]] = field(default_factory=dict)
    _held: set[int] = field(default_factory=set)

    @property
    def dialect(self) -> str:
        """Which engine it is, as SQLAlchemy names it."""
        return self.conn.dialect.name

    @property
    def is_postgres(self) -> bool:
        return self.dialect == "postgresql"

    @property
    def claims(self) -> bool:
        """Whether rows have to be claimed one by one. On SQLite the whole database is: BEGIN IMMEDIATE."""
        return self.writes and self.is_postgres

    def run(self, statement: Executable, **given: Any) -> Result[Any]:
        return self._execute(statement, given)

    def run_for(self, statement: Executable, wanted: Iterable[int], **given: Any) -> Result[Any]:
        """Run a statement that says `among`."""
        return self._execute(statement, {**given, **batch.ids(wanted)})

    def change(self, statement: Executable, **given: Any) -> int:
        """Run a statement that changes rows; how many it found."""
        return cast("CursorResult[Any]", self._execute(statement, given)).rowcount

    def change_for(self, statement: Executable, wanted: Iterable[int], **given: Any) -> int:
        """The same for a statement that says `among`."""
        return self.change(statement, **given, **batch.ids(wanted))

    def _execute(self, statement: Executable, given: dict[str, Any]) -> Result[Any]:
        if self.live and isinstance(statement, UpdateBase) and statement.table is plan_version:
            self.live.clear()
        return self.conn.execute(statement, given)

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
        if self.claims:
            self.run(_BY_KEYS)
            due = due.with_for_update(of=patient, key_share=True, skip_locked=True)
        found = list(dict.fromkeys(self.run(due, **given).scalars()))
        self._held.update(found)
        return found


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
