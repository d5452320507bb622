"""The service itself was down: the hours in which it heard nobody are kept, and those who watch over somebody are told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.apart import by_parts, set_aside
from scheduler.circle import circle_of
from scheduler.concern import tell_operator
from scheduler.domain.message import Priority
from scheduler.domain.version import WatchKind
from scheduler.outgoing import after_quiet, to_carer
from scheduler.ports import Records, Store, Waits

OUTAGES = "outages"
_KEPT_FOR = timedelta(days=7)
_AT_ONCE = 500
# Said in place of an outage where a copy of the store was put back.
LOST = {"why": "lost"}


def note_outage(store: Store, last: datetime, now: datetime, *, lost: bool = False) -> None:
    """Keep that nothing ran from `last` to `now` (UTC), and tell the caregivers of everybody whom the silence clock watches.

    `lost`: it may have run, and nothing of it is known any more. Noting it twice tells nobody twice.
    """
    with store.transaction() as records:
        spans = [span for span in deaf_spans(records) if span[1] > now - _KEPT_FOR and span[0] != last]
        spans.append((last, now))
        records.notes.set(OUTAGES, json.dumps([[begins.isoformat(), ends.isoformat()] for begins, ends in spans]))
        ids = records.people.patient_ids()
        if not lost:
            slots = {"from": last.isoformat(), "until": now.isoformat()}
            records.messages.add(tell_operator(records, "operator-was-down", last.isoformat(), now, slots))

    def tell(some: Sequence[int]) -> None:
        with store.transaction() as records:
            _tell(records, some, last, now, lost=lost)

    def not_told(patient_id: int, error: Exception) -> None:
        set_aside(store, Waits.PATIENT, patient_id, error, now)

    for start in range(0, len(ids), _AT_ONCE):
        by_parts(ids[start : start + _AT_ONCE], tell, not_told)


def deaf_spans(records: Records) -> list[tuple[datetime, datetime]]:
    """When the service was down in the last days, UTC, oldest first."""
    try:
        noted = json.loads(records.notes.get(OUTAGES) or "[]")
        return sorted((datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in noted)
    except (ValueError, TypeError):
        # One note is no reason to look at nobody's silence: without it a silence counts in full.
        return []


def _tell(records: Records, patient_ids: Sequence[int], last: datetime, now: datetime, *, lost: bool) -> None:
    watched = records.watches.of(patient_ids, WatchKind.SILENCE)
    records.together(now, patient_ids=watched)
    for patient in records.people.patients(watched).values():
        slots = {"patient": patient.call_me, "from": last.isoformat(), "until": now.isoformat()}
        slots |= LOST if lost else {}
        records.messages.add(
            [
                to_carer(
                    carer.person.id,
                    carer.contacts[0],
                    patient.id,
                    "outage-told",
                    f"outage:{last.isoformat()}:{patient.id}:{carer.person.id}",
                    now,
                    priority=Priority.ESCALATION,
                    slots=slots,
                    not_before=after_quiet(patient, now),
                )
                for carer in circle_of(records, patient.id).values()
            ]
        )
