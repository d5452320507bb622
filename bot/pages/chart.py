"""The picture of a taper for a phone: the way, what was taken, how it felt. Portrait, big letters, light or dark."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
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
    rules,
    write,
)
from bot.pages.tally import Felt, by_day, felt_by_day, red_days
from bot.texts.amounts import spell
from bot.texts.words import say
from scheduler.domain.people import Wording
from scheduler.domain.timing import day_of_plan, listed_last_on

WIDTH_PX, HEIGHT_PX = 1080, 1350
_DPI = 200
_WEEKS = 4
_FEWEST_DAYS = 7
_DOTS = {0: 0.7, 1: 1.4, 2: 2.4}
_FOOT = 7.6
_LEFT, _RIGHT = 0.098, 0.955


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
            _whole_way(figure, course, style, full=full)
        else:
            words = say("chart-no-plan", course.patient.language)
            write(page, _LEFT - 0.05, 0.8, words, style, colour=style.palette.quiet, within=True)
        _recent(figure, course, style, full=full)
    for line, words in enumerate(_foot(course)):
        write(
            page, _LEFT - 0.05, 0.032 - 0.02 * line, words, style, size=_FOOT, colour=style.palette.quiet, within=True
        )
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
    write(page, _LEFT - 0.05, 0.945, head, style, size=style.title, bold=True, within=True)
    if full and now is not None:
        amount = say("chart-now", language, mg=spell(now))
        write(page, _RIGHT, 0.945, amount, style, size=style.title, bold=True, ha="right", within=True)
    if course.begins_on is not None:
        days = (course.today - course.begins_on).days + 1
        ends = course.plan_ends_on
        under = say(
            "chart-day",
            language,
            day=days,
            has_end="no" if ends is None else "yes",
            end="" if ends is None else _date(ends, language),
        )
        write(page, _LEFT - 0.05, 0.912, under, style, colour=style.palette.quiet, within=True)


def _date(on: date, language: str) -> str:
    return format_date(on, "d MMM", locale=language)


def _scale(course: Course, *, full: bool) -> Decimal:
    """What amounts are divided by: nothing in full wording, a hundredth of the first day in discreet."""
    first = course.planned_mg(course.begins_on) if course.begins_on is not None else None
    return Decimal(1) if full or not first else first / 100


def _whole_way(figure: Figure, course: Course, style: Style, *, full: bool) -> None:
    assert course.begins_on is not None
    language = course.patient.language
    live = course.live
    last = listed_last_on(live.plan) if live is not None else None
    span = Span(course.begins_on, max(course.today, last or course.today))
    axes = panel(figure, (_LEFT, 0.728, _RIGHT - _LEFT, 0.11), span, style)
    scale = _scale(course, full=full)
    code = "chart-way-full" if full else "chart-way-discreet"
    write(axes, -0.053, 1.22, say(code, language), style, bold=True, within=True)
    draw_steps(axes, course, span, style, scale)
    most = _most(course, span, scale)
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
    ends = [(0.0, _date(span.first, language), "left", share > 0.2)]
    ends.append((1.0, _date(span.last, language), "right", share < 0.8))
    ends.append((share, today, "left" if share < 0.12 else "right" if share > 0.9 else "center", True))
    for x, label, ha, shown in ends:
        if shown:
            colour = style.palette.taken if label == today else style.palette.quiet
            write(axes, x, -0.26, label, style, size=style.small, colour=colour, ha=ha, within=True)


def _most(course: Course, span: Span, scale: Decimal) -> float:
    planned = [course.planned_mg(span.first + timedelta(days=days)) for days in range(span.days)]
    return float(max((mg for mg in planned if mg), default=Decimal(1)) / scale)


def _recent(figure: Figure, course: Course, style: Style, *, full: bool) -> None:
    assert course.begins_on is not None
    language = course.patient.language
    first = max(course.begins_on, course.today - timedelta(days=7 * _WEEKS - 1))
    span = Span(first, max(course.today, first + timedelta(days=_FEWEST_DAYS - 1)))
    days = [day for day in by_day(course) if span.holds(day.first_on)]
    felt = [each for each in felt_by_day(course) if span.holds(each.on)]
    width = _RIGHT - _LEFT
    taken = panel(figure, (_LEFT, 0.443, width, 0.19), span, style)
    scale = _scale(course, full=full)
    most = max(
        [_most(course, span, scale), *(float((day.taken_mg + day.loose_mg + day.extra_mg) / scale) for day in days)]
    )
    taken.set_ylim(0, most * 1.3)
    code = "chart-taken-full" if full else "chart-taken-discreet"
    write(taken, -0.053, 1.13, say(code, language), style, bold=True, within=True)
    top = _round_down(most)
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
    axes = panel(figure, (_LEFT, bottom, _RIGHT - _LEFT, height), span, style)
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
        words, ha = say("chart-red", language, day=_date(on, language)), "left" if right else "right"
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
    return [(on, _date(on, language)) for on in found if span.x(on) >= 1]


def _round_down(most: float) -> float:
    step = 50 if most >= 100 else 20 if most >= 40 else 10 if most >= 20 else 2
    return max(step, most // step * step)
