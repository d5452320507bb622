"""Prints what was read of a prescriber's words, a row for each step."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.reading.instructions import InstructionReading
from bot.reading.instructions.level import Level, Stretch
from bot.texts.words import say
from scheduler.domain.amount import write_amount


def print_reading(reading: InstructionReading) -> None:
    """A reading of kind plan or prn, for people."""
    console = Console(highlight=False)
    console.print(Text(say("instruction-plan")))
    if reading.steps:
        table = Table()
        for column in ("step", "days", "doses", "total"):
            table.add_column(say(f"instruction-column-{column}"))
        for number, stretch in enumerate(reading.steps, start=1):
            table.add_row(str(number), *_cells(stretch))
        console.print(table)
    for line in _lines(reading):
        console.print(Text(line))


def _lines(reading: InstructionReading) -> list[str]:
    lines = []
    if reading.present is not None:
        lines.append(say("instruction-present", mg=write_amount(reading.present.mg)))
    if reading.start_date is not None:
        lines.append(say("instruction-starts", date=reading.start_date.isoformat()))
    if reading.prn is not None:
        low, high = write_amount(reading.prn.min_mg), write_amount(reading.prn.max_mg)
        lines.append(
            say("instruction-prn", low="same" if low == high else low, high=high, times=reading.prn.times_per_day)
        )
        if reading.prn.max_daily_mg is not None:
            lines.append(say("instruction-prn-most", most=write_amount(reading.prn.max_daily_mg)))
    if reading.steps and reading.ends is not None:
        lines.append(say(f"instruction-ends-{reading.ends}"))
    if reading.quantity is not None:
        refills = "none" if reading.refills is None else str(reading.refills)
        lines.append(say("instruction-supplied", quantity=str(reading.quantity), refills=refills))
    return lines


def _cells(stretch: Stretch) -> tuple[str, str, str]:
    days = say("instruction-goes-on") if stretch.days is None else str(stretch.days)
    doses = " | ".join(_day(level) for level in stretch.cycle)
    return days, doses, " | ".join(write_amount(level.mg) for level in stretch.cycle)


def _day(level: Level) -> str:
    if level.total is not None:
        return say("instruction-split-open")
    shown = [
        write_amount(dose.mg) + (f" ({dose.at:%H:%M})" if dose.at else f" ({dose.when})" if dose.when else "")
        for dose in level.doses
    ]
    return " + ".join(shown) or say("instruction-no-dose")
