"""Is the house at work: does the database answer, and has the scheduler looked at it a moment ago?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.bootstrap import House
from scheduler.ports import LAST_TICK

FRESH = timedelta(seconds=60)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """`tick_age_s`: seconds since the scheduler's last look; None if there was none. `waiting`: messages not handled yet."""

    database: bool
    scheduler: bool
    tick_age_s: float | None = None
    waiting: int | None = None

    @property
    def ok(self) -> bool:
        return self.database and self.scheduler

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "database": self.database,
            "scheduler": self.scheduler,
            "last_tick_age_s": self.tick_age_s,
            "inbox_waiting": self.waiting,
        }


def look_at_health(house: House) -> Health:
    """Look now; a database that does not answer is an answer too."""
    now = house.clock.now()
    try:
        with house.store.reading() as records:
            noted, waiting = records.notes.get(LAST_TICK), records.inbox.waiting()
    except Exception as error:
        _log.error("health.no-database", error=error)
        return Health(database=False, scheduler=False)
    if noted is None:
        return Health(database=True, scheduler=False, waiting=waiting)
    age = now - datetime.fromisoformat(noted)
    return Health(True, age <= FRESH, round(age.total_seconds(), 1), waiting)
