"""How urgent the symptoms of a message are together, and which of two names for one thing stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.reading.symptoms.lexicon import Symptom, load_lexicon


class Tier(StrEnum):
    """How urgent: emergency number now, call today, log, nothing."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


RANK = {Tier.NONE: 0, Tier.GREEN: 1, Tier.AMBER: 2, Tier.RED: 3}


_MILDER = {
    "insomnia_mild": ("insomnia_severe",),
    "anxiety_mild": ("severe_anxiety", "agitation", "paranoia"),
    "tremor_mild": ("tremor_severe", "seizure"),
    "stiffness_mild": ("rigidity", "spasm_rebound", "seizure"),
    "spasm_rebound": ("rigidity", "seizure"),
    "fever_low": ("high_fever",),
    "brain_fog": ("confusion", "disorientation", "thought_disorder"),
    "nausea": ("vomiting",),
    "low_mood": ("suicidal",),
    "fatigue": ("altered_consciousness",),
    "dizziness": ("syncope",),
    "fall": ("syncope", "seizure"),
    "extra_dose": ("overdose",),
    "abrupt_stop": ("overdose",),
    "paranoia": ("delusion",),
    "itching": ("halluc_tactile",),
    "tingling": ("halluc_tactile",),
    "irritability": ("agitation",),
    "headache": ("dysreflexia",),
    "sweating": ("dysreflexia",),
}


def read_digit(digit: int) -> str:
    """The symptom that a digit of the safety list (4 to 9) stands for."""
    return load_lexicon().digits[digit]


def order_symptoms(names: Iterable[str]) -> tuple[str, ...]:
    """Each id once, most serious first."""
    symptoms = load_lexicon().symptoms
    return tuple(sorted(dict.fromkeys(names), key=lambda name: -RANK[Tier(symptoms[name].tier)]))


def settle(now: Mapping[str, Symptom]) -> dict[str, Symptom]:
    """The milder of two names for one thing gives way."""
    return {name: symptom for name, symptom in now.items() if not any(worse in now for worse in _MILDER.get(name, ()))}


def grade(now: Mapping[str, Symptom]) -> Tier:
    """The most serious tier; two autonomic signs of the green list together make amber."""
    tier = max((Tier(symptom.tier) for symptom in now.values()), key=RANK.__getitem__, default=Tier.NONE)
    if tier is Tier.GREEN and sum(symptom.autonomic for symptom in now.values()) >= 2:
        return Tier.AMBER
    return tier
