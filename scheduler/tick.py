"""What has become due, and what follows from it. Calling it twice for the same instant changes nothing the second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.alarm import wake_escalations
from scheduler.apart import wake_apart
from scheduler.day import STOOD_STILL, Beat, wake_doses
from scheduler.keeping import is_time, sweep
from scheduler.knowledge import Knowledge
from scheduler.morning import wake_watches
from scheduler.outage import note_outage
from scheduler.planning import plan_ahead
from scheduler.ports import LAST_TICK, Records, Store, TryAgainError, Waits, Work

BATCH = 500
# Planning works out several doses for each row that it takes, what is looked at daily asks several questions for each.
_PLANS, _FEW = 200, 100
# After so many batches it looks again whether anything more urgent has come due in the meantime. But what an outage left is
# woken in one go: all of it is told from when until when nothing ran.
_MOST_BATCHES, _ALL_BATCHES = 20, 1_000_000
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


def tick(store: Store, now: datetime, knowledge: Knowledge, *, lost: bool = False) -> Ticked:
    """Wake everything that is due at `now` (UTC), in batches, each in one transaction: state and messages together.

    Calls for help go first, then doses, then what is looked at daily, then planning ahead, which is never urgent. What one of
    them wakes in turn is the next tick's; so is what is left after a number of batches of each, so that nobody's dose waits
    until everybody's day has been planned. Whoever calls this calls it again until nothing is woken. `lost`: what happened
    since the last tick is not in this store, because it is an older copy of itself.
    """
    with store.reading() as records:
        work = records.work_at(now)
    beat = Beat(now, work.last_tick_at, lost)
    if beat.last is not None and now - beat.last >= timedelta(minutes=knowledge.policy.outage_after_min):
        note_outage(store, beat.last, now, lost=lost)
    ran = beat.last is not None and now - beat.last < STOOD_STILL and not lost
    most = _MOST_BATCHES if ran else _ALL_BATCHES
    escalations = _wake(
        store, now, Waits.ESCALATION, work.escalations, _FEW, lambda records: wake_escalations(records, now, _FEW)
    )
    doses = _wake(store, now, Waits.DOSE, work.doses, BATCH, lambda records: wake_doses(records, beat, BATCH), most)
    watches = _wake(
        store, now, Waits.WATCH, work.watches, _FEW, lambda records: wake_watches(records, now, _FEW, knowledge)
    )
    versions = _wake(
        store, now, Waits.VERSION, work.versions, _PLANS, lambda records: plan_ahead(records, now, _PLANS, knowledge)
    )
    ticked = Ticked(doses, watches, versions, escalations)
    if is_time(work.last_tick_at, now):
        # Whatever becomes of the sweeping, it beats; and is tried again in ten minutes.
        show_alive(store, now)
        sweep(store, now, knowledge.policy, idle=not ticked.any())
    elif _is_stale(work, now):
        show_alive(store, now)
    return ticked


def _wake(
    store: Store,
    now: datetime,
    what: Waits,
    is_due: bool,
    batch: int,
    wake: Callable[[Records], int],
    most: int = _MOST_BATCHES,
) -> int:
    """Wake batch after batch until one is not full, or there have been `most`. How many, with those that were set aside."""
    done = 0
    for _ in range(most if is_due else 0):
        records: Records | None = None
        try:
            with store.transaction() as records:
                woken = wake(records)
        except TryAgainError:
            raise
        except Exception:
            if records is None or not records.claimed:
                raise
            moved = wake_apart(store, what, list(records.claimed), wake, now)
            done += moved
            if not moved:
                break
            continue
        done += woken
        if woken < batch:
            break
    return done


def wants_tick(work: Work, now: datetime) -> bool:
    """Whether something is to be woken at `now` (UTC), or it has to be said again that the scheduler lives."""
    return work.wakes or _is_stale(work, now)


def _is_stale(work: Work, now: datetime) -> bool:
    return work.last_tick_at is None or abs(now - work.last_tick_at) >= _ALIVE_EVERY


def show_alive(store: Store, now: datetime) -> None:
    """Note that the scheduler looked at the store at `now` (UTC)."""
    with store.transaction() as records:
        records.notes.set(LAST_TICK, now.isoformat())
