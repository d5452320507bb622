"""What opens a call for help and what ends it, whom it reaches when a channel is dead, and the path of its own for suicide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.rehearsal.world import World
from scheduler.domain.card import Card
from scheduler.domain.escalation import Cause, State
from scheduler.domain.people import ChannelName, Reach
from scheduler.outgoing import after_quiet
from scheduler.ports import DeliveryError


def _ended(world: World) -> list[tuple[Cause, State]]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return [(each.cause, each.state) for each in records.escalations.of_patient(patient.id, patient.enrolled_at)]


def test_who_comes_back_after_stop_ends_the_call(two_carers: World) -> None:
    two_carers.leap_to("09:00")
    two_carers.patient.unheard.clear()
    two_carers.patient.texts("STOP")
    two_carers.patient.hears("stopped")
    two_carers.leap(minutes=31)
    two_carers.first_caregiver.hears("opted-out-alert", "7 something is wrong")
    two_carers.patient.texts("START")
    two_carers.patient.hears("started")
    two_carers.first_caregiver.hears("carer-stand-down", "Ann")
    assert _ended(two_carers) == [(Cause.OPTED_OUT, State.CLOSED)]
    two_carers.leap(minutes=60)
    two_carers.second_caregiver.hears_nothing()
    two_carers.patient.unheard.clear()


def test_an_opt_out_in_the_middle_of_an_alarm_waits_for_its_end(two_carers: World) -> None:
    world = two_carers
    world.leap_to("10:00")
    world.patient.unheard.clear()
    world.patient.texts("SOS")
    world.patient.hears("red-flag-advice")
    world.patient.texts("STOP")
    world.patient.hears("stopped")
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears("red-flag-alert")
    world.first_caregiver.texts("6")
    world.first_caregiver.texts("6")
    world.first_caregiver.hears_only(["carer-all-clear", "carer-over"])
    world.second_caregiver.hears_only(["carer-told-spoke", "carer-stand-down"])
    world.leap(minutes=61)
    world.first_caregiver.hears("opted-out-alert", "Ann")
    world.second_caregiver.unheard.clear()


def test_a_lost_channel_goes_from_one_caregiver_to_the_next_until_somebody_spoke(two_carers: World) -> None:
    world = two_carers
    world.leap_to("07:30")
    world.networks[ChannelName.CONSOLE].faults.append(DeliveryError("blocked", gone=True))
    world.leap_to("08:01")
    world.first_caregiver.hears("channel-lost-alert", "Ann", "6 spoke with them")
    world.restart()
    world.first_caregiver.texts("5")
    world.first_caregiver.hears("carer-cannot")
    world.beat()
    world.second_caregiver.hears("channel-lost-alert")
    world.second_caregiver.texts("6")
    world.second_caregiver.hears("carer-over")
    world.first_caregiver.hears("carer-stand-down", "Cleo")
    assert _ended(world) == [(Cause.UNREACHABLE, State.CLOSED)]
    world.patient.hears_nothing()


def test_an_alarm_passes_a_dead_channel_and_knows_the_line_near_the_person(two_carers: World) -> None:
    world = two_carers
    with world.house.store.transaction() as records:
        contact = records.people.contact(ChannelName.CONSOLE, "ben")
        assert contact is not None
        records.people.set_reach(contact.id, Reach.OFF)
        card = Card(address="12 Mill Lane", key="blue pot", callback="+447700900123", local_emergency="020 7946 0999")
        records.cards.put(world.person("Ann").id, card)
        cleo = records.people.contact(ChannelName.CONSOLE, "cleo")
        assert cleo is not None
        records.people.change_person(records.people.persons_at(cleo.id)[0].id, country="US")
    world.patient.texts("theres bugs crawling on the wall")
    world.patient.hears("red-flag-advice", "999", "Cleo")
    told = ("12 Mill Lane", "blue pot", "+447700900123", "020 7946 0999", "baclofen", "automatic", "ambulance")
    alert = world.second_caregiver.hears("red-flag-alert", *told)
    assert "911" not in alert.text, "their own country's line would send nobody there"
    world.first_caregiver.hears_nothing()
    world.leap(minutes=10)
    world.patient.hears("help-nobody", "I've reached nobody", "999", "knock next door")
    world.second_caregiver.hears("red-flag-alert")


def test_suicide_has_words_of_its_own_and_none_about_the_medicine(two_carers: World) -> None:
    world = two_carers
    world.patient.texts("9")
    world.patient.hears("suicide-advice", "I'm glad you told me", "116 123", "Are you alone?")
    for carer in (world.first_caregiver, world.second_caregiver):
        assert "baclofen" not in carer.hears("red-flag-alert", "Ann").text
    world.patient.texts("yes")
    world.patient.hears("suicide-stay", "116 123")
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears("carer-told-words", "yes")
    world.leap(minutes=10)
    world.patient.hears("help-nobody")
    for carer in (world.first_caregiver, world.second_caregiver):
        assert "baclofen" not in carer.hears("red-flag-alert").text


@pytest.mark.parametrize(
    ("at", "told_at"),
    [
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
    ],
)
def test_the_end_of_the_night_is_on_the_clock_that_changed(home: World, at: datetime, told_at: datetime) -> None:
    ann = replace(home.person("Ann"), zone="Europe/London")
    assert after_quiet(ann, at) == told_at
