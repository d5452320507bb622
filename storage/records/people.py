"""Persons, contacts, roles and care links. Patients, put together from them, are in `patient`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Contact,
    LinkState,
    Person,
    Reach,
    Role,
)
from storage.batch import among
from storage.records.consents import ConsentRecords
from storage.records.patient import ADDRESS, CALL_ME, NAME, PatientRecords, read_contact
from storage.tables import care_link, contact, person, person_contact, person_role

# Made once: see `patient`.
_CONTACTS = select(contact).where(among(contact.c.id))
_CONTACT_AT = (
    select(contact)
    .where(contact.c.channel == bindparam("channel"), contact.c.address_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(contact.c.id)
)
_PERSONS = select(person).where(among(person.c.id))
_ROLES = select(person_role.c.role).where(among(person_role.c.person_id))
_CONTACTS_OF = (
    select(contact, person_contact.c.waits)
    .join(person_contact, person_contact.c.contact_id == contact.c.id)
    .where(among(person_contact.c.person_id))
    .order_by(person_contact.c.rank, contact.c.id)
)
_PERSONS_AT = (
    select(person)
    .join(person_contact, person_contact.c.person_id == person.c.id)
    .where(among(person_contact.c.contact_id))
    .order_by(person.c.id)
)
_SHARED = (
    select(person_contact.c.contact_id)
    .where(among(person_contact.c.contact_id))
    .group_by(person_contact.c.contact_id)
    .having(func.count() > 1)
)
_LINKS = select(care_link).order_by(care_link.c.rank, care_link.c.since_at, care_link.c.carer_id)
_CARERS_OF = _LINKS.where(among(care_link.c.patient_id), care_link.c.role == bindparam("role"))
_PATIENTS_OF = _LINKS.where(among(care_link.c.carer_id))


class PeopleRecords(ConsentRecords, PatientRecords):
    """Implements `scheduler.ports.People`."""

    def add_person(
        self,
        name: str,
        now: datetime,
        *,
        call_me: str | None = None,
        zone: str | None = None,
        language: str = "en",
        country: str | None = None,
    ) -> int:
        row = insert(person).values(
            name_sealed=self._seal.seal(NAME, name),
            call_me_sealed=self._seal.seal_or_none(CALL_ME, call_me),
            zone=zone,
            language=language,
            country=country,
            created_at=now,
        )
        return int(self._work.run(row.returning(person.c.id)).scalar_one())

    def person(self, person_id: int) -> Person | None:
        return self.persons([person_id]).get(person_id)

    def change_person(
        self,
        person_id: int,
        *,
        name: str | None = None,
        call_me: str | None = None,
        zone: str | None = None,
        language: str | None = None,
        country: str | None = None,
    ) -> None:
        given = {
            "name_sealed": self._seal.seal_or_none(NAME, name),
            "call_me_sealed": self._seal.seal_or_none(CALL_ME, call_me),
            "zone": zone,
            "language": language,
            "country": country,
        }
        changed = {column: value for column, value in given.items() if value is not None}
        if changed:
            self._work.run(update(person).where(person.c.id == person_id).values(**changed))

    def roles(self, person_id: int) -> frozenset[Role]:
        found = self._work.run_for(_ROLES, [person_id])
        return frozenset(Role(role) for role in found.scalars())

    def contact(self, channel: ChannelName, address: str) -> Contact | None:
        hashes = self._seal.hashes(f"{ADDRESS}:{channel}", address)
        row = self._work.run(_CONTACT_AT, channel=channel, hashes=hashes).first()
        return None if row is None else read_contact(self._seal, row)

    def contact_by_id(self, contact_id: int) -> Contact | None:
        return self.contacts([contact_id]).get(contact_id)

    def contacts(self, contact_ids: Iterable[int]) -> dict[int, Contact]:
        rows = self._work.run_for(_CONTACTS, set(contact_ids))
        return {row.id: read_contact(self._seal, row) for row in rows}

    def persons(self, person_ids: Iterable[int]) -> dict[int, Person]:
        rows = self._work.run_for(_PERSONS, set(person_ids))
        return {row.id: self._person(row) for row in rows}

    def add_contact(self, channel: ChannelName, address: str, reach: Reach, now: datetime) -> int:
        """Add it; the id of the one that is there already, unchanged, if this address is known."""
        known = self.contact(channel, address)
        if known is not None:
            return known.id
        row = self._insert(contact).values(
            channel=channel,
            address_hash=self._seal.hash(f"{ADDRESS}:{channel}", address),
            address_sealed=self._seal.seal(ADDRESS, address),
            reach=reach,
            created_at=now,
        )
        added = self._work.run(row.on_conflict_do_nothing().returning(contact.c.id)).scalar_one_or_none()
        if added is None:
            known = self.contact(channel, address)
            assert known is not None
            return known.id
        return int(added)

    def set_reach(self, contact_id: int, reach: Reach) -> None:
        self._work.run(update(contact).where(contact.c.id == contact_id).values(reach=reach))

    def move_contact(self, contact_id: int, address: str) -> bool:
        """Give a contact its new address on the same channel; False if another contact has it already."""
        mine = self.contact_by_id(contact_id)
        if mine is None:
            return False
        there = self.contact(mine.channel, address)
        if there is not None:
            return there.id == contact_id
        self._work.run(
            update(contact)
            .where(contact.c.id == contact_id)
            .values(
                address_hash=self._seal.hash(f"{ADDRESS}:{mine.channel}", address),
                address_sealed=self._seal.seal(ADDRESS, address),
            )
        )
        return True

    def use_contact(self, person_id: int, contact_id: int, rank: int = 1, *, waits: bool = False) -> None:
        new = {"person_id": person_id, "contact_id": contact_id, "rank": rank, "waits": int(waits)}
        row = self._insert(person_contact).values(**new)
        self._work.run(row.on_conflict_do_update(index_elements=["person_id", "contact_id"], set_={"rank": rank}))

    def agree_at(self, person_id: int, contact_id: int) -> None:
        """This person agreed to be written to there."""
        mine = (person_contact.c.person_id == person_id) & (person_contact.c.contact_id == contact_id)
        self._work.run(update(person_contact).where(mine).values(waits=0))
        self.set_reach(contact_id, Reach.ON)

    def drop_contact(self, person_id: int, contact_id: int) -> None:
        """This person is no longer reached there; the contact itself stays."""
        mine = (person_contact.c.person_id == person_id) & (person_contact.c.contact_id == contact_id)
        self._work.run(delete(person_contact).where(mine))

    def contacts_of(self, person_id: int) -> list[Contact]:
        """Every contact of a person, working or not, first rank first. New is what this person has not agreed to yet."""
        rows = self._work.run_for(_CONTACTS_OF, [person_id])
        found = [(read_contact(self._seal, row), row.waits) for row in rows]
        return [replace(each, reach=Reach.NEW) if waits and each.reach is Reach.ON else each for each, waits in found]

    def shared(self, contact_ids: Iterable[int]) -> frozenset[int]:
        """Those of these contacts that serve more than one person."""
        return frozenset(self._work.run_for(_SHARED, set(contact_ids)).scalars())

    def persons_at(self, contact_id: int) -> list[Person]:
        rows = self._work.run_for(_PERSONS_AT, [contact_id])
        return [self._person(row) for row in rows]

    def link(self, link: CareLink) -> None:
        values = {"role": link.role, "rank": link.rank, "state": link.state, "since_at": link.since_at}
        row = self._insert(care_link).values(patient_id=link.patient_id, carer_id=link.carer_id, **values)
        self._work.run(row.on_conflict_do_update(index_elements=["patient_id", "carer_id"], set_=values))

    def carers_of(self, patient_id: int, role: Role = Role.CAREGIVER) -> list[CareLink]:
        """Links in every state, those who left too, in the order in which they are told."""
        return self._links(self._work.run_for(_CARERS_OF, [patient_id], role=role))

    def patients_of(self, carer_id: int) -> list[CareLink]:
        return self._links(self._work.run_for(_PATIENTS_OF, [carer_id]))

    def _links(self, rows: Iterable[Row[Any]]) -> list[CareLink]:
        return [
            CareLink(row.patient_id, row.carer_id, Role(row.role), row.rank, LinkState(row.state), row.since_at)
            for row in rows
        ]

    def set_link(self, patient_id: int, carer_id: int, state: LinkState, now: datetime) -> None:
        these = (care_link.c.patient_id == patient_id) & (care_link.c.carer_id == carer_id)
        self._work.run(update(care_link).where(these).values(state=state, since_at=now))

    def _person(self, row: Row[Any]) -> Person:
        return Person(
            id=row.id,
            name=self._seal.unseal(NAME, row.name_sealed),
            call_me=self._seal.unseal_or_none(CALL_ME, row.call_me_sealed),
            zone=row.zone,
            language=row.language,
            country=row.country,
            created_at=row.created_at,
        )
