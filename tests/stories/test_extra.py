"""More taken than planned: recorded, never judged; red above the limits, and then a caregiver is told."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import agree
from bot.rehearsal.world import World
from scheduler.domain.intake import IntakeKind
from tests.builders import intakes_of, on_hand, plan
from tests.carers import settle_with_ben
from tests.enrolled import enrol


@pytest.fixture
def circle(world: World) -> World:
    """Ann with Ben, who has agreed to be told."""
    settle_with_ben(world)
    return world


def test_a_little_too_much_is_recorded_with_whom_to_ask(circle: World) -> None:
    circle.leap_to("08:02")
    circle.patient.hears("dose-due")
    circle.patient.texts("took 3 tablets")
    circle.patient.hears("recorded-extra", "ring your pharmacist or prescriber")
    circle.patient.hears_only(["recorded-taken"])
    assert [(intake.kind.value, float(intake.mg or 0)) for intake in intakes_of(circle)] == [
        ("dose", 20),
        ("extra", 10),
    ]
    assert on_hand(circle) == 297
    circle.first_caregiver.hears_nothing()


def test_far_too_much_is_red_and_a_caregiver_is_told(circle: World) -> None:
    circle.leap_to("08:02")
    circle.patient.hears("dose-due")
    circle.patient.texts("I took 12 tablets")
    circle.patient.hears_only(["red-flag-advice", "extra-large"])
    circle.first_caregiver.hears("red-flag-alert", "Ann", "I took 12 tablets", "999")
    circle.first_caregiver.texts("4")
    circle.first_caregiver.hears("carer-on-it")
    extra = [intake for intake in intakes_of(circle) if intake.kind is IntakeKind.EXTRA]
    assert sum(intake.mg or 0 for intake in extra) in (100, 120)
    circle.leap_to("15:30")
    prompts = [message for message in circle.patient.unheard if message.kind.startswith("dose-")]
    assert [message.kind for message in prompts] == ["dose-after-extra"], "asked to ring first, and not nudged"
    circle.patient.unheard.clear()
    circle.first_caregiver.unheard.clear()


def test_no_words_about_extra_advise_an_amount(circle: World) -> None:
    circle.leap_to("08:02")
    circle.patient.texts("I took 12 tablets")
    said = " ".join(message.text.casefold() for message in circle.patient.unheard)
    for advice in ("take more", "take less", "skip", "double", "restart", "stop"):
        assert advice not in said
    circle.patient.unheard.clear()
    circle.first_caregiver.unheard.clear()


@pytest.mark.parametrize(
    "words", ["took 3 tablets and had a few beers", "took 3 tablets", "took 3 tablets so sleepy now"]
)
def test_a_small_extra_is_red_with_drink_kidney_disease_or_drowsiness(world: World, words: str) -> None:
    kidneys = {"egfr": 50, "reported_current_mg": 50} if words == "took 3 tablets" else {}
    enrol(world, world.patient, circle=world.first_caregiver)
    agree(world.first_caregiver, world.patient)
    world.patient.texts(f"plan {world.plan_file(plan(context=kidneys))}")
    world.patient.texts("OK")
    world.patient.unheard.clear()
    world.leap_to("08:02")
    world.patient.texts(words)
    assert {each.kind for each in world.patient.unheard} & {"extra-large", "red-flag-advice"}
    world.first_caregiver.hears("red-flag-alert", "Ann")
    world.patient.unheard.clear()


def test_drowsy_some_hours_after_an_extra_one_is_red(circle: World) -> None:
    circle.leap_to("08:02")
    circle.patient.texts("took 3 tablets")
    circle.patient.unheard.clear()
    circle.leap(hours=3)
    circle.patient.texts("feeling really drowsy")
    circle.patient.hears("red-flag-advice")
    circle.first_caregiver.hears("red-flag-alert", "drowsy")
    circle.patient.unheard.clear()


def test_a_second_extra_one_is_asked_about_at_one_two_four_and_six_hours(circle: World) -> None:
    circle.leap_to("08:02")
    for words in ("took 3 tablets", "took an extra 10 mg"):
        circle.patient.texts(words)
    assert "extra-more" in {each.kind for each in circle.patient.unheard}
    began = circle.now
    circle.patient.unheard.clear()
    circle.leap(hours=7)
    lists = [each for each in circle.patient.unheard if each.kind == "safety-list"]
    assert [round((each.at - began).total_seconds() / 3600) for each in lists] == [1, 2, 4, 6]
    circle.patient.unheard.clear()
    circle.first_caregiver.unheard.clear()
