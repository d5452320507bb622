"""Whose symptom, when, and whether at all: what stands around a phrasing decides if it is meant here and now."""

from __future__ import annotations

from bot.reading.symptoms.lexicon import Lexicon, Symptom
from bot.reading.symptoms.owner import find_owner
from bot.reading.symptoms.surroundings import Scope, Surroundings
from bot.reading.symptoms.word import Word

_CONDITIONS = frozenset({"if", "what", "in", "when", "should", "leaflet", "worried", "scared", "read"})
_OPENINGS = frozenset({"can", "could", "do", "does", "did", "is", "are", "might", "may", "how", "leaflet"})
_PERCEIVING = frozenset({"see", "hear", "feel", "smell"})
_SUBJECTS = frozenset({"i", "he", "she", "there", "they", "we", "you"})
_RAISING = frozenset({"think", "feel", "believe", "reckon", "say", "seem", "know", "mean"})
_LIST = frozenset(
    {"or", "and", "nor", "no", "not", "any", "of", "sign", "signs", "more", "either", "other", "with", "new"}
)
_ANSWER_AFTER = frozenset({"none", "no", "nil", "negative", "0", "zero"})
_UNREAL = frozenset({"depersonalisation", "halluc_other", "vivid_dreams"})


def decide_scope(
    used: frozenset[int], symptom: Symptom, around: Surroundings, lexicon: Lexicon, *, as_caregiver: bool
) -> Scope:
    """What the words around one phrasing make of it."""
    words, first, last = around.words, min(used), max(used)
    part = around.parts[first]
    negated = _is_negated(used, symptom, around, lexicon)
    if negated is not Scope.NOW:
        return negated
    if symptom.id not in _UNREAL and any(_touches(match, used, around) for match in around.media):
        return Scope.STORY
    texts = {words[n].text for n in range(len(words)) if around.parts[n] == part and n not in used}
    if any(
        around.parts[min(match)] == part
        and not match <= used
        and _reaches(match, used, words)
        and not (symptom.scene and _dates_a_death(match, words, lexicon))
        for match in around.past
    ):
        return Scope.DOUBTFUL if texts & lexicon.scopes.present else Scope.PAST
    for match in around.hypothetical:
        begins = words[min(match)]
        if begins.text == "if" and min(match) and words[min(match) - 1].text == "as":
            continue
        opening = next(word for word in words if word.sentence == words[first].sentence)
        if symptom.id == "suicidal" and not begins.asked and opening.text not in _OPENINGS:
            continue
        if begins.clause != words[first].clause and begins.text not in _CONDITIONS:
            continue
        if symptom.scene and _asks_me_to_perceive(min(match), words):
            continue
        if begins.text in _OPENINGS and not begins.asked and not _opens(min(match), words, lexicon):
            continue
        if around.parts[min(match)] == part and min(match) < first and not match <= used:
            told = any(min(match) < min(t) <= first and t.isdisjoint(match) for t in around.telling)
            return Scope.DOUBTFUL if told else Scope.HYPOTHETICAL
    if not symptom.scene or any(words[n].forms & _PERCEIVING for n in sorted(used)[:4]):
        other = find_owner(used, symptom, around, lexicon, as_caregiver=as_caregiver)
        if other is not Scope.NOW:
            return other
    if any(min(match) > last and words[min(match)].sentence == words[last].sentence for match in around.resolved):
        return Scope.DOUBTFUL if symptom.id not in {"seizure", "syncope", "overdose", "suicidal"} else Scope.NOW
    return Scope.NOW


def _asks_me_to_perceive(place: int, words: tuple[Word, ...]) -> bool:
    """ "Can you see the man in my room": no what-if."""
    ahead = words[place + 1 : place + 3]
    return len(ahead) == 2 and ahead[0].text == "you" and bool(ahead[1].forms & _PERCEIVING)


def _opens(place: int, words: tuple[Word, ...], lexicon: Lexicon) -> bool:
    """Whether a word such as "is" or "can" begins a question: nothing but a joint stands before it in its clause."""
    if place == 0 or words[place - 1].clause != words[place].clause:
        return True
    return words[place - 1].text in lexicon.small | lexicon.scopes.joints


def _touches(match: frozenset[int], used: frozenset[int], around: Surroundings) -> bool:
    return around.words[min(match)].sentence == around.words[min(used)].sentence and not match <= used


def _reaches(match: frozenset[int], used: frozenset[int], words: tuple[Word, ...]) -> bool:
    """A time that comes after, behind a comma and other words, is the time of something else ("… horses he sold in the 80s")."""
    begins = min(match)
    if any(word.text in {"who", "which"} for word in words[max(used) + 1 : begins]):
        return False
    if begins < max(used) or words[begins].clause == words[max(used)].clause:
        return True
    return words[begins - 1].clause != words[begins].clause


def _dates_a_death(match: frozenset[int], words: tuple[Word, ...], lexicon: Lexicon) -> bool:
    """ "I see granny on the swing and we buried her last fall": the time is that of the funeral."""
    begins = min(match)
    return any(word.forms & lexicon.scopes.mourned for word in words[max(0, begins - 3) : begins])


def _is_negated(used: frozenset[int], symptom: Symptom, around: Surroundings, lexicon: Lexicon) -> Scope:
    words, first, last = around.words, min(used), max(used)
    after = [n for n in range(last + 1, len(words)) if words[n].sentence == words[last].sentence][:2]
    if after and words[after[0]].text in _ANSWER_AFTER and len(after) == 1:
        return Scope.NEGATED
    strange, listed, joined = 0, False, False
    own = around.listed[symptom.id]
    others = frozenset().union(*(places for name, places in around.listed.items() if name != symptom.id)) - own
    for n in range(first - 1, -1, -1):
        word, following = words[n], words[n + 1]
        if word.sentence != words[first].sentence or word.text in lexicon.scopes.terminators:
            break
        if word.text in lexicon.scopes.negation:
            if n in around.false_negation and not _RAISING & words[min(n + 1, first)].forms:
                break
            alone = word.clause != following.clause and (n == 0 or words[n - 1].clause != word.clause)
            if alone and not listed:
                break
            return Scope.DOUBTFUL if listed and not joined else Scope.NEGATED
        if word.clause != following.clause:
            if strange:
                break
            joined = True
        if word.text in _SUBJECTS or (word.text == "my" and strange == 0 and n > 0 and words[n - 1].text == "and"):
            raised = n > 0 and any(_RAISING & words[k].forms for k in range(max(0, n - 2), n))
            if not raised and not (n and words[n - 1].text in {"that", "if"}):
                break
            continue
        if n in others:
            listed = True
        elif n in own:
            continue
        elif word.text in _LIST:
            joined = joined or word.text in {"or", "and", "nor", "no", "any", "not"}
        elif word.text not in lexicon.small and not _RAISING & word.forms:
            strange += 1
            if strange > 3:
                break
    return Scope.NOW
