"""Sealing at rest: what opens, what does not, and what never shows in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.message import Inbound, MessageState
from scheduler.domain.people import ChannelName, Consent, Conversation, Reach
from scheduler.domain.policy import Policy
from scheduler.ports import Sent
from storage.seal import Seal, SealError, seal_from
from storage.store import open_store
from tests.adapters.stored import NOW, SOON, settle, version_of

KEY = "first key, sixteen letters and more".replace(" ", "-").replace(",", "")
OTHER = "another-key-of-more-than-sixteen"


@given(st.text(), st.sampled_from([(), (KEY,), (OTHER, KEY)]))
def test_what_is_sealed_opens_again(text: str, keys: tuple[str, ...]) -> None:
    seal = Seal(keys)
    data = seal.seal("person.name", text)
    assert seal.unseal("person.name", data) == text
    assert data.startswith(b"plain:") is not seal.is_sealing


def test_sealing_twice_gives_different_bytes_and_no_text() -> None:
    seal = Seal([KEY])
    first, second = seal.seal("person.name", "Ann Example"), seal.seal("person.name", "Ann Example")
    assert first != second
    assert b"Ann" not in first


def test_a_long_text_takes_less_room_and_opens_as_it_was() -> None:
    seal, long = Seal([KEY]), '{"at":"08:00","mg":20},' * 50
    data = seal.seal("plan_version.document", long)
    assert len(data) < len(long) / 5
    assert data.startswith(seal.head)
    assert seal.unseal("plan_version.document", data) == long
    # One that was sealed before long texts were packed, and one that packing would make longer.
    for text in ("é" * 20, "".join(map(chr, range(0x4E00, 0x4E00 + 300)))):
        assert seal.unseal("person.name", seal.seal("person.name", text)) == text


def test_a_value_that_was_moved_or_altered_does_not_open() -> None:
    seal = Seal([KEY])
    data = seal.seal("person.name", "Ann")
    with pytest.raises(SealError, match=r"contact\.address"):
        seal.unseal("contact.address", data)
    for place in range(5, len(data)):
        altered = bytes([*data[:place], data[place] ^ 1, *data[place + 1 :]])
        with pytest.raises(SealError, match="altered"):
            seal.unseal("person.name", altered)
    with pytest.raises(SealError, match="neither"):
        seal.unseal("person.name", b"Ann")


def test_an_earlier_key_still_opens_and_the_first_one_seals() -> None:
    old = Seal([KEY]).seal("person.name", "Ann")
    both = seal_from(f"{OTHER}, {KEY}")
    assert both.unseal("person.name", old) == "Ann"
    assert Seal([OTHER]).unseal("person.name", both.seal("person.name", "Bea")) == "Bea"
    with pytest.raises(SealError, match="does not hold"):
        Seal([OTHER]).unseal("person.name", old)
    with pytest.raises(SealError, match="does not hold"):
        Seal().unseal("person.name", old)


def test_hashes_are_keyed_and_keep_channels_apart() -> None:
    seal = Seal([OTHER, KEY])
    assert seal.hash("sms", "+15550001") != seal.hash("telegram", "+15550001")
    assert seal.hashes("sms", "+15550001")[1:] == Seal([KEY]).hashes("sms", "+15550001")
    assert Seal().hash("sms", "+15550001").startswith("plain:")
    assert seal.hash("sms", "+15550001") == Seal([OTHER]).hash("sms", "+15550001")


def test_a_short_key_is_refused_without_showing_it() -> None:
    with pytest.raises(SealError, match="STEPDOWN_KEY") as caught:
        seal_from("too-short")
    assert "too-short" not in str(caught.value)
    assert not seal_from(None).is_sealing
    assert not seal_from("  ").is_sealing


def test_a_sealed_database_wants_its_key(database_url: str, default_policy: Policy) -> None:
    store = open_store(database_url, KEY, default_policy)
    with store.transaction() as records:
        home = settle(records)
    store.close()
    for wrong in (None, OTHER):
        with pytest.raises(SealError, match="STEPDOWN_KEY"):
            open_store(database_url, wrong, default_policy)
    # A wrong key must leave nothing behind that makes the right one look wrong.
    both = open_store(database_url, f"{OTHER} {KEY}", default_policy)
    with both.transaction() as records:
        found = records.people.contact(ChannelName.SMS, "+447700900001")
        assert found is not None
        assert found.id == home.contact_id
        assert records.people.add_contact(ChannelName.SMS, "+447700900001", Reach.NEW, NOW) == home.contact_id
    both.close()
    with pytest.raises(SealError, match="STEPDOWN_KEY"):
        open_store(database_url, KEY, default_policy)


def test_a_key_can_come_later(database_url: str, default_policy: Policy) -> None:
    plain = open_store(database_url, None, default_policy)
    with plain.transaction() as records:
        home = settle(records)
    plain.close()
    sealed = open_store(database_url, KEY, default_policy)
    with sealed.transaction() as records:
        person = records.people.person(home.patient_id)
        assert person is not None
        assert person.name == "Ann Example"
        records.people.change_person(home.patient_id, name="Ann Sealed")
    with sealed.reading() as records:
        person = records.people.person(home.patient_id)
        assert person is not None
        assert person.name == "Ann Sealed"
    sealed.close()


MARK = "Zebrafinch"


@pytest.mark.parametrize("key", [KEY, None])
def test_marked_words_show_in_the_file_only_without_a_key(
    key: str | None, tmp_path: Path, sqlite_url: str, default_policy: Policy
) -> None:
    store = open_store(sqlite_url, key, default_policy)
    with store.transaction() as records:
        home = settle(records, name=f"{MARK} name")
        people = records.people
        people.change_person(home.patient_id, call_me=f"{MARK} call")
        contact_id = people.add_contact(ChannelName.TELEGRAM, f"{MARK} address", Reach.ON, NOW)
        people.add_consent(Consent(home.patient_id, contact_id, "messages", True, f"{MARK} words", NOW))
        version = version_of(
            home.patient_id, home.medicine_id, 2, decided_by=f"{MARK} decided", confirmed_by=f"{MARK} doctor",
            why=(f"{MARK} why",),
        )  # fmt: skip
        records.plans.add_version(version)
        records.messages.add([home.message("a", slots={"name": f"{MARK} slot"}), home.message("b")])
        leased = records.messages.lease(NOW, 9, SOON)
        records.messages.begin([each.id for each in leased], NOW)
        sent = [Sent(each.id, MessageState.SENT, NOW, f"{MARK} text", "id", f"{MARK} note") for each in leased]
        records.messages.record(sent)
        records.inbox.put(Inbound("sms", "SM1", contact_id, f"{MARK} inbound", NOW))
        records.inbox.fail(1, f"{MARK} failure", NOW, dead=False)
        records.talk.set(Conversation(contact_id, home.patient_id, "name", {"value": f"{MARK} slot"}, NOW))
    store.close()
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    seen = raw.count(MARK.encode())
    assert (seen == 0) if key else (seen >= 13)
    assert (b"+44770090" in raw) is (key is None)
    assert (b"spasticity clinic" in raw) is (key is None)
