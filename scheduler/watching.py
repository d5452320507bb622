"""What is wrong with the service itself, told to its operator once, and once more when it is in order again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from scheduler.concern import tell_operator
from scheduler.ports import LAST_TICK, Aside, Records

_OPEN = "troubles"
# Every process sees these in the store; the others are one machine's own, and named with it.
SHARED = frozenset({"beat", "inbox", "outbox", "provider", "receipts", "audit", "rows"})
# Said past the store while it was away; the store only learns of it, to tell the end.
_SAID_ALREADY = frozenset({"database"})
_AT = "@"
# So many rows are named in one text.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The values of `scheduler/service.toml`; the unit is in each name."""

    look_every_s: int
    in_order_after_s: int
    beat_late_s: int
    inbox_waits_s: int
    outbox_waits_s: int
    provider_tries: int
    receipts_of_h: int
    receipts_after_min: int
    receipts_least: int
    disk_least_mb: int
    disk_least_pct: int
    database_away_s: int
    clock_step_s: int
    audit_every_s: int


def limits_from(raw: Mapping[str, Any]) -> Limits:
    """Read the file. Raises KeyError for a missing value, ValueError for one that is no positive whole number."""
    values = {field.name: raw[field.name] for field in fields(Limits)}
    for name, value in values.items():
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"service.toml: {name}: a whole number above 0")
    return Limits(**values)


def find_troubles(records: Records, now: datetime, limits: Limits) -> dict[str, str]:
    """What the store tells at `now` (UTC): what is in trouble, and a code or name that says more, or nothing."""
    found: dict[str, str] = {}
    ticked = records.notes.get(LAST_TICK)
    if ticked and now - datetime.fromisoformat(ticked) >= timedelta(seconds=limits.beat_late_s):
        found["beat"] = ""
    until = now - timedelta(minutes=limits.receipts_after_min)
    pulse = records.pulse.look(now - timedelta(hours=limits.receipts_of_h), until)
    if pulse.inbox_since is not None and now - pulse.inbox_since >= timedelta(seconds=limits.inbox_waits_s):
        found["inbox"] = ""
    late = [c for c, at in pulse.outbox_since.items() if now - at >= timedelta(seconds=limits.outbox_waits_s)]
    if late:
        found["outbox"] = " ".join(sorted(late))
    refusing = [channel for channel, tries in pulse.tried.items() if tries >= limits.provider_tries]
    if refusing:
        found["provider"] = " ".join(sorted(refusing))
    if pulse.texts >= limits.receipts_least and not pulse.receipts:
        found["receipts"] = ""
    if asides := still_aside(records, datetime.fromisoformat(ticked) if ticked else now, limits):
        named = [f"{each.what.value} {each.row_id}" for each in asides[:_NAMED]]
        found["rows"] = ", ".join(named) + (f" +{len(asides) - _NAMED}" if len(asides) > _NAMED else "")
    return found


def still_aside(records: Records, ticked: datetime, limits: Limits) -> list[Aside]:
    """Rows that are set aside. One that was tried again since, at the last tick (UTC), and did not fail is in order."""
    found = records.asides.all()
    gone = [each for each in found if ticked - each.again_at >= timedelta(seconds=limits.beat_late_s)]
    records.asides.forget(gone)
    return [each for each in found if each not in gone]


def tell_troubles(
    records: Records,
    found: Mapping[str, str],
    here: str,
    now: datetime,
    limits: Limits,
    is_watched: Callable[[str], bool],
) -> None:
    """Tell what is new among `found`, and what has been in order for long enough. `here` names this machine.

    `is_watched`: whether a trouble that is not found was looked for at all.
    """
    noted = records.notes.get(_OPEN) or "{}"
    open_ = _open_ones(noted)
    for about, says in found.items():
        key = about if about in SHARED else f"{about}{_AT}{here}"
        if key not in open_:
            open_[key] = {"since": now.isoformat()}
            slots = {"about": about, "since": now.isoformat(), **({"says": says} if says else {})}
            if about not in _SAID_ALREADY:
                records.messages.add(tell_operator(records, "operator-trouble", key, now, slots))
        open_[key].pop("quiet", None)
    for key, each in list(open_.items()):
        about, _, where = key.partition(_AT)
        if about in found or (where and where != here) or not is_watched(about):
            continue
        since = datetime.fromisoformat(each.setdefault("quiet", now.isoformat()))
        if now - since >= timedelta(seconds=limits.in_order_after_s):
            del open_[key]
            slots = {"about": about, "since": since.isoformat()}
            records.messages.add(tell_operator(records, "operator-in-order", key, now, slots))
    if (now_noted := json.dumps(open_, sort_keys=True)) != noted:
        records.notes.set(_OPEN, now_noted)


def _open_ones(noted: str) -> dict[str, dict[str, str]]:
    """A note that cannot be read is begun anew: what is still wrong is told once more."""
    try:
        found: dict[str, dict[str, str]] = json.loads(noted)
    except ValueError:
        return {}
    return found
