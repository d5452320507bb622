"""A copy of the store has been put back: what happened since it was made is not in it, and nothing may act as if it were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.concern import tell_operator
from scheduler.knowledge import Knowledge
from scheduler.ports import LAST_TICK, Store
from scheduler.tick import Ticked, tick

# An answer to a text, a receipt, a notice: so much later it is of no use to anybody.
_STALE_AFTER = timedelta(hours=1)
_MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of it. `since` (UTC): when the copy was made, None if nothing had ever run on it.

    `doubtful`: messages that waited and may have been sent since; `dropped`: those too old to be of use; `woken`: what was
    due meanwhile.
    """

    since: datetime | None
    doubtful: int
    dropped: int
    woken: Ticked


def settle_restored(store: Store, now: datetime, knowledge: Knowledge) -> Settled:
    """Make a copy of the store fit to go on from `now` (UTC), before any process works on it.

    What waited is looked for at the provider where it can be asked, before a copy leaves. Doses that were due meanwhile are
    asked about in one message that says what was lost. The operator is told.
    """
    with store.transaction() as records:
        noted = records.notes.get(LAST_TICK)
        records.messages.free(now)
        records.inbox.free()
        doubtful, dropped = records.messages.doubt(now, now - _STALE_AFTER)
    since = datetime.fromisoformat(noted) if noted else None
    woken = tick(store, now, knowledge, lost=True)
    for _ in range(_MOST_ROUNDS):
        # What one of them wakes in turn is the next one's.
        if not tick(store, now, knowledge).any():
            break
    if since is not None:
        with store.transaction() as records:
            slots = {"from": since.isoformat(), "until": now.isoformat()}
            records.messages.add(tell_operator(records, "operator-restored", since.isoformat(), now, slots))
    return Settled(since, doubtful, dropped, woken)
