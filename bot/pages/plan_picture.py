"""A plan as a table to look at on a phone: a row for each step, its doses side by side. Drawn when a plan is shown in chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from bot.pages.palette import PALETTES, Theme
from bot.pages.typeset import typeset
from bot.texts.amounts import spell, word_pieces
from bot.texts.dose_words import read_pieces
from bot.texts.moments import word_date, word_time
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Wording
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import last_on
from scheduler.talk.plan_rows import plan_rows

# More do not fit a picture that is read without scrolling for long; the words beside it hold them all.
MOST_STEPS = 24
MOST_COLUMNS = 4

Row = Mapping[str, Any]


def draw_plan(plan: Plan, today: date, setting: Setting, theme: Theme) -> bytes:
    """The plan as PNG. Discreet wording names no medicine and no milligrams. Raises ValueError for a plan without a start."""
    return typeset("plan.typ", plan_data(plan, today, setting, theme), png=True)


def plan_data(plan: Plan, today: date, setting: Setting, theme: Theme) -> dict[str, object]:
    """Every word of the picture for the template."""
    rows = plan_rows(plan, today)
    if not rows:
        raise ValueError("no step to draw")
    full = setting.wording is Wording.FULL
    palette = PALETTES[theme]
    times = sorted({dose["time"] for row in rows for day in _days(row) for dose in day if dose["time"]})
    columns = times if 1 < len(times) <= MOST_COLUMNS else []
    return {
        "language": setting.language,
        "colours": {name: getattr(palette, name) for name in ("paper", "ink", "quiet", "hair", "taken")},
        "title": say("plan-picture-title-full", setting.language, medicine=plan.medication)
        if full
        else say("plan-picture-title-discreet", setting.language),
        "under": say("plan-picture-from", setting.language, prescriber=plan.prescriber)
        if full and plan.prescriber
        else "",
        "nothing": say("part-plan-row-nothing", setting.language),
        "columns": len(columns) or MOST_COLUMNS,
        "rows": [_row(row, plan, setting, columns, full=full) for row in rows[:MOST_STEPS]],
        "end": _end(plan, len(rows), setting),
    }


def _days(row: Row) -> Sequence[Sequence[Row]]:
    days: Sequence[Sequence[Row]] = row.get("cycle") or [row["doses"]]
    return days


def _row(row: Row, plan: Plan, setting: Setting, columns: Sequence[str], *, full: bool) -> dict[str, object]:
    days = _days(row)
    total = row.get("daily_mg")
    return {
        "head": say(
            "plan-picture-row",
            setting.language,
            step=str(row["step"]),
            to=word_date(row["to"], setting) if row["to"] else "",
            goes_on="no" if row["to"] else "yes",
            now="yes" if row["now"] else "no",
            **{"from": word_date(row["from"], setting)},
        ),
        "now": row["now"],
        "total": say("plan-picture-total", setting.language, mg=spell(Decimal(total))) if full and total else "",
        "days": [
            {
                "name": say("plan-picture-day", setting.language, number=number) if len(days) > 1 else "",
                "doses": [
                    None if dose is None else _dose(dose, plan, setting, full=full)
                    for dose in _in_columns(day, columns)
                ],
            }
            for number, day in enumerate(days, start=1)
        ],
    }


def _in_columns(day: Sequence[Row], columns: Sequence[str]) -> list[Row | None]:
    """The doses each under its time; as they come where a time is missing or there are too many times."""
    known = {dose["time"]: dose for dose in day}
    if not day or not columns or len(known) != len(day) or not known.keys() <= set(columns):
        return list(day)
    return [known.get(at) for at in columns]


def _dose(dose: Row, plan: Plan, setting: Setting, *, full: bool) -> dict[str, str]:
    pieces = read_pieces(dose["pieces"])
    mg = say("chart-mg", setting.language, mg=spell(Decimal(dose["mg"]))) if full else ""
    words = word_pieces(pieces, setting, name_strengths=len(plan.tablets) > 1) if pieces else ""
    return {
        "time": word_time(time.fromisoformat(dose["time"]), setting) if dose["time"] else "",
        "words": words or mg or "?",
        "mg": mg if words else "",
    }


def _end(plan: Plan, steps: int, setting: Setting) -> str:
    last = last_on(plan)
    more = max(steps - MOST_STEPS, 0)
    return say(
        "plan-picture-end",
        setting.language,
        ends=plan.ends.value,
        more=more,
        last=word_date(last.isoformat(), setting) if last else "",
    )
