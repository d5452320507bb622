"""What is remembered of caregivers' days: the memory of one watch per patient, and when it has to be looked at again.

"away:7" holds the local date on which person 7 is back, "going:7" the dates of days that have not begun ("first/back"),
"leaving:7" that they want to leave once no alarm needs them, "daily:7" and "digest:7" what they switched on or off, "asked"
the local date of the last evening's messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from scheduler.circle import AWAY
from scheduler.domain.people import Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.ports import Records

DAILY, DIGEST, GOING, LEAVING = "daily:", "digest:", "going:", "leaving:"


def memory_of(records: Records, patient_id: int) -> dict[str, str]:
    """What is remembered of a patient's caregivers' days."""
    watch = records.watches.get(patient_id, WatchKind.CARERS)
    return dict(watch.memo) if watch is not None else {}


def remember(records: Records, patient: Patient, change: Mapping[str, str], now: datetime) -> None:
    """Keep what has changed; an empty value is forgotten. The watch is woken when there is something to do."""
    memo = {name: value for name, value in {**memory_of(records, patient.id), **change}.items() if value}
    records.watches.set(Watch(patient.id, WatchKind.CARERS, wakes_next(patient, memo, now), tuple(memo.items())))


def wakes_next(patient: Patient, memo: Mapping[str, str], now: datetime) -> datetime | None:
    """When to look again after `now` (UTC); None if there is nothing to wait for."""
    coming = [_midnight(patient, on) for name, on in memo.items() if name.startswith(AWAY)]
    # What an alarm holds up is looked at again and again.
    again = now + timedelta(minutes=patient.policy.other_next_min)
    begins = [_midnight(patient, days.partition("/")[0]) for name, days in memo.items() if name.startswith(GOING)]
    coming += [at if at > now else again for at in begins]
    coming += [again for name in memo if name.startswith(LEAVING)]
    wanted = any(value == "on" for name, value in memo.items() if name.startswith((DAILY, DIGEST)))
    if wanted or patient.policy.carer_check_in == "yes":
        today = to_wall(now, patient.zone).date()
        at = [to_utc(today + timedelta(days=d), patient.policy.carer_check_at, patient.zone) for d in (0, 1)]
        coming.append(next(each for each in at if each > now))
    return min((max(at, now + timedelta(minutes=1)) for at in coming), default=None)


def _midnight(patient: Patient, on: str) -> datetime:
    return to_utc(date.fromisoformat(on), time.min, patient.zone)
