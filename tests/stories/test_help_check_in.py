"""How are you: four questions, a due dose goes first, amber twice fetches somebody, follow-ups after an alarm."""

from __future__ import annotations

import pytest

from bot.rehearsal.world import World
from scheduler.domain.checkin import CheckIn, Grade


@pytest.fixture
def asked(two_carers: World) -> World:
    """The second morning, with the first check-in asked and the dose of 08:00 recorded."""
    two_carers.patient.answers(**{"dose-due": "1", "recorded-taken": ""})
    two_carers.leap_to("09:00")
    two_carers.patient.hears_nothing()
    two_carers.leap_to("08:30")
    two_carers.leap_to("09:00")
    two_carers.patient.hears("check-in", "4 seeing", "0 none")
    return two_carers


def _answer(world: World, *numbers: int) -> None:
    for kind, number in zip(("check-stiffness", "check-sleep", "check-autonomic"), numbers, strict=True):
        world.patient.hears(kind)
        world.patient.texts(str(number))


def _check_ins(world: World) -> list[CheckIn]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return records.check_ins.of_patient(patient.id, patient.enrolled_at)


def test_four_answers(asked: World) -> None:
    asked.patient.texts("0")
    _answer(asked, 3, 7, 1)
    asked.patient.hears("check-in-done")
    done = _check_ins(asked)[0]
    assert dict(done.answers) == {"safety": 0, "stiffness": 3, "sleep_hours": 7, "autonomic": 1}
    assert done.grade is Grade.GREEN


def test_danger_ends_it(asked: World) -> None:
    asked.patient.texts("4")
    asked.patient.hears("red-flag-advice")
    asked.first_caregiver.hears("red-flag-alert")
    asked.second_caregiver.hears("red-flag-alert")
    assert _check_ins(asked)[0].grade is Grade.RED


def test_a_due_dose_goes_first_and_the_question_comes_again(asked: World) -> None:
    asked.patient.answers()
    asked.patient.texts("0")
    asked.patient.hears("check-stiffness")
    asked.leap_to("14:00")
    asked.patient.hears("dose-due", "14:00")
    asked.patient.texts("1")
    assert {each.kind for each in asked.patient.hears_only(["recorded-taken", "check-stiffness"])} == {
        "recorded-taken",
        "check-stiffness",
    }
    asked.patient.texts("1")
    asked.patient.hears("check-sleep")
    assert _check_ins(asked)[0].answers["stiffness"] == 1


def test_a_number_that_cannot_be_is_asked_again(asked: World) -> None:
    asked.patient.texts("0")
    asked.patient.hears("check-stiffness")
    asked.patient.texts("15")
    asked.patient.hears("check-scale-again")


def test_amber_twice_asks_a_caregiver_to_ring(asked: World) -> None:
    asked.patient.texts("0")
    _answer(asked, 3, 7, 2)
    asked.patient.hears("check-in-amber", "prescriber or pharmacist")
    asked.leap_to("09:00")
    asked.patient.hears("check-in")
    asked.patient.texts("0")
    _answer(asked, 3, 7, 2)
    asked.patient.hears("check-in-amber")
    asked.patient.hears("carer-unwell", "Ben")
    asked.first_caregiver.hears_nothing()
    asked.leap(minutes=30)
    asked.first_caregiver.hears("please-ring", "feel worse")


def test_after_an_alarm_they_are_asked_again(asked: World) -> None:
    asked.patient.texts("SOS")
    asked.patient.hears("red-flag-advice")
    for carer in (asked.first_caregiver, asked.second_caregiver):
        carer.hears("red-flag-alert")
    asked.first_caregiver.texts("6")
    asked.first_caregiver.hears("carer-all-clear")
    asked.second_caregiver.hears("carer-told-spoke")
    asked.leap(minutes=1)
    asked.first_caregiver.texts("6")
    asked.first_caregiver.hears("carer-over")
    asked.second_caregiver.hears("carer-stand-down")
    asked.patient.hears("help-over")
    asked.leap(hours=4)
    asked.patient.hears("check-in-again")
    asked.patient.texts("0")
    asked.patient.hears("safety-clear")
    asked.leap(hours=20)
    asked.patient.hears_only(["check-in", "check-in-again"])
