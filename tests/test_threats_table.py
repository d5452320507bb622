"""docs/threats.md names a test for each answer; each of them is there, and none is named for nothing."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.known_holes import look_up

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"`((?:tests/)[\w/]+\.py)::(test_\w+)`")


@cache
def _tests_in(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _rows() -> list[str]:
    text = (ROOT / "docs" / "threats.md").read_text("utf-8")
    return [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| who", "|--"))]


def test_every_answer_to_an_attack_names_a_test_that_exists() -> None:
    rows = _rows()
    assert len(rows) > 25
    for row in rows:
        named = _NAMED.findall(row)
        assert named or "no test" in row, f"no test is named: {row[:100]}"
        for file, test in named:
            assert test in _tests_in(file), f"{file} has no {test}"


def test_whatever_has_no_test_says_why() -> None:
    for row in _rows():
        if "no test" in row:
            assert re.search(r"no test: \S+ \S+ \S+", row), row[:100]


def _said(out: str, status: int = 0) -> Callable[[], subprocess.CompletedProcess[str]]:
    return lambda: subprocess.CompletedProcess([], status, out, "https://somewhere.example cannot be reached")


def _too_late() -> subprocess.CompletedProcess[str]:
    raise subprocess.TimeoutExpired("pip-audit", 60)


def test_known_holes_are_looked_up_and_a_missing_network_is_no_failure() -> None:
    assert "tests.known_holes" in (ROOT / "Makefile").read_text("utf-8")
    for away in (_said("", 1), _said("no json", 1), _too_late):
        status, says = look_up(away)
        assert (status, "not looked up" in says, "example" in says) == (0, True, False)
    none = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}], "fixes": []})
    assert look_up(_said(none)) == (0, "known holes: none in 1 packages")
    hole = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}, {"name": "b"}]})
    assert look_up(_said(hole, 1)) == (1, "known hole: a 1: PYSEC-1")
