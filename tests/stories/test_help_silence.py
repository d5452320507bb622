"""Doses that nobody answers, doses that were not taken, and nothing heard at all: help comes in hours."""

from __future__ import annotations

from bot.rehearsal.world import World
from scheduler.concern import appoint_operator
from scheduler.domain.escalation import State
from scheduler.domain.people import ChannelName

QUIET = [
    *("dose-due", "dose-nudge", "what-happened", "dose-due-many", "dose-due-beside"),
    *("dose-nudge-many", "dose-nudge-beside", "what-happened-many", "check-in"),
]


def _states(world: World) -> list[State]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return [each.state for each in records.escalations.of_patient(patient.id, patient.enrolled_at)]


def test_the_person_hears_it_half_an_hour_before_the_caregiver(two_carers: World) -> None:
    world = two_carers
    world.leap_to("13:29")
    world.patient.hears_only(QUIET)
    world.leap_to("13:30")
    world.patient.hears("carer-soon", "8:00", "14:00", "Ben")
    world.first_caregiver.hears_nothing()
    world.leap_to("14:00")
    world.patient.hears_only(QUIET)
    world.first_caregiver.hears("please-ring", "Ann")
    world.second_caregiver.hears_nothing()
    world.leap_to("14:30")
    world.patient.hears_only(QUIET)
    world.second_caregiver.hears("please-ring", "Ann")


def test_an_answer_in_time_fetches_nobody(two_carers: World) -> None:
    world = two_carers
    world.leap_to("13:30")
    world.patient.hears_only([*QUIET, "carer-soon"])
    world.patient.texts("at 8:10")
    world.patient.hears("recorded-late")
    world.leap_to("14:20")
    world.patient.hears_only(QUIET)
    world.first_caregiver.hears_nothing()
    assert _states(world) == [State.WITHDRAWN]


def test_an_answer_after_the_caregiver_was_asked_is_told_to_them(two_carers: World) -> None:
    world = two_carers
    world.leap_to("14:05")
    world.patient.hears_only([*QUIET, "carer-soon"])
    world.first_caregiver.hears("please-ring")
    world.patient.texts("1 ALL")
    world.patient.hears_only(["recorded-taken", "recorded-late"])
    world.first_caregiver.hears("carer-stand-down", "Ann")
    world.leap_to("15:00")
    world.second_caregiver.hears_nothing()
    assert _states(world) == [State.CLOSED]


def test_a_caregiver_who_spoke_with_them_ends_what_is_not_red(two_carers: World) -> None:
    world = two_carers
    world.leap_to("14:05")
    world.patient.unheard.clear()
    world.first_caregiver.hears("please-ring")
    world.first_caregiver.texts("6")
    world.first_caregiver.hears("carer-over")
    world.patient.hears("help-over", "Ben")
    assert _states(world) == [State.CLOSED]


def test_a_single_evening_dose_waits_for_the_morning(two_carers: World) -> None:
    world = two_carers
    world.leap_to("08:00")
    world.patient.hears("dose-due")
    world.patient.texts("1")
    world.leap_to("14:00")
    world.patient.texts("1")
    world.patient.unheard.clear()
    world.leap_to("06:59")
    world.patient.hears_only(QUIET)
    world.first_caregiver.hears_nothing()
    world.leap_to("07:00")
    world.patient.hears_only([*QUIET, "carer-soon"])
    world.first_caregiver.hears_nothing()
    world.leap_to("07:30")
    world.first_caregiver.hears("please-ring")
    world.patient.unheard.clear()


def test_a_day_of_silence_is_red_for_everybody(two_carers: World) -> None:
    world = two_carers
    world.leap(hours=26)
    kinds = {message.kind for message in world.patient.unheard}
    assert "silence-note" not in kinds
    world.patient.unheard.clear()
    world.first_caregiver.unheard.clear()
    world.second_caregiver.unheard.clear()
    world.leap_to("08:00")
    world.patient.hears_only([*QUIET, "silence-note", "urgent-advice", "help-nobody", "help-nobody-yet", "carer-soon"])
    for carer in (world.first_caregiver, world.second_caregiver):
        alerts = carer.hears_only(["silence-alert", "please-ring", "urgent-alert"])
        assert "silence-alert" in {alert.kind for alert in alerts}
    world.leap(minutes=3)
    world.patient.texts("1")
    world.patient.unheard.clear()
    world.first_caregiver.hears("carer-told-words", "Ann")
    assert State.CLOSED not in _states(world)
    world.second_caregiver.unheard.clear()


def test_two_not_taken_in_a_row(two_carers: World) -> None:
    world = two_carers
    world.leap_to("08:05")
    world.patient.texts("2 F")
    world.leap_to("14:05")
    world.patient.unheard.clear()
    world.patient.texts("2 F")
    world.patient.hears_only(["recorded-not-taken", "reason-forgot", "carer-will", "urgent-advice"])
    world.first_caregiver.hears_nothing()
    world.leap(minutes=30)
    world.first_caregiver.hears("please-ring", "not taken")


def test_nobody_hears_anything_on_a_day_that_is_answered(two_carers: World) -> None:
    world = two_carers
    world.patient.answers(**{"dose-due": "1", "recorded-taken": "", "check-in": "0"})
    world.leap(days=3)
    world.first_caregiver.hears_nothing()
    world.second_caregiver.hears_nothing()
    world.patient.unheard.clear()
    assert _states(world) == []


def test_after_two_silent_caregivers_twelve_hours_call_once_more(two_carers: World) -> None:
    """Everybody was tried twice by four and it gave up; twelve hours are a rule of their own, and so is a day."""
    world = two_carers
    ann, ben, cleo = world.patient, world.first_caregiver, world.second_caregiver
    desk = world.phone("desk")
    with world.house.store.transaction() as records:
        appoint_operator(records, ChannelName.CONSOLE, desk.address.casefold(), world.now)
    world.leap_to("16:00")
    assert ann.unheard[-1].kind == "help-tried"
    assert "If it is still open at 20:00, I ask again" in ann.unheard[-1].text
    for carer in (ben, cleo):
        assert [message.kind for message in carer.unheard] == ["please-ring", "please-ring", "carer-given-up"]
        assert "by 20:00" in carer.unheard[-1].text
        carer.unheard.clear()
    assert _states(world) == [State.EXHAUSTED]
    desk.unheard.clear()
    ann.unheard.clear()
    world.leap_to("19:31")
    soon = [message.text for message in ann.unheard if message.kind == "carer-soon"]
    assert len(soon) == 1
    assert "by 20:00 I'll ask Ben" in soon[0]
    desk.hears("operator-unanswered")
    world.leap_to("20:00")
    ben.hears("please-ring", "Ann")
    world.leap_to("20:30")
    cleo.hears("please-ring", "Ann")
    cleo.texts("6")
    assert _states(world) == [State.EXHAUSTED, State.CLOSED]
    for phone in (ann, ben, cleo, desk):
        phone.unheard.clear()
    world.leap_to("01:00")
    ben.hears_nothing()
    cleo.hears_nothing()
    ann.unheard.clear()
    desk.unheard.clear()
