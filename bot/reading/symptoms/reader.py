"""A message in, symptoms and tier out. Nothing is stored or sent; the words are all that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.reading.symptoms.lexicon import Lexicon, Symptom, load_lexicon
from bot.reading.symptoms.order import find_lost_order
from bot.reading.symptoms.scope import decide_scope
from bot.reading.symptoms.spelling import mend_words
from bot.reading.symptoms.surroundings import Scope, look_around
from bot.reading.symptoms.tier import Tier, grade, order_symptoms, settle
from bot.reading.symptoms.vital import Vital, find_vitals
from bot.reading.symptoms.word import Word, read_words

_PRONE_TO_JOKES = frozenset(
    ["agitation", "breathing", "chest_pain", "confusion", "delusion", "rigidity", "seizure", "suicidal", "syncope"]
)
_ASKING = frozenset(
    ["are", "at", "can", "could", "do", "does", "how", "if", "is", "leaflet", "should", "what", "when", "will", "would"]
)
_FAINT = frozenset({"i", "he", "she", "and", "so", "of", "it", "that", "this", "to"})
_LIGHT = frozenset(
    [
        "all",
        "and",
        "at",
        "can",
        "could",
        "he",
        "i",
        "in",
        "it",
        "me",
        "no",
        "not",
        "of",
        "on",
        "out",
        "over",
        "she",
        "so",
        "that",
        "there",
        "they",
        "this",
        "to",
        "up",
        "will",
        "would",
        "you",
    ]
)


@dataclass(frozen=True, slots=True)
class SymptomReading:
    """What a message tells of symptoms.

    `symptoms` are canonical ids, most serious first; with `negated` they are what the person says they do not have.
    `near_red`: words near danger that no phrasing explains, or a red sign in doubtful surroundings: ask at once.
    `unsettled`: a negation or a word of mind and body is left that no phrasing explains, however ordinary the rest.
    `anchored`: a known clause of everyday life, a figure of speech, a denial or a purpose is in it.
    `purpose`: what the message seems to be for ("plan", "supply" …); a name, and nothing is done because of it.
    `untimely`: a red sign that may or may not be meant here and now. `accounted` holds the places of
    the `words` that were understood; `suicidal` chooses the crisis path.
    """

    tier: Tier
    symptoms: tuple[str, ...]
    negated: bool
    near_red: bool
    untimely: bool
    suicidal: bool
    unsettled: bool
    anchored: bool
    purpose: str | None
    words: tuple[Word, ...]
    accounted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """One phrasing in the message, and what its surroundings make of it."""

    symptom: Symptom
    used: frozenset[int]
    scope: Scope


def read_symptoms(text: str, *, as_caregiver: bool = False, extra_mg: Decimal | None = None) -> SymptomReading:
    """Symptoms, tier and what was understood. `extra_mg`: from how many mg at once an intake is red for this person."""
    lexicon = load_lexicon()
    words = mend_words(read_words(text, lexicon.vocabulary))
    forms = frozenset(form for word in words for form in word.forms)
    figures = lexicon.figures.find(words, lexicon.small, forms)
    vitals = [*find_vitals(words, lexicon, extra_mg), *find_lost_order(words)]
    found = _find_symptoms(words, lexicon, forms, figures, vitals, as_caregiver=as_caregiver)
    clear = lexicon.scopes.all_clear.find(words, lexicon.small, forms)
    accounted = frozenset().union(*figures, *clear, *(each.used for each in found), *(vital.places for vital in vitals))
    accounted |= _small_places(words, lexicon)

    now = {each.symptom.id: each.symptom for each in found if each.scope is Scope.NOW}
    doubtful = any(vital.symptom not in lexicon.symptoms for vital in vitals if vital.symptom is not None) or any(
        e.scope is Scope.DOUBTFUL and e.symptom.tier == "red" for e in found
    )
    laughing = [n for n, word in enumerate(words) if word.text in lexicon.scopes.laughing]
    if now and any(not {word.text for word in words[max(0, n - 2) : n + 2]} & {"not", "no"} for n in laughing):
        jokes = {name for name, symptom in now.items() if symptom.tier == "red" and name in _PRONE_TO_JOKES}
        doubtful = doubtful or bool(jokes)
        now = {name: symptom for name, symptom in now.items() if name not in jokes}
    now = settle(now)
    tier = grade(now)
    negated = [each.symptom.id for each in found if each.scope is Scope.NEGATED]
    explained = frozenset().union(*lexicon.explained.find(words, lexicon.small, forms))
    accounted |= explained | _scope_words(words, lexicon, forms, found)
    denied = _denied(words, accounted, lexicon)
    accounted |= denied
    purpose = next((name for name, kind in lexicon.intents.items() if kind.find(words, lexicon.small, forms)), None)
    near = lexicon.near_danger.find(words, lexicon.small, forms)
    known = frozenset(accounted)
    left = any(n not in known and word.forms & lexicon.danger for n, word in enumerate(words)) or any(
        not {n for n in match if words[n].text not in lexicon.small | _LIGHT} <= known for match in near
    )
    shown = order_symptoms(now) if now else tuple(dict.fromkeys(negated))
    return SymptomReading(
        tier=tier,
        symptoms=shown,
        negated=not now and bool(negated or clear) and not doubtful,
        near_red=doubtful or left or bool(lexicon.farewells.find(words, lexicon.small, forms)),
        untimely=any(e.symptom.tier == "red" and not _is_plain(e, words) for e in found),
        suicidal="suicidal" in now,
        unsettled=any(n not in known and word.forms & lexicon.unsettling for n, word in enumerate(words)),
        anchored=bool(figures or clear or found or purpose or denied or lexicon.chat.find(words, lexicon.small, forms)),
        purpose=purpose,
        words=words,
        accounted=accounted,
    )


def _find_symptoms(
    words: tuple[Word, ...],
    lexicon: Lexicon,
    forms: frozenset[str],
    figures: list[frozenset[int]],
    vitals: list[Vital],
    *,
    as_caregiver: bool,
) -> list[Found]:
    matches: list[tuple[Symptom, frozenset[int]]] = []
    for symptom in lexicon.symptoms.values():
        for used in symptom.patterns.find(words, lexicon.small, forms):
            telling = frozenset(n for n in used if words[n].text not in lexicon.small | _LIGHT) or used
            if not any(telling <= figure and _tells_more(figure - used, words, lexicon) for figure in figures):
                matches.append((symptom, used))
    matches += [(lexicon.symptoms[v.symptom], v.places) for v in vitals if v.symptom and v.symptom in lexicon.symptoms]
    if not matches:
        return []
    listed: dict[str, frozenset[int]] = {}
    for symptom, used in matches:
        listed[symptom.id] = listed.get(symptom.id, frozenset()) | used
    around = look_around(words, lexicon, forms, listed)
    return [
        Found(symptom, used, decide_scope(used, symptom, around, lexicon, as_caregiver=as_caregiver))
        for symptom, used in matches
    ]


def _denied(words: tuple[Word, ...], accounted: frozenset[int], lexicon: Lexicon) -> frozenset[int]:
    """Plain denials of single words of danger: "no fits", "not hot", "no voices no bugs"."""
    found: set[int] = set()
    for n in range(1, len(words)):
        if words[n].forms & lexicon.deniable and words[n - 1].text in {"no", "not", "without", "nor"}:
            alone = n + 1 == len(words) or words[n + 1].sentence != words[n].sentence or n + 1 in accounted
            if (
                alone
                or words[n + 1].clause != words[n].clause
                or words[n + 1].text in {"no", "not", "or", "and", "nor", "today"}
            ):
                found |= {n - 1, n}
    return frozenset(found)


def _tells_more(rest: frozenset[int], words: tuple[Word, ...], lexicon: Lexicon) -> bool:
    """A figure of speech takes a phrasing back only by words of its own ("dying for a cuppa")."""
    return any(words[n].text not in lexicon.small | _FAINT for n in rest)


def _small_places(words: tuple[Word, ...], lexicon: Lexicon) -> frozenset[int]:
    return frozenset(n for n, word in enumerate(words) if word.text in lexicon.small)


def _scope_words(
    words: tuple[Word, ...], lexicon: Lexicon, forms: frozenset[str], found: list[Found]
) -> frozenset[int]:
    """The words that told whose, when or whether; understood only where they took something back."""
    scopes = lexicon.scopes
    if all(each.scope is Scope.NOW for each in found):
        return frozenset()
    kinds = (scopes.past, scopes.hypothetical, scopes.media, scopes.resolved)
    places = frozenset().union(*(match for kind in kinds for match in kind.find(words, lexicon.small, forms)))
    taken_back = scopes.negation | scopes.outsiders | scopes.relatives | scopes.dismissing
    return places | frozenset(n for n, word in enumerate(words) if word.forms & taken_back)


def _is_plain(found: Found, words: tuple[Word, ...]) -> bool:
    """Whether it is clear without asking that a red sign is meant now, or is not."""
    if found.scope is Scope.DOUBTFUL:
        return False
    if found.scope is not Scope.HYPOTHETICAL:
        return True
    sentence = words[min(found.used)].sentence
    opening = next(word for word in words if word.sentence == sentence)
    return opening.asked or opening.text in _ASKING
