"""Persons, contacts, roles, links, consents, and patients put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Consent,
    LinkState,
    Reach,
    Role,
    Wording,
)
from scheduler.domain.policy import PolicyError
from scheduler.domain.version import VersionState
from storage.store import SqlStore
from tests.adapters.stored import NOW, PLAN, settle, version_of


def test_a_person_is_kept_and_changed_field_by_field(store: SqlStore) -> None:
    with store.transaction() as records:
        people = records.people
        own_id = people.add_person("Ann Example", NOW)
        person = people.person(own_id)
        assert person is not None
        assert (person.name, person.call_me, person.zone, person.language) == ("Ann Example", None, None, "en")
        assert person.created_at == NOW
        people.change_person(own_id, call_me="Ann", zone="Asia/Tokyo", country="JP")
        people.change_person(own_id)
        changed = people.person(own_id)
        assert changed == replace(person, call_me="Ann", zone="Asia/Tokyo", country="JP")
        assert people.person(own_id + 1) is None


def test_a_patient_goes_to_the_first_working_contact(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        people = records.people
        telegram = people.add_contact(ChannelName.TELEGRAM, "4711", Reach.ON, NOW)
        people.use_contact(home.patient_id, telegram, rank=2)

        def first() -> int | None:
            contact = people.patients([home.patient_id])[home.patient_id].contact
            return None if contact is None else contact.id

        assert first() == home.contact_id
        people.use_contact(home.patient_id, telegram, rank=1)
        people.use_contact(home.patient_id, home.contact_id, rank=3)
        assert first() == telegram
        people.set_reach(telegram, Reach.OFF)
        assert first() == home.contact_id
        people.set_reach(home.contact_id, Reach.NEW)
        assert first() is None
        assert [each.id for each in people.contacts_of(home.patient_id)] == [telegram, home.contact_id]


def test_an_address_is_one_contact_on_each_channel_and_may_serve_several(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        people = records.people
        again = people.add_contact(ChannelName.SMS, "+447700900001", Reach.NEW, NOW)
        assert again == home.contact_id
        known = people.contact(ChannelName.SMS, "+447700900001")
        assert known is not None
        assert (known.address, known.reach) == ("+447700900001", Reach.ON)
        assert people.contact(ChannelName.CONSOLE, "+447700900001") is None
        assert people.contact_by_id(home.contact_id) == known
        carer = people.add_person("Bea", NOW)
        people.use_contact(carer, home.contact_id)
        assert [person.id for person in people.persons_at(home.contact_id)] == [home.patient_id, carer]


def test_roles_links_and_consents(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        people = records.people
        carers = [people.add_person(f"Carer {n}", NOW) for n in range(3)]
        people.give_role(carers[0], Role.CAREGIVER)
        people.give_role(carers[0], Role.CAREGIVER)
        people.give_role(carers[0], Role.PATIENT)
        assert people.roles(carers[0]) == {Role.CAREGIVER, Role.PATIENT}
        assert people.roles(home.patient_id) == {Role.PATIENT}
        for rank, carer in zip((2, 1), carers, strict=False):
            people.link(CareLink(home.patient_id, carer, Role.CAREGIVER, rank, LinkState.INVITED, NOW))
        people.link(CareLink(home.patient_id, carers[2], Role.PRESCRIBER, 1, LinkState.AGREED, NOW))
        assert [link.carer_id for link in people.carers_of(home.patient_id)] == [carers[1], carers[0]]
        people.set_link(home.patient_id, carers[0], LinkState.AGREED, NOW + timedelta(hours=1))
        expected = CareLink(home.patient_id, carers[0], Role.CAREGIVER, 2, LinkState.AGREED, NOW + timedelta(hours=1))
        assert people.patients_of(carers[0]) == [expected]
        assert [link.carer_id for link in people.carers_of(home.patient_id, Role.PRESCRIBER)] == [carers[2]]
        given = Consent(home.patient_id, home.contact_id, "messages", True, "ok then", NOW)
        people.add_consent(given)
        withdrawn = replace(given, given=False, words="stop", at=NOW + timedelta(days=1))
        people.add_consent(withdrawn)
        assert people.consents_of(home.patient_id) == [given, withdrawn]


def test_a_patients_own_policy_lies_over_the_default(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        people = records.people
        default = people.patients([home.patient_id])[home.patient_id].policy
        people.change_patient(home.patient_id, policy={"first_nudge_after_min": "45"})
        people.change_patient(home.patient_id, policy={"quiet_from": "21:30"}, wording=Wording.FULL)
        with pytest.raises(PolicyError, match="no_such"):
            people.change_patient(home.patient_id, policy={"no_such": "1"})
        people.make_patient(home.patient_id, Wording.DISCREET, NOW + timedelta(days=1))
        patient = people.patients([home.patient_id])[home.patient_id]
        assert patient.policy.first_nudge_after_min == 45
        assert patient.policy.quiet_from.isoformat() == "21:30:00"
        assert patient.policy.second_nudge_after_min == default.second_nudge_after_min
        assert (patient.wording, patient.enrolled_at) == (Wording.FULL, NOW)
        people.change_patient(home.patient_id, paused_until=NOW)
        people.change_patient(home.patient_id, wording=Wording.DISCREET)
        assert people.patients([home.patient_id])[home.patient_id].paused_until == NOW
        people.change_patient(home.patient_id, unpause=True)
        assert people.patients([home.patient_id])[home.patient_id].paused_until is None


def test_the_prescriber_comes_from_the_newest_live_version(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)

        def prescriber() -> str | None:
            return records.people.patients([home.patient_id])[home.patient_id].prescriber

        assert prescriber() == "spasticity clinic"
        nameless = replace(PLAN, prescriber=None)
        second = version_of(home.patient_id, home.medicine_id, 2, nameless, confirmed_by="Dr Bell")
        second = replace(second, id=records.plans.add_version(second))
        assert prescriber() == "Dr Bell"
        records.plans.save_versions([replace(second, state=VersionState.REPLACED)])
        assert prescriber() == "spasticity clinic"


def test_many_patients_at_once_cost_few_statements(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 31)]
        found = records.people.patients([home.patient_id for home in homes])
        assert [found[home.patient_id].call_me for home in homes] == [f"Ann{n}" for n in range(1, 31)]
        assert records.people.patients([]) == {}
        assert records.people.patient_ids() == [home.patient_id for home in homes]
