"""The parts that both charts are made of: amounts by day, scales by day, and the marks that run through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from bot.pages.course import Course
from bot.pages.palette import Palette
from bot.pages.tally import Tally

# Beside the library, so that the same letters are drawn on every machine.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points; `palette` as in `palette.py`."""

    palette: Palette
    text: float
    small: float
    title: float
    line: float
    dot: float

    def font(self, size: float, *, bold: bool = False) -> FontProperties:
        return FontProperties(fname=str(_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), size=size)


@dataclass(frozen=True, slots=True)
class Span:
    """The dates that a panel shows, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, on: date) -> float:
        """Where a date's middle lies; the first one at 0."""
        return float((on - self.first).days)

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


def panel(figure: Figure, box: tuple[float, float, float, float], span: Span, style: Style) -> Axes:
    """Empty axes in `box` (left, bottom, width, height as parts of the figure) over the dates of `span`."""
    axes = figure.add_axes(box)
    axes.set_facecolor("none")
    axes.set_xlim(-0.6, span.days - 0.4)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(style.palette.hair)
    axes.spines["bottom"].set_linewidth(style.line / 2)
    return axes


def write(
    axes: Axes,
    x: float,
    y: float,
    words: str,
    style: Style,
    *,
    size: float | None = None,
    bold: bool = False,
    colour: str | None = None,
    ha: str = "left",
    va: str = "baseline",
    within: bool = False,
) -> Text:
    """Words at a place of the axes; `within`: x and y are parts of the axes instead of data. Never read as mathematics."""
    return axes.text(
        x,
        y,
        words,
        fontproperties=style.font(size or style.text, bold=bold),
        color=colour or style.palette.ink,
        ha=ha,
        va=va,
        transform=axes.transAxes if within else axes.transData,
        parse_math=False,
        clip_on=False,
    )


def rules(axes: Axes, values: Sequence[float], labels: Sequence[str], style: Style) -> None:
    """Thin lines across the panel with their value on the left."""
    low = axes.get_xlim()[0]
    for value, label in zip(values, labels, strict=True):
        axes.axhline(value, color=style.palette.hair, linewidth=style.line / 2, zorder=0)
        axes.annotate(
            label,
            (low, value),
            xytext=(-style.small * 0.5, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontproperties=style.font(style.small),
            color=style.palette.quiet,
            annotation_clip=False,
            parse_math=False,
        )


def draw_steps(axes: Axes, course: Course, span: Span, style: Style, scale: Decimal, *, ahead: bool = True) -> None:
    """The plan as a line of steps, in mg divided by `scale`; what lies ahead is thinner."""
    runs: list[tuple[list[float], list[float], bool]] = []
    for days in range(span.days):
        on = span.first + timedelta(days=days)
        planned = course.planned_mg(on)
        future = on > course.today
        if planned is None or (future and not ahead):
            runs.append(([], [], future))
            continue
        if not runs or runs[-1][2] is not future or not runs[-1][0]:
            begin = [runs[-1][0][-1]] if runs and runs[-1][0] else [span.x(on) - 0.5]
            runs.append(
                (begin, [float(planned / scale) if not runs[-1:] or not runs[-1][1] else runs[-1][1][-1]], future)
            )
        runs[-1][0].extend((span.x(on) - 0.5, span.x(on) + 0.5))
        runs[-1][1].extend((float(planned / scale),) * 2)
    for xs, ys, future in runs:
        if xs:
            width = style.line * (0.9 if future else 1.5)
            colour = style.palette.quiet if future else style.palette.ink
            axes.plot(xs, ys, color=colour, linewidth=width, solid_joinstyle="miter", solid_capstyle="butt", zorder=4)


def draw_taken(axes: Axes, days: Sequence[Tally], span: Span, style: Style, scale: Decimal) -> None:
    """A bar for each day: what was taken; hatched above it what was extra; dotted what nobody recorded."""
    palette = style.palette
    width = 0.78
    for day in days:
        if not span.holds(day.first_on):
            continue
        x = span.x(day.first_on)
        taken, extra = float((day.taken_mg + day.loose_mg) / scale), float(day.extra_mg / scale)
        if taken:
            axes.bar(x, taken, width, color=palette.taken, linewidth=0, zorder=2)
        if day.not_recorded and day.planned_mg > day.taken_mg:
            axes.bar(
                x,
                float((day.planned_mg - day.taken_mg) / scale),
                width,
                bottom=taken,
                fill=False,
                edgecolor=palette.quiet,
                linestyle=(0, (1.2, 1.2)),
                linewidth=style.line / 2,
                zorder=2,
            )
        if extra:
            axes.bar(
                x,
                extra,
                width,
                bottom=max(taken, float(day.planned_mg / scale)) if day.not_recorded else taken,
                color=palette.paper,
                edgecolor=palette.extra,
                hatch="//////",
                linewidth=style.line / 2,
                zorder=3,
            )
        if day.extra_unknown:
            write(
                axes,
                x,
                axes.get_ylim()[1] * 0.94,
                "+?",
                style,
                size=style.small,
                bold=True,
                colour=palette.extra,
                ha="center",
                va="center",
            )


def draw_scale(axes: Axes, values: Sequence[tuple[float, float]], style: Style) -> None:
    """Answers by day, joined where no day lies between them."""
    colour = style.palette.felt
    for (x, y), (next_x, next_y) in pairwise(values):
        if next_x - x <= 1:
            axes.plot((x, next_x), (y, next_y), color=colour, linewidth=style.line, zorder=3)
    axes.scatter([x for x, _ in values], [y for _, y in values], s=style.dot**2, color=colour, linewidth=0, zorder=4)


def draw_dates(axes: Axes, span: Span, style: Style, labels: Sequence[tuple[date, str]]) -> None:
    """Dates under a panel, each with a small tick at its day."""
    for on, label in labels:
        at_edge = "right" if span.x(on) > span.days - 1 - span.days * 0.03 else "center"
        axes.annotate(
            label,
            (span.x(on), 0),
            xycoords=("data", "axes fraction"),
            xytext=(0 if at_edge == "center" else style.small * 0.4, -style.small * 0.6),
            textcoords="offset points",
            ha=at_edge,
            va="top",
            fontproperties=style.font(style.small),
            color=style.palette.quiet,
            annotation_clip=False,
            parse_math=False,
        )
        axes.axvline(span.x(on), 0, 0.04, color=style.palette.quiet, linewidth=style.line / 2, zorder=1)


def draw_through(panels: Sequence[Axes], span: Span, days: Sequence[date], style: Style, *, red: bool) -> None:
    """A line through every panel at the beginning of a step, or at a red flag."""
    for axes in panels:
        for on in days:
            if span.holds(on):
                axes.axvline(
                    span.x(on) if red else span.x(on) - 0.5,
                    color=style.palette.red if red else style.palette.quiet,
                    linewidth=style.line * (1 if red else 0.5),
                    linestyle="-" if red else (0, (4, 3)),
                    zorder=5 if red else 1,
                )


def round_down(most: float) -> float:
    """A round amount not above `most`, for the highest line of a panel."""
    step = 50 if most >= 100 else 20 if most >= 40 else 10 if most >= 20 else 2
    return max(step, most // step * step)
