"""Who takes part in the same morning, what one round of each tells, and what several rounds come to."""

from __future__ import annotations

import importlib.util
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import structlog

from bench import postgres, send
from bench.apart import apart
from bench.peers import Told, job_queue, job_store, procrastinate_queue, raw_sql
from bench.tick import hear, look, plan, settle, sweep

OURS_SQLITE, OURS_ONE, OURS_TWO = (
    "stepdown, SQLite FULL",
    "stepdown, PostgreSQL, 1 sweeper",
    "stepdown, PostgreSQL, 2 sweepers",
)
RAW_SQL = "raw SQL without a domain, SQLite FULL"
_REPLIES = 1000
_MESSAGES = 3000
_ANSWER_S = 0.06


@dataclass(frozen=True, slots=True)
class Size:
    """How much one round is: doses due at the same instant, replies to them, messages sent."""

    doses: int
    replies: int = _REPLIES
    messages: int = _MESSAGES


@dataclass(frozen=True, slots=True)
class Contender:
    """`against`: which of ours it is compared with. `round`: one round, in processes of its own; by stage what it tells."""

    name: str
    against: str
    round: Callable[[Size, str], Mapping[str, Told]]


def _ours(size: Size, _: str) -> Mapping[str, Told]:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'town.db'}"
        apart(settle, database, size.doses, size.doses)
        told = {"plan": apart(plan, database)[0], "idle": apart(look, database)[0]}
        told["due"] = _queued(sweep(database, 1), size.doses)
        told["receive"] = apart(_quietly, hear, database, size.doses, size.doses, size.replies)[0]
    for provider in ("telegram", "sms"):
        told[f"deliver_{provider}"] = dict(_quietly(send.run, provider, "", size.messages, 0, _ANSWER_S))
    return told


def _quietly(stage: Callable[..., Any], *given: object) -> Any:
    # There is no provider to ask what came in, and the log says so.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return stage(*given)


def _ours_on_postgres(sweepers: int) -> Callable[[Size, str], Mapping[str, Told]]:
    def one_round(size: Size, server: str) -> Mapping[str, Told]:
        with postgres.database(server) as url:
            apart(settle, url, size.doses, size.doses)
            apart(plan, url)
            return {"due": _queued(sweep(url, sweepers), size.doses)}

    return one_round


def _queued(told: Told, doses: int) -> Told:
    """As the others are told: a rate is what was queued, over the time until the last of it was committed."""
    count = told["count"]
    return told | {"queued": count, "dropped": doses - count, "per_s": round(count / max(told["last_s"], 1e-6))}


def _peer(run: Callable[..., Told], *more: object) -> Callable[[Size, str], Mapping[str, Told]]:
    def one_round(size: Size, _: str) -> Mapping[str, Told]:
        with tempfile.TemporaryDirectory() as folder:
            return {"due": apart(run, folder, size.doses, *more)[0]}

    return one_round


def _procrastinate(size: Size, server: str) -> Mapping[str, Told]:
    with postgres.database(server) as url:
        return {"due": apart(procrastinate_queue.run, url, size.doses)[0]}


def contenders() -> list[Contender]:
    """Everybody, ours first. procrastinate only where its dependency group is installed, as `make bench` does."""
    several = [
        Contender(OURS_SQLITE, OURS_SQLITE, _ours),
        Contender(OURS_ONE, OURS_ONE, _ours_on_postgres(1)),
        Contender(OURS_TWO, OURS_TWO, _ours_on_postgres(2)),
        Contender(RAW_SQL, OURS_SQLITE, _peer(raw_sql.run)),
    ]
    for place, memory, tuned in (
        ("SQLite as it comes", False, False),
        ("SQLite tuned", False, True),
        ("in memory", True, True),
    ):
        for ever, grace in ((False, "default grace"), (True, "grace off")):
            run = _peer(job_store.run, memory, tuned, ever)
            several.append(Contender(f"APScheduler, {place}, {grace}", OURS_SQLITE, run))
    for ever, grace in ((False, "default grace"), (True, "grace off")):
        several.append(Contender(f"PTB JobQueue, {grace}", OURS_SQLITE, _peer(job_queue.run, ever)))
    if importlib.util.find_spec("procrastinate") is not None:
        several.append(Contender("procrastinate, PostgreSQL, 2 workers", OURS_TWO, _procrastinate))
    return several


def middle(rounds: Sequence[Mapping[str, Any]]) -> Told:
    """The median of each figure over the rounds that have it."""
    names = {name: None for each in rounds for name, value in each.items() if isinstance(value, (int, float))}
    return {name: median(each[name] for each in rounds if name in each) for name in names}


def ratios(several: Sequence[Contender], due: Mapping[str, Told]) -> dict[str, float]:
    """How many times as many doses a second ours queues as each; without those that queued nothing."""
    ours = {each.name: each.against for each in several if each.against in due and each.name in due}
    return {
        name: float(f"{due[against]['per_s'] / due[name]['per_s']:.3g}")
        for name, against in ours.items()
        if due[name].get("per_s")
    }
