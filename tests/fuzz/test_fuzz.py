"""A few strange inputs for every reader, each time anew the same; `python -m tests.fuzz` goes on for as long as you like."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.__main__ import Fuzz
from tests.fuzz.targets import open_targets


def test_strange_input_is_read_asked_about_or_refused_in_one_line(tmp_path: Path) -> None:
    fuzz = Fuzz()
    with open_targets(tmp_path) as targets:
        for target in targets:
            fuzz.round(target, 1, examples=12)
    assert len(fuzz.inputs) == len(targets)
    assert min(fuzz.inputs.values()) >= 10
