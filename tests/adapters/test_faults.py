"""Faults of the machine, made real on a running process and on real files: what is held, and how it comes back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bench.faults import live, quiet
from bot.bootstrap import open_house
from bot.intake import Intake
from bot.settings import Settings
from tests.adapters.commands import ROOT, plan_document
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN
from tests.adapters.test_serve import environment, is_up, process, until
from tests.adapters.test_spool import _update
from tests.adapters.twilio_peer import TwilioPeer, real_now

NOBODY = 65534


def test_a_full_disk_keeps_what_people_write_and_goes_on_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    """The limit on the size of files makes SQLite meet what a full disk makes it meet; the small spool still fits."""
    port = free_port()
    with TwilioPeer(real_now, f"http://127.0.0.1:{port}") as peer:
        settings = environment(sqlite_url, peer, port, SPOOL_DIR=str(tmp_path / "spool"), BACKUP_KEEP="0")
        with process("run", **{**settings, "LOG_LEVEL": "ERROR"}) as running:
            until(lambda: is_up(port))
            soft, hard = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (16 * 1024, hard))
            assert peer.texts(ANN, "START").status_code == 200
            health = httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
            assert health.status_code == 503
            # Whoever asks Twilio what came in may have kept the same text; it is one in the end.
            assert health.json()["spool_waiting"] in (1, 2)
            assert not peer.to(ANN)
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (soft, hard))
            until(lambda: peer.to(ANN))
            until(lambda: is_up(port))
            # Hung and awake again: what was asked meanwhile is answered once.
            running.send_signal(signal.SIGSTOP)
            peer.holds(ANN, "OK")
            running.send_signal(signal.SIGCONT)
            until(lambda: is_up(port))
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
    assert len(peer.to(ANN)) == 1


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """Nothing in it can be written, by root neither: root becomes nobody for so long."""
    every = [folder, *folder.iterdir()]
    modes = [each.stat().st_mode for each in every]
    is_root = os.geteuid() == 0
    try:
        for each in every:
            each.chmod(0o555 if each.is_dir() else 0o444)
        if is_root:
            os.seteuid(NOBODY)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for each, mode in zip(every, modes, strict=True):
            each.chmod(mode)


@pytest.fixture
def apart() -> Iterator[Path]:
    """A folder that nobody is kept out of on the way to it."""
    with tempfile.TemporaryDirectory(prefix="read-only-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def test_a_disk_that_is_read_only_keeps_what_people_write_elsewhere(apart: Path, sqlite_template: bytes) -> None:
    data, spool = apart / "data", apart / "spool"
    data.mkdir(mode=0o777)
    spool.mkdir()
    spool.chmod(0o777)
    (data / "x.db").write_bytes(sqlite_template)
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        database_url=f"sqlite:///{data / 'x.db'}",
        spool_dir=str(spool),
        telegram_bot_token=SecretStr("1:x"),
    )
    house = open_house(settings)
    intake = Intake(house, lambda: None)
    assert asyncio.run(intake.take_update(_update(1, "hello"))) is None
    house.store.close()
    with _read_only(data):
        assert asyncio.run(intake.take_update(_update(2, "SOS"))) is not None
        assert not intake.spool.is_empty
        house.store.close()
    assert intake.spool.replay(intake._take_again) == 1
    with house.store.reading() as records:
        assert records.inbox.waiting() == 2
    intake.close()
    house.store.close()


def test_zone_files_of_the_machine_are_never_used(tmp_path: Path) -> None:
    """Old or wrong ones would remind at another hour; the ones that come with the program count."""
    wrong = tmp_path / "America"
    wrong.mkdir()
    (wrong / "New_York").write_bytes(files("tzdata").joinpath("zoneinfo", "Etc", "UTC").read_bytes())
    day = {"days": 1, "doses": [{"at": "08:00", "mg": 10}]}
    plan = tmp_path / "plan.json"
    document = plan_document(timezone="America/New_York", start="2027-01-04", steps=[day], ends="hold")
    plan.write_text(json.dumps(document))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "plan", "doses", str(plan), "--json"],
        cwd=ROOT, env={**os.environ, "PYTHONTZPATH": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)[0]["due_at"] == "2027-01-04T13:00:00Z"


def test_a_day_of_every_fault_leaves_nothing_broken_and_nothing_lost(tmp_path: Path) -> None:
    with quiet():
        found = live(9, 4, 2, tmp_path, begins_h=6)
    assert found["broken"] == []
    assert found["lost"] == {}
    assert found["holds"] is True
    happened = found["faults"]
    assert isinstance(happened, dict)
    assert {"database away", "process down"} <= happened.keys()
    assert int(str(found["received"])) >= 3
    assert int(str(found["audits"])) >= 3


TABLE = ROOT / "docs" / "faults.md"


def test_every_fault_in_the_table_has_its_test() -> None:
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 18
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row.split("|")[-2])
        assert named, f"no test: {row}"
        for file, name in named:
            assert f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {name}"
