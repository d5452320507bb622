"""Numbers that speak of danger: temperatures, counts of tablets, milligrams, blood pressure, breaths. Figures are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.reading.symptoms.lexicon import Lexicon
from bot.reading.symptoms.word import Word

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_SMALL_NUMBERS.split())} | {"oh": 0, "dozen": 12, "couple": 2}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}


UNSURE = "unsure"
"""No symptom of its own: a number that has to be asked about."""


@dataclass(frozen=True, slots=True)
class Vital:
    """A symptom that a number tells; `places` are the words it used. `symptom` None: a number that is well."""

    symptom: str | None
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits or words, from `start` to before `end`."""

    value: Decimal
    start: int
    end: int
    digits: bool


def find_numbers(words: tuple[Word, ...]) -> list[Number]:
    """Every number, also "thirty nine point five", "a hundred and three", "one oh three"."""
    found: list[Number] = []
    place = 0
    while place < len(words):
        number = _digits_at(words, place) or _spoken_at(words, place)
        if number is None:
            place += 1
        else:
            found.append(number)
            place = number.end
    return found


def _digits_at(words: tuple[Word, ...], place: int) -> Number | None:
    text = words[place].text
    if not text[0].isdigit() or ":" in text or "/" in text:
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    end = place + 1
    if end + 1 < len(words) and words[end].text == "point" and words[end + 1].text.isdigit():
        value, end = Decimal(f"{text}.{words[end + 1].text}"), end + 2
    return Number(value, place, end, True)


def _spoken_at(words: tuple[Word, ...], place: int) -> Number | None:
    total, at = _tens_at(words, place)
    if at == place and not (at + 1 < len(words) and words[at].text == "hundred"):
        return None
    if at < len(words) and words[at].text == "hundred":
        total, at = max(total, 1) * 100, at + 1
        after = at + (at < len(words) and words[at].text == "and")
        rest, end = _tens_at(words, after)
        if end > after:
            total, at = total + rest, end
    elif total == 1 and at < len(words) and words[at].text in {"oh", "o", "zero"}:
        rest, end = _tens_at(words, at + 1)
        if end > at + 1:
            total, at = 100 + rest, end
    value = Decimal(total)
    if at + 1 < len(words) and words[at].text == "point":
        rest, end = _tens_at(words, at + 1)
        if end > at + 1:
            value, at = Decimal(f"{total}.{rest}"), end
    return Number(value, place, at, False)


def _tens_at(words: tuple[Word, ...], place: int) -> tuple[int, int]:
    if place >= len(words):
        return 0, place
    text = words[place].text
    if text in _TENS:
        following = words[place + 1].text if place + 1 < len(words) else ""
        if 0 < _UNITS.get(following, 0) < 10:
            return _TENS[text] + _UNITS[following], place + 2
        return _TENS[text], place + 1
    return (_UNITS[text], place + 1) if text in _UNITS else (0, place)


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
    if following in kinds["not_heat"] or before in {"£", "$", "€", "at"} or texts & kinds["weather"]:
        return None
    sentence = words[number.start].sentence
    cue = any(w.forms & kinds["heat"] for w in words if w.sentence == sentence) or following in {
        "c",
        "f",
        "°",
        "degrees",
    }
    precise = value != value.to_integral_value()
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
    last = number.end == len(words) or words[number.end].clause != words[number.start].clause
    before = words[number.start - 1].text if number.start else ""
    if not last or before not in kinds["before_bare_heat"]:
        return None
    places = frozenset(range(number.start, number.end))
    if figures["red_f"] <= number.value <= figures["highest_f"]:
        return Vital("high_fever", places)
    return Vital(UNSURE, places) if figures["red_c"] <= number.value <= figures["highest_c"] else None


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
