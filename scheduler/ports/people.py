"""Persons, contacts, roles, care links, consents, and who was invited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from scheduler.domain.card import Card
from scheduler.domain.invitation import Invitation
from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Consent,
    Contact,
    LinkState,
    Patient,
    Person,
    Reach,
    Role,
    Wording,
)


class People(Protocol):
    """Persons, contacts, roles, care links, consents; and patients, put together for the scheduler."""

    def add_person(
        self,
        name: str,
        now: datetime,
        *,
        call_me: str | None = None,
        zone: str | None = None,
        language: str = "en",
        country: str | None = None,
    ) -> int: ...
    def person(self, person_id: int) -> Person | None: ...
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
        """Change the fields that are given; None leaves a field as it is."""

    def give_role(self, person_id: int, role: Role) -> None: ...
    def roles(self, person_id: int) -> frozenset[Role]: ...
    def make_patient(self, person_id: int, wording: Wording, now: datetime) -> None:
        """Make the person a patient (role included) with default policy; harmless if they are one."""

    def change_patient(
        self,
        patient_id: int,
        *,
        wording: Wording | None = None,
        policy: Mapping[str, str] | None = None,
        paused_until: datetime | None = None,
        unpause: bool = False,
    ) -> None: ...
    def patients(self, patient_ids: Iterable[int], *, named: bool = True) -> dict[int, Patient]:
        """Patients by person id, each with its first working contact (reach on, lowest rank).

        Not `named`: `call_me` and the contact's address are empty and there is no `prescriber`, for whoever only asks when
        and through which contact; nothing is unsealed then.
        """

    def patient_ids(self) -> list[int]: ...
    def contact(self, channel: ChannelName, address: str) -> Contact | None:
        """Find by the address's keyed hash."""

    def contacts_at(self, places: Iterable[tuple[ChannelName, str]]) -> dict[tuple[ChannelName, str], Contact]:
        """The same for each channel and address, in a statement for each channel."""

    def contact_by_id(self, contact_id: int) -> Contact | None: ...
    def contacts(self, contact_ids: Iterable[int]) -> dict[int, Contact]:
        """Contacts by id, in one statement."""

    def persons(self, person_ids: Iterable[int]) -> dict[int, Person]:
        """Persons by id, in one statement."""

    def add_contact(self, channel: ChannelName, address: str, reach: Reach, now: datetime) -> int: ...
    def set_reach(self, contact_id: int, reach: Reach) -> None: ...
    def move_contact(self, contact_id: int, address: str) -> bool:
        """Give a contact its new address on the same channel; False if another contact has it already."""

    def drop_contact(self, person_id: int, contact_id: int) -> None:
        """This person is no longer reached there; the contact itself stays."""

    def use_contact(self, person_id: int, contact_id: int, rank: int = 1, *, waits: bool = False) -> None:
        """They are reached there too. `waits`: not before they have agreed, though somebody else on that phone has."""

    def agree_at(self, person_id: int, contact_id: int) -> None:
        """This person agreed to be written to there: it is on, for them."""

    def contacts_of(self, person_id: int) -> list[Contact]:
        """Working or not, first rank first; new is also a shared one to which this person has not agreed yet."""

    def shared(self, contact_ids: Iterable[int]) -> frozenset[int]:
        """Those of these contacts that serve more than one person."""

    def persons_at(self, contact_id: int) -> list[Person]: ...
    def link(self, link: CareLink) -> None:
        """Insert or update the link between these two."""

    def carers_of(self, patient_id: int, role: Role = Role.CAREGIVER) -> list[CareLink]: ...
    def patients_of(self, carer_id: int) -> list[CareLink]: ...
    def set_link(self, patient_id: int, carer_id: int, state: LinkState, now: datetime) -> None: ...
    def add_consent(self, consent: Consent) -> None: ...
    def consents_of(self, person_id: int) -> list[Consent]: ...


class Invitations(Protocol):
    """What lets a person or a caregiver in: a random token, of which only the hash is kept."""

    def add(self, invitation: Invitation, token: str) -> int: ...
    def find(self, token: str) -> Invitation | None:
        """The invitation of a token, used and expired ones too."""

    def use(self, invitation_id: int, contact_id: int, now: datetime) -> bool:
        """Mark it as used by a contact; False if somebody was faster."""

    def of_patient(self, patient_id: int) -> list[Invitation]:
        """Those about a patient, oldest first."""

    def end_all(self, patient_id: int, now: datetime) -> None:
        """None of those about a patient lets anybody in any more, as of `now` (UTC)."""


class Cards(Protocol):
    """The enrolment card of each patient; an empty one where nothing was given."""

    def of(self, patient_id: int) -> Card: ...
    def put(self, patient_id: int, card: Card) -> None:
        """Keep the whole card in place of the one before."""
