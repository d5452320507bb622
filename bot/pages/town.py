"""The picture of a simulated town: how late, how many texts, why people were called, what came twice."""

from __future__ import annotations

import io
from collections import Counter

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.pages.palette import PALETTES, Theme
from bot.rehearsal.town.tally import Tally
from bot.texts.words import say
from scheduler.domain.policy import Policy

_WIDTH_IN, _HEIGHT_IN, _DPI = 13.0, 9.0, 110
_MOST_CAUSES = 10
# Upper ends in seconds: what left at once, within a minute, …
_LAG_ENDS = (0, 10, 30, 60, 300, 1800, 7200)


def draw_town(tally: Tally, policy: Policy) -> bytes:
    """Four panels as PNG; the same counts give the same bytes."""
    palette = PALETTES[Theme.LIGHT]
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI, facecolor=palette.paper, layout="constrained")
    days = f"{tally.days:g}"
    figure.suptitle(say("simulate-plot-title", patients=str(tally.patients), days=days), fontsize=15, color=palette.ink)
    (lag, texts), (causes, copies) = figure.subplots(2, 2)
    for axes in (lag, texts, causes, copies):
        axes.set_facecolor(palette.paper)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=9)
    _draw_lag(lag, tally.lag_s, palette.taken)
    _draw_texts(texts, tally, policy, palette.taken)
    _draw_causes(causes, tally.escalations, palette.taken)
    _draw_copies(copies, tally, palette.taken)
    out = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _draw_lag(axes: Axes, lag_s: Counter[int], color: str) -> None:
    names = [say(f"simulate-plot-lag-{end}") for end in _LAG_ENDS] + [say("simulate-plot-lag-more")]
    counts = [0] * len(names)
    for seconds, many in lag_s.items():
        counts[next((at for at, end in enumerate(_LAG_ENDS) if seconds <= end), len(_LAG_ENDS))] += many
    axes.bar(names, counts, color=color)
    axes.bar_label(axes.containers[0], fontsize=8)  # type: ignore[arg-type]
    axes.set_yscale("symlog")
    axes.set_title(say("simulate-plot-lag"), fontsize=11)


def _draw_texts(axes: Axes, tally: Tally, policy: Policy, color: str) -> None:
    most = max([*tally.a_day, *tally.texts_a_day, policy.texts_worst + 1], default=1)
    several = range(1, most + 1)
    axes.plot(several, [tally.a_day[n] for n in several], color=color, alpha=0.4, label=say("simulate-plot-all"))
    axes.bar(several, [tally.texts_a_day[n] for n in several], color=color, label=say("simulate-plot-sms"))
    for cap in (policy.texts_normal, policy.texts_step_day, policy.texts_worst):
        axes.axvline(cap + 0.5, color=PALETTES[Theme.LIGHT].quiet, linestyle=":", linewidth=1)
        axes.annotate(str(cap), (cap + 0.5, 1), xycoords=("data", "axes fraction"), fontsize=8, ha="right", va="top")
    axes.set_title(say("simulate-plot-texts"), fontsize=11)
    axes.legend(fontsize=8, frameon=False)


def _draw_causes(axes: Axes, escalations: Counter[str], color: str) -> None:
    common = escalations.most_common(_MOST_CAUSES)[::-1]
    axes.barh([cause.replace("_", " ") for cause, _ in common], [many for _, many in common], color=color)
    if common:
        axes.bar_label(axes.containers[0], fontsize=8)  # type: ignore[arg-type]
    axes.set_title(say("simulate-plot-causes"), fontsize=11)


def _draw_copies(axes: Axes, tally: Tally, color: str) -> None:
    false = sum(tally.false.values())
    counted = {
        "duplicates": tally.duplicates,
        "lost": tally.lost.total(),
        "asked-back": tally.asked_back.total(),
        "alerts": tally.alerts.total(),
        "false": false,
        "kills": tally.kills,
    }
    axes.barh([say(f"simulate-plot-{name}") for name in counted][::-1], list(counted.values())[::-1], color=color)
    axes.bar_label(axes.containers[0], fontsize=8)  # type: ignore[arg-type]
    axes.set_xscale("symlog")
    axes.set_title(say("simulate-plot-counts"), fontsize=11)
