"""Getting to know each other: consent first, nonsense in between, and leaving at any point."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import agree, begin, enrol
from bot.rehearsal.world import World
from scheduler.domain.people import ChannelName, Reach
from tests.builders import doses_of, on_hand, plan, settle

STEPS = [
    ("hello", ["welcome"]),
    ("OK", ["circle"]),
    ("ALONE", ["circle-alone", "practice"]),
    ("1", ["practice-done", "ask-name"]),
    ("Ann", ["ask-zone"]),
    ("London", ["ask-wording"]),
    ("discreet", ["ask-plan"]),
]


NONSENSE = {
    "circle": ("?? 12 !!", "circle"),
    "practice": ("zzzz?", "practice-again"),
    "ask-name": ("12345", "ask-name"),
    "ask-zone": ("nowhere in particular", "zone-unknown"),
    "ask-wording": ("perhaps", "ask-wording"),
}


def test_nonsense_at_every_step_loses_nothing(world: World) -> None:
    for text, kinds in STEPS:
        world.patient.texts(text)
        for kind in kinds:
            world.patient.hears(kind)
        if kinds[-1] in NONSENSE:
            nonsense, answer = NONSENSE[kinds[-1]]
            for _ in range(2):
                world.patient.texts(nonsense)
                world.patient.hears(answer)
    begin(world.patient, world.plan_file(plan()))
    assert world.person("Ann").zone == "Europe/London"


@pytest.mark.parametrize("after", range(1, len(STEPS)))
def test_stop_in_the_middle(world: World, after: int) -> None:
    for text, _ in STEPS[:after]:
        world.patient.texts(text)
    world.patient.unheard.clear()
    world.patient.texts("STOP")
    world.patient.hears("stopped", "does not mean stop your medicine")
    world.patient.texts("hello?")
    world.patient.hears_nothing()
    world.leap(days=2)
    world.patient.hears_nothing()
    world.patient.texts("START")
    world.patient.hears_only(["started", "welcome"])


@pytest.mark.parametrize("city", ["Paris", "new york", "America/New_York", "london", "Berlin"])
def test_places(world: World, city: str) -> None:
    enrol(world.patient, city=city)
    assert world.zone != "UTC"


def test_nobody_is_written_to_before_they_agree(world: World) -> None:
    world.patient.texts("hello")
    world.patient.hears("welcome")
    world.leap(days=3)
    world.patient.hears_nothing()


def test_a_caregiver_is_told_nothing_before_they_agree(world: World) -> None:
    enrol(world.patient, circle=world.first_caregiver)
    world.first_caregiver.hears("carer-welcome")
    world.patient.texts("SOS")
    world.patient.hears("red-flag-advice", "nobody")
    world.first_caregiver.hears_nothing()


def test_a_caregiver_agrees_and_leaves(world: World) -> None:
    enrol(world.patient, circle=world.first_caregiver)
    agree(world.first_caregiver, world.patient)
    world.patient.texts("SOS")
    world.patient.hears("red-flag-advice", "Ben")
    world.first_caregiver.hears("red-flag-alert")
    world.first_caregiver.texts("STOP")
    world.first_caregiver.hears("stopped")
    world.patient.hears("carer-stopped", "Ben")
    world.patient.texts("SOS")
    world.patient.hears("red-flag-advice", "nobody")
    world.first_caregiver.hears_nothing()


def test_stop_has_its_words_and_the_caregiver_is_told(world: World) -> None:
    enrol(world.patient, circle=world.first_caregiver)
    agree(world.first_caregiver, world.patient)
    begin(world.patient, world.plan_file(plan()))
    world.leap_to("08:01")
    world.patient.hears("dose-due")
    world.patient.texts("STOP")
    world.patient.hears("stopped", "This does not mean stop your medicine", "START")
    world.leap(minutes=31)
    world.first_caregiver.hears("opted-out-alert", "Ann")
    world.leap(days=1)
    world.patient.hears_nothing()
    # What is not told any more is still noticed, and the caregiver is asked to ring.
    world.first_caregiver.hears_only(["opted-out-alert", "please-ring", "carer-given-up", "silence-alert"])
    world.patient.texts("START")
    world.patient.hears("started")
    world.leap_to("14:00")
    assert any(message.kind.startswith("dose-due") for message in world.patient.unheard)
    world.patient.unheard.clear()
    # Somebody who goes quiet is asked about: that is what the caregiver agreed to.
    assert {message.kind for message in world.first_caregiver.unheard} <= {"please-ring", "carer-given-up"}
    world.first_caregiver.unheard.clear()


def test_red_words_after_stop_get_the_one_emergency_line(home: World) -> None:
    home.patient.texts("STOP")
    home.patient.hears("stopped")
    home.patient.texts("SOS")
    home.patient.hears("stranger-red")
    home.patient.hears_nothing()


def test_strangers_by_sms_get_no_answer(world: World) -> None:
    stranger = world.phone("Sam", ChannelName.SMS, "+447700900123")
    stranger.texts("hello who is this")
    stranger.hears_nothing()
    stranger.texts("START")
    stranger.hears("welcome", "OK to begin", "STOP")
    with world.house.store.reading() as records:
        contact = records.people.contact(ChannelName.SMS, "+447700900123")
        assert contact is not None
        assert contact.reach is Reach.NEW


def test_two_people_on_one_database_do_not_mix(home: World) -> None:
    settle(home, plan(zone="America/New_York"), phone=home.phone("Dora"), city="New York")
    home.leap_to("08:01", "Europe/London")
    home.patient.hears("dose-due")
    home.phone("Dora").hears_nothing()
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    assert on_hand(home, "Ann") == 298
    assert on_hand(home, "Dora") == 300
    home.leap_to("08:01", "America/New_York")
    home.phone("Dora").hears("dose-due", "8 am")
    home.phone("Dora").texts("U")
    home.phone("Dora").hears("nothing-to-undo")
    assert on_hand(home, "Ann") == 298
    assert doses_of(home, "2027-01-04", "Dora")["08:00"].taken_at is None


def test_what_is_said_about_somebody_without_a_name_leaves_all_the_same(world: World) -> None:
    ann = world.phone("Ann")
    for said in ("hello", "OK", "ALONE", "1"):
        ann.texts(said)
    ann.unheard.clear()
    ann.texts("hospital")
    ann.hears("hospital-noted")
    ann.hears("hospital-handover", "this person")
    ann.texts("home")
    ann.texts("unsure")
    ann.unheard.clear()
    ann.texts("steps")
    ann.hears("plan-need")
