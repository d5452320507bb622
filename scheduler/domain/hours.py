"""Opening hours as people write them on a card: "mon-fri 09:00-17:00, sat 09:00-12:00". On the clock of the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALWAYS = "always"
_PART = re.compile(
    r"(?P<first>[a-z]{3})[a-z]*(?:\s*(?:-|to)\s*(?P<last>[a-z]{3})[a-z]*)?\s+"
    r"(?P<opens>\d{1,2}:\d{2})\s*(?:-|to)\s*(?P<closes>\d{1,2}:\d{2})",
    re.ASCII,
)
_MIDNIGHT = time(0)

# Weekday (Monday 0) to spans of wall time. A span that ends at or before its beginning goes over midnight.
Hours = Mapping[int, tuple[tuple[time, time], ...]]


def read_hours(text: str) -> Hours:
    """The hours of a text. Raises ValueError with what is allowed."""
    said = text.strip().casefold()
    if said == _ALWAYS:
        return dict.fromkeys(range(7), ((_MIDNIGHT, _MIDNIGHT),))
    spans: dict[int, tuple[tuple[time, time], ...]] = {}
    for part in said.split(","):
        found = _PART.fullmatch(part.strip())
        try:
            if found is None:
                raise ValueError
            first = _DAYS.index(found["first"])
            last = _DAYS.index(found["last"]) if found["last"] else first
            span = (_time(found["opens"]), _time(found["closes"]))
        except ValueError:
            raise ValueError('hours such as "mon-fri 09:00-17:00, sat 09:00-12:00", or "always"') from None
        for day in range(first, first + (last - first) % 7 + 1):
            spans[day % 7] = (*spans.get(day % 7, ()), span)
    return spans


def _time(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    return time(0 if (hour, minute) == (24, 0) else hour, minute)


def is_open(hours: Hours, wall: datetime) -> bool:
    """Whether `wall`, a time on the clock of the place, falls into the hours."""
    day, clock = wall.weekday(), wall.time()
    today = any(opens <= clock and (clock < closes or closes <= opens) for opens, closes in hours.get(day, ()))
    # What began yesterday and goes over midnight.
    overnight = any(clock < closes <= opens for opens, closes in hours.get((day - 1) % 7, ()))
    return today or overnight


def opens_next(hours: Hours, wall: datetime) -> datetime | None:
    """The next time after `wall`, on the same clock, at which it opens; None if it never does."""
    for ahead in range(8):
        on = wall.date() + timedelta(days=ahead)
        at = [datetime.combine(on, opens, wall.tzinfo) for opens, _ in hours.get(on.weekday(), ())]
        coming = [each for each in at if each > wall]
        if coming:
            return min(coming)
    return None
