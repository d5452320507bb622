"""A day of service with every fault at random, and the audit after each: `python -m bench.faults --hours 24 --seed 1`.

Simulated people live on the real house. Its database goes away for minutes or hours and sometimes loses a commit or the answer to
one; its clock is set forward and back; it is killed at any commit and send, and stays down for hours; providers refuse, lose
answers and are down. What people write meanwhile waits in the real spool. Exit status 1 if anything is broken or lost.
"""

from __future__ import annotations

import argparse
import heapq
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import structlog

from bot.intake import open_spool
from bot.rehearsal.mortal import KilledError
from bot.rehearsal.phone import Phone
from bot.rehearsal.town.district import BEGINS_AT
from bot.rehearsal.town.faults import PRESETS
from bot.rehearsal.town.habits import habits
from bot.rehearsal.town.town import Rates, Town, open_town
from bot.rehearsal.town.watch import Onlooker
from bot.settings import Settings
from bot.spool import Kept, Spool
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName
from scheduler.ports import Records, Store
from storage.failure import StoreError

# A day has so many of each; hours and minutes are drawn between these.
AWAY, STEPS, DOWN = 6, 5, 4
AWAY_MIN, STEP_MIN, DOWN_MIN = (1, 150), (2, 90), (5, 180)
# Of so many transactions one fails: half before its commit, half after it, when only the answer is lost.
FAILS = 0.02
# What was begun has to be able to end before it is counted.
CALM = timedelta(hours=5)
_A_MINUTE, _SETTLES_IN = timedelta(minutes=1), timedelta(minutes=3)


@dataclass(slots=True)
class Weather:
    """How the database does. `away_until` (UTC): nothing of it answers before."""

    chance: Random
    clock: StandingClock
    fails: float = FAILS
    away_until: datetime | None = None
    failed: int = 0
    rough_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        return self.away_until is not None and self.clock.now() < self.away_until

    def meet(self) -> None:
        """Raises StoreError if the database does not answer now."""
        if self.is_away:
            self.rough_at = self.clock.now()
            raise StoreError("the database is away")

    def slip(self) -> None:
        """Raises StoreError now and then."""
        if self.chance.random() < self.fails / 2:
            self.failed += 1
            self.rough_at = self.clock.now()
            raise StoreError("the database did not answer")

    @property
    def is_calm(self) -> bool:
        """Whether all that was begun has had the time to end: leases are of a minute."""
        return self.rough_at is None or abs(self.clock.now() - self.rough_at) >= _SETTLES_IN


class StormyStore:
    """The store under this weather."""

    def __init__(self, store: Store, weather: Weather) -> None:
        self._store, self._weather = store, weather

    def transaction(self) -> AbstractContextManager[Records]:
        return self._watched()

    @contextmanager
    def _watched(self) -> Iterator[Records]:
        self._weather.meet()
        with self._store.transaction() as records:
            yield records
            self._weather.slip()
        self._weather.slip()

    def reading(self) -> AbstractContextManager[Records]:
        self._weather.meet()
        return self._store.reading()

    def close(self) -> None:
        self._store.close()


@dataclass(slots=True)
class LateOnlooker(Onlooker):
    """Counts when it is over: what waits while a provider is down for hours is late, and not lost."""

    is_over: bool = False

    def end_day(self, store: Store, now: datetime) -> None:
        """As any onlooker, once."""
        if self.is_over:
            super(LateOnlooker, self).end_day(store, now)


@dataclass(slots=True)
class StormyTown(Town):
    """A town whose machine has a bad day. `audited`: how often the audit was asked; `broken`: what did not hold, and when."""

    weather: Weather = field(kw_only=True)
    spool: Spool = field(kw_only=True)
    happened: Counter[str] = field(default_factory=Counter, kw_only=True)
    broken: list[str] = field(default_factory=list, kw_only=True)
    audited: int = field(default=0, kw_only=True)
    _after: list[str] = field(default_factory=list, kw_only=True)
    _held: list[Callable[[], None]] = field(default_factory=list, kw_only=True)

    def under_the_weather(self) -> None:
        """Let the house see the database through it."""
        self.house = replace(self.house, store=StormyStore(self.house.store, self.weather))
        self.open_couriers()

    def plan_faults(self, hours: float) -> None:
        """So many of each, at any time."""
        share = hours / 24
        for what, many in ((self._go_away, AWAY), (self._step, STEPS), (self._go_down, DOWN)):
            for _ in range(max(1, round(many * share))):
                self.at(timedelta(hours=self.chance.uniform(0, hours)), what)

    def _go_away(self) -> None:
        self.weather.away_until = self.now + timedelta(minutes=self.chance.uniform(*AWAY_MIN))
        self._note("database away")

    def _step(self) -> None:
        by = timedelta(minutes=self.chance.uniform(*STEP_MIN)) * self.chance.choice((1, -1))
        self.clock.set(self.now + by)
        self._note("clock set forward" if by > timedelta() else "clock set back")

    def _go_down(self) -> None:
        self.start_again()
        self.clock.leap(timedelta(minutes=self.chance.uniform(*DOWN_MIN)))
        self._note("process down")

    def _note(self, what: str) -> None:
        self.happened[what] += 1
        self._after.append(what)
        self.weather.rough_at = self.now

    # The day

    def _beat(self) -> None:
        held, self._held = self._held, []
        for deed in held:
            self._do(deed)
        while self._coming and self._coming[0][0] <= self.now:
            self._do(heapq.heappop(self._coming)[2])
        try:
            self._replay()
            self.runner.run(self._work())
        except KilledError:
            self.start_again()
            self._note("process killed")
        except StoreError:
            return
        if self._after and self.weather.is_calm:
            self._audit()

    def _do(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except StoreError:
            # A receipt: kept as what people write is, and taken up again.
            self._held.append(deed)

    def _replay(self) -> None:
        if self.weather.is_away:
            return
        self.spool.replay(self._take)

    def _take(self, kept: Kept) -> None:
        given = dict(kept.given)
        about = json.loads(given["about"]) or None
        house = replace(self.house, clock=StandingClock(kept.at))
        new = house.say(ChannelName(given["channel"]), given["address"], given["id"], given["text"], about)
        self.onlooker.tally.received += new

    def bring(self, phone: Phone, provider_id: str, text: str, about: dict[str, str] | None) -> None:
        """Into the store, or into the spool, as `bot.intake` does."""
        if self.spool.is_empty:
            try:
                super(StormyTown, self).bring(phone, provider_id, text, about)
            except StoreError:
                pass
            else:
                return
        given = {"channel": phone.channel.value, "address": phone.address, "id": provider_id, "text": text}
        self.spool.keep(Kept("town", self.now, {**given, "about": json.dumps(about or {})}))
        self.happened["message kept in the spool"] += 1

    def _leap(self, ends: datetime) -> None:
        if self._after or not self.spool.is_empty:
            self.clock.set(min(self.now + _A_MINUTE, ends))
            return
        super(StormyTown, self)._leap(ends)

    def start_again(self) -> None:
        """As in any town, and the new process meets the same weather."""
        super(StormyTown, self).start_again()
        self.under_the_weather()

    def _audit(self) -> None:
        after, self._after = self._after, []
        with self.house.store.reading() as records:
            broken = records.audit.run(self.now)[1]
        self.audited += 1
        self.broken += [
            f"{self.now:%d %H:%M}, after {', '.join(after)}: rule {each.rule}: {each.what}" for each in broken
        ]


def live(hours: float, seed: int, patients: int, folder: Path, begins_h: float = 0) -> dict[str, object]:
    """Live such a day in `folder`, from an hour after midnight (UTC) on; what came of it."""
    chance, known = Random(seed), habits()
    # The house itself draws how long to wait before it tries again.
    random.seed(seed)
    url = f"sqlite:///{folder / 'day.db'}"
    rates = Rates(telegram=25, sms=1)
    begins_at = BEGINS_AT + timedelta(hours=begins_h)
    onlooker = LateOnlooker()
    plain = open_town(url, begins_at, known, replace(PRESETS["bad"], crashes=8), rates, chance, onlooker)
    settings = Settings(_env_file=None, database_url=url)  # type: ignore[call-arg]
    inherited = {each.name: getattr(plain, each.name) for each in fields(Town) if each.init}
    weather = Weather(chance, plain.clock, fails=0.0)
    town = StormyTown(**inherited, weather=weather, spool=open_spool(settings))
    for network in town.networks.values():
        network.on_copy = town.arrived
    town.move_in(list(range(1, patients + 1)))
    town.onlooker.begin(town.now)
    town.under_the_weather()
    weather.fails = FAILS
    town.plan_faults(hours)
    town.live(begins_at + timedelta(hours=hours))
    weather.fails, weather.away_until, onlooker.is_over = 0.0, None, True
    town.mortality.left = None
    town.faults = PRESETS["none"]
    for network in town.networks.values():
        network.weather, network.down = PRESETS["none"], None
    town.live(begins_at + timedelta(hours=hours) + CALM)
    tally = town.onlooker.end(town.house.store, town.now)
    town.close()
    happened = Counter(town.happened)
    happened["commit failed"] = weather.failed
    happened["process killed"] = tally.kills
    broken = [*town.broken, *tally.broken]
    lost = {what: many for what, many in tally.lost.items() if many}
    return {
        "hours": hours, "seed": seed, "patients": patients, "faults": dict(sorted(happened.items())),
        "audits": town.audited + 1, "broken": broken, "doses": dict(sorted(tally.doses.items())),
        "messages": tally.sent.total(), "received": tally.received, "duplicates": tally.duplicates, "lost": lost,
        "unspoken": tally.unspoken, "holds": not broken and not lost and not tally.unspoken,
    }  # fmt: skip


@contextmanager
def quiet() -> Iterator[None]:
    """Hundreds of failures are meant to happen: none of them is logged."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


def main() -> int:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patients", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, quiet():
        found = live(asked.hours, asked.seed, asked.patients, Path(folder))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0 if found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
