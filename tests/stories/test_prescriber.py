"""A prescriber: entered by name and number, told in clinic hours after an OK of their own, and never in an alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cli.command_error import CommandError
from bot.cli.invite import make_invitation
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.card import Card
from scheduler.domain.people import Role, Wording
from scheduler.domain.policy import PolicyError, overlay
from tests.stories.test_plan_release import blocked


def _joins(world: World) -> Phone:
    """Dr Lee, of the plan, comes in by a code."""
    patient = world.person("Ann")
    made = make_invitation(world.house, patient.id, Role.PRESCRIBER, world.now, timedelta(days=1))
    doctor = world.phone("Lee")
    doctor.texts(str(made["code"]))
    doctor.hears("prescriber-welcome", "Ann", "never an alarm")
    doctor.texts("who is this")
    doctor.hears("prescriber-welcome")
    doctor.texts("OK")
    doctor.hears("prescriber-agreed", "Ann")
    world.patient.hears("prescriber-joined", "Dr Lee has agreed")
    return doctor


def test_what_a_prescriber_hears_and_when(two_carers: World) -> None:
    ann = two_carers.patient
    doctor = _joins(two_carers)
    # A Monday, 05:30: nothing leaves before nine.
    with two_carers.house.store.transaction() as records:
        records.people.change_patient(two_carers.person("Ann").id, policy={"prescriber_hours": "mon-fri 09:00-17:00"})
        records.cards.put(two_carers.person("Ann").id, Card(callback="020 7946 0000"))
    ann.texts("legs jumping all night, spasms way worse")
    assert "red-flag-advice" not in [m.kind for m in ann.unheard]
    ann.unheard.clear()
    doctor.hears_nothing()
    two_carers.leap_to("08:55")
    doctor.hears_nothing()
    ann.unheard.clear()
    two_carers.leap_to("09:01")
    doctor.hears("prescriber-amber", "Ann", "020 7946 0000")
    ann.unheard.clear()
    # An alarm is the caregivers'.
    ann.texts("seeing bugs on the wall")
    ann.hears("red-flag-advice")
    doctor.hears_nothing()
    for carer in (two_carers.first_caregiver, two_carers.second_caregiver):
        carer.hears("red-flag-alert")
    # Their words answer no alarm, and they see nothing of it.
    for said in ("status", "LOST", "new phone"):
        doctor.texts(said)
        doctor.hears("prescriber-noted", "020 7946 0000")
    for phone in (ann, two_carers.first_caregiver, two_carers.second_caregiver):
        phone.hears_nothing()
    two_carers.first_caregiver.texts("6")
    two_carers.first_caregiver.texts("6")
    doctor.texts("STOP")
    doctor.hears("stopped")
    assert [m.kind for m in ann.unheard] == ["help-over", "prescriber-stopped"]
    for phone in (ann, two_carers.first_caregiver, two_carers.second_caregiver):
        phone.unheard.clear()


def test_a_plan_that_waits_for_them(world: World) -> None:
    ann = blocked(world, circle=False)
    doctor = _joins(world)
    doctor.hears_nothing()
    world.leap_to("09:01")
    doctor.hears("prescriber-blocked", "not active until you have confirmed it")
    world.leap(hours=2)
    ann.unheard.clear()
    doctor.hears_nothing()


def test_twelve_hours_without_an_answer_wait_for_the_clinic(home: World) -> None:
    doctor = _joins(home)
    home.leap_to("08:05")
    home.patient.unheard.clear()
    home.leap(hours=13)
    home.patient.unheard.clear()
    doctor.hears_nothing()
    home.leap_to("09:01")
    home.patient.unheard.clear()
    doctor.hears("clinic-digest")
    doctor.hears("prescriber-note", "Please ring them")


def test_who_it_is_has_to_be_known(world: World) -> None:
    with world.house.store.transaction() as records:
        own_id = records.people.add_person("Ann", world.now, call_me="Ann", zone="Europe/London")
        records.people.make_patient(own_id, Wording.DISCREET, world.now)
    with pytest.raises(CommandError, match="--role prescriber: who is it"):
        make_invitation(world.house, own_id, Role.PRESCRIBER, world.now, timedelta(days=1))
    with pytest.raises(PolicyError, match="prescriber_hours: hours such as"):
        overlay(world.house.knowledge.policy, {"prescriber_hours": "office hours"})
