"""Symptoms and danger in free text: what alarms, what does not, and what surroundings make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.symptoms import Tier, read_symptoms
from bot.reading.symptoms.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("theres a man in the garden but nobody else can see him", "halluc_visual"),
        ("took it but im seeing things", "halluc_visual"),
        ("VOICES in my head telling me to go", "halluc_auditory"),
        ("bugs under my skin", "halluc_tactile"),
        ("im halucinating", "halluc_other"),
        ("they put cameras in the smoke alarm", "delusion"),
        ("dont know where i am", "disorientation"),
        ("my words come out all wrong", "thought_disorder"),
        ("I passed out in the shower", "syncope"),
        ("had a siezure", "seizure"),
        ("temp is 39.6", "high_fever"),
        ("103.1 fever", "high_fever"),
        ("temperature of a hundred and four", "high_fever"),
        ("stiff as a board cant bend", "rigidity"),
        ("cant breathe", "breathing"),
        ("i want to die", "suicidal"),
        ("took 30 tablets", "overdose"),
        ("took 400mg at once", "overdose"),
        ("my pee is the colour of coke", "dark_urine"),
        ("erection for 6 hours wont go down", "priapism"),
        ("bp 210/115", "dysreflexia"),
    ],
)
def test_danger_is_red(text: str, symptom: str) -> None:
    reading = read_symptoms(text)
    assert reading.tier is Tier.RED
    assert symptom in reading.symptoms
    assert reading.suicidal is (symptom == "suicidal")


@pytest.mark.parametrize(
    "text",
    [
        "no fits no hallucinations all fine",
        "not seeing things, not hearing things",
        "no chest pain, breathing fine",
        "havent had a seizure",
        "no thoughts of suicide",
        "I had a seizure in 2011, none since",
        "when i was in the army i passed out on parade",
        "the dog had a fit",
        "my neighbour collapsed last week",
        "can baclofen cause seizures?",
        "if my temperature goes over 39 who do i ring",
        "my boss drives me insane",
        "nearly had a heart attack when i saw the gas bill",
        "laughed so hard i couldnt breathe",
        "dying for a cuppa",
        "the character in my book jumps off a bridge",
        "thermometer says 36.8",
        "took it at 8, 10mg",
        "i have 30 tablets left",
    ],
)
def test_what_is_not_meant_here_and_now_is_not_red(text: str) -> None:
    assert read_symptoms(text).tier is not Tier.RED


@pytest.mark.parametrize(
    "text",
    [
        "cant stop seeing bugs",
        "not sure whats happening, theres people in my room who vanish",
        "havent taken it and im seeing things",
        "no im seeing things",
        "not only voices, i see things too",
        "she is not breathing",
        "no one else can hear the music",
        "im not joking, i want to die",
    ],
)
def test_what_only_looks_like_a_negation_takes_nothing_back(text: str) -> None:
    assert read_symptoms(text).tier is Tier.RED


def test_negated_symptoms_are_named_and_marked() -> None:
    reading = read_symptoms("no seizures, no hallucinations")
    assert reading.negated
    assert set(reading.symptoms) == {"seizure", "halluc_other"}
    assert reading.tier is Tier.NONE


def test_now_wins_over_then() -> None:
    assert read_symptoms("last year it was fine but now im seeing things").tier is Tier.RED


def test_a_joke_is_asked_about_and_never_dropped() -> None:
    reading = read_symptoms("gonna kill myself lol")
    assert reading.tier is not Tier.RED
    assert reading.near_red


def test_a_caregiver_speaks_of_the_patient() -> None:
    assert read_symptoms("my husband is talking nonsense", as_caregiver=True).tier is Tier.RED
    assert read_symptoms("my neighbour had a fit", as_caregiver=True).tier is not Tier.RED


def test_two_autonomic_signs_together_are_amber() -> None:
    assert read_symptoms("a bit shaky").tier is Tier.GREEN
    assert read_symptoms("shaky and sweaty").tier is Tier.AMBER


def test_a_known_plan_lowers_the_red_intake() -> None:
    from decimal import Decimal

    assert read_symptoms("took 90mg at once").tier is not Tier.RED
    assert read_symptoms("took 90mg at once", extra_mg=Decimal(80)).tier is Tier.RED


def test_every_symptom_has_a_source_a_mark_and_phrasings() -> None:
    symptoms = load_lexicon().symptoms
    assert {"dark_urine", "priapism", "dysreflexia", "fall"} <= set(symptoms)
    for symptom in symptoms.values():
        assert symptom.tier in {"red", "amber", "green"}
        assert symptom.source
        assert symptom.mark
        assert symptom.patterns.patterns


@given(st.text(max_size=300))
def test_no_text_whatever_fails(text: str) -> None:
    reading = read_symptoms(text)
    assert reading.tier in set(Tier)
    assert all(0 <= place < len(reading.words) for place in reading.accounted)


_REPEATED = ["theres bugs on the wall that nobody else can see", "i want to die", "cant breathe", "had a seizure"]


@given(
    st.sampled_from(_REPEATED),
    st.sampled_from(["ok. ", "took it. ", "hi, ", "thanks! ", "Yes. ", "8am done. "]),
    st.booleans(),
)
def test_other_words_before_danger_take_nothing_away(danger: str, before: str, shout: bool) -> None:
    text = before + danger
    assert read_symptoms(text.upper() if shout else text).tier is Tier.RED


def test_a_temperature_with_a_decimal_may_follow_at_and_an_hour_is_none() -> None:
    assert read_symptoms("hes at 40.1 and shaking").symptoms[0] == "high_fever"
    assert "high_fever" not in read_symptoms("see you at 40").symptoms


@pytest.mark.parametrize(
    ("text", "tier", "near_red"),
    [
        ("the the when is was for into my of", Tier.RED, False),
        ("cup the is morning for carpet", Tier.NONE, True),
        ("the the bus is late again", Tier.NONE, True),
        ("its on the to do list with the in laws", Tier.NONE, False),
    ],
)
def test_lost_order_shows_in_words_that_never_meet(text: str, tier: Tier, near_red: bool) -> None:
    reading = read_symptoms(text)
    assert reading.tier is tier
    assert near_red is (reading.near_red and tier is not Tier.RED)


def test_a_carers_own_girl_is_the_patient_and_the_girl_at_work_is_not() -> None:
    told = "went rigid and her whole body was beating on the floor"
    assert read_symptoms(f"my girl {told}", as_caregiver=True).tier is Tier.RED
    assert read_symptoms(f"the girl at work {told}", as_caregiver=True).tier is not Tier.RED
