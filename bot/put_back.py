"""Puts a copy of the database back: brought up, settled and audited beside the old one, and only then in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.bootstrap import bring_up, open_house, restoring
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.ports import LAST_TICK, Broken
from scheduler.restoring import Settled, settle_restored


@dataclass(frozen=True, slots=True)
class Restored:
    """How it went. `checked`: how many things the audit looked at; `kept`: the new name of what was there before."""

    restored: bool
    version: str
    settled: Settled
    checked: int
    broken: list[Broken]
    kept: str | None


def put_back(
    settings: Settings, file: Path, now: datetime, *, overwrite: bool = False, even_broken: bool = False
) -> Restored:
    """Make the database of `settings` from `file` at `now` (UTC). Nothing else may work on it meanwhile.

    Without `even_broken` nothing is changed if the audit does not hold. Raises HouseError with the fix.
    """
    with restoring(settings, file, now, overwrite=overwrite) as place:
        there = settings.model_copy(update={"database_url": place.url})
        version = bring_up(there)
        house = open_house(there, clock=StandingClock(now))
        try:
            with house.store.reading() as records:
                ticked = records.notes.get(LAST_TICK)
            # A rehearsal that leapt goes on from where it was.
            house = replace(house, clock=StandingClock(max(now, datetime.fromisoformat(ticked) if ticked else now)))
            while house.hear():
                # What had come in counts before anything is asked about.
                pass
            at = house.clock.now()
            settled = settle_restored(house.store, at, house.knowledge)
            with house.store.reading() as records:
                checked, broken = records.audit.run(at)
        finally:
            house.store.close()
        if not broken or even_broken:
            place.take_over()
    return Restored(not broken or even_broken, version, settled, sum(checked.values()), broken, place.kept)
