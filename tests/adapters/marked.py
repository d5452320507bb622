"""A person of whom every table of the schema holds something, each text in it marked: what is forgotten is found by its mark.

Read off the schema: a new table or column is filled without a word here, unless a constraint of its own wants one.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Integer, Table, insert

from storage.columns import Amount, Code, LocalDate, PiecesText, Sealed, UtcInstant, WallTime
from storage.records import SqlRecords
from storage.rekey import sealed_as
from storage.tables import metadata

NOW = datetime.fromisoformat("2027-01-04T12:00:00+00:00")
# What a constraint allows. Everything else is filled by its type.
_GIVEN: dict[str, Any] = {
    "person_role.role": "patient",
    "contact.reach": "on",
    "contact.channel": "sms",
    "person_contact.rank": 1,
    "person_contact.waits": 0,
    "care_link.role": "caregiver",
    "care_link.rank": 1,
    "care_link.state": "agreed",
    "consent.given": 1,
    "patient.wording": "discreet",
    "patient.policy": "{}",
    "plan_version.state": "ended",
    "plan_version.change": "start",
    "plan_version.wake_at": None,
    "dose.state": "taken",
    "dose.wake_at": None,
    "dose.receipt_owed": 0,
    "intake.kind": "dose",
    "escalation.tier": "red",
    "escalation.state": "closed",
    "escalation.wake_at": None,
    "escalation.called_off": 0,
    "escalation.told": "[]",
    "escalation.tried": "[]",
    "escalation.declined": "[]",
    "message.state": "sent",
    "message.priority": 2,
    "message.budgeted": 1,
    "message.even_unconsented": 0,
    "message.dose_ids": None,
    "message.buttons": None,
    "message.channel": "sms",
    "inbox.dead": 0,
    "inbox.written_by": None,
    "invitation.role": "patient",
    "erasure.person_id": None,
    "watch.wake_at": None,
    "board_pass.kind": "token",
    "board_pass.from_id": None,
}
# Nothing in them is about anybody.
NOBODYS = frozenset({"note", "erasure", "set_aside"})


def fill(records: SqlRecords, mark: str) -> dict[str, int]:
    """One row about a new person in every table; the ids, by table. `mark` stands in every text of it, sealed or not."""
    own: dict[str, int] = {}
    for table in metadata.sorted_tables:
        if table.name in NOBODYS:
            continue
        values = {column.name: _value(records, table, column, own, mark) for column in table.c}
        values = {name: value for name, value in values.items() if value is not None}
        done = records.work.conn.execute(insert(table).values(**values))
        key = done.inserted_primary_key
        assert key is not None
        own[table.name] = int(key[0]) if isinstance(key[0], int) else 0
    return own


def _value(records: SqlRecords, table: Table, column: Column[Any], own: dict[str, int], mark: str) -> Any:
    full = f"{table.name}.{column.name}"
    text = f"{mark} {full}"
    if full in _GIVEN:
        return _GIVEN[full]
    for key in column.foreign_keys:
        return own[key.column.table.name]
    if column.name == "id":
        return None
    if isinstance(column.type, Sealed):
        return records.work.seal.seal(sealed_as(column), text)
    if full == "contact.address_hash":
        return records.work.seal.hash("contact.address:sms", f"{mark} contact.address_sealed")
    if column.name.endswith("_hash"):
        return records.work.seal.hash(full, text)
    by_type: dict[type, Any] = {
        UtcInstant: NOW + timedelta(days=1) if column.name == "expires_at" else NOW,
        LocalDate: date(2027, 1, 4),
        WallTime: time(8),
        Amount: Decimal(10),
        PiecesText: (("10", Decimal(1)),),
        Integer: 1,
    }
    for kind, value in by_type.items():
        if isinstance(column.type, kind):
            return value
    return text.replace(" ", "-") if isinstance(column.type, Code) else text
