"""Writes `first_release_at_work.db.gz`: a database of the first version in the middle of its work, as an upgrade meets it.

It was run once, in a tree of that version (commit 08db52e), and is never run again: `python make_first_release_at_work.py FILE`.
Ann's dose of 14:00 is two minutes off, Dora's alarm is open and the provider is down, so that a message waits; one text of
Ann's came in and nobody has dealt with it.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from pathlib import Path

from bot.rehearsal.people import agree, begin, enrol
from bot.rehearsal.world import open_world
from scheduler.domain.people import ChannelName
from scheduler.ports import DeliveryError
from tests.builders import plan, settle


def make(file: Path) -> None:
    """Live through a morning, and stop in the middle of it."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        world = open_world(Path(folder))
        enrol(world.patient, circle=world.first_caregiver)
        agree(world.first_caregiver, world.patient)
        begin(world.patient, world.plan_file(plan()))
        settle(world, plan(), phone=world.phone("Dora"))
        world.leap_to("08:05")
        world.patient.texts("1")
        world.phone("Dora").texts("took it at 8")
        world.leap_to("13:55")
        world.networks[ChannelName.CONSOLE].faults = [DeliveryError("does not answer") for _ in range(200)]
        world.bring(world.phone("Dora"), "SOS")
        world.leap(minutes=3)
        world.bring(world.patient, "left")
        world.house.store.close()
        made = Path(folder) / "world.db"
        with sqlite3.connect(made) as one_file:
            # What the journal still holds goes into the one file that is kept.
            one_file.execute("PRAGMA journal_mode=DELETE")
            one_file.execute("VACUUM")
        one_file.close()
        file.write_bytes(gzip.compress(made.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
