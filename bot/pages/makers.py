"""Who draws what a message carries, as `drawing.py` names them. Imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.bootstrap import knowledge
from bot.pages.course import Course, read_course
from bot.pages.drawing import DrawingError, Picture
from bot.pages.palette import Theme
from scheduler.ports import Store


def progress(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    """The chart in the person's own wording; `theme` is light or dark. Raises DrawingError."""
    from bot.pages.chart import draw_chart

    course = _course(store, patient_id, now)
    theme = Theme.DARK if given.get("theme") == Theme.DARK else Theme.LIGHT
    return Picture(draw_chart(course, theme), "image/png", f"progress-{course.today}.png")


def _course(store: Store, patient_id: int, now: datetime) -> Course:
    with store.reading() as records:
        course = read_course(records, patient_id, now, knowledge())
    if course is None:
        raise DrawingError("no such patient")
    return course
