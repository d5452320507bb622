"""One phone, several people: everything says whose it is, a doubt is asked, and danger waits for nobody's name."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.admission import CarerEntry, Entry, admit
from scheduler.domain.document import parse_plan
from scheduler.domain.dose import DoseState
from scheduler.domain.people import ChannelName, LinkState, Reach
from tests.builders import doses_of, plan, step

NUMBER = "+447700900111"
KITCHEN = (ChannelName.SMS, NUMBER)


def admit_at(world: World, name: str, document: dict[str, Any], *carers: CarerEntry) -> int:
    """The operator enters somebody who is reached on the kitchen's phone."""
    with world.house.store.transaction() as records:
        entry = Entry(
            name,
            "Europe/London",
            (KITCHEN,),
            "in clinic",
            plan=parse_plan(document),
            carers=carers,
        )
        admitted = admit(records, world.house.knowledge, entry, world.now)
    world.beat()
    return admitted.patient_id


@pytest.fixture
def kitchen(world: World) -> Phone:
    """Ann and Bob taper, at 8 and at 9, on the one phone in their kitchen; Ben watches over Bob from his own."""
    phone, _ = world.phone("kitchen", ChannelName.SMS, NUMBER), world.first_caregiver
    phone.mutes.update({"check-in", "circle", "practice", "circle-alone"})
    admit_at(world, "Ann", plan(step(None, {"08:00": 10, "20:00": 10})))
    phone.hears("welcome", "Stepdown: you asked")
    phone.texts("OK")
    _finish(phone)
    admit_at(
        world,
        "Bob",
        plan(step(None, {"09:00": 20, "20:00": 20})),
        CarerEntry("Ben", ((ChannelName.CONSOLE, "ben"),)),
    )
    phone.hears("welcome", "For Bob: Stepdown")
    world.first_caregiver.hears("carer-welcome", "Bob")
    world.first_caregiver.texts("OK")
    world.first_caregiver.hears("carer-agreed")
    return phone


def _finish(phone: Phone) -> None:
    phone.texts("ALONE")
    phone.texts("1")
    phone.hears("practice-done")
    phone.hears("enrolled")


def _settled(world: World, phone: Phone) -> Phone:
    phone.texts("OK")
    phone.texts("OK")
    phone.texts("1")
    phone.hears("practice-done", "For Bob: ")
    phone.hears("enrolled", "For Bob: ")
    return phone


def test_the_second_person_is_written_to_only_after_an_ok_of_their_own(world: World, kitchen: Phone) -> None:
    world.leap_to("08:01")
    kitchen.hears("dose-due", "For Ann: ", "8:00")
    kitchen.texts("1")
    kitchen.hears("recorded-taken", "For Ann: ")
    world.leap_to("10:00")
    kitchen.hears_nothing()
    with world.house.store.reading() as records:
        bob = next(
            each for each in records.people.patient_ids() if records.people.patients([each])[each].call_me == "Bob"
        )
        assert [contact.reach for contact in records.people.contacts_of(bob)] == [Reach.NEW]
    world.first_caregiver.unheard.clear()


def test_an_answer_goes_to_whoever_has_something_open(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    world.leap_to("08:01")
    kitchen.hears("dose-due", "For Ann: ")
    kitchen.texts("1")
    kitchen.hears("recorded-taken", "For Ann: ")
    world.leap_to("09:01")
    kitchen.hears("dose-due", "For Bob: ", "9:00")
    kitchen.texts("2")
    kitchen.hears("recorded-skipped", "For Bob: ")
    assert doses_of(world, "2027-01-04", "Ann")["08:00"].state is DoseState.TAKEN
    assert doses_of(world, "2027-01-04", "Bob")["09:00"].state is DoseState.SKIPPED


def test_where_both_have_something_open_the_bot_asks_who_is_writing(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    for at in ("08:01", "09:01"):
        world.leap_to(at)
        kitchen.hears("dose-due")
        kitchen.texts("1")
        kitchen.hears("recorded-taken")
    world.leap_to("20:01")
    kitchen.hears("dose-due", "For Ann: ")
    kitchen.hears("dose-due", "For Bob: ")
    kitchen.texts("1")
    kitchen.hears("who-writes", "Ann or Bob", "999")
    assert doses_of(world, "2027-01-04", "Ann")["20:00"].answered_at is None
    kitchen.texts("It's Bob")
    kitchen.hears("recorded-taken", "For Bob: ", "20:00")
    assert doses_of(world, "2027-01-04", "Bob")["20:00"].state is DoseState.TAKEN
    assert doses_of(world, "2027-01-04", "Ann")["20:00"].answered_at is None
    kitchen.texts("Ann: 1")
    kitchen.hears("recorded-taken", "For Ann: ", "20:00")
    world.first_caregiver.unheard.clear()


def test_danger_is_acted_on_for_each_of_them_before_anybody_is_named(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    kitchen.texts("theres bugs crawling on the wall")
    kitchen.hears("red-flag-advice", "For Ann: ", "999")
    kitchen.hears("red-flag-advice", "For Bob: ", "999")
    kitchen.hears("who-writes")
    world.first_caregiver.hears("red-flag-alert", "Bob", "bugs crawling")
    kitchen.texts("Ann")
    kitchen.unheard.clear()
    with world.house.store.reading() as records:
        assert len(records.escalations.open_of(records.people.patient_ids())) == 2


def test_danger_behind_a_name_is_that_persons(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    kitchen.texts("Ann: I had a fit")
    kitchen.hears("red-flag-advice", "For Ann: ")
    kitchen.hears_nothing()
    world.first_caregiver.hears_nothing()


def test_stop_ends_it_for_the_whole_phone_and_is_a_safety_event_for_both(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    kitchen.texts("STOP")
    kitchen.hears("stopped", "This does not mean stop your medicine")
    world.leap(minutes=31)
    world.leap_to("07:31")
    world.first_caregiver.hears("opted-out-alert", "Bob")
    with world.house.store.reading() as records:
        for own_id in records.people.patient_ids():
            assert not records.people.consents_of(own_id)[-1].given
    kitchen.hears_nothing()


def test_one_of_them_is_silent_although_the_other_writes(world: World, kitchen: Phone) -> None:
    _settled(world, kitchen)
    kitchen.answers(
        **{
            "dose-due": "",
            "dose-nudge": "",
            "what-happened": "",
            "check-in": "",
            "carer-soon": "",
            "recorded-taken": "",
        }
    )
    for _ in range(4):
        world.leap(hours=9)
        kitchen.unheard.clear()
        kitchen.texts("Ann: 1")
        kitchen.unheard.clear()
    assert "silence-alert" in [message.kind for message in world.first_caregiver.unheard]
    world.first_caregiver.unheard.clear()


def test_a_caregiver_may_share_the_phone_of_whom_they_care_for(world: World) -> None:
    phone = world.phone("kitchen", ChannelName.SMS, NUMBER)
    phone.mutes.update({"check-in", "circle", "practice"})
    ann = admit_at(world, "Ann", plan(), CarerEntry("Ben", (KITCHEN,)))
    phone.hears("carer-welcome", "For Ben: ")
    phone.hears("welcome", "For Ann: ")
    phone.texts("Ann OK")
    phone.texts("Ann: OK")
    phone.hears("circle-waits", "For Ann: ", "Ben")
    phone.texts("Ann: 1")
    phone.hears("practice-done")
    phone.hears("enrolled")
    phone.texts("OK Ben")
    phone.hears_only(["carer-agreed", "carer-joined"])
    with world.house.store.reading() as records:
        link = records.people.carers_of(ann)[0]
        assert link.carer_id != ann
        assert link.state is LinkState.AGREED
    phone.texts("SOS")
    alert, advice = phone.hears_only(["red-flag-advice", "red-flag-alert"])
    assert alert.text.startswith("For Ben: ALARM")
    assert 'Ann: "SOS"' in alert.text
    assert advice.text.startswith("For Ann: Ring 999 now.")
    phone.texts("4")
    phone.hears_only(["carer-on-it", "help-on-it"])
