"""What has become due, and what follows from it. Calling it twice for the same instant changes nothing the second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.alarm import wake_escalations
from scheduler.day import Beat, wake_doses
from scheduler.knowledge import Knowledge
from scheduler.morning import wake_watches
from scheduler.outage import note_outage
from scheduler.planning import plan_ahead
from scheduler.ports import Store

BATCH = 500
LAST_TICK = "last_tick_at"
_ALIVE_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many of each were woken."""

    doses: int
    watches: int
    versions: int
    escalations: int = 0

    def any(self) -> bool:
        return bool(self.doses or self.watches or self.versions or self.escalations)


def tick(store: Store, now: datetime, knowledge: Knowledge) -> Ticked:
    """Wake everything that is due at `now` (UTC), in batches, each in one transaction: state and messages together.

    Calls for help go first, then doses, then what is looked at daily, then planning ahead, which is never urgent.
    """
    doses = watches = versions = escalations = 0
    with store.reading() as records:
        noted = records.notes.get(LAST_TICK)
    beat = Beat(now, datetime.fromisoformat(noted) if noted else None)
    if beat.last is not None and now - beat.last >= timedelta(minutes=knowledge.policy.outage_after_min):
        note_outage(store, beat.last, now)
    while True:
        with store.transaction() as records:
            called = wake_escalations(records, now, BATCH // 5)
        escalations += called
        if called < BATCH // 5:
            break
    while True:
        with store.transaction() as records:
            moved = wake_doses(records, beat, BATCH)
        doses += moved
        if moved < BATCH:
            break
    while True:
        with store.transaction() as records:
            woken = wake_watches(records, now, BATCH // 5, knowledge)
        watches += woken
        if woken < BATCH // 5:
            break
    while True:
        with store.transaction() as records:
            planned = plan_ahead(records, now, BATCH // 5, knowledge)
        versions += planned
        if planned < BATCH // 5:
            break
    show_alive(store, now)
    return Ticked(doses, watches, versions, escalations)


def show_alive(store: Store, now: datetime) -> None:
    """Note that the scheduler looked at the store at `now` (UTC); at most every ten seconds, for it is a write."""
    with store.reading() as records:
        noted = records.notes.get(LAST_TICK)
    if noted is None or abs(now - datetime.fromisoformat(noted)) >= _ALIVE_EVERY:
        with store.transaction() as records:
            records.notes.set(LAST_TICK, now.isoformat())
