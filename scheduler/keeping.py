"""What has been kept long enough goes: words first, then whole people. In batches, fewer while there is much to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from scheduler.apart import set_aside
from scheduler.domain.erasure import ErasedAs, ErasedBy
from scheduler.domain.policy import Policy
from scheduler.erasing import erase_person, what_forbids
from scheduler.ports import Store, TryAgainError, Waits

EVERY = timedelta(minutes=10)
_BATCH, _FEW = 500, 200
_BATCHES_IDLE, _BATCHES_BUSY = 40, 1
_LOOKED_ON = "people looked at on"


def is_time(last: datetime | None, now: datetime) -> bool:
    """Whether another ten minutes have begun since the tick before (both UTC)."""
    return last is not None and last.timestamp() // EVERY.total_seconds() != now.timestamp() // EVERY.total_seconds()


def sweep(store: Store, now: datetime, policy: Policy, *, idle: bool) -> None:
    """Let go of what was kept long enough at `now` (UTC), each batch in a transaction. `idle`: nothing else was due."""
    for _ in range(_BATCHES_IDLE if idle else _BATCHES_BUSY):
        with store.transaction() as records:
            records.erasures.finish(now)
            inbox = records.retention.blank_inbox(now - timedelta(days=policy.keep_inbox_days), _BATCH)
            texts = records.retention.blank_messages(now - timedelta(days=policy.keep_texts_days), _BATCH)
            until = now - timedelta(days=policy.keep_rows_days)
            rows = max(records.retention.drop_inbox(until, _BATCH), records.retention.drop_routine(until, _BATCH))
            done = max(inbox, texts, rows) < _BATCH
        if done:
            if idle:
                _let_people_go(store, now, policy)
            return


def _let_people_go(store: Store, now: datetime, policy: Policy) -> None:
    """Once a day (UTC), because everybody is looked at; each by themselves, so that none has to wait for another."""
    today, until = now.date().isoformat(), now - timedelta(days=policy.keep_inbox_days)
    with store.transaction() as records:
        if records.notes.get(_LOOKED_ON) == today:
            return
        records.notes.set(_LOOKED_ON, today)
        patients = records.retention.quiet_patients(now - timedelta(days=policy.keep_ended_days), _FEW)
        strangers = records.retention.strangers(until, _FEW)

    def patient(own_id: int) -> None:
        with store.transaction() as records:
            if what_forbids(records, own_id) is None:
                erase_person(records, own_id, ErasedBy.TIME, now, tells=False)

    def stranger(own_id: int) -> None:
        with store.transaction() as records:
            records.erasures.erase(own_id, ErasedBy.TIME, ErasedAs.STRANGER, now, last_words=False)

    _let_go(store, patients, patient, now)
    _let_go(store, strangers, stranger, now)
    with store.transaction() as records:
        records.retention.forget_unused_addresses(until)


def _let_go(store: Store, person_ids: Sequence[int], erase: Callable[[int], None], now: datetime) -> None:
    for own_id in person_ids:
        try:
            erase(own_id)
        except TryAgainError:
            raise
        except Exception as error:
            # Looked at again tomorrow.
            set_aside(store, Waits.PATIENT, own_id, error, now)
