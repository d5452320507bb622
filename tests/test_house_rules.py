"""The rules of the house, read off its files: where things may be, what may know what, and how long a file may get."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.cli.app import main

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "scheduler", "storage")
MOST_LINES = 250
# One idea each, and longer than the rule. Why:
LONG = {
    "bot/bootstrap.py": "the only file that may name every part: what each command needs of the storage is put together here",
    "bot/reading/claims.py": "what somebody claims about a dose, tried in one order that must be seen whole",
    "bot/reading/doses.py": "the meanings of one message about doses, weighed against each other",
    "scheduler/domain/escalation.py": "one state machine with every way in and out of it",
    "scheduler/receive.py": "the table of what a message may be, in the order in which it is tried",
    "scheduler/talk/enrolment.py": "getting to know each other, in the order in which people meet it",
    "storage/records/messages.py": "the outbox: every state that a message can be in, side by side",
}
_FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
_CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rules ask of a file. `spoken` is what is neither documentation nor the words of an error; with lines."""

    imported: tuple[str, ...]
    attributes: tuple[tuple[int, str, str], ...]
    texts: tuple[tuple[int, str], ...]
    spoken: tuple[tuple[int, str], ...]


@cache
def _read(file: Path) -> _Read:
    imported, attributes, texts = list[str](), list[tuple[int, str, str]](), list[ast.Constant]()
    unspoken: set[int] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            imported.append(node.module or "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            attributes.append((node.lineno, node.value.id, node.attr))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node)
        elif isinstance(node, (ast.Raise, ast.Assert)) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            unspoken.update(id(inner) for inner in ast.walk(node))
    said = [(node.lineno, str(node.value), id(node) not in unspoken) for node in texts]
    return _Read(
        tuple(imported),
        tuple(attributes),
        tuple((line, text) for line, text, _ in said),
        tuple((line, text) for line, text, is_spoken in said if is_spoken),
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_the_three_packages_are_this_repositorys_own(package: str) -> None:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).is_relative_to(ROOT / package)


def test_the_domain_knows_only_the_standard_library() -> None:
    for file in (ROOT / "scheduler" / "domain").rglob("*.py"):
        for module in _read(file).imported:
            assert module.split(".")[0] in sys.stdlib_module_names or module.startswith("scheduler.domain"), (
                f"{_name(file)} imports {module}"
            )


def test_imports_point_inward() -> None:
    allowed = {"scheduler": {"scheduler"}, "storage": {"scheduler", "storage"}, "bot": set(PACKAGES)}
    for file in _FILES:
        floor = _name(file).split("/")[0]
        outside = {module for module in _read(file).imported if module.split(".")[0] in set(PACKAGES) - allowed[floor]}
        assert not outside, f"{_name(file)} imports {sorted(outside)}"
        if floor == "bot" and _name(file) != "bot/bootstrap.py":
            storage = [module for module in _read(file).imported if module.split(".")[0] == "storage"]
            assert not storage, f"{_name(file)} imports {storage}; only bootstrap knows the storage"


def test_no_file_holds_two_ideas() -> None:
    long = {_name(file) for file in _FILES if len(file.read_text("utf-8").splitlines()) > MOST_LINES}
    long -= {name for name in long if name.startswith("storage/migrations/versions/")}
    assert long - LONG.keys() == set(), "split these, or say in LONG why not"
    assert LONG.keys() - long == set(), "these are short again: take them off the list"


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?|services?|common|misc)(_|$)")
    assert [_name(file) for file in _FILES if vague.search(file.stem)] == []


def test_only_the_clock_knows_the_time() -> None:
    for file in _FILES:
        if _name(file) == "scheduler/clock.py":
            continue
        for line, owner, attribute in _read(file).attributes:
            assert (owner, attribute) not in _CLOCKS, f"{_name(file)}:{line} reads the clock"
        for line, text in _read(file).texts if _name(file).startswith("storage/") else ():
            asks = re.search(r"\bnow\(\)|CURRENT_(TIMESTAMP|DATE|TIME)\b", text, re.IGNORECASE)
            assert asks is None, f"{_name(file)}:{line} asks the database for the time"


def test_the_mind_speaks_in_codes() -> None:
    """Words that people read are in `bot/texts`; the scheduler has codes and slots, no sentences."""
    sentence = re.compile(r"[A-Za-z']+(?: [a-z']+){3,}[.!?]|\b(?:please|your|ring|take)\b", re.IGNORECASE)
    for file in (ROOT / "scheduler").rglob("*.py"):
        for line, text in _read(file).spoken:
            assert not (" " in text and sentence.search(text)), f"{_name(file)}:{line}: {text!r}"


def test_the_checks_run_where_they_should() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    check = makefile[makefile.index("\ncheck:") :]
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports", "test_house_rules"):
        assert tool in check, f"make check does not run {tool}"
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make check" in ci
    assert "make test" in ci


def test_what_the_readme_tells_to_type_exists(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:^|`)\$? ?make ([a-z]+)", readme, re.MULTILINE))
    assert told <= targets
    for command in sorted(set(re.findall(r"(?:^|`)\$? ?stepdown ([a-z]+)", readme, re.MULTILINE))):
        assert main([command, "--help"]) == 0, f"stepdown {command} does not exist"
    capsys.readouterr()
