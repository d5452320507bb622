"""Whose symptom it is: the person's own, a relative's who counts as the patient, or somebody else's."""

from __future__ import annotations

from bot.reading.symptoms.lexicon import Lexicon, Symptom
from bot.reading.symptoms.surroundings import BREAKS, Scope, Surroundings

_MYSELF = frozenset({"i", "me", "myself", "we"})
_PREPOSITIONS = frozenset(
    {"at", "with", "to", "for", "from", "by", "of", "in", "about", "like", "near", "than", "on", "called"}
)
_CASES = frozenset({"patient", "client", "resident", "pt"})
_ONES_OWN = frozenset({"girl", "boy", "man", "lad", "lass", "lassie", "woman", "lady", "missus"})
_HERE_AND_NOW = frozenset({"altered_consciousness", "overdose", "breathing", "syncope"})


def find_owner(
    used: frozenset[int], symptom: Symptom, around: Surroundings, lexicon: Lexicon, *, as_caregiver: bool
) -> Scope:
    """Whose it is. Family members often write from the patient's phone, so a relative counts as the patient unless owned
    ("my nan") and not urgent."""
    words, scopes = around.words, lexicon.scopes
    first, sentence = min(used), words[min(used)].sentence
    for match in around.others:
        told = [words[n] for n in range(min(match), max(used) + 1) if n not in match]
        if min(match) <= first and all(w.sentence == sentence and w.text not in _MYSELF for w in told):
            return Scope.OTHER if words[min(match)].clause == words[first].clause else Scope.DOUBTFUL
    people = scopes.outsiders if as_caregiver else scopes.outsiders | scopes.relatives
    inside = [n for n in sorted(used) if words[n].text not in lexicon.small][:1]
    inside = [n for n in inside if words[n].forms & people]
    named = bool(inside) and not any(words[n].text in _MYSELF for n in used)
    if named and not (inside[0] and words[inside[0] - 1].text in _PREPOSITIONS):
        return _judge_person(inside[0], symptom, around, lexicon)
    for n in range(first - 1, -1, -1):
        word = words[n]
        if word.sentence != sentence or word.text in BREAKS:
            break
        if word.text in _MYSELF or (word.text == "my" and not words[n + 1].forms & people):
            return Scope.NOW
        if word.text in {"he", "she", "him", "her", "his"}:
            known = [k for k in range(n) if words[k].forms & people]
            return _judge_person(known[-1], symptom, around, lexicon) if known else Scope.NOW
        if word.forms & people:
            before = next((words[k].text for k in range(n - 1, -1, -1) if words[k].text not in lexicon.small), "")
            following = [w for w in words[n + 1 : first] if w.text not in lexicon.small][:2]
            if before in _PREPOSITIONS or any(w.forms & scopes.observers for w in following):
                continue
            if as_caregiver and word.text in _ONES_OWN and n and words[n - 1].text in {"my", "our"}:
                return Scope.NOW
            return _judge_person(n, symptom, around, lexicon)
    return Scope.NOW


def _judge_person(place: int, symptom: Symptom, around: Surroundings, lexicon: Lexicon) -> Scope:
    words, scopes = around.words, lexicon.scopes
    texts = {word.text for word in words}
    if place == 0 and words[0].text in _CASES:
        return Scope.NOW
    if words[place].forms & scopes.outsiders and not words[place].forms & scopes.relatives:
        return Scope.OTHER
    if (
        texts & scopes.minded
        and words[place].forms & scopes.relatives
        and not texts & scopes.urgent & {"baclofen", "tablets", "pills"}
    ):
        return Scope.OTHER
    owned = place > 0 and words[place - 1].text in {"my", "our", "his", "her", "me"}
    if not owned or (texts & scopes.urgent and not texts & scopes.dismissing):
        return Scope.NOW
    if symptom.id in _HERE_AND_NOW and not texts & scopes.dismissing:
        return Scope.NOW
    # Whether it is the family on the patient's phone cannot be known from the words: ask.
    return Scope.OTHER if texts & scopes.dismissing else Scope.DOUBTFUL
