"""Prints a plan, a row for each step."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.texts.words import say
from scheduler.domain.amount import write_amount
from scheduler.domain.regimen import AsNeeded, Day, Plan, Step
from scheduler.domain.stretch import stretches


def print_plan(plan: Plan) -> None:
    """The steps with dates or days, doses and totals; what is taken when needed; how it ends."""
    console = Console(highlight=False)
    if plan.steps:
        table = Table()
        for column in ("step", "days", "doses", "total"):
            table.add_column(say(f"instruction-column-{column}"))
        placed = {stretch.number: stretch for stretch in stretches(plan)}
        for number, step in enumerate(plan.steps, start=1):
            stretch = placed.get(number)
            since = "" if stretch is None else f" ({stretch.first_on.isoformat()})"
            table.add_row(str(number), _length(step) + since, Text(_doses(step)), _totals(step))
        console.print(table)
        console.print(Text(say(f"instruction-ends-{plan.ends.value}")))
    if plan.as_needed is not None:
        console.print(Text(_as_needed(plan.as_needed)))


def _length(step: Step) -> str:
    return say("instruction-goes-on") if step.days is None else str(step.days)


def _doses(step: Step) -> str:
    if step.daily_total_mg is not None:
        return say("instruction-split-open")
    return " | ".join(_day(day) for day in step.cycle)


def _day(day: Day) -> str:
    shown = [
        write_amount(line.mg) + (f" ({line.at:%H:%M})" if line.at else f" ({line.when})" if line.when else "")
        for line in day
    ]
    return " + ".join(shown) or say("instruction-no-dose")


def _totals(step: Step) -> str:
    if step.daily_total_mg is not None:
        return write_amount(step.daily_total_mg)
    return " | ".join(write_amount(sum((line.mg for line in day), Decimal(0))) for day in step.cycle)


def _as_needed(part: AsNeeded) -> str:
    unit = "tablets" if part.max_tablets is not None else "mg"
    low, high = (part.min_tablets, part.max_tablets) if unit == "tablets" else (part.min_mg, part.max_mg)
    shown = {name: "none" if each is None else write_amount(each) for name, each in (("low", low), ("high", high))}
    times = "none" if part.times_per_day is None else str(part.times_per_day)
    most = "none" if part.max_daily_mg is None else write_amount(part.max_daily_mg)
    return say("plan-needed", unit=unit, times=times, most=most, **shown)
