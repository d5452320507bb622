"""Somebody asks for all their data to be deleted, or for a caregiver to be told nothing more; and what that means for others."""

from __future__ import annotations

import pytest

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.invitation import VALID_FOR, Invitation
from scheduler.domain.people import ChannelName, LinkState, Role
from tests.carers import settle_with_ben
from tests.stories.test_phones import both as both

_GONE = {"silence-note", "dose-nudge"}


@pytest.fixture
def pair(world: World) -> World:
    """Ann on her plan, and Ben, who has agreed; 4 January 2027, 05:30 in London."""
    settle_with_ben(world)
    world.patient.mutes |= {"check-in", "check-in-evening", *_GONE}
    return world


def _persons(world: World) -> int:
    with world.house.store.reading() as records:
        return len(records.people.persons(range(1, 50)))


def test_erase_is_asked_twice_done_a_day_later_and_told(pair: World) -> None:
    ann, ben = pair.patient, pair.first_caregiver
    ann.answers(dose_due="1", dose_due_beside="1 ALL")
    ann.mutes |= {"recorded-taken", "already-recorded", "count-ask", "dose-nudge"}
    ann.texts("erase")
    ann.hears("erase-sure", "ERASE", "This does not mean stop your medicine")
    ann.texts("ERASE")
    ann.hears("erase-planned", "tomorrow", "KEEP")
    ann.texts("erase")
    ann.hears("erase-planned")
    ann.texts("keep")
    ann.hears("erase-kept")
    pair.leap(hours=25)
    assert _persons(pair) == 2
    ann.texts("erase")
    ann.hears("erase-sure")
    ann.texts("delete my data")
    ann.hears("erase-planned")
    ben.hears_nothing()
    pair.leap(hours=24)
    ann.hears("erased", "last message")
    ben.hears("erased-carer-too", "Ann")
    pair.leap(hours=2)
    ann.hears_nothing()
    ben.hears_nothing()
    with pair.house.store.reading() as records:
        assert records.people.patient_ids() == []
        assert {entry.was for entry in records.erasures.all()} == {"patient", "caregiver"}
    # She is a stranger now, who can begin anew.
    ann.texts("hello")
    ann.hears("welcome")


def test_a_question_that_is_too_old_confirms_nothing(home: World) -> None:
    ann = home.patient
    ann.texts("erase")
    ann.hears("erase-sure")
    home.leap(minutes=61)
    ann.texts("erase")
    ann.hears("erase-sure")
    home.leap(minutes=59)
    ann.texts("erase")
    ann.hears("erase-planned")
    ann.texts("keep")
    ann.hears("erase-kept")


def test_the_other_channel_confirms_and_hears_it(world: World, both: tuple[Phone, Phone]) -> None:
    phone, console = both
    console.texts("OK")
    console.hears("started")
    phone.texts("erase")
    phone.hears("erase-asked-there", "window")
    console.hears("erase-confirm", "phone")
    phone.texts("erase")
    phone.hears("erase-asked-there")
    console.hears("erase-confirm")
    console.texts("erase")
    console.hears("erase-planned")
    phone.hears("erase-planned")
    phone.texts("keep")
    phone.hears("erase-kept")
    console.hears("erase-kept")


def test_an_alarm_goes_before(pair: World) -> None:
    ann, ben = pair.patient, pair.first_caregiver
    ann.texts("erase")
    ann.hears("erase-sure")
    ann.texts("erase")
    ann.hears("erase-planned")
    ann.mutes |= {"what-happened"}
    ann.texts("theres bugs crawling on the wall")
    ann.hears("red-flag-advice")
    ben.hears("red-flag-alert")
    ann.texts("erase")
    ann.hears("erase-alarm")
    ann.texts("remove ben")
    ann.hears("remove-alarm", "Ben")
    ben.texts("erase")
    ben.hears("erase-alarm")


def test_a_caregiver_who_wants_to_be_forgotten_is_and_the_person_hears_it(pair: World) -> None:
    ann, ben = pair.patient, pair.first_caregiver
    ben.texts("forget me")
    ben.hears("erase-carer-sure")
    ben.texts("erase")
    ben.hears("erased-carer", "last message")
    ann.hears("carer-erased-you", "WHO")
    ann.texts("who")
    ann.hears("who-is-told", "nobody")
    assert _persons(pair) == 2
    pair.leap(minutes=20)
    ann.unheard.clear()


def test_a_stranger_is_forgotten_without_an_answer(world: World) -> None:
    stranger = world.phone("stranger", ChannelName.SMS, "+447700900333")
    stranger.texts("erase my data")
    stranger.hears_nothing()
    with world.house.store.reading() as records:
        assert records.people.contact(ChannelName.SMS, "+447700900333") is None


def test_who_texted_stop_can_still_have_it_all_deleted(home: World) -> None:
    ann = home.patient
    ann.texts("STOP")
    ann.hears("stopped")
    ann.texts("erase")
    home.leap(hours=60)
    ann.hears_nothing()
    with home.house.store.reading() as records:
        assert records.people.patient_ids() == []


def test_who_joins_is_said_on_every_channel(world: World, both: tuple[Phone, Phone]) -> None:
    _, console = both
    console.texts("OK")
    console.hears("started")
    with world.house.store.transaction() as records:
        patient_id = world.person("Ann").id
        made = Invitation(Role.CAREGIVER, patient_id, None, world.now, world.now + VALID_FOR)
        records.invitations.add(made, "a" * 22)
    sly = world.phone("sly", ChannelName.SMS, "+447700900444")
    sly.texts("a" * 22)
    sly.hears("carer-welcome")
    sly.texts("OK")
    sly.hears("carer-agreed")
    for each in both:
        each.hears("carer-joined", "DON'T TELL")


def test_a_caregiver_who_asks_all_day_is_answered_so_often(pair: World) -> None:
    ann, ben = pair.patient, pair.first_caregiver
    most = pair.person("Ann").policy.carer_status_a_day
    for _ in range(most):
        ben.texts("status")
        ben.hears("carer-status")
    ben.texts("status")
    ben.hears("carer-status-enough", "Ann", "ring them")
    ann.texts("told")
    assert ann.hears("told").text.count("Ben") >= most
    ann.texts("theres bugs crawling on the wall")
    ann.hears("red-flag-advice")
    ben.hears("red-flag-alert")
    ben.texts("status")
    ben.hears("carer-status")
    ben.texts("4")
    ben.hears("carer-on-it")
    ann.hears("help-on-it")


def test_a_caregiver_is_removed_without_hearing_of_it(pair: World) -> None:
    ann, ben = pair.patient, pair.first_caregiver
    ben.texts("digest")
    ben.hears("carer-digest-on")
    ben.texts("new phone")
    code = ben.hears("carer-new-phone").text.split("code, in person: ")[1].split(".")[0]
    ann.hears("new-phone-asked")
    ann.texts("remove Cleo")
    ann.hears("remove-which", "Ben")
    ann.texts("don't tell Ben anything any more")
    ann.hears("removed", "Ben", "nobody left")
    ben.hears_nothing()
    ben.texts("status")
    ben.hears("carer-noted")
    pair.leap(hours=30)
    ben.hears_nothing()
    ann.unheard.clear()
    with pair.house.store.reading() as records:
        (link,) = records.people.carers_of(pair.person("Ann").id)
        assert link.state is LinkState.LEFT
    other = pair.phone("other", ChannelName.SMS, "+447700900334")
    other.texts(code)
    other.hears("invitation-over")
    pair.phone("Ann").unheard.clear()
