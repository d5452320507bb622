"""The ceiling: claim, next state and outbox row in batches of 500 by hand-written SQL on SQLite FULL, without a domain.

No plan is read, no rule is applied and nothing is sealed: what remains is what the disk and the driver can do.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from bench.peers import Told, told

_BATCH = 500
_DUE_AT = 1_000_000
_TABLES = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE dose (id INTEGER PRIMARY KEY, wake_at INTEGER, state TEXT NOT NULL);
CREATE INDEX dose_wake ON dose (wake_at) WHERE wake_at IS NOT NULL;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, dose INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL);
"""
_CLAIM = """
UPDATE dose SET state = 'reminded', wake_at = wake_at + 1800
WHERE id IN (SELECT id FROM dose WHERE wake_at <= ? ORDER BY wake_at LIMIT ?) RETURNING id
"""


def run(folder: str, doses: int) -> Told:
    """One morning."""
    connection = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    rows = ((dose, _DUE_AT) for dose in range(doses))
    connection.executemany("INSERT INTO dose (id, wake_at, state) VALUES (?, ?, 'planned')", rows)
    connection.execute("COMMIT")
    late: list[float] = []
    began = time.monotonic()
    while True:
        connection.execute("BEGIN IMMEDIATE")
        claimed = connection.execute(_CLAIM, (_DUE_AT, _BATCH)).fetchall()
        connection.executemany("INSERT INTO outbox (dose, kind) VALUES (?, 'dose_due')", claimed)
        connection.execute("COMMIT")
        if not claimed:
            break
        late += [time.monotonic() - began] * len(claimed)
    queued = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    connection.close()
    if queued != len(late):
        raise RuntimeError(f"{queued} rows for {len(late)} doses")
    return told(late, doses)
