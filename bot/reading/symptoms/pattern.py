"""A small language for phrasings, so that a clinician can read and change them.

    see .. <creature>         words in order; ".." lets up to three other words stand between, "..." up to six
    can not breathe|breath    alternatives of one word; a base form also meets its other forms (see: saw, seeing)
    (cut myself|self harm)    alternatives of several words
    my? head                  "?" may be left out;  halluc*  any ending;  =saw  this form only
    ^ none $                  "^" and "$" are the ends of the message
    a & b                     both, anywhere in one message
    {creature} & no {creature}   one phrasing for each word of the class, the same word in both places

Small words (the, my, is, really …) may stand between any two words without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.reading.symptoms.word import Word
from bot.reading.words import fold

_GAPS = {"..": 3, "...": 6}
_ITEM = re.compile(r"(?:[^\s()]|\([^()]*\))+")
_CLASS = re.compile(r"<(\w+)>")
_NESTED = re.compile(r"\([^)]*\(")


class PatternError(ValueError):
    """A phrasing that cannot be read; names the phrasing."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place: single words, stems (any ending), exact forms, sequences; the gap before it. `or_end`: the end will do too."""

    single: frozenset[str]
    stems: tuple[str, ...]
    exact: frozenset[str]
    sequences: tuple[tuple[str, ...], ...]
    optional: bool
    gap: int
    or_end: bool = False

    def names(self, word: Word) -> bool:
        """Whether this single word fits here."""
        if not self.single.isdisjoint(word.forms) or word.text in self.exact:
            return True
        return any(word.text.startswith(stem) for stem in self.stems)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A phrasing ready to be matched. `needs`: for each place that can be checked quickly, the words that fit; `opens`: those
    that fit its first place, None where that cannot be told beforehand."""

    source: str
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]
    opens: frozenset[str] | None
    at_start: bool
    at_end: bool
    also: Pattern | None = None


def parse_pattern(
    source: str, classes: Mapping[str, Sequence[str]], known: dict[str, Element] | None = None
) -> Pattern:
    """A phrasing in the small language; `known` keeps the places read before with the same classes, as most stand in many.
    Raises PatternError for an unknown class or an empty phrasing."""
    known = {} if known is None else known
    first, _, rest = fold(source).partition(" & ")
    if _NESTED.search(first):
        raise PatternError(f"phrasing {source!r}: brackets inside brackets")
    items = _ITEM.findall(first)
    at_start, at_end = items[:1] == ["^"], items[-1:] == ["$"]
    elements: list[Element] = []
    gap = 0
    for item in items[at_start : len(items) - at_end]:
        if item in _GAPS:
            gap = _GAPS[item]
            continue
        if item not in known:
            known[item] = _parse_element(item, classes, source)
        elements.append(replace(known[item], gap=gap) if gap else known[item])
        gap = 0
    if not any(not element.optional for element in elements):
        raise PatternError(f"phrasing {source!r}: needs at least one word that may not be left out")
    words = [_list_words(element) for element in elements]
    return Pattern(
        source,
        tuple(elements),
        tuple(sorted((each for each in words if each is not None), key=len)),
        words[0],
        at_start,
        at_end,
        parse_pattern(rest, classes, known) if rest else None,
    )


def _list_words(element: Element) -> frozenset[str] | None:
    if element.optional or element.stems or element.or_end:
        return None
    return element.single | element.exact | {sequence[0] for sequence in element.sequences}


def _parse_element(item: str, classes: Mapping[str, Sequence[str]], source: str) -> Element:
    optional = item.endswith("?")
    body = item.removesuffix("?").replace("(", "").replace(")", "")
    or_end = False
    single: set[str] = set()
    stems: list[str] = []
    exact: set[str] = set()
    sequences: list[tuple[str, ...]] = []
    for option in _expand(body.split("|"), classes, source):
        words = tuple(option.split())
        if option == "$":
            or_end = True
        elif len(words) > 1:
            sequences.append(words)
        elif option.endswith("*"):
            stems.append(option[:-1])
        elif option.startswith("="):
            exact.add(option[1:])
        else:
            single.add(option)
    return Element(frozenset(single), tuple(stems), frozenset(exact), tuple(sequences), optional, 0, or_end)


def _expand(options: Sequence[str], classes: Mapping[str, Sequence[str]], source: str) -> Iterator[str]:
    for each in options:
        option = fold(each)
        named = _CLASS.search(option)
        if named is not None:
            if named[1] not in classes:
                raise PatternError(f"phrasing {source!r}: no class named {named[0]}")
            before, after = option[: named.start()], option[named.end() :]
            yield from _expand([before + member + after for member in classes[named[1]]], classes, source)
        elif option:
            yield option


class PatternSet:
    """Phrasings with an index: for one message only those are tried of which every necessary word is there."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._always = [pattern for pattern in self.patterns if not pattern.needs]
        self._by_word: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for word in pattern.needs[0] if pattern.needs else ():
                self._by_word.setdefault(word, []).append(pattern)

    def find(self, words: Sequence[Word], small: frozenset[str], forms: frozenset[str]) -> list[frozenset[int]]:
        """Every place where any of them fits. `forms`: all forms of all words of the message."""
        likely = dict.fromkeys(self._always)
        for form in forms:
            likely.update(dict.fromkeys(self._by_word.get(form, ())))
        found: list[frozenset[int]] = []
        for pattern in likely:
            if not any(map(forms.isdisjoint, pattern.needs)):
                found.extend(find_matches(pattern, words, small))
        return found


def find_matches(pattern: Pattern, words: Sequence[Word], small: frozenset[str]) -> list[frozenset[int]]:
    """Every place where the pattern fits, as the positions of the words it used. `small` may be stepped over freely."""
    found: list[frozenset[int]] = []
    starts: Sequence[int] = range(len(words))
    if pattern.opens is not None:
        starts = [n for n in starts if not pattern.opens.isdisjoint(words[n].forms)]
    if pattern.at_start:
        starts = [n for n in starts if n == 0 or all(w.text in small for w in words[:n])]
    for start in starts:
        used = _match_at(pattern, words, small, start)
        if used is not None and not any(used <= other for other in found):
            found.append(used)
    if found and pattern.also is not None:
        others = find_matches(pattern.also, words, small)
        return [used | other for used in found for other in others if used.isdisjoint(other)]
    return found


def _match_at(pattern: Pattern, words: Sequence[Word], small: frozenset[str], start: int) -> frozenset[int] | None:
    elements = pattern.elements

    def follow(index: int, place: int, used: tuple[int, ...]) -> tuple[int, ...] | None:
        if index == len(elements):
            if pattern.at_end and any(word.text not in small for word in words[place:]):
                return None
            return used
        element = elements[index]
        for at in _places(element, words, small, place, first=not used):
            for size in _length_at(element, words, at, small):
                done = follow(index + 1, at + size, (*used, *range(at, at + size)))
                if done is not None:
                    return done
        if element.optional or (element.or_end and used and all(word.text in small for word in words[place:])):
            return follow(index + 1, place, used)
        return None

    used = follow(0, start, ())
    return frozenset(used) if used else None


def _places(
    element: Element, words: Sequence[Word], small: frozenset[str], place: int, *, first: bool
) -> Iterator[int]:
    skipped, at = 0, place
    while at < len(words):
        if not first and words[at].sentence != words[place - 1].sentence:
            return
        yield at
        if first:
            return
        if words[at].text not in small:
            skipped += 1
            if skipped > element.gap:
                return
        at += 1


def _length_at(element: Element, words: Sequence[Word], at: int, small: frozenset[str]) -> Iterator[int]:
    if element.names(words[at]):
        yield 1
    for sequence in element.sequences:
        if sequence[0] in words[at].forms:
            size = _run_on(sequence, words, at, small)
            if size:
                yield size


def _run_on(sequence: tuple[str, ...], words: Sequence[Word], at: int, small: frozenset[str]) -> int:
    """How many words the sequence takes from here, 0 where it does not fit; ".." in it lets three words stand between."""
    end, part, spare = at, 0, 0
    while end < len(words) and words[end].sentence == words[at].sentence:
        if sequence[part] == "..":
            spare, part = _GAPS[".."], part + 1
        if sequence[part] in words[end].forms:
            part, spare = part + 1, 0
            if part == len(sequence):
                return end + 1 - at
        elif words[end].text not in small:
            if not spare:
                return 0
            spare -= 1
        end += 1
    return 0
