"""Writes `first_release.db`, a database as the first version leaves it: `python -m tests.data.make_first_release`.

It is made through the real program, once per release, and never made again for a release that is out: every later version
has to open the one that is kept here.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from bot.rehearsal.people import agree, begin, enrol
from bot.rehearsal.world import open_world
from tests.builders import THREE, plan, settle, step

KEPT = Path(__file__).parent / "first_release.db"


def make(file: Path) -> None:
    """Two people, a caregiver, three days: answers of every kind, a changed plan, a journey, a blocked plan."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        world = open_world(Path(folder))
        enrol(world.patient, circle=world.first_caregiver)
        agree(world.first_caregiver, world.patient)
        begin(world.patient, world.plan_file(plan()))
        settle(
            world,
            plan(step(None, {"09:00": 15, "21:00": 10}), zone="America/New_York"),
            phone=world.phone("Dora"),
            city="New York",
            wording="full",
        )
        blocked = world.phone("Emil")
        enrol(blocked, city="Berlin")
        blocked.texts(f"plan {world.plan_file(plan(step(14, THREE), step(None, {'20:00': 10}), zone='Europe/Berlin'))}")
        for text in ("1", "U", "took it at 8:10", "left"):
            world.leap_to("08:30", "Europe/London") if text == "1" else world.leap(minutes=1)
            world.patient.texts(text)
        for at, text in (
            ("14:05", "half"),
            ("20:05", "2"),
            ("20:06", "F"),
            ("08:05", "1"),
            ("08:06", "1"),
            ("08:07", "EXTRA"),
        ):
            world.leap_to(at, "Europe/London")
            world.patient.texts(text)
        world.patient.texts("SOS")
        world.patient.texts(f"plan {world.plan_file(plan(step(None, {'08:00': 15, '20:00': 15})))}")
        world.patient.texts("Dr Lee, by phone")
        world.phone("Dora").texts("zone London")
        world.leap(days=1)
        if broken := world.audit():
            raise SystemExit(f"the audit does not hold: {broken}")
        world.close(strict=False)
        made = Path(folder) / "world.db"
        with sqlite3.connect(made) as one_file:
            # What the journal still holds goes into the one file that is kept.
            one_file.execute("PRAGMA journal_mode=DELETE")
        one_file.close()
        shutil.copyfile(made, file)


if __name__ == "__main__":
    make(KEPT)
