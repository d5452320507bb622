"""Who draws what a message carries, as `drawing.py` names them. Imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.bootstrap import knowledge
from bot.pages.course import Course, read_course
from bot.pages.drawing import DrawingError, Picture
from bot.pages.palette import Theme
from scheduler.domain.people import Wording
from scheduler.domain.timing import to_wall
from scheduler.domain.version import VersionState
from scheduler.ports import Store
from scheduler.talk.plan_standing import stand


def progress(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The chart in the person's own wording; `theme` is light or dark. Raises DrawingError."""
    from bot.pages.chart import draw_chart

    course = _course(store, patient_id, now)
    theme = Theme.DARK if given.get("theme") == Theme.DARK else Theme.LIGHT
    return Picture(draw_chart(course, theme), "image/png", f"progress-{course.today}.png")


def letter(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The letter for the prescriber. Raises DrawingError."""
    from bot.pages.letter import write_letter

    course = _course(store, patient_id, now)
    return Picture(write_letter(course), "application/pdf", f"letter-{course.today}.pdf")


def plan(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The plan being handed over, or else the one that rules, as a table; `theme` is light or dark. Raises DrawingError."""
    from bot.pages.plan_picture import draw_plan
    from bot.texts.setting import Setting

    with store.reading() as records:
        patient = records.people.patients([patient_id]).get(patient_id)
        talk = records.plan_talks.get(patient_id)
        versions = records.plans.live_of([patient_id])
    if patient is None:
        raise DrawingError("no such patient")
    today = to_wall(now, patient.zone).date()
    shown = (
        stand(talk, knowledge(), today, patient.zone).plan if talk is not None and given.get("of") != "live" else None
    )
    if shown is None:
        shown = max(versions, key=lambda version: version.number).plan if versions else None
    if shown is None or not shown.steps or shown.start is None:
        raise DrawingError("no plan with a start")
    setting = Setting(patient.language, patient.wording, patient.zone, patient.country, now, wide=True)
    theme = Theme.DARK if given.get("theme") == Theme.DARK else Theme.LIGHT
    return Picture(draw_plan(shown, today, setting, theme), "image/png", f"plan-{today}.png")


def sheet(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The coming seven days on paper, in the person's own wording. Raises DrawingError, also where there is nothing."""
    from bot.pages.sheet import SheetError, sheet_of_patient

    with store.reading() as records:
        try:
            made = sheet_of_patient(records, patient_id, now)
        except SheetError as error:
            raise DrawingError("no week to show") from error
    return Picture(made, "application/pdf", "week.pdf")


def calendar(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The plan as a calendar, discreet. Raises DrawingError, also where no plan is active."""
    from bot.exchange.calendar import whose, write_calendar
    from bot.texts.setting import Setting

    with store.reading() as records:
        patient = records.people.patients([patient_id]).get(patient_id)
        versions = records.plans.versions_of(patient_id)
    if patient is None or not any(version.state is VersionState.ACTIVE for version in versions):
        raise DrawingError("no active plan")
    setting = Setting(patient.language, Wording.DISCREET, patient.zone, patient.country, now, wide=True)
    written = write_calendar(versions, whose(patient), setting)
    return Picture(written, "text/calendar", "calendar.ics")


def export(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """Everything that is kept about the patient, as one table. Raises DrawingError."""
    from bot.exchange.history import history
    from bot.exchange.table import write_table

    with store.reading() as records:
        document = history(records, patient_id, now)
    if document is None:
        raise DrawingError("no such patient")
    return Picture(write_table(document).encode(), "text/csv", "my-data.csv")


def _course(store: Store, patient_id: int, now: datetime) -> Course:
    with store.reading() as records:
        course = read_course(records, patient_id, now, knowledge())
    if course is None:
        raise DrawingError("no such patient")
    return course
