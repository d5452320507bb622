"""The machine's clock is set: back, nothing is asked twice; forward, what was passed over is late, once, and says so."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.world import World
from tests.builders import doses_of


def test_a_clock_that_is_set_back_asks_nothing_twice(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due", "8:00")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.clock.leap(timedelta(hours=-3))
    home.beat()
    assert home.audit() == []
    home.leap_to("08:30")
    home.patient.hears_nothing()
    assert doses_of(home, "2027-01-04")["08:00"].taken_at is not None
    home.leap_to("14:00")
    home.patient.hears("dose-due", "14:00")
    home.clock.leap(timedelta(minutes=-20))
    home.beat()
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap_to("15:30")
    home.patient.hears_nothing()


def test_a_clock_that_is_set_forward_is_an_outage_like_any_other(home: World) -> None:
    home.leap_to("07:30")
    home.clock.leap(timedelta(hours=3))
    home.beat()
    home.patient.hears("catch-up", "from 7:30", "8:00")
    home.clock.leap(timedelta(hours=-3))
    home.beat()
    home.patient.hears_nothing()
    assert home.audit() == []
    home.patient.texts("took it at 8:05")
    home.patient.unheard.clear()
    home.leap_to("10:20")
    home.patient.hears_nothing()
    assert home.audit() == []
