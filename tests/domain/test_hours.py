"""Opening hours, as they stand on a card."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.domain.hours import is_open, opens_next, read_hours

MONDAY = datetime(2027, 1, 4, tzinfo=UTC)


def at(clock: str, day: int = 0) -> datetime:
    hour, minute = clock.split(":")
    return MONDAY.replace(day=4 + day, hour=int(hour), minute=int(minute))


@pytest.mark.parametrize(
    ("text", "wall", "opened", "opens"),
    [
        ("mon-fri 09:00-17:00", at("08:59"), False, at("09:00")),
        ("mon-fri 09:00-17:00", at("09:00"), True, at("09:00", 1)),
        ("mon-fri 09:00-17:00", at("17:00", 4), False, at("09:00", 7)),
        ("Mon to Fri 9:00 to 12:30, Saturday 9:00-12:00", at("12:31", 4), False, at("09:00", 5)),
        ("mon 9:00-12:00, mon 13:00-17:00", at("12:30"), False, at("13:00")),
        ("sat-mon 10:00-11:00", at("10:30"), True, at("10:00", 5)),
        # Over midnight: Sunday night reaches into Monday.
        ("sun-thu 18:00-08:00", at("07:59"), True, at("18:00")),
        ("sun-thu 18:00-08:00", at("08:00"), False, at("18:00")),
        ("mon 08:00-24:00", at("23:59"), True, at("08:00", 7)),
        ("always", at("03:00"), True, at("00:00", 1)),
    ],
)
def test_open_or_when(text: str, wall: datetime, opened: bool, opens: datetime) -> None:
    hours = read_hours(text)
    assert is_open(hours, wall) is opened
    assert opens_next(hours, wall) == opens


@pytest.mark.parametrize(
    "text", ["", "9 to 5", "mon-fri", "xyz 09:00-17:00", "mon 25:00-26:00", "mon 9:00-9:60", "," * 9]
)
def test_what_is_no_hours_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="mon-fri 09:00-17:00"):
        read_hours(text)
