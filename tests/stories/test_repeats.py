"""Whatever the provider repeats or reorders, a message takes effect once."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.world import World
from scheduler.domain.dose import DoseState
from scheduler.domain.people import ChannelName
from scheduler.ports import DeliveryError
from tests.builders import doses_of, intakes_of, on_hand

DAY = "2027-01-04"


def test_a_repeated_message_has_one_effect(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.leap(minutes=1)
    assert home.bring(home.patient, "1", "provider-1")
    assert not home.bring(home.patient, "1", "provider-1")
    home.beat()
    assert not home.bring(home.patient, "1", "provider-1")
    home.restart()
    assert not home.bring(home.patient, "1", "provider-1")
    home.beat()
    home.patient.hears("recorded-taken")
    assert on_hand(home) == 298
    assert len(intakes_of(home)) == 1


def test_an_old_message_that_comes_again_late_changes_nothing(home: World) -> None:
    home.leap_to("08:00")
    home.patient.hears("dose-due")
    home.leap(minutes=1)
    home.bring(home.patient, "2", "provider-1")
    home.beat()
    home.patient.hears("recorded-skipped")
    home.bring(home.patient, "U", "provider-2")
    home.beat()
    home.patient.hears("undone")
    home.bring(home.patient, "1", "provider-3")
    home.beat()
    home.patient.hears("recorded-taken")
    for provider_id in ("provider-2", "provider-1", "provider-3", "provider-2"):
        assert not home.bring(home.patient, "whatever", provider_id)
    home.beat()
    assert doses_of(home, DAY)["08:00"].state is DoseState.TAKEN
    assert on_hand(home) == 298


def test_the_same_id_from_two_providers_is_two_messages(home: World) -> None:
    other = home.phone("Sam", ChannelName.SMS, "+447700900001")
    assert home.bring(home.patient, "today", "same")
    assert home.bring(other, "hello", "same")
    home.beat()
    home.patient.hears("today")
    other.hears_nothing()


def test_messages_that_come_in_together_are_handled_in_order(home: World) -> None:
    home.leap_to("08:01")
    home.patient.hears("dose-due")
    home.bring(home.patient, "2", "provider-9")
    home.bring(home.patient, "forgot", "provider-3")
    home.bring(home.patient, "U", "provider-5")
    home.bring(home.patient, "1", "provider-1")
    home.beat()
    for kind in ("recorded-skipped", "reason-forgot", "undone", "recorded-taken"):
        home.patient.hears(kind)
    assert on_hand(home) == 298


def test_the_end_of_an_enrolment_before_its_beginning(world: World) -> None:
    world.bring(world.patient, "OK", "provider-2")
    world.bring(world.patient, "hello", "provider-1")
    world.beat()
    world.patient.hears("welcome")
    world.patient.hears("say-ok")
    world.patient.texts("OK")
    world.patient.hears("circle")


def test_a_send_that_fails_is_tried_again_and_heard_once(home: World) -> None:
    home.networks[home.patient.channel].faults.extend([DeliveryError("busy"), DeliveryError("busy")])
    home.leap_to("08:00")
    home.patient.hears_nothing()
    home.leap(minutes=2)
    home.patient.hears("dose-due")
    home.leap(minutes=20)
    home.patient.hears_nothing()


def test_a_send_told_to_wait_waits(home: World) -> None:
    home.leap_to("07:59")
    again = home.now + timedelta(minutes=10)
    home.networks[home.patient.channel].faults.append(DeliveryError("slow down", retry_at=again))
    home.leap_to("08:08")
    home.patient.hears_nothing()
    home.leap_to("08:09")
    home.patient.hears("dose-due")


def test_a_send_whose_outcome_is_unknown_is_repeated_at_most_once(home: World) -> None:
    home.networks[home.patient.channel].faults.extend([DeliveryError("gone", unknown=True)] * 5)
    home.leap_to("08:20")
    home.patient.hears_nothing()
    home.networks[home.patient.channel].faults.clear()
    home.leap_to("08:30")
    home.patient.hears("dose-nudge")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")


def test_a_nudge_is_not_sent_for_a_dose_answered_while_it_waited(home: World) -> None:
    home.leap_to("08:29")
    home.patient.hears("dose-due")
    home.networks[home.patient.channel].faults.append(
        DeliveryError("slow down", retry_at=home.now + timedelta(minutes=5))
    )
    home.leap(minutes=1)
    home.patient.hears_nothing()
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap(minutes=20)
    home.patient.hears_nothing()
