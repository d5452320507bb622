"""Text to words: spelling out of contractions, slang and emoji, clause marks, base forms.

A word keeps the place it came from, so that what was understood can be laid over what was written. Nothing here knows
what a symptom is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.reading.words import fold

_PIECE = re.compile(
    r"\d+(?:st|nd|rd|th)\b|\d+(?:[.,:/]\d+)*|[^\W\d_]+|[°%♥]|[.!?;…\n]+|[,:()/\-–—]+|[^\w\s]",
    re.UNICODE,
)
_HARD = set(".!?;…\n")
_SOFT = set(",:()/-–—")
_TRAILING_OFF = re.compile(r"…+|\.{2,}")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `forms` are every shape a pattern may name it by; `sentence` and `clause` count from 0.

    `piece` is the position of the written word `piece_text` that it came from ("can't" gives two words of one piece).
    `asked` is true in a sentence that ends in a question mark.
    """

    text: str
    forms: frozenset[str]
    sentence: int
    clause: int
    piece: int
    piece_text: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the tokeniser needs: spelled-out forms, joined phrases, irregular forms, the base words that rules may reach."""

    spelled_out: Mapping[str, tuple[str, ...]]
    emoji: Mapping[str, str]
    irregular: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    bases: frozenset[str] = field(default_factory=frozenset)


def split_pieces(text: str) -> list[str]:
    """Written words, numbers and marks in order, in the one spelling of `fold`."""
    return _PIECE.findall(_LONG_RUN.sub(r"\1\1", fold(text)))


def read_words(text: str, vocabulary: Vocabulary) -> tuple[Word, ...]:
    """The words of a message, spelled out and given their base forms."""
    raw: list[tuple[str, int, int, int]] = []
    asked: set[int] = set()
    sentence = clause = 0
    pieces = split_pieces(text)
    for place, piece in enumerate(pieces):
        if piece[0] in _HARD and not _TRAILING_OFF.fullmatch(piece):
            if "?" in piece:
                asked.add(sentence)
            sentence, clause = sentence + 1, clause + 1
            continue
        if piece[0] in _SOFT or piece[0] in _HARD:
            clause += 1
            continue
        shown = vocabulary.emoji.get(piece, piece)
        for part in shown.split():
            raw.extend((word, sentence, clause, place) for word in spell_out(part, vocabulary.spelled_out))
    return tuple(
        Word(text, find_forms(text, vocabulary), sentence, clause, piece, pieces[piece], sentence in asked)
        for text, sentence, clause, piece in _join(raw, vocabulary)
    )


def spell_out(word: str, spelled_out: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """ "cant" → can not; a long run of one letter is shortened once more when that makes a known short form."""
    if word in spelled_out:
        return spelled_out[word]
    once = re.sub(r"([^\W\d_])\1+$", r"\1", word)
    return spelled_out.get(once, (word,)) if len(once) > 2 and once != word else (word,)


def _join(raw: list[tuple[str, int, int, int]], vocabulary: Vocabulary) -> Iterable[tuple[str, int, int, int]]:
    place = 0
    while place < len(raw):
        word, sentence, clause, piece = raw[place]
        for parts, name in vocabulary.joined.get(word, ()):
            end = place + len(parts)
            if end <= len(raw) and all(raw[place + n][0] == part for n, part in enumerate(parts)):
                yield name, sentence, clause, piece
                place = end
                break
        else:
            yield word, sentence, clause, piece
            place += 1


def find_forms(word: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The word itself and every base form of it that the vocabulary knows."""
    forms = {word, *vocabulary.irregular.get(word, ())}
    forms.update(base for base in _guess_bases(word) if base in vocabulary.bases)
    return frozenset(forms)


@lru_cache(maxsize=20_000)
def _guess_bases(word: str) -> tuple[str, ...]:
    guesses: list[str] = []
    if len(word) < 4:
        return ()
    if word.endswith(("ies", "ied")):
        guesses.append(word[:-3] + "y")
    if word.endswith("es"):
        guesses.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        guesses.append(word[:-1])
    for ending in ("ing", "in", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            guesses += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                guesses.append(stem[:-1])
            if ending == "ing" and stem.endswith("y"):
                guesses.append(stem[:-1] + "ie")
    if word.endswith("ly") and len(word) > 5:
        guesses.append(word[:-2])
    return tuple(guesses)
