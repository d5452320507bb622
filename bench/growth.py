"""How many bytes a person, a planned dose and a reminder take in the database, indexes included.

python -m bench.growth                 2,000 people on SQLite
python -m bench.growth --people 50000
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bench.apart import apart
from bench.tick import plan, settle, sweep


def bytes_in_use(file: Path) -> int:
    """Pages that hold something, in bytes; the write-ahead log is counted as what it will become."""
    with closing(sqlite3.connect(file)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def measure(file: Path, people: int) -> dict[str, float]:
    """Settle, plan and wake once; bytes for each person, each planned dose and each reminder."""
    database = f"sqlite:///{file}"
    apart(settle, database, people, people)
    settled = bytes_in_use(file)
    doses = apart(plan, database)[0]["count"]
    planned = bytes_in_use(file)
    reminders = sweep(database, 1)["count"]
    return {
        "people": people,
        "doses_planned": doses,
        "bytes_per_person": round(settled / people),
        "bytes_per_dose": round((planned - settled) / doses),
        "bytes_per_reminder": round((bytes_in_use(file) - planned) / reminders),
    }


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=2000)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in measure(Path(folder) / "town.db", asked.people).items():
            sys.stdout.write(f"{name:>20}  {value:,}\n")


if __name__ == "__main__":
    main()
