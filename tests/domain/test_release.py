"""A clinic's code, or an invitation's token, among other texts."""

from __future__ import annotations

from string import digits

import pytest

from scheduler.domain.invitation import is_written_as_token, new_token
from scheduler.domain.release import bare_code, is_written_as_code, new_code


def test_every_code_that_is_given_is_known_as_one() -> None:
    for _ in range(200):
        code = new_code()
        assert bare_code(code) == code.replace("-", "")
        for said in (f"CODE {code}", f"code: {code.lower()}", f" Code {code}. "):
            assert is_written_as_code(said)


@pytest.mark.parametrize(
    "said", ["her temp 39C", "TEMPR 39CXX", "code red", "chest-hurts", "CODE HER TEMP 39C", "U9MDT-RY43C he is dead"]
)
def test_words_are_never_taken_for_a_code(said: str) -> None:
    assert not is_written_as_code(said)


def test_a_token_is_nobodys_words_and_words_are_no_token() -> None:
    tokens = [new_token() for _ in range(300)]
    # A few have no digit; they are read as words, and can hold no temperature.
    assert all(
        is_written_as_token(each) for each in tokens if set(each) & set(digits) and each.lower() != each != each.upper()
    )
    assert is_written_as_token("Zx-39C_abcdefghijklmno")
    assert not is_written_as_token("her-temperature-is-39c")
