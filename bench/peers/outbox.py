"""An outbox on SQLite for the peers that keep their jobs there or in memory: one row, one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, event, insert

from bench.peers import CLOCK

_metadata = MetaData()
_outbox = Table(
    "outbox",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("dose", Integer, unique=True, nullable=False),
    Column("kind", String, nullable=False),
)


def open_engine(file: Path, tuned: bool) -> Engine:
    """A SQLite file as it comes, or tuned as is widely advised: write-ahead log, synchronous NORMAL."""
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 60})
    if tuned:

        def tune(connection: Any, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")

        event.listen(engine, "connect", tune)
    _metadata.create_all(engine)
    return engine


class Outbox:
    """Where a job writes. `late`: seconds from due to committed, one for each row."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.due_at: datetime | None = None
        self.late: list[float] = []

    def write(self, dose: int) -> None:
        """Queue the reminder of this dose."""
        with self.engine.begin() as connection:
            connection.execute(insert(_outbox).values(dose=dose, kind="dose_due"))
        assert self.due_at is not None
        self.late.append((CLOCK.now() - self.due_at).total_seconds())
