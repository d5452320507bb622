"""The calendar: every dose at its wall time, also across a change of the clock; importing again moves, never doubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from bot.exchange.calendar import write_calendar
from bot.texts.setting import Setting
from scheduler.domain.document import parse_plan
from scheduler.domain.people import Wording
from scheduler.domain.timing import doses_on_dates, first_on
from scheduler.domain.version import VersionState
from tests.builders import plan, step
from tests.pages.courses import FOUR_STEPS, version

NOW = datetime(2027, 1, 4, 6, tzinfo=UTC)


def setting(wording: Wording = Wording.DISCREET) -> Setting:
    return Setting("en", wording, "Europe/London", "GB", NOW, wide=True)


def read(*versions: Any, wording: Wording = Wording.DISCREET) -> Any:
    """As another program reads it. Any: the library's types do not say which property is which."""
    written = write_calendar(versions, "1:20270103", setting(wording))
    (calendar,) = Calendar.from_ical(written, multiple=True)
    assert isinstance(calendar, Calendar)
    return calendar


def live(calendar: Any) -> list[Any]:
    return [event for event in calendar.events if event.get("status") != "CANCELLED"]


def doses_in(calendar: Any, until: date) -> list[datetime]:
    """Every dose as a calendar program would show it, as instants, up to a date."""
    found = []
    for event in live(calendar):
        begins = event["dtstart"].dt
        if not isinstance(begins, datetime):
            continue
        for wall in _times(event, begins.replace(tzinfo=None)):
            if wall.date() > until:
                break
            found.append(wall.replace(tzinfo=begins.tzinfo).astimezone(UTC))
    return sorted(found)


def _times(event: Any, begins: datetime) -> Iterator[datetime]:
    if "rrule" not in event:
        return iter([begins])
    return islice(iter(rrulestr(event["rrule"].to_ical().decode(), dtstart=begins)), 500)


CYCLE = plan(
    step(10, {"08:00": 20, "20:00": 10}, {"08:00": 10}), step(None, {"01:30": 5, "22:00": 5}), start="2027-03-20"
)
DATED = plan(
    {"from": "2027-03-20", "to": "2027-03-30", "doses": [{"at": "01:30", "mg": 10}, {"at": "12:00", "mg": 10}]},
    {"from": "2027-03-31", "to": None, "doses": [{"at": "12:00", "mg": 10}]},
)


@pytest.mark.parametrize("document", [FOUR_STEPS, CYCLE, DATED, plan(start="2027-10-20", zone="America/New_York")])
def test_every_dose_is_there_at_its_instant_across_changes_of_the_clock(document: Mapping[str, Any]) -> None:
    read_plan = parse_plan(document)
    first = first_on(read_plan)
    assert first is not None
    until = first + timedelta(days=80)
    begins_at = datetime(first.year, first.month, first.day, 12, tzinfo=UTC) - timedelta(days=1)
    calendar = read(version(document, begins_at=begins_at))
    assert doses_in(calendar, until) == [dose.due_at for dose in doses_on_dates(read_plan, first, until)]
    for event in calendar.events:
        if isinstance(event["dtstart"].dt, datetime):
            assert event["dtstart"].params["TZID"] == read_plan.timezone
            assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(0)]


def test_the_zone_is_described_as_the_standard_wants_it() -> None:
    (zone,) = read(version()).timezones
    assert zone["tzid"] == "Europe/London"
    onsets = {f"{part.name} {part['dtstart'].dt:%Y-%m-%d %H:%M}" for part in zone.subcomponents}
    # By the clock that ends: one o'clock in spring, two o'clock in autumn.
    assert "DAYLIGHT 2027-03-28 01:00" in onsets
    assert "STANDARD 2027-10-31 02:00" in onsets


def test_importing_again_moves_events_and_takes_out_what_is_gone() -> None:
    first = version()
    less = {**FOUR_STEPS, "steps": [{**FOUR_STEPS["steps"][0], "doses": FOUR_STEPS["steps"][0]["doses"][:3]}]}
    second = version(less, number=2, id=2, created_at=datetime(2027, 1, 5, tzinfo=UTC))
    old, new = read(first), read(replace(first, state=VersionState.REPLACED), second)
    assert {event["uid"] for event in live(new)} <= {event["uid"] for event in old.events}
    gone = [event for event in new.events if event.get("status") == "CANCELLED"]
    assert {event["uid"] for event in gone} == {e["uid"] for e in old.events} - {e["uid"] for e in live(new)}
    assert all(event["sequence"] == 2 for event in new.events)
    assert read(first).to_ical() == old.to_ical()


def test_discreet_by_default_and_nothing_written_becomes_markup() -> None:
    ruling = version()
    ruling = replace(ruling, plan=replace(ruling.plan, medication="bac;lofen,\nX-EVIL:1\r\nBEGIN:VEVENT"))
    discreet = read(ruling).to_ical().decode()
    assert "bac" not in discreet
    assert "mg" not in discreet
    assert "SUMMARY:On your list: 1 and a half" in discreet
    full = read(ruling, wording=Wording.FULL)
    assert "X-EVIL" not in {name for event in full.events for name in event}
    assert any("15 mg (1 and a half tablets of 10 mg)" in event["summary"] for event in full.events)


def test_without_an_active_plan_there_is_nothing_to_remind_of() -> None:
    assert read().events == []
    assert read(version(state=VersionState.BLOCKED)).events == []
