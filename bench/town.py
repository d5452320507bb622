"""A town of people who taper, settled in bulk. One of them comes in as everybody does: admitted, and with their own OK. The
others get the same rows under their own names, numbers and plans, so that nothing in the store is other than it would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, select, text

from bot.bootstrap import House
from bot.exchange.plan_file import read_plan
from scheduler.admission import Entry, admit
from scheduler.domain.people import ChannelName
from scheduler.domain.regimen import Ends, Plan
from scheduler.domain.version import WatchKind
from storage.batch import insert_rows
from storage.plan_json import write_plan
from storage.records import SqlRecords
from storage.tables import (
    consent,
    contact,
    conversation,
    medicine,
    patient,
    person,
    person_contact,
    person_role,
    plan_version,
    stock,
    stock_history,
    watch,
)

ZONE = "Europe/London"
BATCH = 5_000
_EXAMPLE = Path(__file__).parents[1] / "examples" / "taper.json"
_TABLES = (
    person, person_role, contact, person_contact, consent, patient, conversation, medicine, plan_version, stock,
    stock_history, watch,
)  # fmt: skip
_REFERS = {"person_id": "person", "patient_id": "person", "about": "person", "contact_id": "contact"}
_REFERS |= {"medicine_id": "medicine", "version_id": "plan_version"}


@dataclass(frozen=True, slots=True)
class Town:
    """`people` of them; the morning dose of `at_once` of them, spread evenly, is at 08:00, all others' at other minutes.

    Everybody has come in before `settled_at` (UTC) and their doses are planned from then on. `watches_at`: when they are
    first looked at otherwise (UTC).
    """

    people: int
    at_once: int
    settled_at: datetime
    watches_at: datetime

    def morning(self, number: int) -> str:
        """The wall time of somebody's first dose."""
        every = self.people // self.at_once if self.at_once else 0
        if every and number % every == 0 and number // every < self.at_once:
            return "08:00"
        hour, minute = divmod(number * 7 % 299, 60)
        return f"{8 + hour:02}:{minute:02}" if (hour, minute) != (0, 0) else "12:59"


def build(house: House, town: Town, told: Callable[[int], None] = lambda done: None) -> None:
    """Settle the whole town in an empty store."""
    model = _first(house, town)
    for begin in range(1, town.people, BATCH):
        with house.store.transaction() as records:
            _settle(cast(SqlRecords, records), model, town, range(begin, min(begin + BATCH, town.people)))
        told(min(begin + BATCH, town.people))
    with house.store.transaction() as records:
        _count_on(cast(SqlRecords, records))


@dataclass(frozen=True, slots=True)
class _Model:
    """The rows of the one who came in by themselves, by table; and the texts of plans that the others' are made from."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    plans: Sequence[str]
    prescriber: str

    def own(self, table: str) -> int:
        return int(self.rows[table][0]["id"])


def _first(house: House, town: Town) -> _Model:
    plan = replace(
        read_plan(str(_EXAMPLE)), timezone=ZONE, start=town.settled_at.date() - timedelta(days=8), ends=Ends.HOLD
    )
    entry = Entry("Robin Example", ZONE, ((ChannelName.SMS, phone(0)),), "for the measurement", "Robin", plan=plan)
    with house.store.transaction() as records:
        admitted = admit(records, house.knowledge, entry, town.settled_at)
        found = records.people.contact(ChannelName.SMS, phone(0))
        assert found is not None
        records.people.agree_at(admitted.patient_id, found.id)
        for kind in WatchKind:
            if (kept := records.watches.get(admitted.patient_id, kind)) is not None:
                records.watches.set(replace(kept, wake_at=town.watches_at))
    with house.store.reading() as records:
        work = cast(SqlRecords, records).work
        rows = {table.name: [dict(row._mapping) for row in work.run(select(table))] for table in _TABLES}
    return _Model(rows, [write_plan(each) for each in _variants(plan)], plan.prescriber or "")


def _variants(plan: Plan) -> Iterator[Plan]:
    """The same taper begun on other days, and held on other steps."""
    assert plan.start is not None
    for days in range(60):
        for steps in (6, 8, 10):
            supply = replace(plan.supply, on_hand={"10": Decimal(84 + days)})
            yield replace(plan, start=plan.start - timedelta(days=days), steps=plan.steps[:steps], supply=supply)


def phone(number: int) -> str:
    """Somebody's number."""
    return f"+4479{number:08}"


def _settle(records: SqlRecords, model: _Model, town: Town, numbers: range) -> None:
    for table in _TABLES:
        made = model.rows[table.name]
        if not made:
            continue
        keeps_id = table.name in ("person", "contact", "medicine", "plan_version", "patient")
        columns = tuple(name for name in (column.name for column in table.columns) if name != "id" or keeps_id)
        rows = [_row(records, model, town, table, columns, row, number) for number in numbers for row in made]
        insert_rows(records.work.conn, table, columns, rows)


def _row(
    records: SqlRecords,
    model: _Model,
    town: Town,
    table: Table,
    columns: Sequence[str],
    row: Mapping[str, Any],
    number: int,
) -> list[Any]:
    seal = records.work.seal
    values = []
    for name in columns:
        value = row[name]
        target = _REFERS.get(name) or ({"patient": "person"}.get(table.name, table.name) if name == "id" else None)
        if target is not None and value is not None:
            value += number
        elif name.endswith("_sealed") and value is not None:
            label = f"{table.name}.{name.removesuffix('_sealed')}"
            value = seal.seal(label, _told(model, town, label, seal.unseal(label, value), number))
        elif name == "address_hash":
            value = seal.hash(f"contact.address:{ChannelName.SMS}", phone(number))
        elif table is plan_version and name in ("wake_at", "planned_until"):
            value = town.settled_at
        values.append(value)
    return values


def _told(model: _Model, town: Town, label: str, said: str, number: int) -> str:
    if label == "contact.address":
        return phone(number)
    if label == "plan_version.document":
        text_ = model.plans[number % len(model.plans)].replace('"08:00"', f'"{town.morning(number)}"')
        return text_.replace(model.prescriber, f"Dr {number}")
    if label in ("person.name", "person.call_me"):
        return f"Robin {number}"
    return f"Dr {number}" if said == model.prescriber else said


def _count_on(records: SqlRecords) -> None:
    """PostgreSQL counts ids apart from the rows: go on after those that were given here."""
    if not records.work.is_postgres:
        return
    for table in (person, contact, medicine, plan_version):
        records.work.run(
            text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))")
        )
