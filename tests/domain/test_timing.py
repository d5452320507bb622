"""Every dose at its instant: checked against a search through the clock of each zone that knows nothing of folds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import DoseLine, Ends, Plan, Step, Tablet
from scheduler.domain.timing import (
    daily_total,
    day_of_plan,
    doses_between,
    doses_on_dates,
    first_on,
    gap_changes,
    is_schedulable,
    last_on,
    missing,
    steps_with_dates,
    to_utc,
    to_wall,
)
from tests.examples import examples

ZONES = sorted(zone for zone in available_timezones() if zone not in {"localtime", "Factory"})
TEN = (Tablet(Decimal(10), 2),)


def offset_at(zone: str, instant: int) -> int:
    """Seconds east of UTC on the clock of a zone at a POSIX instant. Goes from UTC to wall time only."""
    offset = datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def changes_between(zone: str, first: int, last: int, stride: int) -> list[tuple[int, int, int]]:
    """(instant, offset before, offset after) of each change of a clock, found by halving."""
    found = []
    marks = [*range(first, last, stride), last]
    for low, high in pairwise(marks):
        before, after = offset_at(zone, low), offset_at(zone, high)
        if before == after:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset_at(zone, middle) == before:
                low = middle
            else:
                high = middle
        found.append((high, before, offset_at(zone, high)))
    return found


def search_instant(on: date, at: time, zone: str) -> datetime:
    """The first instant that shows the wall time; if none does, as much later as the clock jumped over it."""
    wall = int(datetime.combine(on, at, UTC).timestamp())
    around = wall - 48 * 3600, wall + 48 * 3600
    changes = changes_between(zone, *around, stride=1800)
    offsets = {offset_at(zone, around[0])} | {after for _, _, after in changes}
    showing = [wall - offset for offset in offsets if offset_at(zone, wall - offset) == offset]
    if showing:
        return datetime.fromtimestamp(min(showing), UTC)
    for instant, before, after in changes:
        if instant + before <= wall < instant + after:
            return datetime.fromtimestamp(wall + (after - before) - after, UTC)
    raise AssertionError(f"{on} {at} {zone}: neither shown nor jumped over")


@cache
def changes_of_ten_years(zone: str) -> tuple[tuple[int, int, int], ...]:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    return tuple(changes_between(zone, int(first.timestamp()), int(last.timestamp()), stride=9 * 86400))


def test_every_change_of_every_clock_for_ten_years() -> None:
    seen = 0
    for zone in ZONES:
        for instant, before, after in changes_of_ten_years(zone):
            jump = after - before
            low, high = sorted((instant + before, instant + after))
            for wall_seconds in {low, low + (high - low) // 120 * 60, high - 60, low - 60, high}:
                wall = datetime.fromtimestamp(wall_seconds, UTC).replace(tzinfo=None)
                # Missing: read with the offset before the jump, so later by it. Doubled: the first time it is shown.
                inside = low <= wall_seconds < high
                expected = wall_seconds - (before if inside or wall_seconds < low else after)
                got = to_utc(wall.date(), wall.time(), zone)
                assert got.timestamp() == expected, (zone, wall, jump)
                if inside and jump > 0:
                    assert to_wall(got, zone).replace(tzinfo=None) == wall + timedelta(seconds=jump)
                else:
                    assert to_wall(got, zone).replace(tzinfo=None) == wall
                seen += 1
    assert seen > 5000


@given(
    zone=st.sampled_from(ZONES),
    on=st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
@example(zone="Australia/Lord_Howe", on=date(2026, 10, 4), at=time(2, 15))
@example(zone="Australia/Lord_Howe", on=date(2027, 4, 4), at=time(1, 45))
@example(zone="Antarctica/Troll", on=date(2026, 3, 29), at=time(1, 30))
@example(zone="Antarctica/Troll", on=date(2026, 10, 25), at=time(2, 30))
@example(zone="Pacific/Apia", on=date(2011, 12, 30), at=time(8, 0))
@example(zone="Pacific/Fakaofo", on=date(2011, 12, 30), at=time(23, 59))
@example(zone="Africa/Casablanca", on=date(2026, 2, 15), at=time(2, 30))
@example(zone="Africa/Casablanca", on=date(2026, 3, 22), at=time(2, 30))
@example(zone="Europe/Dublin", on=date(2026, 10, 25), at=time(1, 0))
@example(zone="America/Nuuk", on=date(2026, 3, 28), at=time(23, 30))
@example(zone="Africa/Cairo", on=date(2026, 4, 24), at=time(0, 30))
@example(zone="America/Havana", on=date(2026, 3, 8), at=time(0, 0))
@examples(60)
def test_an_instant_is_the_one_that_a_search_finds(zone: str, on: date, at: time) -> None:
    assert to_utc(on, at, zone) == search_instant(on, at, zone)


@pytest.mark.parametrize(
    ("zone", "on", "at", "instant"),
    [
        ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29T01:30:00+00:00"),
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30:00+00:00"),
        ("America/New_York", date(2026, 12, 1), time(8, 0), "2026-12-01T13:00:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45:00+00:00"),
        # A clock that still showed local mean time, with seconds in it.
        ("Africa/Monrovia", date(1970, 6, 1), time(8, 0), "1970-06-01T08:44:30+00:00"),
        ("Asia/Kathmandu", date(2026, 1, 1), time(0, 0), "2025-12-31T18:15:00+00:00"),
    ],
)
def test_known_instants(zone: str, on: date, at: time, instant: str) -> None:
    assert to_utc(on, at, zone).isoformat() == instant


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_wall(datetime(2026, 1, 1), "Europe/London")  # noqa: DTZ001


amounts = st.sampled_from([Decimal("2.5"), Decimal(5), Decimal(10), Decimal(15)])
days_of_doses = st.dictionaries(
    st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15)), amounts, max_size=4
).map(lambda day: tuple(DoseLine(at, mg) for at, mg in day.items()))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 4))
    ends = draw(st.sampled_from(list(Ends)))
    steps = [
        Step(
            days=None
            if number == count - 1 and ends is not Ends.STOP and draw(st.booleans())
            else draw(st.integers(1, 9)),
            cycle=tuple(draw(st.lists(days_of_doses, min_size=1, max_size=3))),
        )
        for number in range(count)
    ]
    zone = draw(st.sampled_from(ZONES))
    start = draw(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
    near = changes_of_ten_years(zone)
    is_near = draw(st.booleans())
    if near and is_near:
        # Begin shortly before the clock changes, where it is hard.
        change = datetime.fromtimestamp(near[draw(st.integers(0, len(near) - 1))][0], UTC).date()
        start = change - timedelta(days=draw(st.integers(0, 12)))
    return Plan("baclofen", zone, start, (Tablet(Decimal(10), 4),), None, tuple(steps), ends)


def walk(plan: Plan, days: int) -> list[tuple[datetime, date, time, Decimal, int]]:
    """Every dose of the first days, one day after the other."""
    assert plan.start is not None
    assert plan.timezone is not None
    calendar: list[tuple[int, int, Step]] = []
    for number, step in enumerate(plan.steps, start=1):
        is_endless = number == len(plan.steps) and (step.days is None or (plan.ends is Ends.HOLD and any(step.cycle)))
        length = days if is_endless or step.days is None else step.days
        calendar.extend((number, day, step) for day in range(length))
    found = []
    for away, (number, day, step) in enumerate(calendar[:days]):
        on = plan.start + timedelta(days=away)
        for line in step.cycle[day % len(step.cycle)]:
            assert line.at is not None
            found.append((search_cached(on, line.at, plan.timezone), on, line.at, line.mg, number))
    return sorted(found)


search_cached = cache(search_instant)


@given(plan=plans(), cuts=st.lists(st.integers(1, 25 * 60), max_size=12))
@examples(40)
def test_windows_of_any_length_give_every_dose_once(plan: Plan, cuts: list[int]) -> None:
    assert plan.start is not None
    expected = walk(plan, days=16)
    begin = datetime.combine(plan.start, time(0), UTC) - timedelta(days=3)
    end = begin + timedelta(days=17)
    marks = [begin]
    for cut in cuts:
        marks.append(min(end, marks[-1] + timedelta(minutes=cut)))
    marks.append(end)
    found = [dose for after, until in pairwise(marks) for dose in doses_between(plan, after, until)]
    got = [(dose.due_at, dose.on, dose.at, dose.mg, dose.step) for dose in found]
    assert got == [dose for dose in expected if begin <= dose[0] < end]


def test_a_window_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    plan = dated({"days": 3, "doses": doses_of(10)}, start="2026-09-07")
    due = datetime(2026, 9, 7, 7, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert [dose.due_at for dose in doses_between(plan, due, due + minute)] == [due]
    assert doses_between(plan, due - minute, due) == []
    assert doses_between(plan, due + minute, due + 2 * minute) == []


def test_a_dose_of_a_day_that_a_country_left_out_is_due_a_day_later() -> None:
    plan = dated({"days": 9, "doses": doses_of(10)}, start="2011-12-27", timezone="Pacific/Apia")
    # Samoa went from the end of the 29th to the beginning of the 31st.
    after = datetime(2011, 12, 30, 17, tzinfo=UTC)
    found = doses_between(plan, after, after + timedelta(hours=2))
    assert [(dose.on.day, dose.due_at.hour) for dose in found] == [(30, 18), (31, 18)]


def test_a_plan_held_for_years_costs_what_its_window_costs() -> None:
    step = Step(None, ((DoseLine(time(8), Decimal(5)),), ()))
    plan = Plan("baclofen", "Europe/Paris", date(1990, 1, 1), TEN, None, (step,), Ends.HOLD)
    now = datetime(2026, 9, 8, 3, tzinfo=UTC)
    found = doses_between(plan, now, now + timedelta(days=4))
    days = (date(2026, 9, 8) - date(1990, 1, 1)).days
    first = date(2026, 9, 8) if days % 2 == 0 else date(2026, 9, 9)
    assert [dose.on for dose in found] == [first, first + timedelta(days=2)]
    assert day_of_plan(plan, first) == (1, (first - date(1990, 1, 1)).days + 1)


def dated(*steps: dict[str, object], **more: object) -> Plan:
    document: dict[str, object] = {
        "medication": "baclofen",
        "timezone": "Europe/London",
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": list(steps),
        "ends": "stop",
    }
    return parse_plan(document | more)


def doses_of(mg: int) -> list[dict[str, object]]:
    return [{"at": "08:00", "mg": mg}]


def test_dated_steps_leave_their_gap_empty_and_steps_of_days_follow_them() -> None:
    plan = dated(
        {"from": "2026-09-07", "to": "2026-09-08", "doses": doses_of(20)},
        {"from": "2026-09-11", "to": "2026-09-12", "doses": doses_of(15)},
        {"days": 2, "doses": doses_of(10)},
    )
    found = doses_on_dates(plan, date(2026, 9, 1), date(2026, 9, 30))
    assert [(dose.on.day, int(dose.mg)) for dose in found] == [(7, 20), (8, 20), (11, 15), (12, 15), (13, 10), (14, 10)]
    assert first_on(plan) == date(2026, 9, 7)
    assert last_on(plan) == date(2026, 9, 14)
    assert day_of_plan(plan, date(2026, 9, 10)) is None
    assert daily_total(plan, date(2026, 9, 10)) == 0
    assert daily_total(plan, date(2026, 9, 12)) == 15
    assert steps_with_dates(plan)[2] == (3, date(2026, 9, 13), date(2026, 9, 14))


def test_where_steps_overlap_the_later_one_counts_and_no_dose_is_doubled() -> None:
    plan = dated(
        {"from": "2026-09-07", "to": "2026-09-20", "cycle": [doses_of(30), doses_of(25)]},
        {"from": "2026-09-10", "to": "2026-09-11", "doses": doses_of(20)},
    )
    found = doses_on_dates(plan, date(2026, 9, 1), date(2026, 9, 30))
    assert len(found) == len({dose.on for dose in found}) == 14
    by_day = {dose.on.day: int(dose.mg) for dose in found}
    assert [by_day[day] for day in (7, 8, 9, 10, 11, 12, 13)] == [30, 25, 30, 20, 20, 25, 30]
    assert daily_total(plan, date(2026, 9, 10)) == 20


def test_a_last_dose_that_is_held_goes_on_after_its_days() -> None:
    plan = dated({"days": 3, "doses": doses_of(20)}, start="2026-09-07", ends="hold")
    assert last_on(plan) is None
    assert daily_total(plan, date(2027, 9, 7)) == 20
    assert day_of_plan(plan, date(2026, 9, 16)) == (1, 10)


def test_what_is_missing_is_named_and_nothing_is_planned() -> None:
    waiting = parse_plan(
        {
            "medication": "baclofen",
            "steps": [{"days": 1, "doses": [{"when": "morning", "mg": 5}]}, {"days": 1, "daily_total_mg": 10}],
        }
    )
    assert missing(waiting) == ("timezone", "start", "times", "split")
    assert not is_schedulable(waiting)
    with pytest.raises(ValueError, match="timezone, start, times, split"):
        doses_between(waiting, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))


THREE = [{"at": "08:00", "mg": 10}, {"at": "14:00", "mg": 10}, {"at": "20:00", "mg": 10}]


def test_flying_west_in_the_evening_does_not_repeat_a_dose() -> None:
    plan = dated({"days": 30, "doses": THREE}, start="2026-09-01")
    change = gap_changes(plan, "Europe/London", "America/New_York", datetime(2026, 9, 7, 21, tzinfo=UTC))
    assert change.last is not None
    assert change.following is not None
    assert (change.last.on, change.last.at) == (date(2026, 9, 7), time(20))
    assert (change.following.on, change.following.at) == (date(2026, 9, 8), time(8))
    assert [dose.at for dose in change.repeated] == [time(20)]
    assert change.gap == timedelta(hours=17)
    assert (change.smallest_gap, change.largest_gap) == (timedelta(hours=6), timedelta(hours=12))
    assert change.too_far
    assert not change.too_close


def test_flying_east_skips_a_dose_and_warns_of_the_short_gap() -> None:
    plan = dated({"days": 30, "doses": THREE}, start="2026-09-01")
    change = gap_changes(plan, "America/New_York", "Europe/London", datetime(2026, 9, 7, 18, 30, tzinfo=UTC))
    assert change.gap == timedelta(hours=1)
    assert change.too_close
    assert not change.skipped
    later = gap_changes(plan, "America/New_York", "Europe/London", datetime(2026, 9, 7, 20, 30, tzinfo=UTC))
    assert [dose.at for dose in later.skipped] == [time(20)]
    assert later.gap == timedelta(hours=13)
    assert later.too_far


def test_the_same_zone_changes_nothing() -> None:
    plan = dated({"days": 30, "doses": THREE}, start="2026-09-01")
    change = gap_changes(plan, "Europe/London", "Europe/London", datetime(2026, 9, 7, 21, tzinfo=UTC))
    assert (change.too_close, change.too_far, change.repeated, change.skipped) == (False, False, (), ())
