"""Misspellings of long, rare words of danger ("halucinating", "convulsoin"): mended by edit distance, for unknown words only."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.reading.symptoms.lexicon import load_lexicon
from bot.reading.symptoms.word import Word, find_forms


def mend_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The same words; those that nothing knows get the forms of the danger word that they nearly are."""
    return tuple(_mend(word) for word in words)


def _mend(word: Word) -> Word:
    lexicon = load_lexicon()
    vocabulary = lexicon.vocabulary
    if len(word.text) < 6 or not word.text.isalpha():
        return word
    if word.text in lexicon.unmended or any(form in vocabulary.bases for form in word.forms):
        return word
    meant = find_rare(word.text)
    return word if meant is None else replace(word, forms=word.forms | find_forms(meant, vocabulary))


@lru_cache(maxsize=20_000)
def find_rare(text: str) -> str | None:
    """The danger word with the same first letter within one edit (two from nine letters up), or None."""
    allowed = 1 if len(text) < 9 else 2
    alike = [word for word in load_lexicon().rare if word[0] == text[0]]
    found = process.extractOne(text, alike, scorer=OSA.distance, score_cutoff=allowed)
    return None if found is None else str(found[0])
