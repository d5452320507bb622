"""Prints the figures of a simulated town in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.texts.words import say

_MOST_KINDS = 4


def print_figures(figures: Mapping[str, Any], broken: list[str]) -> None:
    """A table, a row for each question. `broken`: what the audit found, and what could not be put into words."""
    console = Console(highlight=False, markup=False, emoji=False)
    head = {name: str(figures[name]) for name in ("patients", "caregivers", "days", "seed", "faults")}
    console.print(Text(say("simulate-title", **head), "bold"))
    console.print(Text(say("simulate-disclaimer"), "dim"))
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for name, says, style in _rows(figures, broken):
        table.add_row(say(f"simulate-row-{name}"), Text(says, style))
    console.print(table)


def _rows(figures: Mapping[str, Any], broken: list[str]) -> list[tuple[str, str, str]]:
    unasked = figures["unasked_texts_per_day"]
    texts, lost = figures["texts_per_day"], {k: v for k, v in figures["lost_what"].items() if v}
    happened = {name: str(figures[name]) for name in ("doses", "messages", "received")}
    audit = say("simulate-row-audit-broken", what="; ".join(broken[:5])) if broken else say("simulate-row-audit-holds")
    rate = figures["false_alerts_per_caregiver_fortnight"]
    return [
        (
            "happened",
            say(
                "simulate-row-happened-says",
                **happened,
                rate=str(figures["events_per_s"]),
                took=str(figures["took_s"]),
            ),
            "",
        ),
        ("lag", _spread("lag", figures["lag_s"]), ""),
        ("lost", _kinds(lost) if lost else say("simulate-row-lost-none"), "bold red" if lost else "green"),
        (
            "copies",
            say(
                "simulate-row-copies-says",
                copies=str(figures["duplicates"]),
                messages=str(figures["messages"]),
                kills=str(figures["kills"]),
            ),
            "",
        ),
        ("day", _spread("day", figures["messages_per_day"]), ""),
        ("texts", _spread("texts", texts, days=str(texts["person_days"]), over=_over(texts)), ""),
        ("unasked", _spread("unasked", unasked, over=_over(unasked)), ""),
        ("calls", _kinds(figures["escalations_by_cause"]), ""),
        (
            "false",
            say(
                "simulate-row-false-says",
                rate="0" if rate is None else f"{rate:g}",
                most=str(figures["false_alerts_most_for_one"]),
            ),
            "",
        ),
        (
            "asked",
            say(
                "simulate-row-asked-says",
                each=f"{figures['asked_back_per_person']:g}",
                kinds=_kinds(figures["asked_back"]),
            ),
            "",
        ),
        ("red", _spread("red", figures["red_to_caregiver_s"]), ""),
        ("silence", _spread("silence", figures["silence_found_h"]), ""),
        ("audit", audit, "bold red" if broken else "green"),
    ]


def _spread(row: str, spread: Mapping[str, Any], **more: str) -> str:
    """The row's words; "none" where nothing was counted."""
    slots = {name: str(value) for name, value in spread.items() if not isinstance(value, dict)}
    if spread.get("p50") is None and not spread.get("open"):
        return say("simulate-row-none")
    return say(f"simulate-row-{row}-says", **slots | more)


def _over(counted: Mapping[str, Any]) -> str:
    return ", ".join(say("simulate-over", cap=cap, days=str(many)) for cap, many in counted["over"].items())


def _kinds(counts: Mapping[str, int]) -> str:
    """The commonest, each with how many."""
    common = sorted(counts.items(), key=lambda each: -each[1])
    told = ", ".join(f"{many} {name.replace('_', ' ')}" for name, many in common[:_MOST_KINDS])
    return told + (", …" if len(common) > _MOST_KINDS else "") if told else say("simulate-row-none")
