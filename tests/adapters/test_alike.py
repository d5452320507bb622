"""What is said of many doses at once because they are alike is what would have been said of each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random
from typing import Any

from sqlalchemy import text

from scheduler.day import Beat, wake_doses, wake_each
from scheduler.domain.dose import DoseState, take
from scheduler.domain.people import ChannelName, Reach
from scheduler.domain.version import Watch, WatchKind
from storage.records import SqlRecords
from storage.records.message_row import ALL, read_message
from storage.store import SqlStore
from tests.adapters.stored import NOW, Home, settle

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PEOPLE = 120
Wake = Callable[[SqlRecords, Beat], None]


class _NotKeptError(Exception):
    pass


def test_alike_is_the_same_as_each_by_itself(store: SqlStore) -> None:
    draw = Random(8)
    with store.transaction() as records:
        for number in range(1, PEOPLE + 1):
            somebody(records, settle(records, number), draw)
    spared = []
    for now, last in (
        (NOW, NOW - 5 * MINUTE),
        (NOW + 4 * MINUTE, NOW - HOUR),
        (NOW + 31 * MINUTE, NOW + 30 * MINUTE),
        (NOW + 5 * HOUR, NOW),
        (NOW + 15 * HOUR, NOW + 15 * HOUR - MINUTE),
    ):
        for lost in (False, True):
            beat = Beat(now, last, lost)
            together, apart = _seen(store, _together, beat), _seen(store, _apart, beat)
            assert together == apart
            assert together[0]
            with store.transaction() as records:
                cases = records.doses.alike(records.doses.claim(now, 999), now, now - 30 * HOUR)
            spared.append(sum(len(whose) - 1 for whose in cases))
        with store.transaction() as records:
            _together(records, Beat(now, last))
            _answer_some(records, now, draw)
    assert spared[0] > PEOPLE / 4, "most were to be alike"
    assert sum(spared[2:]) > 0, "nudges as well"


def somebody(records: SqlRecords, home: Home, draw: Random) -> None:
    """Half of them have nothing but the dose; each of the others may have anything beside it."""
    late = draw.choice([0, 0, 0, 1, 3])
    hours = draw.choice([4, 4, 6])
    doses = [home.dose(-late, window_ends_at=NOW + hours * HOUR)]
    patient_id = home.patient_id
    if draw.random() < 0.5:
        records.doses.add(doses)
        return
    for strange in draw.sample(range(10), 2):
        if strange == 0:
            doses.append(
                home.dose(-120, state=DoseState.DUE, prompted_at=NOW - 2 * HOUR, letter="A", wake_at=NOW + HOUR)
            )
        elif strange == 1:
            doses.append(home.dose(-90, wake_at=NOW - MINUTE))
        elif strange == 2:
            before = home.dose(
                -700, state=DoseState.TAKEN, taken_mg=doses[0].mg, taken_at=NOW, answered_at=NOW, wake_at=None
            )
            doses.append(replace(before, receipt_owed=True))
        elif strange == 3:
            doses.append(home.dose(-1300, state=DoseState.MISSED, wake_at=None))
        elif strange == 4:
            records.people.change_patient(patient_id, paused_until=NOW + draw.choice([-1, 2]) * HOUR)
        elif strange == 5:
            records.people.change_patient(patient_id, policy={"first_nudge_after_min": "20", "quiet_from": "07:00"})
        elif strange == 6:
            memo = (("extra_at", NOW.isoformat()), *draw.choice([(), (("said", "yes"),)]))
            records.watches.set(Watch(patient_id, WatchKind.EXTRA, NOW + HOUR, memo))
        elif strange == 7:
            reach = draw.choice([Reach.ON, Reach.OFF])
            other = records.people.add_contact(ChannelName.TELEGRAM, str(patient_id), reach, NOW)
            records.people.use_contact(patient_id, other, draw.choice([1, 2]))
        elif strange == 8:
            records.people.set_reach(home.contact_id, Reach.OFF)
        else:
            records.people.change_person(patient_id, zone=draw.choice(["Asia/Tokyo", "America/New_York"]))
    records.doses.add(doses)


def _answer_some(records: SqlRecords, now: datetime, draw: Random) -> None:
    doses = records.doses.open_of(range(1, PEOPLE + 1), now - 30 * HOUR)
    records.doses.save([take(dose, dose.mg, now, now) for dose in draw.sample(doses, len(doses) // 4)])


def _together(records: SqlRecords, beat: Beat) -> None:
    wake_doses(records, beat, 999)


def _apart(records: SqlRecords, beat: Beat) -> None:
    wake_each(records, records.doses.claim(beat.now, 999), beat, {})


def _seen(store: SqlStore, wake: Wake, beat: Beat) -> tuple[Sequence[Any], ...]:
    """What is in the store afterwards; then it is taken back."""
    seen: list[Sequence[Any]] = []
    with suppress(_NotKeptError), store.transaction() as records:
        wake(records, beat)
        messages = [replace(read_message(store.seal, row), id=0) for row in records.work.run(ALL)]
        seen += [sorted(messages, key=attrgetter("key"))]
        seen += [sorted(records.doses.by_id(range(PEOPLE * 5)), key=attrgetter("id"))]
        for asked in (
            "SELECT patient_id, wake_at, memo FROM watch ORDER BY patient_id, kind",
            "SELECT key, channel FROM message ORDER BY key",
        ):
            seen.append([tuple(row) for row in records.work.run(text(asked))])
        raise _NotKeptError
    assert len(seen) == 4
    return tuple(seen)
