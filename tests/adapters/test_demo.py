"""`stepdown demo`: names its stories, plays one as lines for programs or as bubbles for people, and says no in one line."""

from __future__ import annotations

import json

import pytest

from bot.cli.app import main
from bot.rehearsal.stories import STORIES


def test_the_list_names_every_story(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--list", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["name"] for line in lines] == list(STORIES)
    assert len(lines) >= 3
    assert main(["demo", "--list"]) == 0
    assert all(name in capsys.readouterr().out for name in list(STORIES)[:1])


@pytest.mark.parametrize("arguments", [["no-such-story"], ["mismatch", "--pace", "-1"], ["mismatch", "--pace", "999"]])
def test_wrong_use_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_json_lines_hold_both_sides_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "mismatch", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {line["what"] for line in lines} == {"said", "heard", "leapt", "explained"}
    assert {"plan-blocked", "red-flag-alert", "dose-due"} <= {line.get("kind") for line in lines}


def test_bubbles_show_both_sides_and_no_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["demo", "mismatch"]) == 0
    shown = capsys.readouterr().out
    assert "Stepdown to Alan" in shown
    assert "/tmp" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
