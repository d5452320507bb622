"""Persons, contacts and roles. Patients, put together from them, are in `patient`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from scheduler.domain.people import (
    ChannelName,
    Contact,
    Person,
    Reach,
    Role,
)
from storage.batch import among
from storage.known import CONTACT, PERSON
from storage.records.care_links import CareLinkRecords
from storage.records.consents import ConsentRecords
from storage.records.patient import ADDRESS, CALL_ME, NAME, PatientRecords, read_contact
from storage.tables import contact, person, person_contact, person_role
from storage.work import Work

# Made once: see `patient`.
_CONTACTS = select(contact).where(among(contact.c.id))
_CONTACT_AT = (
    select(contact)
    .where(contact.c.channel == bindparam("channel"), contact.c.address_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(contact.c.id)
)
_PERSONS = select(person).where(among(person.c.id))
_ROLES = select(person_role.c.person_id, person_role.c.role).where(among(person_role.c.person_id))
_CONTACTS_OF = (
    select(contact, person_contact.c.person_id, person_contact.c.waits)
    .join(person_contact, person_contact.c.contact_id == contact.c.id)
    .where(among(person_contact.c.person_id))
    .order_by(person_contact.c.rank, contact.c.id)
)
_PERSONS_AT = (
    select(person, person_contact.c.contact_id)
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


def read_contacts(work: Work, contact_ids: Iterable[int]) -> dict[int, Contact]:
    """Contacts by id."""

    def read(ids: list[int]) -> dict[int, Contact]:
        return {row.id: read_contact(work.seal, row) for row in work.run_for(_CONTACTS, ids)}

    return work.known.of("contacts", CONTACT, set(contact_ids), read)


class PeopleRecords(CareLinkRecords, ConsentRecords, PatientRecords):
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
        return self._work.known.of("roles", PERSON, [person_id], self._read_roles).get(person_id, frozenset())

    def _read_roles(self, person_ids: list[int]) -> dict[int, frozenset[Role]]:
        found: dict[int, frozenset[Role]] = {}
        for row in self._work.run_for(_ROLES, person_ids):
            found[row.person_id] = found.get(row.person_id, frozenset()) | {Role(row.role)}
        return found

    def contact(self, channel: ChannelName, address: str) -> Contact | None:
        return self.contacts_at([(channel, address)]).get((channel, address))

    def contacts_at(self, places: Iterable[tuple[ChannelName, str]]) -> dict[tuple[ChannelName, str], Contact]:
        wanted: dict[ChannelName, dict[str, str]] = {}
        for channel, address in places:
            for each in self._seal.hashes(f"{ADDRESS}:{channel}", address):
                wanted.setdefault(channel, {})[each] = address
        found: dict[tuple[ChannelName, str], Contact] = {}
        for channel, by_hash in wanted.items():
            for row in self._work.run(_CONTACT_AT, channel=channel, hashes=list(by_hash)):
                # Whoever writes is heard, also where the address that was kept does not open any more.
                address = by_hash[row.address_hash]
                found.setdefault((channel, address), read_contact(self._seal, row, address))
        return found

    def contact_by_id(self, contact_id: int) -> Contact | None:
        return self.contacts([contact_id]).get(contact_id)

    def contacts(self, contact_ids: Iterable[int]) -> dict[int, Contact]:
        return read_contacts(self._work, contact_ids)

    def persons(self, person_ids: Iterable[int]) -> dict[int, Person]:
        return self._work.known.of("persons", PERSON, set(person_ids), self._read_persons)

    def _read_persons(self, person_ids: list[int]) -> dict[int, Person]:
        return {row.id: self._person(row) for row in self._work.run_for(_PERSONS, person_ids)}

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
        return list(self._work.known.of("contacts of", PERSON, [person_id], self._read_contacts_of).get(person_id, ()))

    def _read_contacts_of(self, person_ids: list[int]) -> dict[int, list[Contact]]:
        found: dict[int, list[Contact]] = {}
        for row in self._work.run_for(_CONTACTS_OF, person_ids):
            each = read_contact(self._seal, row)
            each = replace(each, reach=Reach.NEW) if row.waits and each.reach is Reach.ON else each
            found.setdefault(row.person_id, []).append(each)
        if (at := self._work.known.at) is not None:
            self._work.together(CONTACT, {each.id for contacts in found.values() for each in contacts}, at)
        return found

    def shared(self, contact_ids: Iterable[int]) -> frozenset[int]:
        """Those of these contacts that serve more than one person."""
        return frozenset(self._work.run_for(_SHARED, set(contact_ids)).scalars())

    def persons_at(self, contact_id: int) -> list[Person]:
        return list(self._work.known.of("persons at", CONTACT, [contact_id], self._read_persons_at).get(contact_id, ()))

    def _read_persons_at(self, contact_ids: list[int]) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = {}
        for row in self._work.run_for(_PERSONS_AT, contact_ids):
            found.setdefault(row.contact_id, []).append(self._person(row))
        return found

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
