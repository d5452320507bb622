"""The upper part of the picture for a phone: the whole plan, and where the person is on it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.pages.course import Course
from bot.pages.panel import Span, Style, draw_steps, panel, rules, write
from bot.pages.tally import red_days
from bot.texts.words import say
from scheduler.domain.timing import listed_last_on

LEFT, RIGHT = 0.098, 0.955


def draw_way(figure: Figure, course: Course, style: Style, *, full: bool) -> None:
    """The plan from its first known day to its last, today on it, red flags at its foot."""
    assert course.begins_on is not None
    language = course.patient.language
    live = course.live
    last = listed_last_on(live.plan) if live is not None else None
    span = Span(course.begins_on, max(course.today, last or course.today))
    axes = panel(figure, (LEFT, 0.728, RIGHT - LEFT, 0.11), span, style)
    scale = scale_of(course, full=full)
    code = "chart-way-full" if full else "chart-way-discreet"
    write(axes, -0.053, 1.22, say(code, language), style, bold=True, within=True)
    draw_steps(axes, course, span, style, scale)
    most = most_planned(course, span, scale)
    axes.set_ylim(0, most * 1.12)
    unit = "" if full else "%"
    rules(axes, [0, most], ["0", f"{most:.0f}{unit}"], style)
    here = course.planned_mg(course.today)
    if here is not None:
        x, y = span.x(course.today), float(here / scale)
        axes.axvline(x, color=style.palette.taken, linewidth=style.line, zorder=3)
        axes.scatter([x], [y], s=(style.dot * 2) ** 2, color=style.palette.taken, zorder=6, linewidth=0)
    _end_labels(axes, course, span, style)
    for on in red_days(course):
        axes.scatter(
            [span.x(on)], [most * 0.06], s=(style.dot * 1.6) ** 2, marker="D", color=style.palette.red, zorder=7
        )


def _end_labels(axes: Axes, course: Course, span: Span, style: Style) -> None:
    """First day, today and last day under the way; what would run into its neighbour is left out."""
    language = course.patient.language
    today = say("part-today", language)
    share = span.x(course.today) / max(1, span.days - 1)
    ends = [(0.0, short_date(span.first, language), "left", share > 0.2)]
    ends.append((1.0, short_date(span.last, language), "right", share < 0.8))
    ends.append((share, today, "left" if share < 0.12 else "right" if share > 0.9 else "center", True))
    for x, label, ha, shown in ends:
        if shown:
            colour = style.palette.taken if label == today else style.palette.quiet
            write(axes, x, -0.26, label, style, size=style.small, colour=colour, ha=ha, within=True)


def most_planned(course: Course, span: Span, scale: Decimal) -> float:
    """The highest planned day of the span, divided by `scale`."""
    planned = [course.planned_mg(span.first + timedelta(days=days)) for days in range(span.days)]
    return float(max((mg for mg in planned if mg), default=Decimal(1)) / scale)


def short_date(on: date, language: str) -> str:
    """7 Sep."""
    return format_date(on, "d MMM", locale=language)


def scale_of(course: Course, *, full: bool) -> Decimal:
    """What amounts are divided by: nothing in full wording, a hundredth of the first day in discreet."""
    first = course.planned_mg(course.begins_on) if course.begins_on is not None else None
    return Decimal(1) if full or not first else first / 100
