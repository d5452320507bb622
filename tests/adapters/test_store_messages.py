"""The outbox: queued once, leased in order, one in flight per contact, and settled."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName, Reach
from scheduler.ports import Sent
from storage.failure import LeaseLostError
from storage.records import SqlRecords
from storage.store import SqlStore
from tests.adapters.stored import NOW, SOON, Home, settle
from tests.examples import examples


def _queue(records: SqlRecords, *messages: Message) -> None:
    assert records.messages.add(messages) == len(messages)


def _lease(records: SqlRecords, limit: int = 99, now: datetime = NOW) -> list[str]:
    return [each.key for each in records.messages.lease(now, limit, now + timedelta(minutes=2))]


instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@examples(40, HealthCheck.function_scoped_fixture)
@given(data=st.data())
def test_every_field_comes_back(store: SqlStore, data: st.DataObject) -> None:
    with store.transaction() as records:
        homes = records.people.patient_ids()
        home = Home(homes[0], 1, 1, 1) if homes else settle(records)
        already = len(records.messages.of_patient(home.patient_id, datetime.min.replace(tzinfo=UTC)))
        message = home.message(
            f"{already}-{data.draw(texts)}",
            kind=data.draw(texts),
            priority=data.draw(st.sampled_from(Priority)),
            not_before=data.draw(instants),
            created_at=data.draw(instants),
            slots=data.draw(st.dictionaries(texts, st.text(st.characters(exclude_categories=["Cs"])))),
            dose_ids=tuple(data.draw(st.lists(st.integers(1, 2**40)))),
            version_id=data.draw(st.sampled_from([None, home.version_id])),
            due_at=data.draw(st.none() | instants),
            expires_at=data.draw(st.none() | instants),
            budgeted=data.draw(st.booleans()),
            even_unconsented=data.draw(st.booleans()),
            buttons=tuple(data.draw(st.lists(texts))),
        )
        assert records.messages.add([message]) == 1
        (stored,) = [
            each for each in records.messages.of_patient(home.patient_id, message.created_at) if each.key == message.key
        ]
        assert replace(stored, id=0) == message
        assert records.messages.by_id([stored.id]) == [stored]


def test_the_same_key_is_queued_once(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        assert records.messages.add([home.message("a"), home.message("a", kind="other"), home.message("b")]) == 2
        assert records.messages.add([home.message("b")]) == 0


def test_red_leaves_first_then_in_order_one_per_contact(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 5)]
        early = NOW - timedelta(minutes=5)
        _queue(
            records,
            homes[0].message("rest", priority=Priority.REST, not_before=early),
            homes[0].message("reminder"),
            homes[1].message("second"),
            homes[1].message("earlier", not_before=early),
            homes[2].message("later", not_before=NOW + timedelta(seconds=1)),
            homes[3].message("red", priority=Priority.RED),
        )
        assert _lease(records) == ["red", "earlier", "reminder"]
        assert _lease(records) == []


def test_nothing_more_goes_to_a_contact_in_flight_except_red(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        _queue(records, home.message("first"), home.message("second"))
        assert _lease(records) == ["first"]
        _queue(records, home.message("red", priority=Priority.RED), home.message("red too", priority=Priority.RED))
        assert _lease(records) == ["red"]
        assert _lease(records) == []


def test_the_limit_holds_and_one_long_queue_hides_nobody(store: SqlStore) -> None:
    with store.transaction() as records:
        crowded, *others = [settle(records, number) for number in range(1, 6)]
        early = NOW - timedelta(hours=1)
        _queue(records, *(crowded.message(f"many-{n}", not_before=early) for n in range(50)))
        _queue(records, *(home.message(f"one-{home.patient_id}") for home in others))
        assert _lease(records, limit=3) == ["many-0", f"one-{others[0].patient_id}", f"one-{others[1].patient_id}"]
        assert len(_lease(records, limit=99)) == 2
        assert _lease(records, limit=0) == []


def test_only_channels_with_something_to_carry_or_to_find_out_are_ways(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        (own,) = records.people.contacts([home.contact_id]).values()
        ways = frozenset({own.channel})
        assert records.messages.ways(NOW) == frozenset()
        _queue(records, home.message("first", not_before=NOW + timedelta(minutes=1)))
        assert records.messages.ways(NOW) == frozenset()
        assert records.messages.ways(NOW + timedelta(minutes=1)) == ways
        (leased,) = records.messages.lease(NOW + timedelta(minutes=1), 1, SOON)
        assert records.messages.ways(SOON - timedelta(seconds=1)) == frozenset(), "somebody is about it"
        assert records.messages.ways(SOON) == ways, "its claim has run out"
        records.messages.begin([leased.id], NOW)
        assert records.messages.take_back(SOON) == (0, 1)
        assert records.messages.ways(SOON) == ways, "nobody knows what became of it"
        records.messages.record([Sent(leased.id, MessageState.SENT, SOON)])
        assert records.messages.ways(SOON) == frozenset()


def _send(records: SqlRecords, key: str, home: Home, **other: object) -> Message:
    _queue(records, home.message(key, **other))
    (leased,) = records.messages.lease(NOW, 1, SOON)
    records.messages.begin([leased.id], NOW)
    return leased


def test_from_lease_to_sent(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        leased = _send(records, "a", home)
        assert (leased.state, leased.lease_until, leased.attempts) == (MessageState.LEASED, SOON, 0)
        (sending,) = records.messages.by_id([leased.id])
        assert (sending.state, sending.attempts, sending.sending_at) == (MessageState.SENDING, 1, NOW)
        later = NOW + timedelta(seconds=3)
        records.messages.record([Sent(leased.id, MessageState.SENT, later, "8:00: take", "SM1")])
        (sent,) = records.messages.sent_to(home.contact_id, later)
        assert (sent.state, sent.text, sent.provider_id, sent.sent_at) == (
            MessageState.SENT,
            "8:00: take",
            "SM1",
            later,
        )
        assert sent.lease_until is None
        assert records.messages.sent_to(home.contact_id, later + timedelta(seconds=1)) == []
        records.messages.record([Sent(leased.id, MessageState.DELIVERED, later)])
        records.messages.record([Sent(leased.id, MessageState.SENT, later)])
        (kept,) = records.messages.by_id([leased.id])
        assert (kept.state, kept.text, kept.provider_id) == (MessageState.DELIVERED, "8:00: take", "SM1")


def test_a_failed_try_waits_and_keeps_its_count(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        leased = _send(records, "a", home)
        again = NOW + timedelta(minutes=5)
        records.messages.record([Sent(leased.id, MessageState.WAITING, NOW, note="busy", not_before=again)])
        assert records.messages.next_at() == again
        assert records.next_wake_at() == again
        assert _lease(records) == []
        (second,) = records.messages.lease(again, 9, again + timedelta(minutes=1))
        assert (second.attempts, second.note, second.sending_at) == (1, "busy", None)


def test_leases_that_run_out_go_back_or_become_unknown(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in (1, 2)]
        _queue(records, homes[0].message("begun"), homes[1].message("not begun"))
        begun, idle = records.messages.lease(NOW, 9, SOON)
        records.messages.begin([begun.id], NOW)
        assert records.messages.take_back(SOON - timedelta(seconds=1)) == (0, 0)
        assert records.messages.take_back(SOON) == (1, 1)
        assert [each.key for each in records.messages.unknown(9)] == ["begun"]
        assert _lease(records, now=SOON) == ["not begun"]
        assert records.messages.by_id([idle.id])[0].state is MessageState.LEASED


def test_a_lost_lease_stops_the_send(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        _queue(records, home.message("a"))
        (leased,) = records.messages.lease(NOW, 9, SOON)

    def begin_late() -> None:
        with store.transaction() as records:
            records.messages.begin([leased.id], SOON)

    with pytest.raises(LeaseLostError, match="1 of 1"):
        begin_late()
    with store.transaction() as records:
        assert records.messages.take_back(SOON) == (1, 0)


def test_dropping_spares_what_has_begun(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in (1, 2, 3)]
        _queue(records, *(home.message(f"m{home.patient_id}") for home in homes[:2]))
        first, second = records.messages.lease(NOW, 9, SOON)
        records.messages.begin([first.id], NOW)
        _queue(records, homes[2].message("waits"))
        (waits,) = [each for each in records.messages.of_patient(homes[2].patient_id, NOW) if each.key == "waits"]
        records.messages.drop([first.id, second.id, waits.id], "expired", NOW)
        states = {each.id: (each.state, each.note) for each in records.messages.by_id([first.id, second.id, waits.id])}
        assert states[first.id] == (MessageState.SENDING, None)
        assert states[second.id] == states[waits.id] == (MessageState.DROPPED, "expired")


def test_messages_that_speak_only_of_these_doses_are_dropped(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose(minutes) for minutes in (0, 60, 120)])
        one, two, three = (dose.id for dose in records.doses.of_patient(home.patient_id, NOW, NOW + timedelta(days=1)))
        _queue(
            records,
            home.message("only one", dose_ids=(one,)),
            home.message("both", dose_ids=(one, two)),
            home.message("one and three", dose_ids=(one, three)),
            home.message("none"),
        )
        assert records.messages.drop_for_doses([one, two], "replaced", NOW) == 2
        left = [
            each.key for each in records.messages.of_patient(home.patient_id, NOW) if each.state is MessageState.WAITING
        ]
        assert left == ["one and three", "none"]
        assert records.messages.drop_for_doses([], "replaced", NOW) == 0


def test_the_budget_counts_what_left_or_perhaps_did(store: SqlStore) -> None:
    with store.transaction() as records:
        home, other = settle(records, 1), settle(records, 2)
        gone = _send(records, "failed", home)
        records.messages.record([Sent(gone.id, MessageState.FAILED, NOW)])
        left = _send(records, "left", home)
        records.messages.record([Sent(left.id, MessageState.SENT, NOW)])
        _queue(records, home.message("waits"), home.message("free", budgeted=False))
        counted = records.messages.sent_on([home.patient_id, other.patient_id], NOW - timedelta(hours=1))
        assert [len(each) for each in counted.values()] == [1]
        assert records.messages.sent_on([home.patient_id], NOW + timedelta(minutes=1)) == {}


def test_what_waits_beside_joins_another_text(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        _queue(records, home.message("first"), home.message("later", not_before=NOW + timedelta(hours=1)))
        _queue(records, home.message("red", priority=Priority.RED))
        beside = records.messages.beside([home.patient_id], NOW - timedelta(hours=1), NOW)
        assert [each.key for each in beside] == ["first"]
        lead = next(each for each in records.messages.of_patient(home.patient_id, NOW) if each.key == "red")
        records.messages.join(replace(lead, slots={"also": "[]"}), [beside[0].id], NOW)
        states = {each.key: (each.state, dict(each.slots)) for each in records.messages.by_id([lead.id, beside[0].id])}
        assert states["red"][1] == {"also": "[]"}
        assert states["first"][0] is MessageState.DROPPED


def test_a_shared_contact_is_one_contact(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        carer = records.people.add_person("Bea", NOW)
        records.people.use_contact(carer, home.contact_id)
        _queue(records, home.message("to the patient"), home.message("to the carer", person_id=carer))
        assert len(_lease(records)) == 1


@pytest.mark.parametrize("workers", [2, 4])
def test_concurrent_deliverers_never_share_a_contact(store: SqlStore, workers: int) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in range(1, 31)]
        records.people.add_contact(ChannelName.SMS, "+15550000", Reach.ON, NOW)
        _queue(records, *(home.message(f"{home.patient_id}-{n}") for home in homes for n in range(3)))
    leased: list[list[Message]] = []
    gate = threading.Barrier(workers)

    def deliver() -> None:
        gate.wait(60)
        mine: list[Message] = []
        for _ in range(4):
            with store.transaction() as records:
                mine += records.messages.lease(NOW, 8, SOON)
        leased.append(mine)

    threads = [threading.Thread(target=deliver) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    contacts = [message.contact_id for mine in leased for message in mine]
    assert len(contacts) == len(set(contacts))
    assert len(leased) == workers
    # Whatever one worker had to leave to another is still there to be taken.
    with store.transaction() as records:
        rest = [message.contact_id for message in records.messages.lease(NOW, 99, SOON)]
    assert sorted(contacts + rest) == sorted(home.contact_id for home in homes)
