"""What was kept long enough goes by itself: words, people whose taper is long over, strangers; and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.cli.app import main
from scheduler.domain.message import Inbound, Message, MessageState, Priority
from scheduler.domain.people import ChannelName, Reach
from scheduler.domain.policy import HOUSE_WIDE, Policy, PolicyError, overlay
from scheduler.keeping import sweep
from storage.records import SqlRecords
from storage.store import SqlStore
from storage.tables import contact, dose, inbox, message, person, receipt
from tests.adapters.marked import NOW, fill

_DAY = timedelta(days=1)


def _words(records: SqlRecords, own: dict[str, int]) -> tuple[Any, ...]:
    seal = records.work.seal
    came = records.work.run(select(inbox).where(inbox.c.id == own["inbox"])).one()
    went = records.work.run(select(message).where(message.c.id == own["message"])).one()
    came_in = (seal.unseal("inbox.text", came.text_sealed), came.about_sealed, came.note_sealed)
    return (*came_in, went.text_sealed, went.slots_sealed, went.note_sealed)


def test_words_go_when_their_time_is_over_and_nothing_else_does(store: SqlStore, default_policy: Policy) -> None:
    with store.transaction() as records:
        own = fill(records, "mark")
        late = Message(own["person"], own["contact"], "thanks", "late", Priority.REST, NOW, NOW, {"name": "mark"})
        records.messages.add([late])
        before = _words(records, own)
    sweep(store, NOW + default_policy.keep_inbox_days * _DAY - _DAY, default_policy, idle=True)
    with store.reading() as records:
        assert _words(records, own) == before
    sweep(store, NOW + default_policy.keep_inbox_days * _DAY + _DAY, default_policy, idle=True)
    with store.reading() as records:
        assert _words(records, own) == ("", None, None, *before[3:])
        assert records.inbox.waiting() == 0
    sweep(store, NOW + default_policy.keep_texts_days * _DAY + _DAY, default_policy, idle=False)
    with store.reading() as records:
        assert _words(records, own) == ("", None, None, None, None, None)
        waits = records.work.run(select(message).where(message.c.key == "late")).one()
        assert waits.state == MessageState.WAITING
        assert waits.slots_sealed is not None, "what has yet to leave keeps its words"
        assert records.audit.run(NOW)[1] is not None


def test_a_whole_backlog_is_gone_through_in_batches_each_row_once(
    sqlite_store: SqlStore, default_policy: Policy
) -> None:
    with sqlite_store.transaction() as records:
        own = fill(records, "mark")
        for number in range(1100):
            records.work.run(
                inbox.insert().values(
                    provider="sms", provider_id=str(number), contact_id=own["contact"], received_at=NOW, handled_at=NOW,
                    tries=1, dead=0, text_sealed=b"plain:words",
                )
            )  # fmt: skip
    at = NOW + (default_policy.keep_inbox_days + 1) * _DAY
    left = []
    for idle in (False, True):
        sweep(sqlite_store, at, default_policy, idle=idle)
        with sqlite_store.reading() as records:
            held = select(inbox.c.id).where(inbox.c.text_sealed != b"plain:")
            left.append(len(records.work.run(held).all()))
    assert left == [601, 0], "one batch while there is much to do, all of it when there is not"
    with sqlite_store.transaction() as records:
        assert records.retention.blank_inbox(at, 500) == 0


def test_who_is_long_gone_is_erased_and_who_writes_is_not(store: SqlStore, default_policy: Policy) -> None:
    with store.transaction() as records:
        gone, writes = fill(records, "gone-mark"), fill(records, "stay-mark")
        stranger = records.people.add_person("", NOW)
        records.people.use_contact(
            stranger, records.people.add_contact(ChannelName.SMS, "+447700900777", Reach.NEW, NOW)
        )
        records.people.add_contact(ChannelName.SMS, "+447700900888", Reach.NEW, NOW)
    at = NOW + (default_policy.keep_ended_days + 1) * _DAY
    with store.transaction() as records:
        records.work.run(update(inbox).where(inbox.c.id == writes["inbox"]).values(received_at=at - _DAY))
        records.work.run(update(message).where(message.c.person_id == gone["person"]).values(created_at=NOW))
    sweep(store, at, default_policy, idle=False)
    with store.reading() as records:
        assert records.people.patient_ids() == [gone["person"], writes["person"]], "only while there is little to do"
    sweep(store, at, default_policy, idle=True)
    with store.reading() as records:
        assert records.people.patient_ids() == [writes["person"]]
        assert [(entry.by, entry.was) for entry in records.erasures.all()] == [
            ("time", "patient"),
            ("time", "stranger"),
        ]
        for address in ("+447700900777", "+447700900888"):
            assert records.people.contact(ChannelName.SMS, address) is None
        assert records.work.run(select(person.c.id).where(person.c.id == writes["person"])).one()
        assert records.work.run(select(contact.c.id).where(contact.c.id == writes["contact"])).one()


def test_the_times_are_shown_and_are_the_same_for_everybody(
    default_policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy"]) == 0
    shown = capsys.readouterr().out
    for name in HOUSE_WIDE:
        assert name in shown
        with pytest.raises(PolicyError, match="the same for everybody"):
            overlay(default_policy, {name: "1"})
    assert overlay(default_policy, {"erase_after_h": "0"}).erase_after_h == 0


def test_rows_of_prompts_and_answers_go_and_alarms_and_the_newest_of_a_phone_stay(
    store: SqlStore, default_policy: Policy
) -> None:
    with store.transaction() as records:
        own = fill(records, "mark")
        home = (own["person"], own["contact"])
        for number in range(3):
            records.inbox.put(Inbound("sms", f"SM{number}", own["contact"], "1", NOW))
        for _ in range(2):
            (leased,) = records.inbox.lease(NOW, 1, NOW + _DAY)
            records.inbox.done([leased.id], NOW)
        (stuck,) = records.inbox.lease(NOW, 1, NOW + _DAY)
        records.inbox.fail(stuck.id, "KeyError", NOW, dead=True)
        prompt = Message(*home, "dose-due", "dose:1", Priority.REMINDER, NOW, NOW, dose_ids=(own["dose"],))
        answer = Message(*home, "recorded-taken", "in:1:x", Priority.ESCALATION, NOW, NOW, dose_ids=(own["dose"],))
        alarm = Message(*home, "red-alert", "esc:1:x", Priority.RED, NOW, NOW)
        waits = Message(*home, "dose-nudge", "dose:2", Priority.REMINDER, NOW, NOW, dose_ids=(own["dose"],))
        records.messages.add([prompt, answer, alarm, waits])
        over = message.c.key.in_(("dose:1", "in:1:x", "esc:1:x"))
        records.work.run(update(message).where(over).values(state=MessageState.SENT, sent_at=NOW))
        records.work.run(update(dose).where(dose.c.id == own["dose"]).values(prompted_at=NOW))
        (first,) = records.work.run(select(message.c.id).where(message.c.key == "dose:1")).scalars()
        records.work.run(insert(receipt).values(message_id=first, status="delivered", rank=3, at=NOW))
    sweep(store, NOW + default_policy.keep_rows_days * _DAY - _DAY, default_policy, idle=True)
    assert _keys(store) >= {"dose:1", "in:1:x", "esc:1:x", "dose:2"}
    sweep(store, NOW + default_policy.keep_rows_days * _DAY + _DAY, default_policy, idle=True)
    assert _keys(store) & {"dose:1", "in:1:x", "esc:1:x", "dose:2"} == {"esc:1:x", "dose:2"}
    with store.reading() as records:
        left = records.work.run(select(inbox.c.provider_id).where(inbox.c.provider == "sms")).scalars()
        assert "SM2" in set(left), "what nobody has seen to, and the newest, stay"
        assert records.inbox.last_from([own["contact"]], own["person"]) is not None
        assert [each.id for each in records.inbox.dead()] == [stuck.id]
        _, broken = records.audit.run(NOW + 431 * _DAY)
        assert not [each for each in broken if "no message asks" in str(each)]


def _keys(store: SqlStore) -> set[str]:
    with store.reading() as records:
        return set(records.work.run(select(message.c.key)).scalars())
