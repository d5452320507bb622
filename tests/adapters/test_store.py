"""Opening, transactions, and what the store says when something is wrong."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from scheduler.domain.policy import Policy
from scheduler.ports import Records, Store
from storage import migrate
from storage.engine import database_url as read_url
from storage.engine import make_engine
from storage.failure import StoreError
from storage.store import SqlStore, open_store
from tests.adapters.stored import NOW, settle


def test_it_is_a_store(sqlite_store: SqlStore) -> None:
    store: Store = sqlite_store
    with store.reading() as records:
        known: Records = records
        assert known.next_wake_at() is None


def test_no_database_without_create(tmp_path: Path, default_policy: Policy) -> None:
    file = tmp_path / "none.db"
    with pytest.raises(StoreError, match=r"there is no database at .*none\.db; `stepdown migrate` makes one"):
        open_store(f"sqlite:///{file}", None, default_policy)
    assert not file.exists()
    open_store(f"sqlite:///{file}", None, default_policy, create=True).close()
    assert migrate.is_current(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://h/d", "mysql"),
        ("nonsense", "DATABASE_URL"),
        ("sqlite://", "file"),
        ("sqlite:////no/such/dir/a.db", "folder"),
    ],
)
def test_bad_urls_are_named(url: str, says: str, default_policy: Policy) -> None:
    with pytest.raises(StoreError, match=says):
        open_store(url, None, default_policy, create=True)


def test_a_file_that_is_no_database_is_named(tmp_path: Path, default_policy: Policy) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(b"Dear doctor, " * 500)
    for create in (False, True):
        with pytest.raises(StoreError, match="did not answer: file is not a database"):
            open_store(f"sqlite:///{file}", None, default_policy, create=create)


def test_a_lost_server_is_named_and_the_next_try_works(postgres_store: SqlStore) -> None:
    def lose_it() -> None:
        with postgres_store.transaction() as records:
            records.notes.set("a", "lost")
            ask = records.work.conn.exec_driver_sql
            ask("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(StoreError, match="did not answer"):
        lose_it()
    with postgres_store.transaction() as records:
        assert records.notes.get("a") is None


def test_older_and_newer_databases_are_told_apart(database_url: str, default_policy: Policy) -> None:
    engine = make_engine(read_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    engine.dispose()
    for create in (False, True):
        with pytest.raises(StoreError, match="newer version"):
            open_store(database_url, None, default_policy, create=create)
    migrate_down = make_engine(read_url(database_url))
    with migrate_down.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    migrate_down.dispose()
    with pytest.raises(StoreError, match="there is no database"):
        open_store(database_url, None, default_policy)


def test_all_or_nothing(store: SqlStore) -> None:
    def half_way() -> None:
        with store.transaction() as records:
            home = settle(records)
            records.doses.add([home.dose()])
            records.messages.add([home.message("one")])
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_way()
    with store.reading() as records:
        assert records.people.patient_ids() == []
        assert records.next_wake_at() is None


def test_a_reading_cannot_write_and_sees_one_moment(store: SqlStore) -> None:
    with store.transaction() as records:
        settle(records)

    def write_in_a_reading() -> None:
        with store.reading() as records:
            records.notes.set("a", "b")

    with pytest.raises((StoreError, DBAPIError)):
        write_in_a_reading()
    with store.reading() as early:
        before = early.people.patient_ids()
        with store.transaction() as records:
            settle(records, 2)
        assert early.people.patient_ids() == before
    with store.reading() as late:
        assert len(late.people.patient_ids()) == 2


def test_no_transaction_within_one(store: SqlStore) -> None:
    with store.transaction(), pytest.raises(StoreError, match="in a transaction already"), store.transaction():
        pass
    with store.transaction() as records:
        records.notes.set("still", "works")


def test_threads_write_one_after_the_other(store: SqlStore) -> None:
    def count_up() -> None:
        for _ in range(20):
            with store.transaction() as records:
                medicine_id = home.medicine_id
                on_hand = records.stock.on_hand(medicine_id)
                records.stock.set_on_hand(medicine_id, {"10": on_hand["10"] + 1}, NOW, "counted")

    with store.transaction() as records:
        home = settle(records)
        records.stock.set_on_hand(home.medicine_id, {"10": Decimal(0)}, NOW, "enrolled")
    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as records:
        assert records.stock.on_hand(home.medicine_id) == {"10": Decimal(80)}


def test_instants_come_back_aware_in_utc_and_naive_ones_are_refused(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        east = NOW.astimezone(timezone(timedelta(hours=9)))
        records.people.change_patient(home.patient_id, paused_until=east + timedelta(microseconds=1))
    with store.reading() as records:
        patient = records.people.patients([home.patient_id])[home.patient_id]
        assert patient.paused_until == NOW + timedelta(microseconds=1)
        assert patient.paused_until.tzinfo is UTC
        assert patient.enrolled_at.tzinfo is UTC

    def naive() -> None:
        with store.transaction() as records:
            records.people.change_patient(home.patient_id, paused_until=datetime(2026, 1, 1))  # noqa: DTZ001

    with pytest.raises(StatementError, match="time zone"):
        naive()


def test_errors_show_no_data(store: SqlStore) -> None:
    def unknown_contact() -> None:
        with store.transaction() as records:
            home = settle(records)
            records.messages.add([home.message("Zebrafinch", contact_id=999_999)])

    with pytest.raises(IntegrityError) as caught:
        unknown_contact()
    assert "parameters hidden" in str(caught.value)


def test_sqlite_is_set_for_full_durability(sqlite_store: SqlStore) -> None:
    with sqlite_store.transaction() as records:
        ask = records.work.conn.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1


def test_a_writer_elsewhere_is_waited_for_or_named(sqlite_url: str, default_policy: Policy) -> None:
    store = open_store(sqlite_url, None, default_policy)
    other = open_store(sqlite_url, None, default_policy)
    with store.transaction() as records:
        records.notes.set("a", "1")
        with other.reading() as reading:
            assert reading.notes.get("a") is None
    with other.transaction() as records:
        assert records.notes.get("a") == "1"
    store.close()
    other.close()
