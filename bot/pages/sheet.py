"""A week on paper for the fridge: seven days by doses, with boxes to tick, for days without a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from babel.dates import format_date

from bot.pages.typeset import paper_of, typeset
from bot.texts.amounts import MILLILITRES, spell, word_pieces
from bot.texts.lines import word_line
from bot.texts.moments import word_time
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Wording
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import PlannedDose, daily_total, day_of_plan, doses_on_dates, to_wall
from scheduler.domain.version import VersionState
from scheduler.ports import Records

DAYS = 7
# A page holds so many wall times at a size that old eyes read.
MOST_TIMES = 8


class SheetError(ValueError):
    """A week that cannot be put on one page; the text says why, without amounts or names."""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a plan from a date on. `clinic` is whom to ring, empty if nobody is known."""

    plan: Plan
    first: date
    clinic: str = ""


def write_sheet(week: Week, setting: Setting) -> bytes:
    """The week as PDF, one page, on the paper of the country. Raises SheetError if there is nothing to put on it."""
    return typeset("sheet.typ", sheet_data(week, setting))


def sheet_data(week: Week, setting: Setting) -> dict[str, object]:
    """Every word of the page for the template. Discreet wording names no medicine and no milligrams."""
    days = [week.first + timedelta(days=day) for day in range(DAYS)]
    doses = doses_on_dates(week.plan, days[0], days[-1])
    if not doses:
        raise SheetError(say("sheet-none", setting.language))
    if not all(dose.pieces for dose in doses):
        raise SheetError(say("sheet-cannot-be-made", setting.language))
    times = sorted({dose.at for dose in doses})
    if len(times) > MOST_TIMES:
        raise SheetError(say("sheet-too-many", setting.language, most=MOST_TIMES))
    planned = {(dose.on, dose.at): dose for dose in doses}
    full = setting.wording is Wording.FULL
    return {
        "paper": paper_of(setting.country),
        "language": setting.language,
        "title": say("sheet-title-full", setting.language, medicine=week.plan.medication)
        if full
        else say("sheet-title-discreet", setting.language),
        "dates": say("sheet-dates", setting.language, first=_long(days[0], setting), last=_long(days[-1], setting)),
        "under": _under(week.plan, setting, full=full),
        "days": [_day(week.plan, on, setting, full=full) for on in days],
        "rows": [_row(at, days, planned, week.plan, setting, full=full) for at in times],
        "scales": [
            {"name": say("sheet-stiffness", setting.language), "marks": "_____ /10"},
            {"name": say("sheet-sleep", setting.language), "marks": "_____ h"},
        ],
        "how": say("sheet-how", setting.language),
        "ring": _ring(week, setting),
    }


def _under(plan: Plan, setting: Setting, *, full: bool) -> str:
    if full and plan.prescriber:
        return say("sheet-under-from", setting.language, prescriber=plan.prescriber)
    return say("sheet-under", setting.language)


def _long(on: date, setting: Setting) -> str:
    return format_date(on, "d MMMM", locale=setting.language)


def _day(plan: Plan, on: date, setting: Setting, *, full: bool) -> dict[str, object]:
    """A day's head; a day on which a step begins says so."""
    place = day_of_plan(plan, on)
    changes = place is not None and place[1] == 1
    note = ""
    if changes:
        code = "sheet-changes-full" if full else "sheet-changes-discreet"
        note = say(code, setting.language, mg=spell(daily_total(plan, on)))
    return {
        "name": format_date(on, "EEE", locale=setting.language),
        "date": format_date(on, "d MMM", locale=setting.language),
        "note": note,
        "changes": changes,
    }


def _row(
    at: time,
    days: Sequence[date],
    planned: Mapping[tuple[date, time], PlannedDose],
    plan: Plan,
    setting: Setting,
    *,
    full: bool,
) -> dict[str, object]:
    return {
        # "2 pm" stays on one line.
        "time": word_time(at, setting).replace(" ", "\u00a0"),
        "cells": [_cell(planned.get((on, at)), plan, setting, full=full) for on in days],
    }


def _cell(dose: PlannedDose | None, plan: Plan, setting: Setting, *, full: bool) -> dict[str, object] | None:
    """What a hand needs: how many in words, drawn as pieces where one strength makes it, and mg in full wording."""
    if dose is None:
        return None
    words = word_pieces(dose.pieces, setting, name_strengths=len(plan.tablets) > 1)
    drawn = _drawn(dose.pieces[0][1]) if len(dose.pieces) == 1 and dose.pieces[0][0] != MILLILITRES else []
    return {
        "words": words,
        "pieces": drawn,
        "mg": say("chart-mg", setting.language, mg=spell(dose.mg)) if full else "",
    }


def _drawn(count: Decimal) -> list[float]:
    """Whole tablets and what is broken off another one, as parts of a circle."""
    whole, rest = int(count), count % 1
    return [1.0] * whole + ([float(rest)] if rest else [])


def _ring(week: Week, setting: Setting) -> str:
    emergency = str(word_line("emergency", {}, setting)["emergency"])
    clinic = week.clinic or say("sheet-clinic-unknown", setting.language)
    return say(f"sheet-ring-{setting.wording.value}", setting.language, emergency=emergency, clinic=clinic)


def sheet_of_patient(records: Records, patient_id: int, now: datetime, wording: Wording | None = None) -> bytes:
    """The coming seven days of a patient's active plan, in their own wording unless one is given. Raises SheetError."""
    patient = records.people.patients([patient_id])[patient_id]
    versions = records.plans.live_of([patient_id])
    active = [version for version in versions if version.state is VersionState.ACTIVE]
    setting = Setting(patient.language, wording or patient.wording, patient.zone, patient.country, now, wide=True)
    if not active:
        raise SheetError(say("sheet-not-active", patient.language))
    live = max(active, key=lambda version: version.number)
    clinic = records.cards.of(patient_id).clinic or ""
    return write_sheet(Week(live.plan, to_wall(now, patient.zone).date(), clinic), setting)
