"""Numbers that speak of danger: temperatures, counts of tablets, milligrams, blood pressure, breaths. Figures are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.symptoms.lexicon import Lexicon
from bot.reading.symptoms.numeral import Number, find_numbers
from bot.reading.symptoms.word import Word

UNSURE = "unsure"
"""No symptom of its own: a number that has to be asked about."""


@dataclass(frozen=True, slots=True)
class Vital:
    """A symptom that a number tells; `places` are the words it used. `symptom` None: a number that is well."""

    symptom: str | None
    places: frozenset[int]


def find_vitals(words: tuple[Word, ...], lexicon: Lexicon, extra_mg: Decimal | None) -> list[Vital]:
    """What the numbers of a message tell. `extra_mg`: from how many mg at once an intake is red, where a plan is known."""
    thresholds, kinds = lexicon.thresholds, lexicon.number_words
    vitals: list[Vital] = []
    texts = {word.text for word in words}
    for number in find_numbers(words):
        following = words[number.end].text if number.end < len(words) else ""
        vital = (
            _read_heat(words, number, following, texts, thresholds["temperature"], kinds)
            or _read_intake(words, number, following, thresholds["intake"], kinds, extra_mg)
            or _read_breaths(words, number, following, texts, thresholds["breaths"], kinds)
        )
        if vital is not None:
            vitals.append(vital)
    vitals.extend(_read_pressure(words, thresholds["pressure"], kinds))
    return vitals


def _read_heat(
    words: tuple[Word, ...],
    number: Number,
    following: str,
    texts: set[str],
    figures: Mapping[str, Decimal],
    kinds: Mapping[str, frozenset[str]],
) -> Vital | None:
    value, places = number.value, frozenset(range(number.start, number.end))
    before = words[number.start - 1].text if number.start else ""
    precise = value != value.to_integral_value()
    if following in kinds["not_heat"] or before in {"£", "$", "€"} or texts & kinds["weather"]:
        return None
    if before == "at" and not precise:
        return None
    sentence = words[number.start].sentence
    cue = any(w.forms & kinds["heat"] for w in words if w.sentence == sentence) or following in {
        "c",
        "f",
        "°",
        "degrees",
    }
    if not cue and not (precise and (Decimal("37.5") <= value < 43 or Decimal("99.6") <= value < 107)):
        return _read_bare_heat(words, number, figures, kinds)
    if following in {"c", "f", "°"}:
        places |= {number.end}
    for low, high, name in (("lowest_c", "highest_c", "c"), ("lowest_f", "highest_f", "f")):
        if figures[low] <= value <= figures[high] and not (name == "c" and following == "f"):
            if value >= figures[f"red_{name}"]:
                return Vital("high_fever", places)
            if value >= figures[f"amber_{name}"]:
                return Vital("fever_low", places)
            if value < figures[f"low_{name}"]:
                return Vital("low_temperature", places)
            return Vital(None, places)
    return None


def _read_bare_heat(
    words: tuple[Word, ...], number: Number, figures: Mapping[str, Decimal], kinds: Mapping[str, frozenset[str]]
) -> Vital | None:
    """ "She's 104", "now 39": a number that could be a fever and stands for nothing else is asked about."""
    end = number.end
    while end < len(words) and words[end].text in kinds["after_bare_heat"]:
        end += 1
    last = end == len(words) or words[end].clause != words[number.start].clause
    before = words[number.start - 1].text if number.start else ""
    if not last or not number.digits or (number.start and before not in kinds["before_bare_heat"]):
        return None
    places = frozenset(range(number.start, number.end))
    if before and figures["red_f"] <= number.value <= figures["highest_f"]:
        return Vital("high_fever", places)
    doubtful = figures["amber_f"] <= number.value <= figures["highest_f"]
    doubtful = doubtful or (before != "" and figures["red_c"] <= number.value <= figures["highest_c"])
    return Vital(UNSURE, places) if doubtful else None


def _read_intake(
    words: tuple[Word, ...],
    number: Number,
    following: str,
    figures: Mapping[str, Decimal],
    kinds: Mapping[str, frozenset[str]],
    extra_mg: Decimal | None,
) -> Vital | None:
    sentence = words[number.start].sentence
    before = [w for w in words[: number.start] if w.sentence == sentence][-6:]
    after = [w for w in words[number.end :] if w.sentence == sentence][:5]
    taken = [n for n, w in enumerate(before) if w.text in kinds["taken"]]
    later = [w for w in after if w.text in kinds["taken"]]
    if not taken and not later:
        return None
    if any(w.text in {"not", "never", "no", "if", "should", "would"} for w in before):
        return None
    if any(w.text in kinds["kept"] for w in after) or any(w.text in {"down", "counted", "got"} for w in before):
        return None
    places = frozenset(range(number.start, number.end))
    unit = following.removesuffix("s")
    if unit in {"mg", "milligram", "mil", "mgm", "milligramo"}:
        if number.value >= (extra_mg or figures["red_mg"]):
            return Vital("overdose", places)
        return Vital("extra_dose", places) if extra_mg is None and number.value >= figures["amber_mg"] else None
    pills = any(w.forms & kinds["tablets"] or w.text in {"them"} for w in after[:4]) or (
        any(w.text == "at" for w in after[:1]) and any(w.text == "once" for w in after[1:2])
    )
    pills = pills or (following == "in" and any(w.text in kinds["short_while"] for w in after[1:4]))
    if following in kinds["not_heat"] - {"tablet", "tablets", "pill", "pills"} or (
        following in {"x", "half", "minutes", "more"} and not pills
    ):
        return None
    if pills and number.value == number.value.to_integral_value():
        if number.value >= figures["red_tablets"]:
            return Vital("overdose", places)
        if number.value >= figures["amber_tablets"]:
            return Vital("extra_dose", places)
    return None


def _read_breaths(
    words: tuple[Word, ...],
    number: Number,
    following: str,
    texts: set[str],
    figures: Mapping[str, Decimal],
    kinds: Mapping[str, frozenset[str]],
) -> Vital | None:
    if not texts & {"breathing", "breaths", "breath", "respiration", "resps", "breathe"}:
        return None
    ahead = {w.text for w in words[number.end : number.end + 4]}
    if ahead & {"minute", "minutes", "breaths", "times"} and number.value <= figures["red_per_minute"]:
        return Vital("breathing", frozenset(range(number.start, number.end)))
    return None


def _read_pressure(
    words: tuple[Word, ...], figures: Mapping[str, Decimal], kinds: Mapping[str, frozenset[str]]
) -> list[Vital]:
    found: list[Vital] = []
    for place, word in enumerate(words):
        upper, _, lower = word.text.partition("/")
        if lower.isdigit() and upper.isdigit():
            if figures["red_systolic"] <= int(upper) <= 300 and 40 <= int(lower) <= 200:
                found.append(Vital("dysreflexia", frozenset({place})))
        elif word.text.isdigit() and place + 2 < len(words) and words[place + 1].text == "over":
            below = words[place + 2].text
            if below.isdigit() and figures["red_systolic"] <= int(word.text) <= 300 and 40 <= int(below) <= 200:
                found.append(Vital("dysreflexia", frozenset({place, place + 1, place + 2})))
    return found
