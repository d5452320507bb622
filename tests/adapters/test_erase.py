"""Somebody who is erased is gone from every table and from the bytes of the files; everybody else keeps what is theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from scheduler.domain.erasure import ErasedAs, ErasedBy
from scheduler.domain.message import Inbound, Message, Priority
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role, Wording
from scheduler.domain.policy import Policy
from storage.columns import Sealed
from storage.records import SqlRecords
from storage.records.erasures import owned
from storage.rekey import sealed_as
from storage.store import SqlStore, open_store
from storage.tables import (
    contact,
    erasure,
    escalation,
    escalation_event,
    inbox,
    intake,
    message,
    metadata,
    person,
    person_contact,
)
from tests.adapters.marked import NOBODYS, NOW, fill

_LATER = NOW + timedelta(days=2)
_CARERS_WORDS = {"inbox.text_sealed", "inbox.note_sealed", "inbox.about_sealed"}
_ELSEWHERE = {"person", "contact", "person_contact"}


def test_every_table_is_known() -> None:
    named = [table.name for table, _ in owned(1, [1])]
    assert {*named, *_ELSEWHERE, *NOBODYS} == {table.name for table in metadata.sorted_tables}
    assert len(named) == len(set(named))


def _count(records: SqlRecords) -> dict[str, int]:
    counted = {table.name: select(func.count()).select_from(table) for table in metadata.sorted_tables}
    return {name: int(records.work.run(found).scalar_one()) for name, found in counted.items()}


def _entangle(records: SqlRecords, gone: dict[str, int], stays: dict[str, int], shares: dict[str, int]) -> None:
    """One cared for the other and the other way round, somebody else uses the same phone, each told of the other."""
    work, mine = records.work, stays["person"]
    for patient_id, carer_id in ((gone["person"], mine), (mine, gone["person"])):
        records.people.link(CareLink(patient_id, carer_id, Role.CAREGIVER, 2, LinkState.AGREED, NOW))
    phone = records.people.add_contact(ChannelName.SMS, "+447700900555", Reach.ON, NOW)
    for each in (gone, shares):
        records.people.use_contact(each["person"], phone, 2)
    for whose, words in ((gone["person"], "gone-mark 0"), (shares["person"], "theirs"), (None, "gone-mark 1")):
        said = Inbound("sms", words, phone, words, NOW)
        records.inbox.put(said)
        own = records.work.run(select(inbox.c.id).where(inbox.c.provider_id == words)).scalar_one()
        records.inbox.done([own], NOW)
        work.run(update(inbox).where(inbox.c.id == own).values(written_by=whose, provider_id=f"s{own}"))
    held = {"held_by": gone["person"], "ended_by": gone["person"]}
    work.run(update(escalation).where(escalation.c.id == stays["escalation"]).values(**held))
    words_sealed = work.seal.seal("escalation_event.words", "gone-mark words")
    event = update(escalation_event).where(escalation_event.c.id == stays["escalation_event"])
    work.run(event.values(person_id=gone["person"], words_sealed=words_sealed))
    work.run(update(intake).where(intake.c.id == stays["intake"]).values(told_by=gone["person"]))
    for key, name in (("m1", "gone-mark person.name_sealed"), ("m2", "somebody else")):
        told = Message(mine, stays["contact"], "carer-left-you", key, Priority.REST, NOW, NOW, {"name": name}, mine)
        records.messages.add([told])


@pytest.mark.parametrize(("key", "last_words"), [(None, True), ("a-key-of-sixteen-letters-or-more", False)])
def test_nothing_marked_is_left_anywhere(
    sqlite_url: str, default_policy: Policy, key: str | None, last_words: bool
) -> None:
    store = open_store(sqlite_url, key, default_policy)
    with store.transaction() as records:
        gone, stays, shares = (fill(records, f"{name}-mark") for name in ("gone", "stay", "share"))
        _entangle(records, gone, stays, shares)
        before, before_left = _count(records), _left(records, "stay-mark")
    with store.transaction() as records:
        records.erasures.erase(gone["person"], ErasedBy.OPERATOR, ErasedAs.PATIENT, NOW, last_words=last_words)
        if last_words:
            assert records.people.contact(ChannelName.SMS, "gone-mark contact.address_sealed") is not None
    with store.transaction() as records:
        records.erasures.finish(_LATER)
    store.compact()
    with store.transaction() as records:
        assert _left(records, "gone-mark") == []
        assert len(_left(records, "stay-mark")) > 40
        assert _left(records, "theirs") == [("inbox.text_sealed", "theirs")]
        # What a caregiver wrote may be about whom they cared for: the words go, that something came stays.
        assert {c for c, _ in before_left} - {c for c, _ in _left(records, "stay-mark")} == _CARERS_WORDS
        assert _count(records) == _expected(before)
        (entry,) = records.erasures.all()
        assert entry.ended_at is not None
        assert entry.rows > 25
        assert records.people.contact(ChannelName.SMS, "gone-mark contact.address_sealed") is None
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    for each in file.parent.glob(f"{file.name}*"):
        assert b"gone-mark" not in each.read_bytes(), each.name
    store.close()


def _left(records: SqlRecords, mark: str) -> list[tuple[str, str]]:
    """Every value in the database with this mark in it, opened."""
    found = []
    for table in metadata.sorted_tables:
        for row in records.work.run(select(table)):
            for column, value in zip(table.c, row, strict=True):
                if value is None:
                    continue
                text = records.work.seal.unseal(sealed_as(column), value) if isinstance(column.type, Sealed) else value
                if mark in str(text):
                    found.append((str(column), str(text)))
    return found


def _expected(before: dict[str, int]) -> dict[str, int]:
    """A row less in each table. The shared phone is the other's now with everything in it; both links are gone."""
    after = {name: count - 1 for name, count in before.items()} | {"note": before["note"], "erasure": 1, "set_aside": 0}
    return after | {"person_contact": before["person_contact"] - 2, "care_link": before["care_link"] - 3}


def test_on_postgresql_as_well(postgres_store: SqlStore) -> None:
    with postgres_store.transaction() as records:
        gone, stays, shares = (fill(records, f"{name}-mark") for name in ("gone", "stay", "share"))
        _entangle(records, gone, stays, shares)
        before = _count(records)
        records.erasures.erase(gone["person"], ErasedBy.PERSON, ErasedAs.PATIENT, NOW, last_words=False)
        assert _left(records, "gone-mark") == []
        assert _count(records) == _expected(before)


def test_numbers_that_were_the_last_are_not_given_again(sqlite_store: SqlStore) -> None:
    """On SQLite the next row takes the highest number that is free; an old button, a late receipt, a key would mean it."""
    with sqlite_store.transaction() as records:
        stays = fill(records, "stay-mark")
        gone = fill(records, "gone-mark")
        records.erasures.erase(gone["person"], ErasedBy.OPERATOR, ErasedAs.PATIENT, NOW, last_words=False)
        assert _left(records, "gone-mark") == []
        assert records.work.run(select(erasure.c.person_id)).scalar_one() == gone["person"]
    with sqlite_store.transaction() as records:
        new = fill(records, "new-mark")
        for name in ("person", "contact", "message", "inbox"):
            assert new[name] > gone[name], name
            assert new[name] > stays[name], name
        records.erasures.finish(_LATER)
        assert records.work.run(select(erasure.c.person_id)).scalar_one() is None
        numbers = {t.name: set(records.work.run(select(t.c.id)).scalars()) for t in (person, contact, message, inbox)}
        for name, there in numbers.items():
            assert there == {stays[name], new[name]}, name
        assert records.work.run(select(func.count()).select_from(person_contact)).scalar_one() == 2


def test_last_words_leave_before_the_address_goes(sqlite_store: SqlStore) -> None:
    with sqlite_store.transaction() as records:
        gone = fill(records, "gone-mark")
        fill(records, "stay-mark")
        entry = records.erasures.erase(gone["person"], ErasedBy.PERSON, ErasedAs.PATIENT, NOW, last_words=True)
        last = Message(gone["person"], gone["contact"], "erased", f"erased:{entry.id}:1", Priority.ESCALATION, NOW, NOW)
        records.messages.add([last])
        assert records.erasures.finish(NOW + timedelta(minutes=1)) == 0
        assert {column for column, _ in _left(records, "gone-mark")} == {"contact.address_sealed", "person.language"}
        # Whatever became of them, a day later the address goes.
        records.erasures.finish(NOW + timedelta(days=2))
        assert _left(records, "gone-mark") == []


def test_who_begins_anew_meanwhile_is_not_erased_again(sqlite_store: SqlStore) -> None:
    with sqlite_store.transaction() as records:
        gone = fill(records, "gone-mark")
        records.erasures.erase(gone["person"], ErasedBy.PERSON, ErasedAs.PATIENT, NOW, last_words=True)
        records.people.change_person(gone["person"], name="Ann again")
        records.people.make_patient(gone["person"], Wording.DISCREET, NOW)
        assert records.erasures.finish(_LATER) == 1
        found = records.people.person(gone["person"])
        assert found is not None
        assert found.name == "Ann again"
