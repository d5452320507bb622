"""A whole town: its districts, each with a database of its own, on as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from operator import add
from pathlib import Path
from queue import Empty
from random import Random
from typing import Any

from bot.heap import settle_in
from bot.logs import set_up_logs
from bot.rehearsal.town.faults import Faults
from bot.rehearsal.town.habits import habits
from bot.rehearsal.town.tally import Tally
from bot.rehearsal.town.town import Rates, open_town
from bot.rehearsal.town.watch import Onlooker

BEGINS_AT = datetime(2027, 1, 4, tzinfo=UTC)
# Of so many people at most; the same whatever the machine, so that the figures are.
MOST_IN_ONE = 2500
_BYTES_PER_PATIENT_DAY = 60_000
_IN_MEMORY = Path("/dev/shm")  # noqa: S108


@dataclass(frozen=True, slots=True)
class Asked:
    """What is simulated, from `begins_at` (UTC) on. Rates are messages a second for the whole town."""

    patients: int
    days: float
    seed: int
    faults: Faults
    rates: Rates
    begins_at: datetime = BEGINS_AT

    def districts(self) -> list[range]:
        """Who lives in which."""
        many = -(-self.patients // MOST_IN_ONE)
        ends = [self.patients * number // many for number in range(many + 1)]
        return [range(begins, ends) for begins, ends in pairwise(ends)]


Seen = Callable[[int, float, int], None]


def simulate_district(asked: Asked, number: int, folder: Path, seen: Seen = lambda number, done, events: None) -> Tally:
    """Live one district from its first day to the end. `seen` is told its number, the share that is over, and the events."""
    set_up_logs("console", "CRITICAL")
    numbers = asked.districts()[number]
    share = len(numbers) / asked.patients
    seed = f"{asked.seed}:{number}"
    # The house itself draws how long to wait before it tries again.
    random.seed(seed)
    onlooker = Onlooker()
    rates = Rates(asked.rates.telegram * share, asked.rates.sms * share)
    url = f"sqlite:///{folder / f'district-{number}.db'}"
    begins_at = asked.begins_at
    town = open_town(url, begins_at, habits(), asked.faults, rates, Random(seed), onlooker)  # noqa: S311
    until = begins_at + timedelta(days=asked.days)
    try:
        town.move_in(list(numbers))
        settle_in()
        onlooker.begin(town.now)
        town.live(until, lambda at, events: seen(number, (at - begins_at) / (until - begins_at), events))
        tally = onlooker.end(town.house.store, town.now)
        tally.unspoken += [each for network in town.networks.values() for each in network.unspoken]
        return tally
    finally:
        town.close()
        for file in folder.glob(f"district-{number}.db*"):
            file.unlink()


_queue: Any = None


def _listen_to(queue: Any) -> None:
    global _queue
    _queue = queue


def _simulate(asked: Asked, number: int, folder: Path) -> Tally:
    return simulate_district(asked, number, folder, lambda *how: _queue.put(how))


def simulate(asked: Asked, jobs: int, seen: Seen) -> Tally:
    """Live all of it, `jobs` districts at a time. The figures are the same whatever `jobs` is."""
    districts = range(len(asked.districts()))
    with tempfile.TemporaryDirectory(prefix="stepdown-town-", dir=_place(asked)) as name:
        folder = Path(name)
        if jobs == 1:
            return _sum(simulate_district(asked, number, folder, seen) for number in districts)
        context = multiprocessing.get_context("spawn")
        queue = context.Queue()
        with ProcessPoolExecutor(jobs, context, _listen_to, (queue,)) as pool:
            running = {pool.submit(_simulate, asked, number, folder): number for number in districts}
            left = set(running)
            while left:
                left -= {each for each in left if each.done()}
                try:
                    seen(*queue.get(timeout=0.5))
                except Empty:
                    continue
            tallies = {running[each]: each.result() for each in as_completed(running)}
    return _sum(tallies[number] for number in districts)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return reduce(add, tallies, Tally())


def _place(asked: Asked) -> Path | None:
    """A disk in memory if it has plenty of room: a town commits a hundred times for each of its people, for nobody."""
    wanted = asked.patients * max(1.0, asked.days) * _BYTES_PER_PATIENT_DAY
    if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > 4 * wanted:
        return _IN_MEMORY
    return None
