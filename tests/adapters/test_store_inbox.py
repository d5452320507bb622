"""The inbox: each message once, in order of arrival per contact."""

from __future__ import annotations

import threading
from datetime import timedelta

from scheduler.domain.message import Inbound
from storage.records import SqlRecords
from storage.store import SqlStore
from tests.adapters.stored import NOW, SOON, Home, settle


def _put(records: SqlRecords, home: Home, provider_id: str, minutes: int = 0) -> bool:
    received_at = NOW + timedelta(minutes=minutes)
    return records.inbox.put(Inbound("sms", provider_id, home.contact_id, f"text of {provider_id}", received_at))


def _lease(records: SqlRecords, limit: int = 99) -> list[str]:
    return [each.provider_id for each in records.inbox.lease(NOW, limit, SOON)]


def test_a_repeat_has_no_effect(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        assert _put(records, home, "SM1")
        assert not _put(records, home, "SM1", 5)
        assert records.inbox.put(Inbound("telegram", "SM1", home.contact_id, "other", NOW))
        assert records.inbox.waiting() == 2
        assert records.inbox.last_from([home.contact_id], home.patient_id) == NOW
        assert records.inbox.last_from([], home.patient_id) is None


def test_each_contacts_messages_are_handled_in_order(store: SqlStore) -> None:
    with store.transaction() as records:
        first, second = settle(records, 1), settle(records, 2)
        for home, provider_id in ((first, "a1"), (first, "a2"), (second, "b1"), (first, "a3")):
            _put(records, home, provider_id)
        a1, b1 = records.inbox.lease(NOW, 99, SOON)
        assert (a1.provider_id, a1.text, a1.tries) == ("a1", "text of a1", 1)
        assert b1.provider_id == "b1"
        assert _lease(records) == []
        records.inbox.done([a1.id], NOW)
        assert _lease(records) == ["a2"]
        assert records.inbox.waiting() == 3


def test_a_lease_that_ran_out_is_tried_again_and_a_dead_letter_makes_way(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        _put(records, home, "a1")
        _put(records, home, "a2")
        assert _lease(records, 1) == ["a1"]
        (again,) = records.inbox.lease(SOON, 99, SOON + timedelta(minutes=1))
        assert (again.provider_id, again.tries) == ("a1", 2)
        records.inbox.fail(again.id, "could not be read", SOON, dead=False)
        (third,) = records.inbox.lease(SOON, 99, SOON)
        assert third.tries == 3
        records.inbox.fail(third.id, "could not be read", SOON, dead=True)
        assert _lease(records) == ["a2"]


def test_two_handlers_never_take_the_same_contact(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 21)]
        for home in homes:
            for n in range(2):
                _put(records, home, f"{home.contact_id}-{n}")
    taken: list[int] = []
    gate = threading.Barrier(3)

    def handle() -> None:
        gate.wait(60)
        for _ in range(6):
            with store.transaction() as records:
                taken.extend(each.contact_id for each in records.inbox.lease(NOW, 3, SOON))

    threads = [threading.Thread(target=handle) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    with store.transaction() as records:
        taken += [each.contact_id for each in records.inbox.lease(NOW, 99, SOON)]
    assert sorted(taken) == sorted(home.contact_id for home in homes)
