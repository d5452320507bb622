"""Running the program in a test: one command in this process, or the whole program in one of its own."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.cli.app import main
from bot.settings import Settings
from storage import migrate
from tests.adapters.started import Started

ROOT = Path(__file__).parents[2]


_migrations = migrate.upgrade
_migrated: list[bytes] = []


def _upgrade(url: str) -> None:
    made = make_url(url)
    file = Path(made.database or "")
    is_new = made.get_backend_name() == "sqlite" and not file.exists()
    if is_new and _migrated:
        file.write_bytes(_migrated[0])
        return
    _migrations(url)
    if is_new:
        _migrated.append(file.read_bytes())


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document that was printed."""
        return json.loads(self.out)


class Terminal:
    """Runs commands in a folder of their own, with an environment of their own.

    A new SQLite database is made by the migrations once in a process; after that what they made is copied.
    """

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str | None = None
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        for name, field in Settings.model_fields.items():
            monkeypatch.delenv(field.alias or name.upper(), raising=False)
        if url is not None:
            monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(migrate, "upgrade", _upgrade)
        monkeypatch.chdir(folder)

    def run(self, *arguments: str, typed: str = "") -> Ran:
        """One command; `typed` is its standard input."""
        self._capsys.readouterr()
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"))
        status = main(list(arguments))
        written = self._capsys.readouterr()
        return Ran(status, written.out, written.err)


def refuses(ran: Ran, *words: str, status: int = 2) -> None:
    """It said no in one line on stderr that holds `words`, and printed nothing else."""
    assert ran.status == status, ran
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


def start(*arguments: str, folder: Path, settings: Mapping[str, str] | None = None) -> Started:
    """The program as a process of its own, in `folder`, with pipes."""
    known = {field.alias or name.upper() for name, field in Settings.model_fields.items()}
    kept = {name: value for name, value in os.environ.items() if name not in known}
    return Started(arguments, folder, {**kept, **(settings or {})})


def lines_until(process: Started, wanted: str) -> list[str]:
    """What it writes, up to the first line with `wanted`. Fails if it ends before."""
    read: list[str] = []
    while line := process.stdout.readline():
        read.append(line)
        if wanted in line:
            return read
    pytest.fail(f"ended before {wanted!r}: {read}")


def say_to(process: Started, line: str) -> None:
    """Type a line into it."""
    process.stdin.write(line + "\n")
    process.stdin.flush()


def write_json(folder: Path, name: str, document: object) -> str:
    """Write a document; its path."""
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def plan_document(**changed: object) -> dict[str, object]:
    """A plan that the review lets pass: it began before today and its last step goes on."""
    plan: dict[str, object] = {
        "medication": "baclofen",
        "timezone": "Europe/London",
        "start": "2026-01-05",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [
            {"days": None, "doses": [{"at": "08:00", "mg": 20}, {"at": "14:00", "mg": 15}, {"at": "20:00", "mg": 20}]}
        ],
        "ends": "hold",
        "context": {"reported_current_mg": 55, "plan_baseline_mg": 55, "months_on_drug": 30, "market": "UK"},
        "supply": {"on_hand": {"10": 180}, "lead_days": 3},
        "prescriber": "Dr May",
    }
    return {**plan, **changed}


def person_document(**changed: object) -> dict[str, object]:
    """A person's file."""
    person: dict[str, object] = {
        "name": "Jo Smith",
        "call_me": "Jo",
        "timezone": "Europe/London",
        "contacts": [{"channel": "console", "address": "Jo"}],
        "consent": "in clinic, 3 September",
    }
    return {**person, **changed}


# A step down by more than nine tenths: blocked until a prescriber confirms it.
STEEP = [
    {"days": 14, "doses": [{"at": "08:00", "mg": 20}, {"at": "14:00", "mg": 15}, {"at": "20:00", "mg": 20}]},
    {"days": None, "doses": [{"at": "08:00", "mg": 5}]},
]
