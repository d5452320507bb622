"""Segments as carriers bill them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.segments import count_segments, flatten, is_gsm7


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("{" * 81, 2),
        ("é" * 160, 1),
        ("’" + "a" * 69, 1),
        ("’" + "a" * 70, 2),
        ("✓" * 134, 2),
        ("✓" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("line\nbreak", 1),
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, segments: int) -> None:
    assert count_segments(text) == segments


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("it’s “fine” – really…", 'it\'s "fine" - really...'),
        ("Zoë Ñandú Šimon", "Zoe Ñandu Simon"),
        ("[a] {b} ~c| €5", "(a) (b) -c/ EUR5"),
        ("2½ × 10", "21/2 x 10"),
        ("a\u200bb\u0007c", "abc"),
    ],
)
def test_the_nearest_spelling_is_found(text: str, flat: str) -> None:
    assert flatten(text) == flat


def test_letters_without_a_near_spelling_are_marked_or_kept() -> None:
    assert flatten("你好") == "??"
    assert flatten("你好", unknown=None) == "你好"


@given(st.text())
def test_flattened_text_is_always_gsm7(text: str) -> None:
    assert is_gsm7(flatten(text))


@given(st.text(alphabet="abc €{é", max_size=400))
def test_more_text_never_costs_less(text: str) -> None:
    assert count_segments(text + "a") >= count_segments(text)
