"""Another key: everything is brought over, whatever table it is in, also after a kill; nothing of the old one is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, update

from scheduler.domain.people import ChannelName
from scheduler.domain.policy import Policy
from storage import rekey as rekeying
from storage.columns import Sealed
from storage.failure import StoreError
from storage.rekey import ADDRESSES, KEYLESS, TOKENS, rekey, sealed_as, sealed_columns, verify
from storage.seal import SealError
from storage.store import SqlStore, open_store
from storage.tables import invitation, metadata
from tests.adapters.marked import NOW, fill

OLD, NEW = "the-key-of-the-first-year", "the-key-of-the-second-year"


def _open(url: str, key: str | None, policy: Policy) -> SqlStore:
    return open_store(url, key, policy)


def _heads(store: SqlStore) -> set[bytes]:
    """What the sealed values of the whole database begin with."""
    found: set[bytes] = set()
    with store.reading() as records:
        for table, columns in sealed_columns().items():
            for row in records.work.run(select(*columns).select_from(table)):
                found |= {bytes(value[:5]) for value in row if value is not None}
    return found


def test_no_column_that_depends_on_the_key_is_unknown() -> None:
    bytes_ = {
        f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.c if isinstance(c.type, LargeBinary | Sealed)
    }
    assert bytes_ == {f"{t.name}.{c.name}" for t, columns in sealed_columns().items() for c in columns}
    named = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.c if c.name.endswith("_sealed")}
    assert named == bytes_, "a sealed column ends in _sealed, and nothing else does"
    hashes = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.c if c.name.endswith("_hash")}
    assert hashes == {str(ADDRESSES), *map(str, TOKENS), *KEYLESS}
    for table in sealed_columns():
        assert len(table.primary_key.columns) == 1, f"{table.name} cannot be walked in order"


@pytest.mark.parametrize("before", [None, OLD])
def test_everything_is_brought_over_and_the_old_key_can_go(
    database_url: str, default_policy: Policy, before: str | None
) -> None:
    store = _open(database_url, before, default_policy)
    with store.transaction() as records:
        own = [fill(records, f"mark{number}") for number in range(5)]
    store.close()
    store = _open(database_url, NEW if before is None else f"{NEW},{before}", default_policy)
    done = rekey(store, NOW, batch=2)
    assert set(done.rows.values()) == {5}
    assert _heads(store) == {store.seal.head}
    assert done.verified == 5 * sum(map(len, sealed_columns().values()))
    again = rekey(store, NOW)
    assert set(again.rows.values()) == {0}
    store.close()
    store = _open(database_url, NEW, default_policy)
    with store.reading() as records:
        found = records.people.contact(ChannelName.SMS, "mark3 contact.address_sealed")
        assert found is not None
        assert found.id == own[3]["contact"]
        for table, columns in sealed_columns().items():
            for row in records.work.run(select(*columns).select_from(table)):
                opened = [store.seal.unseal(sealed_as(c), value) for c, value in zip(columns, row, strict=True)]
                assert all(text.endswith(str(column)) for text, column in zip(opened, columns, strict=True)), opened
    store.close()
    with pytest.raises(SealError, match="not the key"):
        _open(database_url, OLD, default_policy)


def test_a_run_that_was_killed_goes_on_where_it_ended(
    sqlite_url: str, default_policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _open(sqlite_url, OLD, default_policy)
    with store.transaction() as records:
        for number in range(5):
            fill(records, f"mark{number}")
    store.close()
    store = _open(sqlite_url, f"{NEW},{OLD}", default_policy)
    whole, batches = rekeying._batch, 0

    def killed(*given: Any, **more: Any) -> list[int]:
        nonlocal batches
        batches += 1
        if batches == 9:
            raise KeyboardInterrupt
        return whole(*given, **more)

    monkeypatch.setattr(rekeying, "_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        rekey(store, NOW, batch=2)
    assert len(_heads(store)) == 2
    # Half way, both keys open all of it, and what is written meanwhile is under the new one.
    with store.transaction() as records:
        fill(records, "between")
    monkeypatch.undo()
    done = rekey(store, NOW, batch=2)
    assert 0 < sum(done.rows.values()) < 5 * len(sealed_columns())
    assert _heads(store) == {store.seal.head}
    store.close()


def test_an_invitation_that_is_open_keeps_its_key_until_it_ends(sqlite_url: str, default_policy: Policy) -> None:
    store = _open(sqlite_url, OLD, default_policy)
    with store.transaction() as records:
        fill(records, "mark")
        records.work.run(
            update(invitation).values(used_at=None, used_by=None, token_hash=store.seal.hash("invitation.token", "abc"))
        )
    store.close()
    store = _open(sqlite_url, f"{NEW},{OLD}", default_policy)
    done = rekey(store, NOW)
    assert (done.open_tokens, done.ended_tokens) == (1, 0)
    assert done.open_until is not None
    with store.reading() as records:
        assert records.invitations.find("abc") is not None
    store.close()
    with pytest.raises(SealError, match="not the key"):
        _open(sqlite_url, NEW, default_policy)
    store = _open(sqlite_url, f"{NEW},{OLD}", default_policy)
    done = rekey(store, NOW, end_open=True)
    assert (done.open_tokens, done.ended_tokens) == (0, 1)
    with store.reading() as records:
        assert records.invitations.find("abc") is None
    store.close()
    _open(sqlite_url, NEW, default_policy).close()


def test_what_the_present_key_does_not_open_is_found(sqlite_url: str, default_policy: Policy) -> None:
    store = _open(sqlite_url, OLD, default_policy)
    with store.transaction() as records:
        fill(records, "mark")
    store.close()
    store = _open(sqlite_url, f"{NEW},{OLD}", default_policy)
    with pytest.raises(SealError, match="does not hold"):
        verify(store)
    store.close()


def test_nothing_that_stood_open_before_is_left_in_the_files(sqlite_url: str, default_policy: Policy) -> None:
    store = _open(sqlite_url, None, default_policy)
    with store.transaction() as records:
        own = fill(records, "marked")
        records.people.change_person(own["person"], name="Marked By-And-By")
    store.close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    assert b"marked card.address" in file.read_bytes()
    store = _open(sqlite_url, NEW, default_policy)
    rekey(store, NOW)
    for each in file.parent.glob(f"{file.name}*"):
        held = each.read_bytes()
        for table, columns in sealed_columns().items():
            for column in columns:
                assert f"marked {column}".encode() not in held, f"{column} of {table.name} in {each.name}"
        assert b"By-And-By" not in held
    store.close()


def test_without_a_key_it_says_so(sqlite_store: SqlStore) -> None:
    with pytest.raises(SealError, match="STEPDOWN_KEY"):
        rekey(sqlite_store, NOW)


def test_a_batch_that_is_refused_is_tried_again(
    sqlite_url: str, default_policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _open(sqlite_url, NEW, default_policy)
    with store.transaction() as records:
        fill(records, "mark")
    whole, tries = rekeying._batch, 0

    def refused(*given: Any, **more: Any) -> list[int]:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StoreError("deadlock detected")
        return whole(*given, **more)

    monkeypatch.setattr(rekeying, "_batch", refused)
    rekey(store, NOW)
    assert tries > 3
    monkeypatch.setattr(rekeying, "_batch", lambda *given, **more: (_ for _ in ()).throw(StoreError("gone")))
    with pytest.raises(StoreError):
        rekey(store, NOW)
    store.close()
