"""The figures on our own sentences and on the sample: they may rise, never fall. See docs/decisions/0010."""

from __future__ import annotations

import time

import pytest

from bot.reading.understand import understand
from tests.reading.utterance_score import FOLDER, read_file, score

FILES = tuple(sorted(path.stem for path in FOLDER.glob("*.jsonl")))
HARD = {"own_plain_words": 0.85, "own_fourth": 0.9, "own_sixth": 0.9, "own_tenth_c": 0.9}
"""Files written to slip through."""
LOOK_ALIKES = {"own_fourth", "own_sixth", "own_ninth", "own_seventh_a", "own_seventh_c", "own_tenth_c"}
"""Files whose harmless sentences are those hardest to tell from danger."""


@pytest.mark.parametrize("name", FILES)
def test_no_red_is_accepted_silently(name: str) -> None:
    assert score(read_file(name))["red silent"].wrong == ()


@pytest.mark.parametrize("name", FILES)
def test_red_is_alarmed_at_once(name: str) -> None:
    alarmed = score(read_file(name))["red alarmed"]
    assert not alarmed.of or alarmed.rate >= HARD.get(name, 0.95)


@pytest.mark.parametrize("name", FILES)
def test_amber_or_higher_is_found(name: str) -> None:
    found = score(read_file(name))["amber or higher"]
    assert not found.of or found.rate >= HARD.get(name, 0.95)


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_now_seldom_alarms(name: str) -> None:
    assert score(read_file(name))["false red"].rate <= 0.03


@pytest.mark.parametrize("name", FILES)
def test_needless_questions_stay_rare(name: str) -> None:
    figures = score(read_file(name))
    assert figures["asked, dose"].rate <= (0.2 if name == "own_seventh_b" else 0.12)
    assert figures["asked, other"].rate <= (0.52 if name == "own_seventh_b" else 0.46 if name in LOOK_ALIKES else 0.34)


@pytest.mark.parametrize(("name", "alarmed"), [("other_hand/first", 0.88), ("other_hand/second", 0.77)])
def test_sentences_by_another_hand(name: str, alarmed: float) -> None:
    """Written by somebody who had not seen the phrasings: what they show now, so that it never gets worse."""
    figures = score(read_file(name))
    assert figures["red silent"].wrong == ()
    assert figures["red alarmed"].rate >= alarmed
    assert figures["false red"].rate <= 0.02


OWN_HAND = tuple(sorted(path.stem for path in (FOLDER / "own_hand").glob("*.jsonl")))
"""Files whose first look has been taken and written down; what they show now is a floor."""


@pytest.mark.parametrize("name", OWN_HAND)
def test_used_up_files_keep_their_floor(name: str) -> None:
    figures = score(read_file(f"own_hand/{name}"))
    assert figures["red silent"].wrong == ()
    assert not figures["red alarmed"].of or figures["red alarmed"].rate >= 0.92
    assert figures["false red"].rate <= 0.06


def test_a_message_takes_under_five_milliseconds() -> None:
    texts = [row["text"] for row, _ in read_file("dev")]
    begun = time.process_time()
    for text in texts:
        understand(text, None)
    # Ten times the promise: the machine that runs this may be slow and busy.
    assert (time.process_time() - begun) / len(texts) < 0.05
