"""Red words are acted on at any hour, before any other meaning."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from tests.builders import doses_of
from tests.carers import settle_with_ben
from tests.enrolled import enrol


@pytest.fixture
def circle(world: World) -> World:
    settle_with_ben(world)
    return world


@pytest.mark.parametrize("words", ["theres bugs crawling on the wall", "SOS", "4", "had a fit"])
def test_at_three_in_the_morning(circle: World, words: str) -> None:
    circle.patient.answers(**ROUTINE)
    circle.leap_to("03:00")
    circle.patient.texts(words)
    circle.patient.hears("red-flag-advice", "999", "Ben")
    circle.first_caregiver.hears("red-flag-alert", words, "999")


def test_thoughts_of_suicide_have_their_own_path(circle: World) -> None:
    circle.patient.texts("9")
    circle.patient.hears("suicide-advice")
    circle.first_caregiver.hears("red-flag-alert")


def test_red_goes_before_a_dose_answer_in_the_same_message(circle: World) -> None:
    circle.leap_to("08:01")
    circle.patient.hears("dose-due")
    circle.patient.texts("taken but im seeing bugs on the wall")
    circle.patient.hears("red-flag-advice")
    circle.first_caregiver.hears("red-flag-alert")
    circle.patient.unheard.clear()


def test_alone_there_is_nobody_to_tell(world: World) -> None:
    enrol(world, world.patient)
    world.patient.texts("SOS")
    world.patient.hears("red-flag-advice", "nobody")


def test_a_stranger_gets_one_emergency_line(world: World) -> None:
    stranger = world.phone("Sam")
    stranger.texts("help theres bugs on the wall and I had a fit")
    stranger.hears("stranger-red")
    stranger.hears_nothing()


def test_red_while_paused_is_answered(circle: World) -> None:
    circle.patient.texts("pause 3 h")
    circle.patient.hears("paused")
    circle.patient.texts("SOS")
    circle.patient.hears("red-flag-advice")
    circle.first_caregiver.hears("red-flag-alert")
    assert doses_of(circle, "2027-01-04")
