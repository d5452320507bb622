"""The house was down: what is late says so, nobody gets a burst, and nothing is prompted past its window."""

from __future__ import annotations

import pytest

from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from tests.builders import doses_of, on_hand

DAY = "2027-01-04"


def test_a_reminder_that_is_late_says_so(home: World) -> None:
    home.leap_to("07:59")
    home.sleep(minutes=41)
    home.patient.hears("dose-due", "Late", "due 8:00", "now 8:40")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")


def test_after_a_long_outage_there_is_one_honest_message(home: World) -> None:
    home.leap_to("07:00")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap_to("13:00")
    home.sleep(hours=5, minutes=30)
    message = home.patient.hears("catch-up", "14:00")
    assert message.at == home.now
    home.patient.hears_nothing()
    home.patient.texts("took it at 2:10 pm")
    home.patient.hears("recorded-late", "14:10")


def test_several_doses_missed_in_an_outage_come_in_one_message(home: World) -> None:
    home.leap_to("07:00")
    home.sleep(hours=11, minutes=30)
    home.patient.hears("catch-up", "from 7:00", "until 18:30", "8:00", "14:00")
    home.patient.hears_nothing()
    states = [dose.state for dose in doses_of(home, DAY).values()]
    assert states == [DoseState.MISSED, DoseState.MISSED, DoseState.PLANNED]
    home.patient.texts("1 ALL")
    home.patient.hears_only(["recorded-taken", "recorded-late"])
    assert on_hand(home) == 297


def test_every_letter_that_was_offered_can_be_answered(home: World) -> None:
    home.leap_to("07:00")
    home.sleep(hours=14)
    home.patient.hears("catch-up", "A 8:00", "B 14:00", "C 20:00")
    home.patient.texts("1 ALL")
    home.patient.hears_only(["recorded-taken", "recorded-late"])
    assert [dose.state for dose in doses_of(home, DAY).values()] == [DoseState.TAKEN] * 3
    assert on_hand(home) == 295


@pytest.mark.parametrize("down_until", ["12:00", "12:30", "13:50"])
def test_nothing_is_prompted_past_its_window(home: World, down_until: str) -> None:
    home.leap_to("07:30")
    hours, minutes = map(int, down_until.split(":"))
    home.sleep(hours=hours - 7, minutes=minutes - 30)
    message = home.patient.unheard.pop(0)
    assert message.kind in {"catch-up", "what-happened"}
    assert "1 done" not in message.text
    assert doses_of(home, DAY)["08:00"].state is DoseState.MISSED


def test_a_day_without_the_house_asks_for_help(home: World) -> None:
    home.leap_to("07:30")
    home.sleep(hours=30)
    kinds = [message.kind for message in home.patient.unheard]
    assert {"missed-a-day", "catch-up"} & set(kinds)
    assert not [kind for kind in kinds if kind.startswith("dose-")], "what is still due is in the one message"
    assert home.audit() == []
    home.patient.unheard.clear()


def test_the_house_goes_on_after_a_restart(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.restart()
    home.patient.hears_nothing()
    home.leap(minutes=30)
    home.patient.hears("dose-nudge")
    home.restart()
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap_to("14:00")
    home.patient.hears("dose-due", "14:00")


def test_deaf_hours_are_no_silence_and_caregivers_hear_of_them(two_carers: World) -> None:
    world = two_carers
    world.leap_to("08:10")
    world.patient.texts("1")
    world.leap_to("14:00")
    world.patient.unheard.clear()
    # From 14:05 on nobody is heard for 30 hours; on the next evening the house is back.
    world.leap(minutes=5)
    world.sleep(hours=30)
    for carer in (world.first_caregiver, world.second_caregiver):
        told = carer.hears_only(["outage-told", "please-ring", "urgent-alert"])
        assert [each.kind for each in told].count("outage-told") == 1
        assert "14:05" in told[0].text
    world.leap(hours=11)
    assert "silence-alert" not in {each.kind for each in world.first_caregiver.unheard}
    world.leap(hours=13)
    assert "silence-alert" in {each.kind for each in world.first_caregiver.unheard}
    for phone in (world.patient, world.first_caregiver, world.second_caregiver):
        phone.unheard.clear()
