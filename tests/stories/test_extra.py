"""More taken than planned: recorded, never judged; red above the limits, and then a caregiver is told."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import agree, begin, enrol
from bot.rehearsal.world import World
from scheduler.domain.intake import IntakeKind
from tests.builders import intakes_of, on_hand, plan


@pytest.fixture
def circle(world: World) -> World:
    """Ann with Ben, who has agreed to be told."""
    enrol(world.patient, circle=world.first_caregiver)
    agree(world.first_caregiver, world.patient)
    begin(world.patient, world.plan_file(plan()))
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
