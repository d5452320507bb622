"""One `timing`: at which times of a day, on which days, and between which dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from bot.exchange.fhir.quantity import read_clock, read_date, read_days, read_number
from bot.exchange.fhir.remark import Node, Remarks, account, codes_of, words_of
from bot.exchange.fhir.vocabulary import load

_REPEAT = (
    "boundsPeriod", "boundsDuration", "boundsRange", "count", "frequency", "frequencyMax", "period", "periodMax",
    "periodUnit", "timeOfDay", "when", "dayOfWeek",
)  # fmt: skip
_WEEK = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_MOST_A_DAY = 24
_MOST_DAYS_APART = 28


@dataclass(frozen=True, slots=True)
class Bounds:
    """First and last date (both taken), or a number of days; all None: it goes on. `days` is known when both dates are."""

    first: date | None = None
    last: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The doses of a day as (wall time, name of a time of day), one of the two or none known; `every` so many days.

    `most`: how often a day at most, where the timing leaves a choice; `words`: what its text says, to be compared.
    """

    doses: tuple[tuple[time | None, str | None], ...]
    every: int = 1
    bounds: Bounds = field(default_factory=Bounds)
    most: int | None = None
    words: tuple[str, ...] = ()


def read_timing(node: Node, place: str, remarks: Remarks, *, needed: bool) -> Timing | None:
    """A timing; None after a question about it. `needed`: it is for what is taken when needed, so it may leave a choice."""
    account(node, place, remarks, read=("repeat", "code"))
    repeat = node.get("repeat")
    repeat = repeat if isinstance(repeat, dict) else {}
    where = f"{place}.repeat"
    account(repeat, where, remarks, read=_REPEAT, without_weight=())
    asked = len(remarks.asked)
    by_code = _read_code(node.get("code"), f"{place}.code", remarks)
    rhythm = _read_rhythm(repeat, where, remarks, needed=needed)
    bounds = _read_bounds(repeat, where, remarks)
    doses = _read_times(repeat, where, remarks)
    days = repeat.get("dayOfWeek")
    if days and set(map(str, days)) != _WEEK:
        remarks.ask("weekdays", f"{where}.dayOfWeek", "times")
    if by_code is not None and rhythm is not None and by_code != rhythm[:2]:
        remarks.ask("timing-differs", place, "contradiction")
    per_day, every = rhythm[:2] if rhythm is not None else by_code if by_code is not None else (len(doses), 1)
    if doses and per_day != len(doses):
        remarks.ask("times-differ", where, "times", times=len(doses), said=per_day)
    if not doses and per_day == 0 and not needed:
        remarks.ask("no-times", place, "times")
    if len(remarks.asked) > asked:
        return None
    bounds = _with_count(repeat, bounds, per_day, every, where, remarks)
    texts = tuple(words_of({"text": (node.get("code") or {}).get("text")}))
    most = rhythm[2] if rhythm is not None else per_day or None
    return Timing(doses or ((None, None),) * per_day, every, bounds, most, texts if by_code is None else ())


def _read_code(node: object, place: str, remarks: Remarks) -> tuple[int, int] | None:
    """A timing by its code, "BID": (doses a day, days apart)."""
    if node is None:
        return None
    known = load()["timing"]
    said = [each.upper() for each in (*codes_of(node), *words_of(node))]
    found = {tuple(known[each]) for each in said if each in known}
    if len(found) == 1 and all(each.upper() in known for each in codes_of(node)):
        per_day, every = next(iter(found))
        return int(per_day), int(every)
    if codes_of(node) or found:
        remarks.ask("timing-code", place, "times", code=", ".join(codes_of(node)))
    return None


def _read_rhythm(repeat: Node, place: str, remarks: Remarks, *, needed: bool) -> tuple[int, int, int] | None:
    """(doses a day, days apart, most doses a day) from frequency and period; None if there is none, or after a question."""
    names = ("frequency", "frequencyMax", "period", "periodMax", "periodUnit")
    if all(repeat.get(name) is None for name in names):
        return None
    frequency, period = read_number(repeat.get("frequency")), read_number(repeat.get("period"))
    unit = str(repeat.get("periodUnit") or "")
    if not frequency or not period or not unit:
        remarks.ask("half-rhythm", place, "times")
        return None
    often = read_number(repeat.get("frequencyMax", repeat.get("frequency"))) or frequency
    seldom = read_number(repeat.get("periodMax", repeat.get("period"))) or period
    if (often != frequency or seldom != period) and not needed:
        remarks.ask("range-of-times", place, "times")
        return None
    found = _per_day(frequency, period, unit)
    most = _per_day(often, period, unit)
    if most is None or (found is None and not needed):
        remarks.ask("rhythm", place, "times", frequency=frequency, period=period, unit=unit)
        return None
    return (*(found or most), most[0])


def _per_day(frequency: Decimal, period: Decimal, unit: str) -> tuple[int, int] | None:
    """(doses a day, days apart), if the rhythm falls on the same times each day."""
    days = {"h": period / 24, "d": period, "wk": period * 7}.get(unit)
    if days is None or frequency != int(frequency):
        return None
    per_day = frequency / days
    if abs(per_day - round(per_day)) < Decimal("0.000001") and 1 <= round(per_day) <= _MOST_A_DAY:
        return round(per_day), 1
    if frequency == 1 and days == int(days) and 1 < days <= _MOST_DAYS_APART:
        return 1, int(days)
    return None


def _read_times(repeat: Node, place: str, remarks: Remarks) -> tuple[tuple[time | None, str | None], ...]:
    clocks, names = repeat.get("timeOfDay") or (), repeat.get("when") or ()
    if clocks and names:
        remarks.ask("clock-and-name", place, "times")
        return ()
    found: list[tuple[time | None, str | None]] = []
    for number, written in enumerate(clocks, start=1):
        at = read_clock(written)
        if at is None:
            remarks.ask("clock", f"{place}.timeOfDay[{number}]", "times", written=written)
        found.append((at, None))
    known = load()["when"]
    for number, written in enumerate(names, start=1):
        if str(written) not in known:
            remarks.ask("time-of-day", f"{place}.when[{number}]", "times", code=written)
        found.append((None, known.get(str(written))))
    if len(set(found)) < len(found):
        remarks.ask("same-time", place, "times")
    return tuple(found)


def _read_bounds(repeat: Node, place: str, remarks: Remarks) -> Bounds:
    period = repeat.get("boundsPeriod")
    if isinstance(period, dict):
        return _read_period(period, f"{place}.boundsPeriod", remarks)
    if repeat.get("boundsDuration") is not None:
        return Bounds(days=read_days(repeat["boundsDuration"], f"{place}.boundsDuration", remarks))
    bounds = repeat.get("boundsRange")
    if isinstance(bounds, dict):
        where = f"{place}.boundsRange"
        account(bounds, where, remarks, read=("low", "high"))
        low, high = (read_days(bounds.get(name), f"{where}.{name}", remarks) for name in ("low", "high"))
        if low is not None and high is not None and low != high:
            remarks.ask("range-of-days", where, "duration", low=low, high=high)
        return Bounds(days=low)
    return Bounds()


def _read_period(period: Node, place: str, remarks: Remarks) -> Bounds:
    account(period, place, remarks, read=("start", "end"))
    first = last = None
    if period.get("start") is not None:
        first = read_date(period["start"], f"{place}.start", remarks, is_end=False)
    else:
        remarks.ask("no-value", f"{place}.start", "duration")
    if period.get("end") is not None:
        last = read_date(period["end"], f"{place}.end", remarks, is_end=True)
    if first is not None and last is not None and last < first:
        remarks.ask("dates-reversed", place, "contradiction")
        return Bounds()
    return Bounds(first, last, (last - first).days + 1 if first is not None and last is not None else None)


def _with_count(repeat: Node, bounds: Bounds, per_day: int, every: int, place: str, remarks: Remarks) -> Bounds:
    """How often in all: it has to agree with the length, or gives it."""
    count = read_number(repeat.get("count"))
    if count is None:
        if repeat.get("count") is not None:
            remarks.ask("count", f"{place}.count", "duration")
        return bounds
    days = count * every / per_day if per_day else Decimal(0)
    if bounds.days is not None and per_day and count == -(-bounds.days // every) * per_day:
        return bounds
    if bounds.days is not None or days < 1 or days != int(days):
        remarks.ask("count", f"{place}.count", "duration")
        return bounds
    return Bounds(
        bounds.first,
        None if bounds.first is None else date.fromordinal(bounds.first.toordinal() + int(days) - 1),
        int(days),
    )
