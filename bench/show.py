"""What a benchmark found, as tables for a terminal and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from rich import box
from rich.console import Console
from rich.table import Table

Told = Mapping[str, Any]

# Stage, figure, unit, what it is; the figures are those of ours on SQLite.
_OTHERS = (
    ("plan", "per_s", "/s", "doses planned ahead"),
    ("plan", "statements_each", "", "statements for each dose planned"),
    ("idle", "p50_us", "µs", "a beat that finds nothing to do"),
    ("due", "statements_each", "", "statements for each reminder"),
    ("due", "loop_blocked_ms", "ms", "longest that the event loop stood still"),
    ("due", "loop_idle_ms", "ms", "the same in a second before, with nothing to do"),
    ("receive", "p50_ms", "ms", "a reply, from HTTP to its committed answer, p50"),
    ("receive", "per_s", "/s", "replies"),
    ("deliver_telegram", "per_s", "/s", "sent to Telegram, whose answer takes 60 ms"),
    ("deliver_sms", "per_s", "/s", "sent by SMS, whose answer takes 60 ms"),
    ("deliver_sms", "red_s", "s", "a red message, behind those that wait, until it left"),
)


def show(console: Console, found: Told) -> None:
    """Both tables. `found` is what `--json` writes."""
    console.print(
        f"{found['doses']:,} doses due at the same instant; medians of {found['runs']} rounds; "
        f"{found['cores']} cores, Python {found['python']}"
    )
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column()
    for name in ("queued", "dropped", "doses/s", "p99 late", "loop still", "ours is"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, stages in found["median"].items():
        due = stages["due"]
        times = found["ours_is_times"].get(name)
        table.add_row(
            name,
            f"{due['queued']:,.0f}",
            f"[red]{due['dropped']:,.0f}[/red]" if due["dropped"] else "0",
            f"{due['per_s']:,.0f}" if "per_s" in due else "",
            f"{due['p99_s']:.3f} s" if "p99_s" in due else "",
            f"{due['loop_blocked_ms']:,.0f} ms" if "loop_blocked_ms" in due else "",
            f"{times:,g} ×" if times is not None else "",
        )
    console.print(table)
    console.print(
        "A rate is what was queued, over the time until the last of it was committed; what was dropped is in no rate.\n"
        "“Loop still”: the longest that the event loop stood still, in which nobody is heard or answered."
    )
    ours = next(iter(found["median"].values()))
    others = Table("ours besides", "", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    others.columns[1].justify = "right"
    for stage, figure, unit, words in _OTHERS:
        if figure in ours.get(stage, {}):
            others.add_row(words, f"{ours[stage][figure]:,.4g} {unit}".rstrip())
    if others.row_count:
        console.print(others)


def draw(found: Told, file: Path) -> None:
    """Rates and lateness side by side, on logarithmic scales."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    rows = list(reversed(found["median"].items()))
    names = [name for name, _ in rows]
    figure, axes = plt.subplots(1, 2, figsize=(14, 0.45 * len(rows) + 1.6), sharey=True, layout="constrained")
    sides = (
        ("per_s", "doses a second from due to the outbox (more is better)"),
        ("p99_s", "p99 late, seconds (less is better)"),
    )
    for axis, (key, title) in zip(axes, sides, strict=True):
        values = [stages["due"].get(key) for _, stages in rows]
        known = [value for value in values if value]
        left = min(known) / 3 if known else 0.1
        colours = ["#0b6e6e" if name.startswith("stepdown") else "#9aa0a6" for name in names]
        axis.barh(names, [(value or left) - left for value in values], left=left, color=colours)
        axis.set_xscale("log")
        axis.set_xlim(left, max(known, default=1) * 4)
        axis.set_title(title, fontsize=10)
        axis.grid(axis="x", alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
        for place, ((_, stages), value) in enumerate(zip(rows, values, strict=True)):
            dropped = stages["due"]["dropped"]
            words = ("" if value is None else f"{value:,.0f}" if key == "per_s" else f"{value:.3g}") + (
                f"  {dropped:,.0f} dropped" if dropped else ""
            )
            axis.text(
                (value or left) * 1.1, place, words, va="center", fontsize=8, color="#b00020" if dropped else "#222"
            )
    figure.suptitle(
        f"{found['doses']:,} doses due at the same instant, {found['cores']} cores, medians of {found['runs']}"
    )
    figure.savefig(file, dpi=110)
    plt.close(figure)
