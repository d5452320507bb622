"""What a house's store is asked to do while something runs: statements, and when what was queued or handled was committed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import event

from bot.bootstrap import House
from storage.store import SqlStore


@dataclass(slots=True)
class Watched:
    """`queued`: seconds from the beginning to a commit, and how many messages it put into the outbox. `handled`: the instants
    (monotonic seconds) at which a commit had handled an inbound message.
    """

    began: float = field(default_factory=time.monotonic)
    began_cpu: float = field(default_factory=time.process_time)
    statements: int = 0
    queued: list[tuple[float, int]] = field(default_factory=list)
    handled: list[float] = field(default_factory=list)

    def told(self, count: int) -> dict[str, float]:
        """So much was done since the beginning, and what each of it cost."""
        wall, cpu = time.monotonic() - self.began, time.process_time() - self.began_cpu
        return {
            "count": count,
            "wall_s": round(wall, 2),
            "cpu_s": round(cpu, 2),
            "per_s": round(count / wall),
            "per_cpu_s": round(count / cpu),
            "statements_each": round(self.statements / max(1, count), 4),
        }

    def late(self) -> dict[str, float]:
        """How long the messages that were queued took from the beginning until they were committed; seconds."""
        at = sorted(taken for taken, count in self.queued for _ in range(count))
        if not at:
            return {}
        return {
            "p50_s": round(at[len(at) // 2], 3),
            "p99_s": round(at[int(len(at) * 0.99)], 3),
            "last_s": round(at[-1], 3),
        }


@contextmanager
def watching(house: House) -> Iterator[Watched]:
    """Watch the store of a house, on every thread."""
    store = cast(SqlStore, house.store)
    engines = {store._engine, store._reader}
    watched = Watched()
    pending: dict[int, list[int]] = {}

    def ran(conn: Any, cursor: Any, statement: str, *rest: object) -> None:
        watched.statements += 1
        mine = pending.setdefault(id(conn.connection.dbapi_connection), [0, 0])
        if statement.startswith("INSERT INTO message "):
            mine[0] += cursor.rowcount
        elif statement.startswith("UPDATE inbox SET") and "handled_at=" in statement:
            mine[1] += cursor.rowcount

    # The event of a commit comes before the commit; a connection comes back to its pool right after.
    def came_back(connection: Any, record: object) -> None:
        queued, handled = pending.pop(id(connection), (0, 0))
        now = time.monotonic()
        if queued:
            watched.queued.append((now - watched.began, queued))
        watched.handled += [now] * handled

    for engine in engines:
        event.listen(engine, "after_cursor_execute", ran)
        event.listen(engine, "checkin", came_back)
    try:
        yield watched
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", ran)
            event.remove(engine, "checkin", came_back)
