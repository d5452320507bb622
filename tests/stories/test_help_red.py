"""A red alarm: everybody at once, again and again, until somebody has spoken with the person and says that all is well."""

from __future__ import annotations

import pytest

from bot.rehearsal.world import World
from scheduler.alarm import raise_alarm
from scheduler.domain.escalation import Cause, Tier
from scheduler.domain.message import MessageState


def _alarm(world: World) -> None:
    world.patient.texts("theres bugs crawling on the wall")
    world.patient.hears("red-flag-advice", "999", "Ben", "Cleo")
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears("red-flag-alert", "bugs crawling", "999", "automatic")


def test_on_it_is_told_to_the_person_and_the_other_one(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("4")
    two_carers.first_caregiver.hears("carer-on-it", "Ann")
    two_carers.patient.hears("help-on-it", "Ben")
    two_carers.second_caregiver.hears("carer-told-on-it", "Ben", "Ann")
    two_carers.leap(minutes=29)
    two_carers.patient.hears_nothing()


def test_on_it_lapses_and_everybody_is_asked_again(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("4")
    two_carers.first_caregiver.hears("carer-on-it")
    two_carers.patient.hears("help-on-it")
    two_carers.second_caregiver.hears("carer-told-on-it")
    two_carers.leap(minutes=30)
    two_carers.patient.hears("help-lapsed", "Ben")
    two_carers.first_caregiver.hears("red-flag-alert")
    two_carers.second_caregiver.hears("red-flag-alert")


def test_it_ends_by_speaking_and_the_all_clear(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.second_caregiver.texts("6 spoke to her")
    two_carers.second_caregiver.hears("carer-all-clear", "themselves")
    two_carers.first_caregiver.hears("carer-told-spoke", "Cleo")
    two_carers.leap(minutes=60)
    two_carers.second_caregiver.hears("carer-all-clear")
    two_carers.second_caregiver.texts("6")
    two_carers.second_caregiver.hears("carer-over")
    two_carers.first_caregiver.hears("carer-stand-down", "Cleo")
    two_carers.patient.hears("help-over", "Cleo")
    two_carers.leap(minutes=59)
    two_carers.first_caregiver.hears_nothing()


def test_an_all_clear_that_does_not_come_asks_everybody_again(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.second_caregiver.texts("6")
    two_carers.second_caregiver.hears("carer-all-clear")
    two_carers.first_caregiver.hears("carer-told-spoke")
    two_carers.leap(minutes=181)
    heard = two_carers.second_caregiver.hears_only(["carer-all-clear", "red-flag-alert"])
    assert [each.kind for each in heard] == ["carer-all-clear", "carer-all-clear", "red-flag-alert"]
    two_carers.first_caregiver.hears("red-flag-alert")
    two_carers.patient.unheard.clear()


def test_cannot_leaves_it_to_the_other_one(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("5")
    two_carers.first_caregiver.hears("carer-cannot")
    two_carers.patient.hears("help-cannot", "Ben")
    two_carers.leap(minutes=10)
    two_carers.second_caregiver.hears("red-flag-alert")
    two_carers.first_caregiver.hears_nothing()
    two_carers.patient.hears("help-nobody", "999", "knock next door")


def test_handing_over_what_one_was_on_asks_the_other_at_once(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("4")
    two_carers.leap(minutes=2)
    two_carers.first_caregiver.texts("5")
    assert [each.kind for each in two_carers.first_caregiver.hears_only(["carer-on-it", "carer-cannot"])]
    two_carers.patient.hears_only(["help-on-it", "help-cannot"])
    told = two_carers.second_caregiver.hears_only(["carer-told-on-it", "red-flag-alert"])
    assert told[-1].kind == "red-flag-alert"


def test_nobody_answers_at_three_in_the_morning(two_carers: World) -> None:
    two_carers.patient.answers(**{"dose-due": "1", "recorded-taken": ""})
    two_carers.leap_to("03:00")
    two_carers.patient.answers()
    _alarm(two_carers)
    two_carers.leap(minutes=65)
    calls = two_carers.first_caregiver.hears_only(["red-flag-alert"])
    assert [(each.at - calls[0].at).total_seconds() / 60 for each in calls] == [0, 10, 20, 30, 40, 50]
    assert len(two_carers.second_caregiver.hears_only(["red-flag-alert"])) == 6
    assert len(two_carers.patient.hears_only(["help-nobody"])) == 6
    two_carers.restart()
    two_carers.leap(hours=30)
    # A day without an answer is also a day without the amounts of the plan: that has an alert of its own.
    about_the_day = ["please-ring", "urgent-alert", "silence-alert"]
    heard = two_carers.first_caregiver.hears_only(["red-flag-alert", "carer-given-up", *about_the_day])
    assert "carer-given-up" in {each.kind for each in heard}
    assert any(each.kind == "help-given-up" for each in two_carers.patient.unheard)
    two_carers.patient.unheard.clear()
    two_carers.second_caregiver.unheard.clear()


def test_the_person_alone_cannot_end_it(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.patient.texts("false alarm")
    two_carers.patient.hears("help-goes-on")
    for carer in (two_carers.first_caregiver, two_carers.second_caregiver):
        carer.hears("carer-told-words", "false alarm")
    two_carers.leap(minutes=10)
    two_carers.first_caregiver.hears("red-flag-alert")
    two_carers.second_caregiver.hears("red-flag-alert")
    two_carers.patient.hears("help-nobody")
    two_carers.first_caregiver.texts("6")
    two_carers.first_caregiver.hears("carer-over")
    two_carers.second_caregiver.hears("carer-stand-down")
    two_carers.patient.hears("help-over")


def test_a_caregiver_says_that_something_is_wrong(two_carers: World) -> None:
    two_carers.first_caregiver.texts("shes talking nonsense and doesnt know where she is")
    two_carers.first_caregiver.hears("carer-wrong", "999", "Cleo")
    two_carers.second_caregiver.hears("carer-alert", "Ben", "nonsense", "999")
    two_carers.patient.hears("help-carer-says", "Ben", "999")


@pytest.mark.parametrize("digit", ["4", "5", "6"])
def test_a_caregivers_digit_is_never_the_patients_list(two_carers: World, digit: str) -> None:
    two_carers.first_caregiver.texts(digit)
    two_carers.first_caregiver.hears("carer-themselves" if digit == "6" else "carer-nothing-open")
    two_carers.second_caregiver.hears_nothing()
    two_carers.patient.hears_nothing()


def test_a_caregiver_asks_how_it_stands(two_carers: World) -> None:
    two_carers.first_caregiver.texts("status")
    two_carers.first_caregiver.hears("carer-status", "Ann", "no alarm")


def test_leaving_is_held_during_an_alarm(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("LEAVE")
    two_carers.first_caregiver.hears("carer-leave-held")
    two_carers.second_caregiver.texts("4")
    two_carers.second_caregiver.hears("carer-on-it")
    two_carers.patient.hears("help-on-it", "Cleo")
    two_carers.first_caregiver.hears("carer-told-on-it")
    # Somebody is on it: what Ben asked for happens without being asked for again, and at a waking hour.
    two_carers.leap_to("07:30")
    assert "carer-left" in [message.kind for message in two_carers.first_caregiver.unheard]
    assert "carer-left-you" in [message.kind for message in two_carers.patient.unheard]
    for phone in (two_carers.first_caregiver, two_carers.second_caregiver, two_carers.patient):
        phone.unheard.clear()


def test_alone_the_person_is_asked_again(home: World) -> None:
    home.patient.texts("SOS")
    home.patient.hears("red-flag-advice", "nobody")
    home.leap(minutes=15)
    home.patient.hears("help-alone", "999")
    home.leap(minutes=45)
    home.patient.hears("help-alone")
    home.leap(minutes=60)
    home.patient.hears("help-given-up")


def test_a_caregiver_may_answer_in_words(two_carers: World) -> None:
    _alarm(two_carers)
    two_carers.first_caregiver.texts("on my way")
    two_carers.first_caregiver.hears("carer-on-it")
    two_carers.patient.hears("help-on-it", "Ben")
    two_carers.second_caregiver.hears("carer-told-on-it")
    two_carers.second_caregiver.texts("i cant")
    two_carers.second_caregiver.hears("carer-cannot")
    two_carers.patient.hears("help-cannot", "Cleo")
    two_carers.first_caregiver.texts("I'm with her")
    two_carers.first_caregiver.hears("carer-all-clear")
    two_carers.second_caregiver.hears("carer-told-spoke")
    two_carers.leap(minutes=59)
    two_carers.patient.hears_only(["dose-due"])
    two_carers.first_caregiver.hears_nothing()


def test_something_wrong_beside_a_red_alarm_leaves_what_is_not_red_as_it_is(two_carers: World) -> None:
    """An alarm that became red without anybody's words for it could not be told to anybody."""
    ann = two_carers.person("Ann")
    with two_carers.house.store.transaction() as records:
        raise_alarm(records, ann, Cause.AMOUNT_URGENT, two_carers.now, {"on": "2027-01-04"})
    _alarm(two_carers)
    two_carers.first_caregiver.texts("7")
    two_carers.leap(minutes=30)
    for phone in (two_carers.first_caregiver, two_carers.second_caregiver, two_carers.patient):
        phone.unheard.clear()
    with two_carers.house.store.reading() as records:
        tiers = {each.cause: each.tier for each in records.escalations.open_of([ann.id])}
        failed = [m.kind for m in records.messages.by_id(range(1, 500)) if m.state is MessageState.FAILED]
    assert tiers[Cause.WORDS] is Tier.RED
    assert tiers[Cause.AMOUNT_URGENT] is Tier.URGENT
    assert failed == []
