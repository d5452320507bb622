"""People and their phones: a new number, a lost phone, two channels, two patients, two roles, somebody else's old number."""

from __future__ import annotations

import re

import pytest

from bot.rehearsal.people import begin
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.admission import CarerEntry, Entry, admit
from scheduler.domain.document import parse_plan
from scheduler.domain.message import MessageState
from scheduler.domain.people import ChannelName, LinkState, Reach, Role
from scheduler.ports import DeliveryError
from tests.builders import doses_of, plan
from tests.carers import settle_with_ben
from tests.enrolled import enrol

OLD, NEW = "+447700900111", "+447700900222"


@pytest.fixture
def circle(world: World) -> World:
    """Ann on the console, with Ben, who has agreed."""
    settle_with_ben(world)
    world.patient.mutes.add("check-in")
    return world


def _code(world: World) -> str:
    world.first_caregiver.texts("new phone")
    told = world.first_caregiver.hears("carer-new-phone", "Ann")
    world.patient.hears("new-phone-asked", "Ben")
    found = re.search(r"[A-Za-z0-9_-]{22}", told.text)
    assert found is not None
    return found[0]


def test_a_new_number_needs_a_caregivers_code_and_an_ok_on_the_phone_that_works(circle: World) -> None:
    new = circle.phone("new", ChannelName.SMS, NEW)
    code = _code(circle)
    new.texts(code)
    new.hears("welcome")
    new.texts("OK")
    new.hears("new-phone-waits", "Ben", "LOST")
    circle.patient.hears("new-phone-confirm", "phone")
    circle.leap_to("08:01")
    circle.patient.hears("dose-due")
    new.hears_nothing()
    circle.patient.texts("OK")
    circle.patient.hears("new-phone-on")
    new.hears("started")
    circle.first_caregiver.hears("carer-new-phone-on", NEW)
    new.texts("1")
    new.hears("recorded-taken")
    stranger = circle.phone("stranger", ChannelName.SMS, "+447700900333")
    stranger.texts(code)
    stranger.hears("invitation-over")


def test_where_the_old_phone_is_gone_the_code_is_enough_and_nothing_is_asked_twice(circle: World) -> None:
    new = circle.phone("new", ChannelName.SMS, NEW)
    code = _code(circle)
    with circle.house.store.transaction() as records:
        for contact in records.people.contacts_of(circle.person("Ann").id):
            records.people.set_reach(contact.id, Reach.OFF)
    new.texts(code)
    new.hears("welcome")
    new.texts("OK")
    new.hears("started")
    circle.first_caregiver.hears("carer-new-phone-on", NEW)
    circle.leap_to("08:01")
    new.hears("dose-due")
    circle.patient.hears_nothing()


def test_the_person_is_told_how_a_new_phone_comes_in(circle: World) -> None:
    circle.patient.texts("I have a new phone")
    circle.patient.hears("new-phone-how", "Ben", "NEW PHONE")


@pytest.fixture
def both(world: World) -> tuple[Phone, Phone]:
    """Ann on SMS first and the console second, on a plan, having said OK on each."""
    phone, console = world.phone("Ann", ChannelName.SMS, OLD), world.phone("Ann's screen")
    addresses = ((ChannelName.SMS, OLD), (ChannelName.CONSOLE, console.address))
    with world.house.store.transaction() as records:
        entry = Entry("Ann", "Europe/London", addresses, "in clinic", plan=parse_plan(plan()))
        admit(records, world.house.knowledge, entry, world.now)
    world.beat()
    phone.hears("welcome")
    phone.texts("OK")
    phone.hears("circle")
    console.hears("welcome-here-too", "Ann")
    phone.texts("ALONE")
    phone.hears("circle-alone")
    phone.hears("practice")
    phone.texts("1")
    phone.hears("practice-done")
    phone.hears("enrolled")
    for each in (phone, console):
        each.mutes.update({"check-in", "check-in-again"})
    return phone, console


def test_both_channels_are_asked_and_the_preferred_one_is_used_alone(world: World, both: tuple[Phone, Phone]) -> None:
    phone, console = both
    console.texts("OK")
    console.hears("started")
    world.leap_to("08:01")
    phone.hears("dose-due")
    console.hears_nothing()
    console.texts("1")
    console.hears("recorded-taken")
    phone.hears_nothing()
    assert doses_of(world, "2027-01-04")["08:00"].answered_at is not None


def test_a_channel_without_its_own_ok_is_never_the_fallback(world: World, both: tuple[Phone, Phone]) -> None:
    phone, console = both
    world.networks[ChannelName.SMS].faults.append(DeliveryError("21610 opted out", permanent=True, gone=True))
    world.leap_to("08:01")
    phone.hears_nothing()
    console.hears_nothing()


def test_what_fails_on_one_channel_comes_once_on_the_other_and_says_why(
    world: World, both: tuple[Phone, Phone]
) -> None:
    phone, console = both
    console.texts("OK")
    console.hears("started")
    world.networks[ChannelName.SMS].faults.append(DeliveryError("30003", permanent=True, gone=True))
    world.leap_to("08:01")
    phone.hears_nothing()
    heard = console.hears_only(["dose-due", "other-way"])
    assert sorted(message.kind for message in heard) == ["dose-due", "other-way"]
    (why,) = [message.text for message in heard if message.kind == "other-way"]
    assert why == "My messages to your phone no longer arrive, so they all come here now."
    world.leap_to("14:01")
    console.hears_only(["dose-nudge", "dose-due-beside", "dose-due", "dose-due-many", "what-happened"])
    phone.hears_nothing()


def test_stop_on_one_channel_is_said_on_the_other_and_goes_on_there(world: World, both: tuple[Phone, Phone]) -> None:
    phone, console = both
    console.texts("OK")
    console.hears("started")
    phone.texts("STOP")
    phone.hears("stopped")
    console.hears("other-way", "phone")
    world.leap_to("08:01")
    console.hears("dose-due")
    # Whoever has that number now: it does not come back without a word from the phone that works.
    phone.texts("START")
    phone.hears("new-phone-waits")
    console.hears("new-phone-confirm")
    console.texts("1")
    console.hears("recorded-taken")
    phone.hears_nothing()


def test_somebody_elses_old_number(circle: World) -> None:
    enrol(circle, circle.phone("Dora", ChannelName.SMS, OLD), name="Dora", circle=None)
    dora = circle.phone("Dora", ChannelName.SMS, OLD)
    stranger = dora
    stranger.texts("who is this")
    told = stranger.hears("who-is-this", "WRONG NUMBER")
    assert "Dora" not in told.text
    stranger.texts("wrong number")
    stranger.hears("wrong-number")
    with circle.house.store.reading() as records:
        contact = records.people.contact(ChannelName.SMS, OLD)
        assert contact is not None
        assert records.people.persons_at(contact.id) == []
        assert records.people.contacts_of(circle.person("Dora").id) == []
    circle.leap(days=1)
    stranger.hears_nothing()
    stranger.texts("START")
    stranger.hears("welcome")
    circle.patient.unheard.clear()
    circle.first_caregiver.unheard.clear()


def test_one_caregiver_of_two_patients_is_asked_which(circle: World) -> None:
    dora = circle.phone("Dora")
    ben = circle.first_caregiver
    with circle.house.store.transaction() as records:
        carers = (CarerEntry("Ben", ((ChannelName.CONSOLE, ben.address),)),)
        entry = Entry("Dora", "Europe/London", ((ChannelName.CONSOLE, "dora"),), "by phone", carers=carers)
        admitted = admit(records, circle.house.knowledge, entry, circle.now)
    circle.beat()
    dora.hears("welcome")
    ben.hears("carer-welcome", "Dora")
    ben.texts("OK")
    ben.hears("carer-agreed", "Dora")
    with circle.house.store.reading() as records:
        links = records.people.patients_of(records.people.carers_of(admitted.patient_id)[0].carer_id)
        assert [link.state for link in links] == [LinkState.AGREED] * 2
    ben.texts("7")
    ben.hears("carer-which-wrong", "Ann or Dora", "ring 999")
    ben.texts("7 Dora")
    ben.hears("carer-wrong")
    ben.texts("6 Ann")
    ben.hears("carer-themselves", "Ann")
    circle.patient.hears_nothing()


def test_one_person_is_patient_and_caregiver_at_once(circle: World) -> None:
    """Ben watches over Ann, and tapers himself; his digits mean what he was asked about."""
    ben = circle.first_caregiver
    with circle.house.store.transaction() as records:
        own = records.people.contact(ChannelName.CONSOLE, ben.address)
        assert own is not None
        person = records.people.persons_at(own.id)[0]
        records.people.change_person(person.id, zone="Europe/London")
        records.people.make_patient(person.id, circle.person("Ann").wording, circle.now)
        assert records.people.roles(person.id) == {Role.PATIENT, Role.CAREGIVER}
    begin(ben, circle.plan_file(plan()))
    ben.mutes.add("check-in")
    circle.leap_to("08:01")
    ben.hears("dose-due")
    circle.patient.hears("dose-due")
    circle.patient.texts("SOS")
    circle.patient.hears("red-flag-advice", "Ben")
    ben.hears("red-flag-alert", "Ann")
    ben.texts("4")
    ben.hears("carer-on-it", "Ann")
    circle.patient.hears("help-on-it", "Ben")
    ben.texts("1")
    ben.hears("recorded-taken")
    with circle.house.store.reading() as records:
        assert records.escalations.open_of([person.id]) == []
        states = {m.state for m in records.messages.of_patient(person.id, circle.now)}
    assert MessageState.FAILED not in states
