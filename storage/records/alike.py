"""Due doses that differ only in whose they are: at 08:00 nearly all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, literal_column, or_, select

from scheduler.domain.dose import OPEN
from scheduler.domain.people import Reach
from scheduler.domain.version import WatchKind
from scheduler.ports import Whose
from storage.batch import among, has_come, one_of
from storage.tables import contact, dose, patient, person, person_contact, watch
from storage.work import Work

_AT = dose.c.due_at.type
_NOW, _SINCE = bindparam("now", type_=_AT), bindparam("since", type_=_AT)


def is_open(one: Any) -> Any:
    """Whether a dose is prompted or missed, and not answered; or answered with a receipt still owed."""
    return or_(one_of(one.c.state, OPEN) & one.c.answered_at.is_(None), one.c.receipt_owed == literal_column("1"))


_OTHER = dose.alias("other")
_ANOTHER_OPEN = (
    select(_OTHER.c.id)
    .where(_OTHER.c.patient_id == dose.c.patient_id, _OTHER.c.id != dose.c.id)
    .where(_OTHER.c.due_at > _SINCE, is_open(_OTHER) | has_come(_OTHER.c.wake_at, _NOW))
    .exists()
)
_TO_RING_FIRST = (
    select(watch.c.id)
    .where(
        watch.c.patient_id == dose.c.patient_id,
        watch.c.kind == literal_column(f"'{WatchKind.EXTRA}'"),
        watch.c.wake_at.is_not(None),
    )
    .exists()
)
_ALIKE = (
    select(
        dose.c.id,
        dose.c.patient_id,
        contact.c.id,
        person_contact.c.rank,
        or_(
            dose.c.window_ends_at <= _NOW,
            dose.c.receipt_owed == literal_column("1"),
            patient.c.paused_until > _NOW,
            _ANOTHER_OPEN,
            _TO_RING_FIRST,
        ).label("apart"),
        # Whatever waking looks at.
        *(dose.c[name] for name in ("due_at", "window_ends_at", "wake_at", "state", "prompted_at", "nudges", "letter")),
        patient.c.policy,
        person.c.zone,
        contact.c.channel,
    )
    .join(patient, patient.c.id == dose.c.patient_id)
    .join(person, person.c.id == patient.c.id)
    .join(person_contact, (person_contact.c.person_id == patient.c.id) & (person_contact.c.waits == 0))
    .join(contact, (contact.c.id == person_contact.c.contact_id) & (contact.c.reach == Reach.ON))
    .where(among(dose.c.id), has_come(dose.c.wake_at, _NOW))
)
_CASE = 5


def due_alike(
    work: Work, dose_ids: Iterable[int], patient_ids: Collection[int], now: datetime, since: datetime
) -> list[list[Whose]]:
    """Of these doses those of these patients, as `scheduler.ports.Doses.alike` says.

    `since` (UTC): as early as any other dose of theirs that waits can be due.
    """
    only: dict[int, tuple[Any, ...]] = {}
    apart: set[int] = set()
    for found in work.run_for(_ALIKE, dose_ids, now=now, since=since).all():
        row = tuple(found)
        patient_id = row[1]
        first = only.setdefault(patient_id, row)
        if row[4] or row[0] != first[0]:
            apart.add(patient_id)
        elif (row[3], row[2]) < (first[3], first[2]):
            # One row for each contact that works: the first in rank counts.
            only[patient_id] = row
    cases: dict[tuple[Any, ...], list[Whose]] = {}
    for row in only.values():
        if row[1] in patient_ids and row[1] not in apart:
            cases.setdefault(row[_CASE:], []).append(Whose(*row[:3]))
    return [sorted(whose, key=_dose_id) for whose in cases.values()]


_dose_id = attrgetter("dose_id")
