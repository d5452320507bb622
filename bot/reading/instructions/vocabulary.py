"""The closed vocabulary: which phrases a prescriber's text may hold, and what each may be. Data in `words/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.reading.instructions.scan import clean, scan
from bot.reading.instructions.symbol import Symbol, Token

LONGEST_PHRASE = 9
_SHORTEST_CORRECTED = 5
# In a word of four letters only two that have changed places are put right.
_SHORTEST_SWAPPED = 4
_SPANISH_SIGNS = frozenset(
    [
        "cada",
        "luego",
        "dia",
        "dias",
        "semana",
        "semanas",
        "durante",
        "tomar",
        "despues",
        "veces",
        "noche",
        "hasta",
        "comprimido",
        "comprimidos",
        "una",
    ]
)
_NAMED_BY_VALUE = ("word", "stop", "hold", "review", "vague", "then")
_UNSAFE_TO_GUESS = ("number", "tail", "unit", "month", "weekday")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases (as tuples of token texts) with their senses, the words in them, and the medicines."""

    phrases: dict[tuple[str, ...], dict[str, str]]
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    corticosteroids: frozenset[str] = frozenset()


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary of both languages, read once."""
    phrases: dict[tuple[str, ...], dict[str, str]] = {}
    for language in ("en", "es"):
        for kind, values in _read(f"{language}.toml").items():
            if kind in {"advice", "column"}:
                continue
            for value, alternatives in values.items():
                for phrase in alternatives.split("|"):
                    _add(phrases, phrase, value if kind in _NAMED_BY_VALUE else kind, value, language)
    medicines = _read("medicine.toml")
    for group in medicines.values():
        for name, others in group.items():
            for phrase in (name, *others.split("|")):
                _add(phrases, phrase, "medicine", name, "")
    words: dict[str, set[str]] = {}
    for known, senses in phrases.items():
        for word in known:
            if word.isalpha():
                words.setdefault(word, set()).update(senses if len(known) == 1 else ())
    return Vocabulary(
        phrases, {word: frozenset(kinds) for word, kinds in words.items()}, frozenset(medicines["corticosteroid"])
    )


def _read(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("words", name).read_text("utf-8"))


def _add(phrases: dict[tuple[str, ...], dict[str, str]], phrase: str, kind: str, value: str, language: str) -> None:
    key = tuple(token.text for token in scan(clean(phrase.strip())))
    if key and not (language == "es" and key in {("once",), ("a",)}):
        phrases.setdefault(key, {}).setdefault(kind, value)


@cache
def column_kind(heading: str) -> str | None:
    """What a table's column holds: period, dose, frequency, duration or total."""
    for language in ("en", "es"):
        for kind, headings in _read(f"{language}.toml")["column"].items():
            if heading in {name.strip() for name in headings.split("|")}:
                return kind
    return None


def is_indication(word: str) -> bool:
    """Whether the word is a known reason for a medicine ("pain")."""
    senses = load_vocabulary().phrases.get(("for", word), {})
    return "indication" in senses


def announced(symbols: Sequence[Symbol]) -> frozenset[str]:
    """ "down" and "up", where a heading that says nothing of the dose goes one way: "reducing regime", "up titration"."""
    words = {word for symbol in symbols if symbol.has("filler") for word in symbol.text.split()}
    phrases = load_vocabulary().phrases
    ways = {"going_down": "down", "going_up": "up"}
    return frozenset(way for sense, way in ways.items() if any(sense in phrases.get((word,), {}) for word in words))


def time_of_day(word: str) -> str:
    """The time of day that a word names: "nights" → bedtime; empty if it names none."""
    return load_vocabulary().phrases.get((word,), {}).get("slot", "")


@cache
def _advice(use: str) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for language in ("en", "es"):
        listed = _read(f"{language}.toml")["advice"].get(use, "")
        found |= {tuple(token.text for token in scan(clean(phrase.strip()))) for phrase in listed.split("|")}
    return frozenset(found - {()})


@cache
def advice_words(use: str) -> frozenset[str]:
    """The single words listed for a use."""
    return frozenset(word for phrase in _advice(use) for word in phrase)


def matches_advice(use: str, texts: list[str]) -> bool:
    """Whether words that begin these texts are listed for that use (if, call, open, opener, name, closing)."""
    words = " ".join(texts[:LONGEST_PHRASE]).split()
    return any(tuple(words[:size]) in _advice(use) for size in range(1, min(5, len(words)) + 1))


def recognise(tokens: list[Token]) -> list[Symbol]:
    """Tokens → symbols, longest phrase first. A word outside the vocabulary is corrected only if one near word fits."""
    vocabulary = load_vocabulary()
    spanish = sum(token.text in _SPANISH_SIGNS for token in tokens) >= 2
    texts = [_correct(token, vocabulary) for token in tokens]
    symbols: list[Symbol] = []
    at = 0
    while at < len(tokens):
        size, senses = _longest(texts, at, vocabulary)
        token = tokens[at]
        corrected = any(texts[at + n] != tokens[at + n].text for n in range(max(size, 1)))
        numbers = token.numbers
        kind = token.kind
        if size:
            kind = "phrase"
            if size == 1 and token.kind in {"number", "slash", "ordinal", "pattern"}:
                kind = token.kind
            if "number" in senses:
                numbers = (Decimal(senses["number"]),)
        if spanish and texts[at] == "once" and size == 1:
            kind, senses, numbers = "phrase", {"number": "11"}, (Decimal(11),)
        if spanish and texts[at] == "a" and size == 1:
            senses = {"to": "to", "filler": "filler"}
        text = " ".join(texts[at : at + max(size, 1)])
        symbols.append(Symbol(text, kind, numbers, senses, corrected))
        at += max(size, 1)
    return symbols


def _longest(texts: list[str], at: int, vocabulary: Vocabulary) -> tuple[int, dict[str, str]]:
    for size in range(min(LONGEST_PHRASE, len(texts) - at), 0, -1):
        if senses := vocabulary.phrases.get(tuple(texts[at : at + size])):
            return size, senses
    return 0, {}


@cache
def _near(word: str) -> str | None:
    """The one vocabulary word that a mistyped word can be, or None. Never between two words, never to a risky one."""
    vocabulary = load_vocabulary()
    allowed = 1 if len(word) < 8 else 2
    found = process.extract(
        word,
        [known for known in vocabulary.words if len(known) >= 4],
        scorer=OSA.distance,
        score_cutoff=allowed,
        limit=3,
    )
    if not found:
        return None
    best = found[0]
    swapped = [other for other in found if sorted(other[0]) == sorted(word)]
    if len(swapped) == 1 and swapped[0][1] == best[1]:
        # "dialy", "tablte": two letters have changed places
        best, found = swapped[0], swapped
    elif len(word) < _SHORTEST_CORRECTED:
        return None
    if best[0][0] != word[0]:
        return None
    rivals = [other for other in found[1:] if other[1] <= best[1] and _senses_differ(best[0], other[0])]
    kinds = vocabulary.words[best[0]]
    risky = "number" in kinds or (best[1] > 1 and any(kind in kinds for kind in _UNSAFE_TO_GUESS))
    return None if rivals or risky else best[0]


@cache
def _stray() -> frozenset[str]:
    return frozenset(_read("stray.toml")["stray"]["words"].split())


def _senses_differ(one: str, other: str) -> bool:
    phrases = load_vocabulary().phrases
    first = phrases.get((one,))
    return first is None or first != phrases.get((other,))


def _correct(token: Token, vocabulary: Vocabulary) -> str:
    text = token.text
    if token.kind != "word" or len(text) < _SHORTEST_SWAPPED or text in vocabulary.words or len(text) > 24:
        return text
    if text in _stray():
        return text
    return _near(text) or text
