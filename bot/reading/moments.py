"""A mention of time placed on the person's calendar: which instant, or which planned dose, is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.reading import vocabulary
from bot.reading.context import ReadingContext
from bot.reading.mentions import Mention
from scheduler.domain.reply import Doubt
from scheduler.domain.timing import to_utc, to_wall

_PARTS: dict[str, list[int]] = vocabulary.load("times")["parts"]

_AHEAD = timedelta(minutes=5)
"""How far ahead of now a time may lie and still count as now: clocks differ."""
_LOOK_BACK = timedelta(hours=12)
"""How long ago a time of day without a day may lie, when today's lies ahead."""
_NEAR = timedelta(hours=2)
_FAR = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Moment:
    """A resolved mention: `at` an instant (UTC), or a planned dose by `dose_time` and `dose_on` (local); or a `doubt`."""

    at: datetime | None = None
    dose_time: time | None = None
    dose_on: date | None = None
    doubt: Doubt | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Wall:
    at: datetime
    note: str | None


class Calendar:
    """The person's clock and planned doses around `context.now`."""

    def __init__(self, context: ReadingContext) -> None:
        self._context = context
        self._zone = context.zone
        self._now = context.now.astimezone(UTC)
        self.today = to_wall(self._now, self._zone).date()

    def place(self, mention: Mention) -> Moment:
        """When a dose was taken, or which dose is meant, by a mention in the past."""
        if not mention.valid:
            return Moment(doubt=Doubt.NO_SUCH_TIME)
        if mention.shape == "now":
            return Moment(at=self._now)
        if mention.shape == "ago" and mention.minutes is not None:
            return Moment(at=self._now - timedelta(minutes=mention.minutes))
        if mention.shape in ("part", "day"):
            return self._name_dose_by_part(mention)
        if mention.shape == "clock":
            return self._name_dose(mention) if mention.names_dose else self._taken_at(mention)
        return Moment()

    def place_near(self, mention: Mention, dose: Moment | None) -> Moment:
        """When the named `dose` was taken: the time of day nearest to it, if its date is known."""
        plain = mention.shape == "clock" and mention.valid and mention.day is None and mention.weekday is None
        if not plain or dose is None or dose.dose_on is None or dose.dose_time is None:
            return self.place(mention)
        due = self._wall(dose.dose_on, dose.dose_time).at
        walls = [self._wall(dose.dose_on + timedelta(days=shift), at) for shift in (0, 1) for at in _readings(mention)]
        fitting = [wall for wall in walls if due - _NEAR <= wall.at <= self._now + _AHEAD]
        if not fitting:
            return Moment(doubt=Doubt.FUTURE)
        chosen = min(fitting, key=lambda wall: abs(wall.at - due))
        return Moment(at=min(chosen.at, self._now), note=chosen.note)

    def minutes_until(self, mention: Mention) -> int | Doubt | None:
        """Minutes from now to the next moment that `mention` can mean, at least one; None where it names no moment."""
        if mention.shape in ("in", "span"):
            return mention.minutes
        if mention.shape != "clock":
            return None
        if not mention.valid:
            return Doubt.NO_SUCH_TIME
        first = mention.day if mention.day is not None else 0
        days = [self.today + timedelta(days=first + ahead) for ahead in range(2 if mention.day is None else 1)]
        ahead = [self._wall(day, at).at for day in days for at in _readings(mention)]
        later = [at for at in ahead if at > self._now]
        if not later:
            return None
        wait = min(later) - self._now
        if len(_readings(mention)) > 1 and wait > _LOOK_BACK / 2:
            return Doubt.TWO_MEANINGS
        return max(1, -(-int(wait.total_seconds()) // 60))

    def _wall(self, day: date, at: time) -> _Wall:
        instant = to_utc(day, at, self._zone)
        local = to_wall(instant, self._zone)
        if local.time() != at:
            return _Wall(instant, "missing_hour")
        repeated = local.replace(fold=1).utcoffset() != local.utcoffset()
        return _Wall(instant, "repeated_hour" if repeated else None)

    def _taken_at(self, mention: Mention) -> Moment:
        if mention.day is not None or mention.weekday is not None:
            found = [self._wall(*wall) for wall in self._dated(mention)]
            past = [wall for wall in found if wall.at <= self._now + _AHEAD]
            chosen = self._nearest_plan(past) if past else None
        else:
            chosen = self._undated(_readings(mention))
        if chosen is None:
            return Moment(doubt=Doubt.FUTURE)
        if chosen.at > self._now + _AHEAD:
            return Moment(doubt=Doubt.NO_SUCH_TIME if chosen.note == "missing_hour" else Doubt.FUTURE, note=chosen.note)
        return Moment(at=min(chosen.at, self._now), note=chosen.note)

    def _dated(self, mention: Mention) -> list[tuple[date, time]]:
        """Every local date and time that a time with a day can mean."""
        day = self._day_of(mention)
        readings = _readings(mention)
        if mention.part is None:
            return [(day, at) for at in readings]
        if mention.part in ("night", "evening", "noche", "bedtime"):
            after_midnight = [
                (day + timedelta(days=1), at) for at in readings if at.hour < 5 and mention.part == "night"
            ]
            return [(day, at) for at in readings if at.hour >= 17] or after_midnight
        first, last = _PARTS[mention.part]
        fitting = [(day, at) for at in readings if first <= at.hour <= last]
        return fitting or [(day, at) for at in readings]

    def _day_of(self, mention: Mention) -> date:
        if mention.weekday is not None:
            return self.today - timedelta(days=(self.today.weekday() - mention.weekday) % 7)
        return self.today + timedelta(days=mention.day or 0)

    def _undated(self, readings: list[time]) -> _Wall | None:
        """The most recent past moment; of two readings that are both past today, the one nearer a planned dose."""
        todays = [self._wall(self.today, at) for at in readings]
        past = [wall for wall in todays if wall.at <= self._now + _AHEAD]
        ahead = [wall for wall in todays if wall.at > self._now + _AHEAD]
        if past:
            chosen = self._nearest_plan(past)
            likelier = self._nearest_plan(ahead) if ahead else None
            if likelier is not None and self._from_plan(chosen) > _FAR and self._from_plan(likelier) <= _NEAR:
                return likelier
            return chosen
        yesterdays = [self._wall(self.today - timedelta(days=1), at) for at in readings]
        recent = [
            wall for wall in yesterdays if self._now - wall.at <= (_LOOK_BACK if len(readings) == 1 else 2 * _LOOK_BACK)
        ]
        soon = min((wall.at for wall in ahead), default=None)
        if not recent or (len(readings) > 1 and soon is not None and soon - self._now <= _NEAR / 2):
            return min(ahead, key=lambda wall: wall.at, default=None)
        latest, earliest = max(recent, key=lambda wall: wall.at), min(recent, key=lambda wall: wall.at)
        return earliest if self._from_plan(latest) > _FAR and self._from_plan(earliest) <= _NEAR else latest

    def _nearest_plan(self, walls: list[_Wall]) -> _Wall:
        return min(walls, key=lambda wall: (self._from_plan(wall), self._now - wall.at))

    def _from_plan(self, wall: _Wall) -> timedelta:
        """How far a moment lies from the nearest planned dose of its own or a neighbouring day."""
        local = to_wall(wall.at, self._zone).date()
        days = [local + timedelta(days=shift) for shift in (-1, 0, 1)]
        gaps = [abs(self._wall(day, at).at - wall.at) for day in days for at in self._context.dose_times]
        return min(gaps, default=timedelta(0))

    def _name_dose(self, mention: Mention) -> Moment:
        dated = mention.day is not None or mention.weekday is not None
        readings = _readings(mention)
        on = self._day_of(mention) if dated else None
        if dated and mention.part is not None:
            readings = [at for _, at in self._dated(mention)] or readings
        planned = [at for at in readings if at in self._context.dose_times]
        if len(planned) == 1:
            return Moment(dose_time=planned[0], dose_on=on)
        if len(readings) == 1:
            return Moment(dose_time=readings[0], dose_on=on)
        return Moment(dose_on=on, doubt=Doubt.WHICH_DOSE)

    def _name_dose_by_part(self, mention: Mention) -> Moment:
        times = self._context.dose_times
        if mention.part is not None:
            first, last = _PARTS[mention.part]
            times = tuple(at for at in times if first <= at.hour < last)
        dated = mention.day is not None or mention.weekday is not None
        on = self._day_of(mention) if dated else None
        if len(times) != 1:
            return Moment(dose_on=on, doubt=Doubt.WHICH_DOSE)
        return Moment(dose_time=times[0], dose_on=on)


def _readings(clock: Mention) -> list[time]:
    """The times of day that a clock time can mean: one, or two where morning and afternoon are in doubt."""
    if clock.half == "24" or clock.hour > 12:
        return [time(clock.hour, clock.minute)]
    morning, afternoon = time(clock.hour % 12, clock.minute), time(clock.hour % 12 + 12, clock.minute)
    match clock.half:
        case "am":
            return [morning]
        case "pm":
            return [afternoon]
        case _:
            return [morning, afternoon]
