"""In hospital, or told not to eat: one word, what those who treat somebody need, and two questions before reminders go on."""

from __future__ import annotations

import pytest

from bot.rehearsal.world import World
from scheduler.domain.version import VersionState


def _states(world: World) -> list[VersionState]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return [version.state for version in records.plans.live_of([patient.id])]


@pytest.fixture
def resting(two_carers: World) -> World:
    """Ann took the dose of 8:00 and is in hospital from 10:00 on."""
    world = two_carers
    world.patient.mutes.update({"check-in", "hospital-still"})
    world.leap_to("08:05")
    world.patient.texts("1")
    world.leap_to("10:00")
    world.patient.unheard.clear()
    world.patient.texts("im in hospital")
    world.patient.hears("hospital-noted", "Ben", "Cleo", "HOME")
    world.patient.hears("hospital-handover", "baclofen", "50 mg", "20 mg", "8:05", "Dr Lee")
    world.first_caregiver.hears_nothing()
    world.leap(minutes=30)
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears("carer-hospital", "Ann", "baclofen, being reduced")
    return world


def test_reminders_rest_and_go_on_only_by_an_answer(resting: World) -> None:
    world = resting
    world.leap_to("09:30")
    world.patient.hears_nothing()
    world.patient.texts("home")
    world.patient.hears("hospital-changed", "SAME")
    world.patient.texts("dunno mate")
    world.patient.hears("hospital-changed")
    world.patient.texts("same")
    world.patient.hears("hospital-taken", "ALL")
    world.patient.texts("all")
    world.patient.hears("resumed")
    assert _states(world) == [VersionState.ACTIVE]
    world.leap_to("14:00")
    assert "dose-due" in {each.kind.removesuffix("-beside") for each in world.patient.unheard}
    world.patient.unheard.clear()
    world.first_caregiver.hears_only(["carer-hospital-over", "please-ring", "urgent-alert"])
    world.second_caregiver.unheard.clear()


def test_silence_in_hospital_is_noticed(resting: World) -> None:
    resting.leap(hours=30)
    for carer in (resting.first_caregiver, resting.second_caregiver):
        assert "silence-alert" in {each.kind for each in carer.unheard}
        carer.unheard.clear()
    resting.patient.unheard.clear()


@pytest.mark.parametrize("said", ["CHANGED", "unsure"])
def test_a_plan_that_may_have_changed_waits_for_the_prescriber(resting: World, said: str) -> None:
    world = resting
    world.leap(hours=2)
    world.patient.texts("discharged")
    world.patient.hears("hospital-changed")
    world.patient.texts(said)
    world.patient.hears("plan-watch", "hospital", "sudden change")
    assert _states(world) == [VersionState.BLOCKED]
    world.leap(minutes=30)
    world.first_caregiver.hears("carer-hospital-doubt", "Ann")
    world.second_caregiver.hears("carer-hospital-doubt")
    world.leap_to("20:00")
    world.patient.hears_nothing()


def test_a_new_plan_from_hospital_says_that_it_was_changed(resting: World) -> None:
    world = resting
    world.leap(hours=2)
    world.patient.texts("home")
    world.patient.hears("hospital-changed")
    world.patient.texts("next")
    world.patient.hears("next")
    world.patient.texts(
        "Baclofen 10 mg: 1 tablet three times a day for 2 weeks, then 1 twice a day for 2 weeks, then stop"
    )
    assert _states(world) == [VersionState.BLOCKED]
    world.patient.hears("plan-need", "first")
    world.leap(minutes=30)
    world.first_caregiver.hears("carer-hospital-doubt", "Ann")
    world.second_caregiver.hears("carer-hospital-doubt")


def test_a_caregiver_may_say_so_for_them(two_carers: World) -> None:
    two_carers.first_caregiver.texts("shes in hospital")
    two_carers.first_caregiver.hears("hospital-noted-carer", "Ann")
    two_carers.first_caregiver.hears("hospital-handover", "baclofen", "50 mg")
    two_carers.patient.hears("hospital-by", "Ben", "HOME")
    two_carers.leap(hours=3)
    two_carers.patient.hears_nothing()
    two_carers.second_caregiver.hears("carer-hospital")
