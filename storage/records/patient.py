"""Patients, put together for the scheduler from the person, their first working contact and their plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.people import ChannelName, Contact, Patient, Reach, Role, Wording
from scheduler.domain.version import LIVE
from storage.batch import among, one_of
from storage.known import CONTACT, PATIENT
from storage.seal import Seal
from storage.tables import contact, patient, person, person_contact, person_role, plan_version
from storage.work import Work, to_json

UNKNOWN_ZONE = "UTC"
NAME, CALL_ME, ADDRESS = "person.name", "person.call_me", "contact.address"
_PRESCRIBER, _CONFIRMED_BY = "plan_version.prescriber", "plan_version.confirmed_by"
_CHANNELS = {str(channel): channel for channel in ChannelName}
_REACHES = {str(reach): reach for reach in Reach}
_WORDINGS = {str(wording): wording for wording in Wording}
# Statements that every message needs are made once: making one costs ten times what running it does.
_PATIENTS = (
    select(
        patient.c.id,
        patient.c.wording,
        patient.c.policy,
        patient.c.enrolled_at,
        patient.c.paused_until,
        person.c.name_sealed,
        person.c.call_me_sealed,
        person.c.zone,
        person.c.language,
        person.c.country,
        person_contact.c.rank,
        contact.c.id.label("contact_id"),
        contact.c.channel,
        contact.c.address_sealed,
        contact.c.reach,
        contact.c.created_at,
    )
    .join(person, person.c.id == patient.c.id)
    # One after the other: SQLite would make a table of everybody's contacts to join them as one.
    .outerjoin(person_contact, (person_contact.c.person_id == patient.c.id) & (person_contact.c.waits == 0))
    .outerjoin(contact, (contact.c.id == person_contact.c.contact_id) & (contact.c.reach == Reach.ON))
    .where(among(patient.c.id))
)
_DECIDERS = select(
    plan_version.c.patient_id,
    plan_version.c.id,
    plan_version.c.prescriber_sealed,
    plan_version.c.confirmed_by_sealed,
).where(among(plan_version.c.patient_id), one_of(plan_version.c.state, LIVE))


def read_contact(seal: Seal, row: Row[Any], address: str | None = None) -> Contact:
    """The contact of a row that has the columns of `contact`. `address`: what it was found by, where it is known."""
    where = seal.unseal(ADDRESS, row.address_sealed) if address is None else address
    return Contact(row.id, _CHANNELS[row.channel], where, _REACHES[row.reach], row.created_at)


def _unread(column: str, data: bytes) -> str:
    return ""


class PatientRecords:
    """The part of `scheduler.ports.People` that is about patients."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._seal = work.seal
        self._insert = postgresql.insert if work.is_postgres else sqlite.insert

    def give_role(self, person_id: int, role: Role) -> None:
        row = self._insert(person_role).values(person_id=person_id, role=role)
        self._work.run(row.on_conflict_do_nothing())

    def make_patient(self, person_id: int, wording: Wording, now: datetime) -> None:
        self.give_role(person_id, Role.PATIENT)
        row = self._insert(patient).values(id=person_id, wording=wording, policy="{}", enrolled_at=now)
        self._work.run(row.on_conflict_do_nothing())

    def change_patient(
        self,
        patient_id: int,
        *,
        wording: Wording | None = None,
        policy: Mapping[str, str] | None = None,
        paused_until: datetime | None = None,
        unpause: bool = False,
    ) -> None:
        """Change what is given; `policy` lies over the patient's own values so far. Raises PolicyError, nothing stored."""
        self._work.hold([patient_id])
        changed: dict[str, Any] = {}
        if wording is not None:
            changed["wording"] = wording
        if policy is not None:
            own = self._work.run(select(patient.c.policy).where(patient.c.id == patient_id)).scalar_one()
            merged = to_json({**json.loads(own), **policy})
            self._work.policy_of(merged)
            changed["policy"] = merged
        if paused_until is not None or unpause:
            changed["paused_until"] = None if unpause else paused_until
        if changed:
            self._work.run(update(patient).where(patient.c.id == patient_id).values(**changed))

    def patients(self, patient_ids: Iterable[int], *, named: bool = True) -> dict[int, Patient]:
        """A patient whose zone nobody has told yet has the zone "UTC"."""
        wanted = list(patient_ids)
        if named:
            return self._work.known.of("patients", PATIENT, wanted, self._read_named)
        return self._read_patients(wanted, named=False)

    def _read_named(self, patient_ids: list[int]) -> dict[int, Patient]:
        found = self._read_patients(patient_ids, named=True)
        if (at := self._work.known.at) is not None:
            there = [each.contact.id for each in found.values() if each.contact is not None]
            self._work.together(CONTACT, there, at)
        return found

    def _read_patients(self, wanted: list[int], *, named: bool) -> dict[int, Patient]:
        rows = self._work.run_for(_PATIENTS, wanted).all()
        prescribers = self._prescribers(wanted) if named else {}
        unseal: Callable[[str, bytes], str] = self._seal.unseal if named else _unread
        policy_of = self._work.policy_of
        found: dict[int, Patient] = {}
        ranks: dict[int, tuple[int, int]] = {}
        for row in rows:
            (
                own_id, wording, policy, enrolled_at, paused_until, name, call_me, zone, language, country,
                rank, contact_id, channel, address, reach, created_at,
            ) = tuple(row)  # fmt: skip
            first = None
            if contact_id is not None:
                # One row for each contact that works: the first in rank counts.
                if own_id in ranks and ranks[own_id] < (rank, contact_id):
                    continue
                ranks[own_id] = (rank, contact_id)
                address = unseal(ADDRESS, address)
                first = Contact(contact_id, _CHANNELS[channel], address, _REACHES[reach], created_at)
            elif own_id in found:
                continue
            found[own_id] = Patient(
                own_id,
                unseal(NAME, name) if call_me is None else unseal(CALL_ME, call_me),
                zone or UNKNOWN_ZONE,
                language,
                country,
                _WORDINGS[wording],
                policy_of(policy),
                enrolled_at,
                paused_until,
                first,
                prescribers.get(own_id),
            )
        return found

    def _prescribers(self, patient_ids: list[int]) -> dict[int, str]:
        """Of the newest live version: the plan's own, or whoever confirmed it."""
        rows = self._work.run_for(_DECIDERS, patient_ids).all()
        newest: dict[int, tuple[int, bytes | None, bytes | None]] = {}
        for row in rows:
            patient_id, own_id, prescriber, confirmed_by = tuple(row)
            if patient_id not in newest or own_id > newest[patient_id][0]:
                newest[patient_id] = (own_id, prescriber, confirmed_by)
        found = {}
        for patient_id, (_, prescriber, confirmed_by) in newest.items():
            if prescriber is not None:
                found[patient_id] = self._seal.unseal(_PRESCRIBER, prescriber)
            elif confirmed_by is not None:
                found[patient_id] = self._seal.unseal(_CONFIRMED_BY, confirmed_by)
        return found

    def patient_ids(self) -> list[int]:
        return list(self._work.run(select(patient.c.id).order_by(patient.c.id)).scalars())
