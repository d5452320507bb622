"""What the audit costs: `python -m bench.audit --patients 200 --days 365`, on SQLite.

Simulated people live for two days; the rows of those days are then copied under other keys and earlier instants until it is as if
they had lived for so long, so that every rule has all of them to look at.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from bench.faults import quiet
from bot.bootstrap import open_house
from bot.rehearsal.town.district import BEGINS_AT
from bot.rehearsal.town.faults import PRESETS
from bot.rehearsal.town.habits import habits
from bot.rehearsal.town.town import Rates, open_town
from bot.rehearsal.town.watch import Onlooker
from bot.settings import Settings

_LIVED_DAYS = 2
_MICROS_A_DAY = 86_400_000_000
_IDS = 100_000_000
# How a column of a copy differs from its original; :ids and :back are steps away from it, :number counts the copies.
_CHANGES = {
    "dose": {"id": "id + :ids", "local_on": "date(local_on, '-' || :days || ' days')"},
    "intake": {"id": "id + :ids", "dose_id": "dose_id + :ids"},
    "message": {
        "id": "id + :ids",
        "key": "key || '#' || :number",
        "dose_ids": "(SELECT json_group_array(value + :ids) FROM json_each(dose_ids))",
    },
    "inbox": {"id": "id + :ids", "provider_id": "provider_id || '#' || :number"},
}
_INSTANTS = (
    "due_at",
    "window_ends_at",
    "prompted_at",
    "answered_at",
    "taken_at",
    "created_at",
    "sending_at",
    "sent_at",
    "received_at",
    "handled_at",
)


def _live(url: str, patients: int) -> None:
    rates = Rates(telegram=1000, sms=1000)
    town = open_town(url, BEGINS_AT, habits(), PRESETS["none"], rates, Random(1), Onlooker())
    for network in town.networks.values():
        network.on_copy = town.arrived
    town.move_in(list(range(1, patients + 1)))
    town.onlooker.begin(town.now)
    town.live(BEGINS_AT + timedelta(days=_LIVED_DAYS))
    town.close()


def _copy(file: Path, copies: int) -> dict[str, int]:
    rows: dict[str, int] = {}
    with closing(sqlite3.connect(file)) as database, database:
        for table, changes in _CHANGES.items():
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            shifted = {name: f"{name} - :back" for name in names if name in _INSTANTS}
            values = [changes.get(name) or shifted.get(name) or name for name in names]
            below = f"WHERE id < {_IDS}" + (" AND prompted_at IS NOT NULL" if table == "dose" else "")
            sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} {below}"
            for number in range(1, copies + 1):
                days = number * _LIVED_DAYS
                given = {"ids": number * _IDS, "number": number, "days": days, "back": days * _MICROS_A_DAY}
                database.execute(sql, given)
            rows[table] = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return rows


def main() -> int:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="audit-") as folder, quiet():
        file = Path(folder) / "audit.db"
        url = f"sqlite:///{file}"
        _live(url, asked.patients)
        rows = _copy(file, max(0, asked.days // _LIVED_DAYS - 1))
        house = open_house(Settings(_env_file=None, database_url=url))  # type: ignore[call-arg]
        took = []
        for _ in range(3):
            began, worked = time.perf_counter(), time.process_time()
            with house.store.reading() as records:
                checked, broken = records.audit.run(BEGINS_AT + timedelta(days=_LIVED_DAYS))
            took.append((round(time.perf_counter() - began, 2), round(time.process_time() - worked, 2)))
        house.store.close()
        size = file.stat().st_size
    found = {"rows": rows, "megabytes": size // 1_000_000, "seconds": [each[0] for each in took]}
    found |= {"processor_s": [each[1] for each in took], "checked": checked, "broken": len(broken)}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
