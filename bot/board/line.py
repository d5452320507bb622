"""A row of the board in words: the same ones in the terminal, the table and on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.texts.moments import word_day, word_instant
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.amount import write_amount
from scheduler.domain.board import Reason, Row, Why
from scheduler.domain.escalation import Escalation, State
from scheduler.domain.people import Patient
from scheduler.overview import board
from scheduler.ports import LAST_TICK, Records

_NAMED = 8
_STALE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Line:
    """One patient. `row` is what it was made of; everything else is words. `holder`: the name of whoever is on it."""

    row: Row
    state: str
    name: str
    reasons: tuple[str, ...]
    held: str
    holder: str | None
    last: str

    @property
    def is_open(self) -> bool:
        """Whether somebody should look."""
        return self.row.why is not Why.CALM


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody, the most urgent first, at `now` (UTC). `stale`: the words of a warning that nobody keeps this up to date.

    `unread`: patients of whom something cannot be read, who are therefore not among the lines.
    """

    now: datetime
    lines: Sequence[Line]
    stale: str | None
    unread: Sequence[int] = ()

    @property
    def warnings(self) -> list[str]:
        """What to say above the lines, in words."""
        missing = [say("board-unread", count=len(self.unread), ids=_some(self.unread))] if self.unread else []
        return [*([self.stale] if self.stale else []), *missing]

    @property
    def red(self) -> int:
        return sum(line.row.why is Why.RED for line in self.lines)

    @property
    def open(self) -> int:
        return sum(line.is_open for line in self.lines)


def read_board(records: Records, now: datetime, patient_ids: Sequence[int] | None = None) -> Board:
    """Read and word the board; only of these patients, if they are given."""
    unread: list[int] = []
    rows = board(records, now, patient_ids, unread)
    alarms = [row.alarm for row in rows if row.alarm is not None]
    names = names_of(records, (alarm.held_by for alarm in alarms))
    noted = records.notes.get(LAST_TICK)
    return Board(now, [word_row(row, names, now) for row in rows], _stale(noted, now), unread)


def _some(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:_NAMED])) + (" …" if len(ids) > _NAMED else "")


def names_of(records: Records, person_ids: Iterable[int | None]) -> dict[int, str]:
    """What each of these persons is called."""
    wanted = {own_id for own_id in person_ids if own_id is not None}
    found = records.people.persons(wanted) if wanted else {}
    return {own_id: person.call_me or person.name for own_id, person in found.items()}


def setting_of(patient: Patient, now: datetime) -> Setting:
    """The patient's own clock and calendar, in the staff's language, with room."""
    return Setting("en", patient.wording, patient.zone, patient.country, now, wide=True)


def word_row(row: Row, names: Mapping[int, str], now: datetime) -> Line:
    """Put a row into words."""
    setting = setting_of(row.patient, now)
    alarm = row.alarm
    return Line(
        row,
        say(f"board-why-{row.why.value}"),
        row.patient.call_me,
        tuple(_reason(reason, setting) for reason in row.reasons),
        "" if alarm is None else _held(alarm, names, setting),
        None if alarm is None else names.get(alarm.held_by or 0),
        _last(row, setting),
    )


def _reason(reason: Reason, setting: Setting) -> str:
    slots = {
        "since": _instant(reason.since_at, setting),
        "day": _day(reason.on, setting),
        "daily_mg": "" if reason.daily_mg is None else write_amount(reason.daily_mg),
        "cause": "",
    }
    if reason.alarm is not None:
        slots["cause"] = say(f"board-cause-{reason.detail.replace('_', '-')}")
        return say("board-reason-alarm", **slots)
    code = {Why.AMBER: "told"}.get(reason.why, reason.why.value)
    kind = f"{code}-{reason.detail}" if reason.detail and reason.why is not Why.AMBER else code
    return say(f"board-reason-{kind}", **slots)


def _held(alarm: Escalation, names: Mapping[int, str], setting: Setting) -> str:
    if alarm.state is State.EXHAUSTED and alarm.ended_at is not None:
        return say("board-held-given-up", at=word_instant(alarm.ended_at, setting))
    name = names.get(alarm.held_by or 0, "")
    if alarm.held_by is not None and alarm.state is State.SPOKEN:
        return say("board-held-spoken", name=name)
    if alarm.held_by is not None and alarm.held_at is not None:
        return say("board-held-by", name=name, at=word_instant(alarm.held_at, setting))
    if alarm.called_off:
        return say("board-held-called-off")
    if alarm.state is State.WARNED and alarm.wake_at is not None:
        return say("board-held-warned", at=word_instant(alarm.wake_at, setting))
    return say("board-held-nobody")


def _last(row: Row, setting: Setting) -> str:
    if row.last is None:
        return say("board-last-never")
    return f"{word_instant(row.last.at, setting)} {say(f'board-last-{row.last.what}')}"


def _instant(at: datetime | None, setting: Setting) -> str:
    return "" if at is None else word_instant(at, setting)


def _day(on: date | None, setting: Setting) -> str:
    return "" if on is None else word_day(on, setting)


def _stale(noted: str | None, now: datetime) -> str | None:
    if noted is None:
        return say("board-never-ticked")
    age = now - datetime.fromisoformat(noted)
    return say("board-stale", age=word_age(age)) if age > _STALE else None


def word_age(age: timedelta) -> str:
    """A span in its greatest unit."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return say("board-age-minutes", count=minutes)
    return (
        say("board-age-hours", count=minutes // 60)
        if minutes < 48 * 60
        else say("board-age-days", count=minutes // 1440)
    )
