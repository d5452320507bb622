"""The chart for a letter: the same panels side under side over the whole time, in ink that survives a copier."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import matplotlib as mpl
from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from bot.pages.course import Course
from bot.pages.palette import PALETTES, Theme
from bot.pages.panel import (
    Span,
    Style,
    draw_dates,
    draw_scale,
    draw_steps,
    draw_taken,
    draw_through,
    panel,
    round_down,
    rules,
    write,
)
from bot.pages.tally import by_day, felt_by_day, red_days
from bot.texts.amounts import spell
from bot.texts.words import say

WIDTH_IN, HEIGHT_IN = 7.0, 3.55
# What is shown of a long taper; the tables beside it hold all of it.
MOST_DAYS = 26 * 7
_FEWEST_DAYS = 14
_LEFT, _WIDTH = 0.165, 0.825
_LABELS = 9
_EVERY = (7, 14, 28)


def draw_print(course: Course) -> str | None:
    """The chart as SVG without fonts (letters are outlines); None while nothing is known. Same course, same bytes."""
    if course.begins_on is None:
        return None
    style = Style(PALETTES[Theme.LIGHT], text=8, small=7, title=9, line=1.0, dot=2.4)
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), facecolor="none")
    FigureCanvasSVG(figure)
    _draw(figure, course, style)
    out = io.StringIO()
    # Read only by the SVG writer: outlines instead of fonts, and names that do not change from run to run.
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "stepdown"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _draw(figure: Figure, course: Course, style: Style) -> None:
    assert course.begins_on is not None
    language = course.patient.language
    first = max(course.begins_on, course.today - timedelta(days=MOST_DAYS - 1))
    span = Span(first, max(course.today, first + timedelta(days=_FEWEST_DAYS - 1)))
    days = [day for day in by_day(course) if span.holds(day.first_on)]
    felt = [each for each in felt_by_day(course) if span.holds(each.on)]
    taken = panel(figure, (_LEFT, 0.555, _WIDTH, 0.40), span, style)
    # On the first evening there may be no day yet with anything on it.
    planned = [course.planned_mg(day.first_on) or Decimal(1) for day in days]
    most = max([Decimal(1), *planned, *(day.taken_mg + day.loose_mg + day.extra_mg for day in days)])
    taken.set_ylim(0, float(most) * 1.22)
    top = round_down(float(most))
    rules(taken, [0, top / 2, top], [f"{value:.0f}" for value in (0, top / 2, top)], style)
    draw_taken(taken, days, span, style, Decimal(1))
    draw_steps(taken, course, span, style, Decimal(1), ahead=False)
    stiff = _scale(figure, (0.35, 0.155), span, style, (0, 10), (0, 5, 10))
    sleep = _scale(figure, (0.185, 0.12), span, style, (0, 12), (0, 4, 8))
    shaky = _scale(figure, (0.085, 0.07), span, style, (-0.3, 2.3), ())
    draw_scale(stiff, [(span.x(x.on), float(x.stiffness)) for x in felt if x.stiffness is not None], style)
    draw_scale(sleep, [(span.x(x.on), float(x.sleep_h)) for x in felt if x.sleep_h is not None], style)
    shown = [(span.x(x.on), x.autonomic) for x in felt if x.autonomic]
    shaky.bar([x for x, _ in shown], [y for _, y in shown], 0.7, color=style.palette.felt, linewidth=0)
    names = (
        (taken, say("letter-panel-mg", language)),
        (stiff, say("letter-panel-stiffness", language)),
        (sleep, say("chart-sleep", language)),
        (shaky, say("letter-panel-autonomic", language)),
    )
    for axes, words in names:
        write(axes, -0.198, 0.5, words, style, bold=True, va="center", within=True)
    panels = (taken, stiff, sleep, shaky)
    draw_through(panels, span, [on for on, _, _ in course.steps_down()], style, red=False)
    draw_through(panels, span, [on for on in red_days(course) if span.holds(on)], style, red=True)
    _label_amounts(taken, course, span, style)
    _label_reds(taken, course, span, style)
    draw_dates(shaky, span, style, _dates(span, language))


def _scale(
    figure: Figure,
    place: tuple[float, float],
    span: Span,
    style: Style,
    limits: tuple[float, float],
    marks: tuple[int, ...],
) -> Axes:
    axes = panel(figure, (_LEFT, place[0], _WIDTH, place[1]), span, style)
    axes.set_ylim(*limits)
    rules(axes, [float(mark) for mark in marks], [str(mark) for mark in marks], style)
    return axes


def _label_amounts(axes: Axes, course: Course, span: Span, style: Style) -> None:
    """Each planned amount where it begins, left out where it would run into the one before."""
    begun = course.planned_mg(span.first)
    found = [(span.first, begun)] if begun is not None else []
    found += [(on, after) for on, _, after in course.steps_down() if span.holds(on)]
    reached = -1.0
    for on, planned in found:
        if span.x(on) < reached:
            continue
        y = float(planned) + axes.get_ylim()[1] * 0.03
        write(axes, span.x(on) - 0.4, y, spell(planned), style, size=style.small, bold=True)
        reached = span.x(on) + span.days * 0.04


def _label_reds(axes: Axes, course: Course, span: Span, style: Style) -> None:
    """The date of each red flag above its line, left out where it would run into the one before."""
    reached = -1.0
    for on in red_days(course):
        x = span.x(on)
        if not span.holds(on) or x < reached:
            continue
        words = say("chart-red", course.patient.language, day=_day(on, course.patient.language))
        at_edge = x > span.days * 0.9
        write(axes, x, axes.get_ylim()[1], words, style, size=style.small, bold=True, colour=style.palette.red,
              ha="right" if at_edge else "center", va="bottom")  # fmt: skip
        reached = x + span.days * 0.16


def _dates(span: Span, language: str) -> list[tuple[date, str]]:
    """Dates at even distances of whole weeks, counted back from the last one."""
    every = next((days for days in _EVERY if span.days / days <= _LABELS), _EVERY[-1])
    found = [span.last - timedelta(days=days) for days in range(0, span.days, every)]
    return [(on, _day(on, language)) for on in found]


def _day(on: date, language: str) -> str:
    return format_date(on, "d MMM", locale=language)
