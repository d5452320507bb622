"""`stepdown check` about the machine: room, files that others can read, the age of zone data."""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.checks_machine import look_at_disk, look_at_files, zones_are_old
from tests.adapters.commands import Terminal

_Usage = namedtuple("_Usage", "total used free")


@pytest.mark.parametrize(("free_mb", "wrong", "fix"), [(10, True, True), (200, False, True), (9000, False, False)])
def test_room_on_the_disk(
    free_mb: int, wrong: bool, fix: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage(1, 1, free_mb * 1_000_000))
    found = look_at_disk(tmp_path / "stepdown.db")
    assert (found.is_wrong, found.fix is not None) == (wrong, fix)
    assert str(free_mb) in found.says.replace(",", "")


def test_files_that_others_can_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    file = tmp_path / "stepdown.db"
    file.write_bytes(b"")
    (tmp_path / ".env").write_text("STEPDOWN_KEY=x")
    file.chmod(0o644)
    (tmp_path / ".env").chmod(0o600)
    (found,) = look_at_files(file)
    assert found.fix == f"chmod 0600 {file}"
    file.chmod(0o600)
    (found,) = look_at_files(file)
    assert found.fix is None
    file.chmod(0o644)
    tmp_path.chmod(0o700)
    (found,) = look_at_files(file)
    assert found.fix is None, "a folder that nobody else enters keeps what is in it"


def test_old_zone_data() -> None:
    at = datetime(2027, 3, 1, tzinfo=UTC)
    assert not zones_are_old("2026.6", at)
    assert zones_are_old("2025.2", at)
    assert not zones_are_old("of this system", at)


def test_check_says_all_of_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {
        each["about"]
        for each in Terminal(tmp_path, monkeypatch, capsys, sqlite_url).run("check", "--json").json()["checks"]
    }
    assert {"disk", "files", "time zones", "clock", "settings", "key", "database", "running", "audit"} <= said
