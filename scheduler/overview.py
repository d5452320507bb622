"""The board of a whole house: the facts of every patient, read in a few statements, weighed by the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.apart import by_parts
from scheduler.domain.board import Facts, Row, in_order, is_unwell, look
from scheduler.domain.version import PlanVersion, VersionState, WatchKind
from scheduler.ports import Records
from scheduler.signs import knows_clinic

KEPT_FOR = timedelta(days=4)
# A dose can be answered before it is due.
_EARLY = timedelta(hours=3)


def board(
    records: Records, now: datetime, patient_ids: Sequence[int] | None = None, unread: list[int] | None = None
) -> list[Row]:
    """Every patient at `now` (UTC), the most urgent first; or only those of these ids.

    Of whom something cannot be read is left out; `unread` is told their ids.
    """
    ids = records.people.patient_ids() if patient_ids is None else list(patient_ids)
    left_out: list[int] = [] if unread is None else unread
    parts = by_parts(ids, lambda some: _look(records, now, some), lambda own_id, _: left_out.append(own_id))
    return in_order(row for rows in parts for row in rows)


def _look(records: Records, now: datetime, ids: Sequence[int]) -> list[Row]:
    patients = records.people.patients(ids)
    versions = _present(records.plans.live_of(ids))
    medicines = [version.medicine_id for version in versions.values()]
    seen = records.overview
    doses, check_ins = seen.doses(ids, now - KEPT_FOR, now + _EARLY), seen.check_ins(ids, now - KEPT_FOR)
    signs, heard, reaches = seen.signs(ids, now - KEPT_FOR), seen.heard(ids), seen.reaches(ids)
    on_hand, ordered = seen.on_hand(medicines), seen.ordered(medicines)
    resting = records.watches.of(ids, WatchKind.HOSPITAL)
    alarms = seen.alarms(ids, now - KEPT_FOR)
    rows = []
    for own_id, patient in patients.items():
        version = versions.get(own_id)
        facts = Facts(
            patient,
            version,
            alarms.get(own_id, ()),
            doses.get(own_id, ()),
            check_ins.get(own_id, ()),
            signs.get(own_id, ()),
            heard.get(own_id),
            on_hand.get(version.medicine_id, {}) if version is not None else {},
            version is not None and version.medicine_id in ordered,
            reaches.get(own_id, frozenset()),
            own_id in resting,
        )
        if is_unwell(facts, now):
            # Few are, so this may ask about each of them.
            facts = replace(facts, known=_knows(records, facts, now))
        rows.append(look(facts, now))
    return rows


def _knows(records: Records, facts: Facts, now: datetime) -> bool:
    symptoms = facts.signs[-1].symptoms if facts.signs else ()
    answered = [each.answers for each in facts.check_ins if each.answers]
    return knows_clinic(records, facts.patient, now, symptoms, answered[-1] if answered else {})


def _present(live: Sequence[PlanVersion]) -> dict[int, PlanVersion]:
    """The version that counts for each patient: the newest active one, else the newest that waits."""
    found: dict[int, PlanVersion] = {}
    for version in live:
        before = found.get(version.patient_id)
        if before is None or _weight(version) > _weight(before):
            found[version.patient_id] = version
    return found


def _weight(version: PlanVersion) -> tuple[bool, int]:
    return version.state is VersionState.ACTIVE, version.number
