"""Signs in words: two together, near danger, words that nobody knows; and who hears of them when."""

from __future__ import annotations

from bot.rehearsal.world import World
from scheduler.domain.card import Card
from scheduler.domain.escalation import Cause, State
from tests.builders import plan, step
from tests.carers import settle_with_ben


def _calm(world: World) -> None:
    """Doses are answered by themselves, and nothing else is on anybody's mind."""
    world.patient.answers(**{"dose-due": "1", "recorded-taken": "", "check-in": "", "check-in-again": ""})


def _ended(world: World) -> list[tuple[Cause, State]]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return [(each.cause, each.state) for each in records.escalations.of_patient(patient.id, patient.enrolled_at)]


def test_two_signs_are_urgent_and_asked_about_again_after_four_hours(two_carers: World) -> None:
    world = two_carers
    _calm(world)
    world.leap_to("10:00")
    world.patient.texts("im so sweaty")
    world.patient.hears("noted-green")
    world.leap(hours=2)
    world.patient.texts("my heart is racing")
    world.patient.hears("signs-urgent", "111", "Ben", "12:30")
    world.patient.hears("safety-list")
    world.patient.texts("0")
    world.patient.hears("safety-clear")
    world.first_caregiver.hears_nothing()
    world.leap(minutes=30)
    world.first_caregiver.hears("signs-alert", "heart is racing", "111")
    world.first_caregiver.texts("6")
    world.first_caregiver.hears("carer-over")
    world.patient.hears("help-over", "Ben")
    world.leap(hours=3, minutes=30)
    assert "check-in-again" in {each.kind for each in world.patient.heard}
    world.second_caregiver.hears_nothing()
    # The same two again are no news; a third one is.
    world.patient.texts("still sweaty, heart racing")
    assert "signs-urgent" not in {each.kind for each in world.patient.unheard}
    world.patient.unheard.clear()
    world.patient.texts("and i feel so dizzy")
    world.patient.hears("signs-urgent")
    world.patient.unheard.clear()


def test_two_signs_after_a_dose_that_was_not_taken_are_red(two_carers: World) -> None:
    world = two_carers
    world.leap_to("08:05")
    world.patient.texts("2 F")
    world.patient.unheard.clear()
    world.patient.texts("sweating and shaking and my heart is pounding")
    world.patient.hears("red-flag-advice", "999")
    world.first_caregiver.hears("red-flag-alert", "sweating", "999")
    world.second_caregiver.hears("red-flag-alert")


def test_amber_knows_the_clinics_hours_and_what_it_knows_is_quiet(two_carers: World) -> None:
    world = two_carers
    _calm(world)
    with world.house.store.transaction() as records:
        card = Card(clinic="020 7946 0001", clinic_hours="mon-fri 09:00-17:00", out_of_hours="020 7946 0002")
        records.cards.put(world.person("Ann").id, card)
    world.leap_to("19:00")
    world.patient.texts("havent slept for two nights")
    world.patient.hears("noted-symptom", "opens tomorrow 9:00", "020 7946 0002")
    world.patient.hears("safety-list")
    world.patient.texts("KNOWN")
    world.patient.hears("clinic-knows-saved")
    world.leap(hours=24)
    world.patient.texts("havent slept for two nights")
    world.patient.hears("noted-known")
    world.first_caregiver.hears_nothing()
    world.patient.texts("my spasms are way worse")
    world.patient.hears("noted-symptom", "Until then")
    world.patient.hears_only(["safety-list", "carer-unwell"])
    world.leap(minutes=31)
    world.first_caregiver.hears("please-ring", "feel worse")
    world.patient.unheard.clear()


def test_words_near_danger_climb_in_ten_minutes_even_at_night(two_carers: World) -> None:
    world = two_carers
    _calm(world)
    world.leap_to("02:00")
    world.patient.texts("something is wrong with my head")
    world.patient.hears("safety-list")
    world.leap(minutes=5)
    world.patient.hears("safety-again", "Ben")
    world.first_caregiver.hears_nothing()
    world.restart()
    world.leap(minutes=5)
    world.first_caregiver.hears("doubt-alert", "wrong with my head", "999")
    world.second_caregiver.hears_nothing()
    world.patient.texts("0")
    world.patient.hears("safety-clear")
    world.first_caregiver.hears("carer-stand-down", "Ann")
    assert _ended(world) == [(Cause.NEAR_RED, State.CLOSED)]
    world.patient.texts("something is wrong with my head")
    world.patient.hears("safety-list")
    world.patient.texts("5")
    world.patient.hears("red-flag-advice")
    world.first_caregiver.hears("red-flag-alert")
    world.second_caregiver.hears("red-flag-alert")
    world.leap(minutes=9)
    world.first_caregiver.hears_nothing()


def test_unknown_words_are_asked_about_once_a_day_and_then_fetch_somebody(world: World) -> None:
    settle_with_ben(world, plan(step(None, {"08:00": 20})))
    _calm(world)
    world.leap_to("09:00")
    world.patient.texts("zorbly wibble")
    world.patient.hears("not-understood-plain", "All fine? 0")
    world.patient.texts("grumpf zorbly")
    world.patient.hears("not-read")
    world.leap_to("15:00")
    world.patient.hears("soft-again", "0", "SOS")
    world.leap_to("21:00")
    world.patient.hears("carer-soon", "Ben", "21:30")
    world.first_caregiver.hears_nothing()
    world.leap(minutes=30)
    world.first_caregiver.hears("please-ring", "not sure")
    world.patient.texts("im here")
    world.patient.unheard.clear()
    world.first_caregiver.hears("carer-stand-down")
    assert _ended(world) == [(Cause.DOUBT, State.CLOSED)]
