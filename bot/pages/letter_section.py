"""What every table of the letter is made of, for the template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from babel.dates import format_date

from bot.pages.course import Course
from bot.texts.amounts import spell
from bot.texts.moments import word_time
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Wording

Section = dict[str, object]


def section(
    code: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], language: str, note: str = ""
) -> Section:
    """A table. `columns`: code of the head and the side its cells stand on; the last column takes the room that is left."""
    return {
        "title": say(f"letter-{code}", language),
        "head": [say(f"letter-column-{name}", language) if name else "" for name, _ in columns],
        "align": [side for _, side in columns],
        "widths": ["fill" if side == "fill" else "auto" for _, side in columns],
        "rows": [list(row) for row in rows],
        "note": note,
    }


def word_date(on: date, language: str) -> str:
    """A date as a table shows it: 7 Sep."""
    return format_date(on, "d MMM", locale=language)


def word_clock(at: datetime | time, course: Course) -> str:
    """A wall time as the person's country writes it."""
    wall = at.time() if isinstance(at, datetime) else at
    return word_time(wall.replace(second=0, microsecond=0), _setting(course))


def _setting(course: Course) -> Setting:
    patient = course.patient
    return Setting(patient.language, Wording.FULL, patient.zone, patient.country, course.now, wide=True)


def or_none(value: Decimal | int | None) -> str:
    """A number, or a dash where nobody answered."""
    return "–" if value is None else spell(Decimal(value))


def left_out(all_of_them: int, shown: int, language: str) -> str:
    """How many rows a table has no room for; nothing if it holds them all."""
    return say("letter-left-out", language, count=all_of_them - shown) if all_of_them > shown else ""
