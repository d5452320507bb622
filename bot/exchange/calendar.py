"""A plan as a calendar (iCalendar): every dose at its wall time in the person's zone, with an alarm when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from bot.texts.amounts import word_amount
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Patient
from scheduler.domain.regimen import Ends, Plan
from scheduler.domain.stretch import goes_on
from scheduler.domain.timing import (
    PlannedDose,
    doses_on_dates,
    first_on,
    is_schedulable,
    last_on,
    listed_last_on,
    steps_with_dates,
    to_wall,
)
from scheduler.domain.version import PlanVersion, VersionState

_PRODUCT = "-//Stepdown//Plan//EN"
_LASTS = timedelta(minutes=5)
# VTIMEZONE rules reach so far past the last event that a step which goes on keeps its hour.
_YEARS_OF_ZONE = 10


@dataclass(frozen=True, slots=True)
class _Series:
    """The same amount at the same wall time every `every` days; `count` is None where it goes on."""

    step: int
    at: time
    first: date
    every: int
    count: int | None
    dose: PlannedDose

    def key(self, ordinal: int) -> str:
        return f"{self.step}/{self.at:%H%M}/{ordinal}"


def whose(patient: Patient) -> str:
    """What makes the UIDs of a calendar this person's own: two houses may both have a patient 1."""
    return f"{patient.id}:{patient.enrolled_at:%Y%m%d%H%M%S}"


def write_calendar(versions: Sequence[PlanVersion], owner: str, setting: Setting) -> bytes:
    """The calendar of the active one of a person's plan versions, as bytes. Without an active one it holds no dose.

    `owner` (see `whose`) makes the UIDs this person's own, the same in every export: importing again moves events instead
    of doubling them, and what an earlier version had and this one has not is written as cancelled. Discreet
    wording names no medicine.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("calendar-name", setting.language))
    live = max(
        (v for v in versions if v.state is VersionState.ACTIVE), key=lambda version: version.number, default=None
    )
    zone = live.plan.timezone if live is not None else None
    if live is None or zone is None or not is_schedulable(live.plan):
        return bytes(calendar.to_ical())
    calendar.add("x-wr-timezone", zone)
    events = _events(live, owner, setting)
    written = {str(event["uid"]) for event in events}
    for event in (*events, *_cancelled(versions, live, owner, setting, written)):
        calendar.add_component(event)
    begins = first_on(live.plan) or setting.now.date()
    calendar.add_missing_timezones(
        date(begins.year, 1, 1) - timedelta(days=1), date(begins.year + _YEARS_OF_ZONE, 12, 31)
    )
    for described in calendar.timezones:
        _put_right(described)
    return bytes(calendar.to_ical())


def _put_right(described: Timezone) -> None:
    """Write a change forward by the clock it ends, as RFC 5545 wants it.

    The library writes it by the clock it begins, an hour late. A change backward is right as it comes.
    """
    # The library's types do not say which property is which.
    parts: list[Any] = list(described.subcomponents)
    for part in parts:
        jump = part["tzoffsetto"].td - part["tzoffsetfrom"].td
        if jump <= timedelta(0):
            continue
        onset = part["dtstart"].dt - jump
        again = [each.dt - jump for each in part["rdate"].dts] if "rdate" in part else []
        del part["dtstart"]
        part.add("dtstart", onset)
        if again:
            del part["rdate"]
            part.add("rdate", again)


def _events(version: PlanVersion, owner: str, setting: Setting) -> list[Event]:
    plan = version.plan
    assert plan.timezone is not None
    begins_on = to_wall(version.begins_at, plan.timezone).date()
    found = []
    for key, series in _keyed(_series(plan, begins_on)):
        found.append(_dose_event(series, _uid(owner, key), version, setting))
    for number, first, _ in steps_with_dates(plan)[1:]:
        if first >= begins_on:
            code = f"calendar-step-{setting.wording.value}"
            words = say(code, setting.language, step=number, of=len(plan.steps))
            found.append(_day_event(words, first, _uid(owner, f"{number}/step"), version, setting))
    last = last_on(plan)
    if plan.ends is Ends.OPEN and last is not None:
        words = say("calendar-open-end", setting.language)
        found.append(_day_event(words, last, _uid(owner, "end"), version, setting))
    return found


def _keyed(series: Iterable[_Series]) -> Iterator[tuple[str, _Series]]:
    """Each series with the part of its UID that stays the same as long as its step and its time do."""
    seen: dict[tuple[int, time], int] = {}
    for each in series:
        ordinal = seen.get((each.step, each.at), 0)
        seen[each.step, each.at] = ordinal + 1
        yield each.key(ordinal), each


def _series(plan: Plan, begins_on: date) -> list[_Series]:
    """The plan's own doses, put together where they repeat evenly; what does not is written one by one."""
    last = listed_last_on(plan)
    if last is None:
        return []
    endless = len(plan.steps) if goes_on(plan) else 0
    if endless:
        # So far that every day of the last cycle has come, however late the version begins.
        last = max(last, begins_on + timedelta(days=2 * max(1, len(plan.steps[-1].cycle))))
    groups: dict[tuple[int, time, Decimal, int], list[PlannedDose]] = {}
    for dose in doses_on_dates(plan, begins_on, last):
        length = max(1, len(plan.steps[dose.step - 1].cycle))
        groups.setdefault((dose.step, dose.at, dose.mg, dose.on.toordinal() % length), []).append(dose)
    found: list[_Series] = []
    for (step, at, _, _), doses in groups.items():
        every = max(1, len(plan.steps[step - 1].cycle))
        even = all((after.on - before.on).days == every for before, after in pairwise(doses))
        goes = step == endless
        for dose in doses[:1] if even else doses:
            count = (None if goes else len(doses)) if even else 1
            found.append(_Series(step, at, dose.on, every, count, dose))
    return found


def _uid(owner: str, key: str) -> str:
    return f"{uuid5(NAMESPACE_URL, f'stepdown:{owner}:{key}')}@stepdown"


def _dose_event(series: _Series, uid: str, version: PlanVersion, setting: Setting) -> Event:
    plan = version.plan
    assert plan.timezone is not None
    amount = word_amount(series.dose.mg, series.dose.pieces, setting, name_strengths=len(plan.tablets) > 1)
    code = f"calendar-dose-{setting.wording.value}"
    words = say(code, setting.language, amount=amount, medicine=plan.medication)
    starts = datetime.combine(series.first, series.at, ZoneInfo(plan.timezone))
    event = _event(words, uid, version, setting)
    event.add("dtstart", starts)
    event.add("dtend", datetime.combine(series.first, series.at) + _LASTS, parameters={"TZID": plan.timezone})
    if series.count != 1:
        rule: dict[str, object] = {"FREQ": "DAILY"}
        if series.every > 1:
            rule["INTERVAL"] = series.every
        if series.count is not None:
            rule["COUNT"] = series.count
        event.add("rrule", rule)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _day_event(words: str, on: date, uid: str, version: PlanVersion, setting: Setting) -> Event:
    event = _event(words, uid, version, setting)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    return event


def _event(words: str, uid: str, version: PlanVersion, setting: Setting) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", version.number)
    event.add("dtstamp", version.created_at)
    event.add("summary", words)
    event.add("description", say("calendar-note", setting.language))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _cancelled(
    versions: Sequence[PlanVersion], live: PlanVersion, owner: str, setting: Setting, written: set[str]
) -> list[Event]:
    """What earlier versions put into the calendar and this one does not, so that a calendar takes it out again."""
    gone: Mapping[str, Event] = {
        str(event["uid"]): event
        for version in versions
        if version.number < live.number and version.plan.timezone is not None and is_schedulable(version.plan)
        for event in _events(version, owner, setting)
        if str(event["uid"]) not in written
    }
    for event in gone.values():
        event.pop("sequence")
        event.add("sequence", live.number)
        event.add("status", "CANCELLED")
        event.subcomponents.clear()
    return list(gone.values())
