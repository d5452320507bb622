"""Reminders rest, the plan does not; and nobody is silent for more than a day."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from tests.builders import doses_of


def test_three_hours_and_back_by_itself_with_what_is_open(home: World) -> None:
    home.leap_to("07:00")
    home.patient.texts("pause 3 h")
    home.patient.hears("paused", "10:00")
    home.leap_to("09:59")
    home.patient.hears_nothing()
    assert doses_of(home, "2027-01-04")["08:00"].state is DoseState.DUE
    home.leap_to("10:00")
    told = home.patient.hears_only(["resumed", "dose-due"])
    assert any("8:00" in message.text for message in told)
    home.patient.texts("1")
    home.patient.hears("recorded-taken", "8:00")


def test_a_dose_whose_window_ended_in_the_pause_is_still_asked_about(home: World) -> None:
    home.leap_to("07:30")
    home.patient.texts("pause 6 h")
    home.patient.hears("paused", "13:30")
    home.leap_to("13:30")
    assert doses_of(home, "2027-01-04")["08:00"].state is DoseState.MISSED
    told = home.patient.hears_only(["resumed", "what-happened"])
    assert any("8:00" in message.text for message in told)


def test_resuming_tells_what_is_open(home: World) -> None:
    home.leap_to("07:30")
    home.patient.texts("pause 5 h")
    home.patient.hears("paused")
    home.leap_to("09:00")
    home.patient.texts("resume")
    home.patient.hears("resumed", "8:00")
    home.patient.texts("1")
    home.patient.hears("recorded-taken", "8:00")
    home.leap_to("14:00")
    home.patient.hears("dose-due", "14:00")


def test_a_pause_is_never_longer_than_a_day(home: World) -> None:
    home.patient.texts("pause 72 h")
    home.patient.hears_only(["pause-long", "paused"])
    home.leap(hours=25)
    assert home.patient.unheard, "somebody is silent for more than a day"
    home.patient.unheard.clear()


def test_never_silent_for_more_than_a_day(home: World) -> None:
    """Somebody who never answers hears something every day."""
    home.leap(days=4)
    at = [message.at for message in home.patient.unheard]
    gaps = [later - earlier for earlier, later in zip(at, [*at[1:], home.now], strict=True)]
    assert max(gaps) <= timedelta(hours=24)
    home.patient.unheard.clear()
