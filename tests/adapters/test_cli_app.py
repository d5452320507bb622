"""The program as a whole: what it says of itself, and that whatever goes wrong is one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import store
from bot.settings import Settings, load_settings
from tests.adapters.commands import ROOT, Terminal, refuses

HEAVY = ("sqlalchemy", "alembic", "rich", "prompt_toolkit", "structlog", "pydantic")


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_help_teaches_with_examples_and_names_every_command(terminal: Terminal) -> None:
    ran = terminal.run("--help")
    assert ran.status == 0
    assert "stepdown chat --fresh" in ran.out
    for name in ("chat", "plan", "patients", "policy", "run", "migrate", "check", "audit"):
        assert f"\n  {name} " in ran.out
    assert "\x1b" not in ran.out


def test_help_loads_no_command() -> None:
    told = "import sys; from bot.cli.app import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(ran.stderr.split())
    assert "bot.cli.app" in loaded
    assert not [name for name in HEAVY if name in loaded]


@pytest.mark.parametrize("name", ["chat", "plan", "patients", "policy", "run", "migrate", "check", "audit"])
def test_every_command_explains_itself(terminal: Terminal, name: str) -> None:
    ran = terminal.run(name, "--help")
    assert ran.status == 0
    assert f"stepdown {name}" in ran.out
    assert ran.err == ""


def test_nothing_typed_is_answered_with_the_help(terminal: Terminal) -> None:
    ran = terminal.run()
    assert ran.status == 2
    assert "stepdown chat --fresh" in ran.err


def test_a_slip_is_answered_with_what_was_meant(terminal: Terminal) -> None:
    refuses(terminal.run("chatt"), "chatt", "Did you mean 'chat'?")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("chat", "--bogus"), "--bogus"),
        (("chat", "--speed", "fast"), "--speed"),
        (("patients", "show", "x"), "ID"),
        (("patients", "show"), "ID"),
        (("audit", "now"), "now"),
    ],
)
def test_wrong_use_is_one_line_that_names_it(terminal: Terminal, typed: tuple[str, ...], named: str) -> None:
    refuses(terminal.run(*typed), named, "--help")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://here"),
        ("STEPDOWN_KEY", "short"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        ("STEPDOWN_BEAT_SECONDS", "0"),
        ("HTTP_PORT", "99999"),
    ],
)
def test_a_wrong_setting_is_named(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert terminal.run("migrate").status == 0
    monkeypatch.setenv(name, value)
    refuses(terminal.run("audit"), name)


def test_what_nobody_foresaw_is_one_line_without_what_it_held(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(as_json: bool = False) -> None:
        raise RuntimeError("Jo Smith, +447700900123")

    monkeypatch.setattr(store, "audit", fail)
    ran = terminal.run("audit")
    refuses(ran, "RuntimeError", status=1)
    assert "Jo" not in ran.err


def test_ctrl_c_ends_without_a_word(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(as_json: bool = False) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "audit", interrupt)
    ran = terminal.run("audit")
    assert (ran.status, ran.out, ran.err) == (130, "", "")


def test_the_example_of_settings_lists_every_one_with_its_default(terminal: Terminal) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    names = [line.partition("=")[0] for line in example.splitlines() if line[:1].isalpha()]
    assert sorted(names) == sorted(field.alias or name.upper() for name, field in Settings.model_fields.items())
    default = load_settings()
    (terminal.folder / ".env").write_text(example, "utf-8")
    assert load_settings() == default
