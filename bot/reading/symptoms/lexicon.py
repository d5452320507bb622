"""What the recogniser knows, read once from the data files beside it. No phrasing and no figure stands in code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.reading.symptoms.pattern import Element, Pattern, PatternError, PatternSet, parse_pattern
from bot.reading.symptoms.word import Vocabulary

_SCOPE_WORDS = (
    "negation", "terminators", "present", "relatives", "outsiders", "observers", "laughing", "urgent", "dismissing",
    "minded", "joints", "mourned",
)  # fmt: skip
_EACH = re.compile(r"\{(\w+)\}")
DATA = files("bot.reading.symptoms") / "data"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One canonical id. `scene`: people and animals in its phrasings are what is perceived, not whose symptom it is."""

    id: str
    tier: str
    plain: str
    source: str
    mark: str
    scene: bool
    autonomic: bool
    patterns: PatternSet


@dataclass(frozen=True, slots=True)
class Scopes:
    """What takes a symptom back: negation, other times, other people, what-ifs, stories, jokes."""

    negation: frozenset[str]
    terminators: frozenset[str]
    present: frozenset[str]
    relatives: frozenset[str]
    outsiders: frozenset[str]
    observers: frozenset[str]
    laughing: frozenset[str]
    urgent: frozenset[str]
    dismissing: frozenset[str]
    minded: frozenset[str]
    joints: frozenset[str]
    mourned: frozenset[str]
    false_negation: PatternSet
    past: PatternSet
    hypothetical: PatternSet
    telling: PatternSet
    media: PatternSet
    resolved: PatternSet
    others: PatternSet
    all_clear: PatternSet


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything together. `thresholds` holds exact decimals by table and name."""

    vocabulary: Vocabulary
    small: frozenset[str]
    symptoms: Mapping[str, Symptom]
    scopes: Scopes
    figures: PatternSet
    explained: PatternSet
    danger: frozenset[str]
    near_danger: PatternSet
    farewells: PatternSet
    everyday: frozenset[str]
    unsettling: frozenset[str]
    deniable: frozenset[str]
    thresholds: Mapping[str, Mapping[str, Decimal]]
    number_words: Mapping[str, frozenset[str]]
    intents: Mapping[str, PatternSet]
    chat: PatternSet
    rare: tuple[str, ...]
    unmended: frozenset[str]
    digits: Mapping[int, str]


def _read(place: Traversable) -> dict[str, Any]:
    return tomllib.loads(place.read_text(encoding="utf-8"))


def _words_of(patterns: Iterable[Pattern]) -> Iterable[str]:
    for pattern in patterns:
        for element in pattern.elements:
            yield from element.single
            for sequence in element.sequences:
                yield from sequence
        if pattern.also is not None:
            yield from _words_of([pattern.also])


def _spread(source: str, classes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The phrasing itself, or one for each member of the class in braces. Raises PatternError for an unknown class."""
    each = _EACH.search(source)
    if each is None:
        yield source
        return
    if each[1] not in classes:
        raise PatternError(f"phrasing {source!r}: no class named {each[0]}")
    for member in classes[each[1]]:
        yield source.replace(each[0], f"({member})")


@cache
def load_lexicon() -> Lexicon:
    """The data files as values; read once per process. Raises PatternError naming a phrasing that cannot be read."""
    classes: dict[str, list[str]] = _read(DATA / "classes.toml")
    places: dict[str, Element] = {}

    def parse(phrasings: Sequence[str]) -> PatternSet:
        spread = (each for phrasing in phrasings for each in _spread(phrasing, classes))
        return PatternSet(parse_pattern(phrasing, classes, places) for phrasing in spread)

    symptoms: dict[str, Symptom] = {}
    for place in sorted((DATA / "symptoms").iterdir(), key=lambda each: each.name):
        if not place.name.endswith(".toml"):
            continue
        name, table = place.name.removesuffix(".toml"), _read(place)
        symptoms[name] = Symptom(
            id=name,
            tier=table["tier"],
            plain=table["plain"],
            source=table["source"],
            mark=table["mark"],
            scene=table.get("scene", False),
            autonomic=table.get("autonomic", False),
            patterns=parse(table["phrasings"]),
        )
    scope_table, figure_table = _read(DATA / "scopes.toml"), _read(DATA / "figures.toml")
    danger_table, word_table = _read(DATA / "danger.toml"), _read(DATA / "words.toml")
    plain = {name: frozenset(scope_table[name]) for name in _SCOPE_WORDS}
    scopes = Scopes(
        **plain,
        false_negation=parse(scope_table["false_negation"]),
        past=parse(scope_table["past"]),
        hypothetical=parse(scope_table["hypothetical"]),
        telling=parse(scope_table["telling"]),
        media=parse(scope_table["media"]),
        resolved=parse(scope_table["resolved"]),
        others=parse(scope_table["others"]),
        all_clear=parse(scope_table["all_clear"]),
    )
    figures, explained = parse(figure_table["figures"]), parse(danger_table["explained"])
    everyday_table: dict[str, str] = _read(DATA / "everyday.toml")
    everyday = frozenset(word for words in everyday_table.values() for word in words.split())
    danger = frozenset(danger_table["words"].split())
    known = {word for symptom in symptoms.values() for word in _words_of(symptom.patterns.patterns)}
    bases = known | everyday | danger | set(_words_of(figures.patterns)) | set(_words_of(explained.patterns))
    bases |= scopes.relatives | scopes.outsiders | scopes.observers
    for patterns in (
        scopes.past,
        scopes.hypothetical,
        scopes.media,
        scopes.resolved,
        scopes.others,
        scopes.all_clear,
        scopes.telling,
    ):
        bases |= set(_words_of(patterns.patterns))
    return Lexicon(
        vocabulary=_make_vocabulary(word_table, frozenset(bases)),
        small=frozenset(word_table["small"].split()),
        symptoms=symptoms,
        scopes=scopes,
        figures=figures,
        explained=explained,
        danger=danger,
        near_danger=parse(danger_table["phrasings"]),
        farewells=parse(danger_table["farewells"]),
        everyday=everyday,
        deniable=frozenset(danger_table["deniable"].split()),
        unsettling=frozenset(danger_table["unsettling"].split()),
        thresholds={
            name: {key: Decimal(value) for key, value in table.items() if name != "grade"}
            for name, table in _read(DATA / "thresholds.toml").items()
        },
        digits={int(digit): name for digit, name in _read(DATA / "digits.toml").items()},
        number_words={name: frozenset(words.split()) for name, words in _read(DATA / "numbers.toml").items()},
        chat=parse(_read(DATA / "chat.toml")["clauses"]),
        intents={name: parse(phrasings) for name, phrasings in _read(DATA / "intents.toml").items()},
        unmended=frozenset(word_table["unmended"].split()),
        rare=tuple(word_table["mended"].split()),
    )


def _make_vocabulary(table: Mapping[str, Any], bases: frozenset[str]) -> Vocabulary:
    joined: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, name in table["joined"].items():
        parts = tuple(phrase.split("_"))
        joined.setdefault(parts[0], []).append((parts, name))
    return Vocabulary(
        spelled_out={word: tuple(value.split()) for word, value in table["spelled_out"].items()},
        emoji=table["emoji"],
        irregular={word: tuple(value.split()) for word, value in table["irregular"].items()},
        joined={first: tuple(sorted(each, reverse=True)) for first, each in joined.items()},
        bases=bases,
    )
