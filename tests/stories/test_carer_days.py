"""Caregivers' own days: who else, a daily question, a digest, away dates, a lost phone; and what the person sees of it."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from scheduler.domain.checkin import Kind
from scheduler.domain.people import ChannelName, Reach
from tests.text_phone import add_carer, set_policy, settle_by_text


def _routine(world: World) -> None:
    world.patient.answers(**ROUTINE)


def test_who_is_told(two_carers: World) -> None:
    two_carers.first_caregiver.texts("WHO")
    two_carers.first_caregiver.hears("carer-who", "Ben and Cleo")
    two_carers.patient.texts("who")
    two_carers.patient.hears("who-is-told", "Ben and Cleo")


def test_a_daily_question_of_their_own(two_carers: World) -> None:
    _routine(two_carers)
    ben = two_carers.first_caregiver
    ben.texts("daily")
    ben.hears("carer-daily-on", "6 themselves")
    two_carers.leap_to("18:00")
    ben.hears("carer-check", "Have you seen or heard Ann")
    two_carers.second_caregiver.hears_nothing()
    ben.texts("6")
    ben.hears("carer-themselves")
    patient = two_carers.person("Ann")
    with two_carers.house.store.reading() as records:
        kept = [
            each for each in records.check_ins.of_patient(patient.id, patient.enrolled_at) if each.kind is Kind.CARER
        ]
    assert [each.answers["themselves"] for each in kept] == [6]
    two_carers.leap_to("18:00")
    ben.hears("carer-check")
    ben.texts("7 she is talking nonsense")
    ben.hears("carer-wrong")
    two_carers.patient.hears("help-carer-says")
    two_carers.second_caregiver.hears("carer-alert", "talking nonsense")


def test_the_policy_switches_the_question_on_for_everybody(two_carers: World) -> None:
    _routine(two_carers)
    set_policy(two_carers, carer_check_in="yes")
    two_carers.first_caregiver.texts("daily off")
    two_carers.first_caregiver.hears("carer-daily-off")
    two_carers.leap_to("18:00")
    two_carers.second_caregiver.hears("carer-check")
    two_carers.first_caregiver.hears_nothing()


def test_a_digest_shows_what_was_agreed_to_be_shown(two_carers: World) -> None:
    two_carers.patient.answers(**ROUTINE, **{"shown-doses": ""})
    ben = two_carers.first_caregiver
    ben.texts("digest")
    ben.hears("carer-digest-on")
    two_carers.leap_to("18:00")
    assert "recorded" not in ben.hears("carer-digest", "last heard", "There is no alarm").text
    two_carers.patient.texts("show list")
    two_carers.leap_to("18:00")
    ben.hears("carer-digest", "2 of 2 recorded")
    ben.texts("digest off")
    ben.hears("carer-digest-off")
    two_carers.leap(days=1)
    ben.hears_nothing()


def test_away_until_a_day(two_carers: World) -> None:
    ben, cleo = two_carers.first_caregiver, two_carers.second_caregiver
    two_carers.leap_to("07:30")
    ben.texts("away till Wednesday")
    ben.hears("carer-away", "until Wednesday", "Cleo")
    two_carers.patient.hears("carer-away-you", "Ben is away until Wednesday", "Cleo")
    cleo.hears("carer-first", "Ben is away until Wednesday", "you are the first")
    two_carers.patient.texts("seeing bugs on the wall")
    two_carers.patient.hears("red-flag-advice")
    cleo.hears("red-flag-alert")
    ben.hears_nothing()
    cleo.texts("6")
    cleo.hears("carer-all-clear")
    cleo.texts("6")
    cleo.hears("carer-over")
    two_carers.patient.hears("help-over")
    # Whoever is needed in an alarm cannot leave it; and with both away they are both told.
    cleo.texts("away till wed")
    cleo.hears("carer-away", "still tell you")
    two_carers.patient.hears("carer-away-you", "Nobody else is there")
    two_carers.patient.texts("SOS")
    two_carers.patient.hears("red-flag-advice")
    ben.hears("red-flag-alert")
    cleo.hears("red-flag-alert")
    ben.texts("away till friday")
    ben.hears("carer-away-held", "until Friday", "5 hands it on")
    ben.texts("6")
    ben.hears("carer-all-clear")
    cleo.hears("carer-told-spoke")
    ben.texts("6")
    ben.hears("carer-over")
    cleo.hears("carer-stand-down")
    two_carers.patient.hears("help-over")
    # What the alarm held up begins now, without being asked for again.
    two_carers.patient.hears("carer-away-you", "Ben is away until Friday")
    ben.hears("carer-away-begins", "until Friday")
    two_carers.patient.answers(**ROUTINE)
    two_carers.leap(days=2, hours=4)
    cleo.hears("carer-back")
    two_carers.leap(days=2)
    ben.hears("carer-back")
    assert [m.kind for m in two_carers.patient.hears_only(["carer-back-you"])] == ["carer-back-you"] * 2


def test_away_from_a_day_that_is_to_come(two_carers: World) -> None:
    ann, ben, cleo = two_carers.patient, two_carers.first_caregiver, two_carers.second_caregiver
    ann.answers(**ROUTINE)
    ben.texts("away from Wednesday till Friday")
    ben.hears("carer-away", "From Wednesday until Friday", "tell Cleo")
    ann.hears("carer-away-you", "Ben is away from Wednesday until Friday", "I tell Cleo then")
    cleo.hears_nothing()
    two_carers.leap_to("21:00")
    ben.texts("AWAY")
    ben.hears("carer-back")
    ann.hears("carer-back-you")
    ben.texts("away 6 to 8 Jan")
    ben.hears("carer-away")
    ann.hears("carer-away-you")
    # On the evening before, a red alarm that Ben holds keeps him until he hands it on.
    two_carers.leap(hours=24)
    ann.texts("seeing bugs on the wall")
    ann.hears("red-flag-advice")
    ben.hears("red-flag-alert")
    ben.texts("4")
    ben.hears("carer-on-it")
    ann.hears("help-on-it")
    cleo.hears("red-flag-alert")
    cleo.hears("carer-told-on-it")
    two_carers.leap(minutes=29)
    ben.texts("4")
    ben.hears("carer-on-it")
    ann.hears("help-on-it")
    cleo.hears("carer-told-on-it")
    two_carers.leap_to("21:50")
    ben.texts("6")
    ben.hears("carer-all-clear")
    cleo.hears("carer-told-spoke")
    two_carers.leap(hours=2, minutes=20)
    ben.hears_only(["carer-all-clear"])
    ben.texts("5")
    ben.hears("carer-cannot")
    ann.hears("help-cannot")
    cleo.hears("red-flag-alert")
    cleo.texts("6")
    cleo.hears("carer-all-clear")
    cleo.texts("6")
    cleo.hears("carer-over")
    ann.hears("help-over")
    ben.hears("carer-told-spoke")
    ben.hears("carer-stand-down")
    ann.answers(**ROUTINE, **{"safety-follow-up": "0", "safety-clear": ""})
    two_carers.leap_to("07:30")
    ben.hears("carer-away-begins", "until Friday")
    ann.hears_only(["carer-away-you", "safety-list"])
    cleo.hears("carer-first", "Ben is away until Friday")


def test_what_they_were_told(two_carers: World) -> None:
    two_carers.patient.texts("told")
    two_carers.patient.hears("told", "Ben")
    two_carers.patient.texts("SOS")
    two_carers.patient.hears("red-flag-advice")
    two_carers.first_caregiver.hears("red-flag-alert")
    two_carers.second_caregiver.hears("red-flag-alert")
    two_carers.patient.texts("told")
    two_carers.patient.hears("told", "Cleo", "ALARM 5:30, Ann")


def test_a_lost_phone(world: World) -> None:
    ann = settle_by_text(world)
    ben = add_carer(world)
    cleo = add_carer(world, "Cleo", 2)
    ann.answers(**ROUTINE)
    world.leap(hours=6)
    ann.unheard.clear()
    ben.texts("her phone is lost")
    ben.hears("carer-lost-sure", "ring Ann first")
    world.leap(minutes=1)
    ben.texts("lost")
    ben.hears("carer-lost-muted")
    cleo.hears("carer-told-lost", "Ben says")
    ann.answers()
    # Whoever has it can neither turn it on again nor keep the silence clock from running.
    ann.texts("START")
    world.leap(hours=12)
    ann.texts("1")
    world.leap(hours=16)
    ann.hears_nothing()
    ben.hears_only(["please-ring", "urgent-alert", "silence-alert", "carer-given-up"])
    heard = {message.kind for message in ben.heard}
    assert "silence-alert" in heard
    with world.house.store.reading() as records:
        contact = records.people.contact(ChannelName.SMS, "+447700900111")
        assert contact is not None
        assert contact.reach is Reach.OFF
    cleo.unheard.clear()
    assert world.now - world.person("Ann").enrolled_at < timedelta(days=2)
