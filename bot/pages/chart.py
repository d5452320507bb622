"""The picture of a taper for a phone: the way, what was taken, how it felt. Portrait, big letters, light or dark."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.pages.chart_way import LEFT, RIGHT, draw_way, most_planned, scale_of, short_date
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
from bot.pages.tally import Felt, by_day, felt_by_day, red_days
from bot.texts.amounts import spell
from bot.texts.words import say
from scheduler.domain.people import Wording
from scheduler.domain.timing import day_of_plan

WIDTH_PX, HEIGHT_PX = 1080, 1350
_DPI = 200
_WEEKS = 4
_FEWEST_DAYS = 7
_DOTS = {0: 0.7, 1: 1.4, 2: 2.4}
_FOOT = 7.6


def draw_chart(course: Course, theme: Theme = Theme.LIGHT, wording: Wording | None = None) -> bytes:
    """The chart as PNG of 1080 by 1350 pixels; the same course gives the same bytes."""
    out = io.BytesIO()
    figure = compose_chart(course, theme, wording)
    FigureCanvasAgg(figure)
    figure.savefig(out, format="png", dpi=_DPI, facecolor=figure.get_facecolor(), metadata={"Software": None})
    return out.getvalue()


def compose_chart(course: Course, theme: Theme = Theme.LIGHT, wording: Wording | None = None) -> Figure:
    """The chart before it is made pixels.

    Discreet wording (the person's own unless given) names no milligrams: amounts are parts of the first day's.
    """
    full = (wording or course.patient.wording) is Wording.FULL
    style = Style(PALETTES[theme], text=11.5, small=10, title=19, line=2, dot=5)
    figure = Figure(figsize=(WIDTH_PX / _DPI, HEIGHT_PX / _DPI), dpi=_DPI, facecolor=style.palette.paper)
    page = figure.add_axes((0, 0, 1, 1))
    page.set_axis_off()
    _head(page, course, style, full=full)
    if course.begins_on is None:
        words = say("chart-nothing", course.patient.language)
        write(page, 0.5, 0.55, words, style, colour=style.palette.quiet, ha="center", within=True)
    else:
        if course.ruled:
            draw_way(figure, course, style, full=full)
        else:
            words = say("chart-no-plan", course.patient.language)
            write(page, LEFT - 0.05, 0.8, words, style, colour=style.palette.quiet, within=True)
        _recent(figure, course, style, full=full)
    for line, words in enumerate(_foot(course)):
        write(page, LEFT - 0.05, 0.032 - 0.02 * line, words, style, size=_FOOT, colour=style.palette.quiet, within=True)
    return figure


def _foot(course: Course) -> tuple[str, str]:
    """What the marks mean, of those that are there."""
    days = by_day(course)
    language = course.patient.language
    shown = {
        "plan": bool(course.ruled),
        "bar": bool(days),
        "dotted": any(day.not_recorded for day in days),
        "hatched": any(day.extra_mg for day in days),
        "unknown": any(day.extra_unknown for day in days),
    }
    parts = [say(f"chart-mark-{name}", language) for name, is_there in shown.items() if is_there]
    return " ".join(parts), say("chart-foot", language)


def _head(page: Axes, course: Course, style: Style, *, full: bool) -> None:
    language = course.patient.language
    live = course.live
    place = day_of_plan(live.plan, course.today) if live is not None else None
    now = course.planned_mg(course.today) if live is not None else None
    if place is not None and live is not None:
        head = say("chart-step", language, step=place[0], of=len(live.plan.steps))
    else:
        head = say("chart-no-step", language)
    write(page, LEFT - 0.05, 0.945, head, style, size=style.title, bold=True, within=True)
    if full and now is not None:
        amount = say("chart-now", language, mg=spell(now))
        write(page, RIGHT, 0.945, amount, style, size=style.title, bold=True, ha="right", within=True)
    if course.begins_on is not None:
        days = (course.today - course.begins_on).days + 1
        ends = course.plan_ends_on
        under = say(
            "chart-day",
            language,
            day=days,
            has_end="no" if ends is None else "yes",
            end="" if ends is None else short_date(ends, language),
        )
        write(page, LEFT - 0.05, 0.912, under, style, colour=style.palette.quiet, within=True)


def _recent(figure: Figure, course: Course, style: Style, *, full: bool) -> None:
    assert course.begins_on is not None
    language = course.patient.language
    first = max(course.begins_on, course.today - timedelta(days=7 * _WEEKS - 1))
    span = Span(first, max(course.today, first + timedelta(days=_FEWEST_DAYS - 1)))
    days = [day for day in by_day(course) if span.holds(day.first_on)]
    felt = [each for each in felt_by_day(course) if span.holds(each.on)]
    width = RIGHT - LEFT
    taken = panel(figure, (LEFT, 0.443, width, 0.19), span, style)
    scale = scale_of(course, full=full)
    most = max(
        [
            most_planned(course, span, scale),
            *(float((day.taken_mg + day.loose_mg + day.extra_mg) / scale) for day in days),
        ]
    )
    taken.set_ylim(0, most * 1.3)
    code = "chart-taken-full" if full else "chart-taken-discreet"
    write(taken, -0.053, 1.13, say(code, language), style, bold=True, within=True)
    top = round_down(most)
    rules(taken, [0, top / 2, top], [f"{value:.0f}{'' if full else '%'}" for value in (0, top / 2, top)], style)
    draw_taken(taken, days, span, style, scale)
    draw_steps(taken, course, span, style, scale)
    stiff = _felt_panel(figure, (0.272, 0.1), span, style, say("chart-stiffness", language), (0, 10), (0, 5, 10))
    sleep = _felt_panel(figure, (0.162, 0.052), span, style, say("chart-sleep", language), (0, 12), (0, 8))
    shaky = _felt_panel(figure, (0.088, 0.028), span, style, say("chart-autonomic", language), (-0.5, 2.5), ())
    draw_scale(stiff, _points(felt, span, "stiffness"), style)
    draw_scale(sleep, _points(felt, span, "sleep_h"), style)
    _draw_levels(shaky, felt, span, style)
    panels = (taken, stiff, sleep, shaky)
    draw_through(panels, span, [on for on, _, _ in course.steps_down()], style, red=False)
    reds = [on for on in red_days(course) if span.holds(on)]
    draw_through(panels, span, reds, style, red=True)
    _name_marks(taken, course, span, style, scale, reds)
    draw_dates(shaky, span, style, _week_labels(span, language))


def _felt_panel(
    figure: Figure,
    place: tuple[float, float],
    span: Span,
    style: Style,
    title: str,
    limits: tuple[float, float],
    marks: Sequence[int],
) -> Axes:
    bottom, height = place
    axes = panel(figure, (LEFT, bottom, RIGHT - LEFT, height), span, style)
    axes.set_ylim(*limits)
    rules(axes, [float(mark) for mark in marks], [str(mark) for mark in marks], style)
    made = write(axes, -0.053, 1, title, style, bold=True, within=True, size=style.small)
    made.set_y(1 + 0.02 / height)
    return axes


def _points(felt: Sequence[Felt], span: Span, name: str) -> list[tuple[float, float]]:
    return [(span.x(each.on), float(value)) for each in felt if (value := getattr(each, name)) is not None]


def _draw_levels(axes: Axes, felt: Sequence[Felt], span: Span, style: Style) -> None:
    """None, a bit, a lot as a dot that is small, middling, large."""
    told = [(span.x(each.on), _DOTS[each.autonomic]) for each in felt if each.autonomic in _DOTS]
    sizes = [(style.dot * size) ** 2 for _, size in told]
    axes.scatter(
        [x for x, _ in told], [1] * len(told), s=sizes, color=style.palette.felt, linewidth=0, zorder=3, clip_on=False
    )


def _name_marks(axes: Axes, course: Course, span: Span, style: Style, scale: Decimal, reds: Sequence[date]) -> None:
    """The last red flag by its date, and each amount of the plan where it begins: names beside marks, instead of a legend."""
    language = course.patient.language
    for on in reds[-1:]:
        right = span.x(on) < span.days * 0.6
        x = span.x(on) + (0.02 if right else -0.02) * span.days
        words, ha = say("chart-red", language, day=short_date(on, language)), "left" if right else "right"
        high = axes.get_ylim()[1]
        write(
            axes,
            x,
            high,
            words,
            style,
            size=style.small,
            bold=True,
            colour=style.palette.red,
            ha=ha,
            va="bottom",
        )
    changes = [(on, after) for on, _, after in course.steps_down() if span.holds(on)]
    before = course.planned_mg(span.first)
    if before is not None and not any(span.x(on) < span.days * 0.1 for on, _ in changes):
        changes.insert(0, (span.first, before))
    for on, planned in changes:
        amount = say("chart-mg", language, mg=spell(planned)) if scale == 1 else f"{planned / scale:.0f}%"
        y = float(planned / scale) + axes.get_ylim()[1] * 0.035
        write(axes, span.x(on) - 0.4, y, amount, style, size=style.small, bold=True).set_zorder(8)


def _week_labels(span: Span, language: str) -> list[tuple[date, str]]:
    """A label each week, counted back from the last date; the last one is today's."""
    step = 7 if span.days > 14 else 3
    found = [span.last - timedelta(days=days) for days in range(0, span.days, step)]
    return [(on, short_date(on, language)) for on in found if span.x(on) >= 1]
