"""A caregiver's words about a dose, and a second look at what would be accepted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.caregiving import speak_as_patient
from bot.reading.symptoms import read_symptoms
from bot.reading.symptoms.likeness import load_weights, measure_likeness, read_weights
from bot.reading.understand import Decision, understand


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("she had it with her breakfast", "taken"),
        ("gave him his tablet", "taken"),
        ("mum took hers", "taken"),
        ("yes I gave it to him at 8", "taken_late"),
        ("he only took half of his", "taken_partial"),
        ("he wouldnt take it", "skipped"),
        ("she hasnt had her lunchtime one", "skipped"),
        ("I forgot to give it to her", "skipped"),
        ("not yet, will give it after his tea", "snooze"),
    ],
)
def test_a_caregivers_dose_answer_is_the_patients(text: str, intent: str) -> None:
    assert understand(text, None, as_caregiver=True).intent == intent


@pytest.mark.parametrize("text", ["she hasnt taken it", "he never took it", "mum didnt have hers", "dad refused his"])
def test_a_negated_taken_of_somebody_else_is_never_taken(text: str) -> None:
    assert not understand(text, None, as_caregiver=True).intent.startswith("taken")


def test_a_patients_third_person_is_nobodys_dose() -> None:
    assert understand("she took it", None).decision is Decision.ASK


@given(st.text(max_size=120))
def test_no_text_whatever_fails(text: str) -> None:
    speak_as_patient(text)
    assert -20 < measure_likeness(read_symptoms(text).words) < 20
    assert understand(text, None, as_caregiver=True).intent


def test_what_is_like_danger_is_more_so_than_everyday_talk() -> None:
    def measure(text: str) -> Decimal:
        return measure_likeness(read_symptoms(text).words)

    assert measure("they are standing in my room and will not go") > measure("lovely weather, off to the shops")


def test_the_weights_can_be_read_line_by_line() -> None:
    assert read_weights(["# note", "12\tcan not", "", "-3\tsunny"]) == {"can not": 12, "sunny": -3}
    assert len(load_weights()) > 1000
    with pytest.raises(ValueError, match="invalid literal"):
        read_weights(["no weight"])
