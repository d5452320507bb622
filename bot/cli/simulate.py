"""`stepdown simulate`: a town of simulated patients on the real code, with a clock that leaps, and what came of it."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import default_policy
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.rehearsal.town.district import BEGINS_AT, Asked, Seen
from bot.rehearsal.town.district import simulate as live
from bot.rehearsal.town.faults import FaultsError, read_faults
from bot.rehearsal.town.tally import report
from bot.rehearsal.town.town import Rates
from bot.texts.words import say

_MOST_PATIENTS = 10_000_000
_MOST_DAYS = 3660.0
_FIRST_YEAR, _LAST_YEAR = 2020, 2099
_MOST_PER_SECOND = 100_000.0


def simulate(
    patients: Annotated[int, typer.Option("--patients", metavar="N", help="How many people taper.")] = 100,
    days: Annotated[float, typer.Option("--days", metavar="D", help="How many days; half ones too.")] = 1.0,
    begins: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first day, which begins at 00:00 UTC.")
    ] = f"{BEGINS_AT:%Y-%m-%d}",
    faults: Annotated[str, typer.Option("--faults", metavar="…", help="What goes wrong outside; see above.")] = "usual",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same figures.")] = 1,
    telegram_per_second: Annotated[
        float, typer.Option("--telegram-per-second", metavar="N", help="What the bot may send.")
    ] = 25.0,
    sms_per_second: Annotated[
        float, typer.Option("--sms-per-second", metavar="N", help="What the sender may send.")
    ] = 100.0,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Write a picture, as PNG.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", help="Processes; one for each core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Let a town of simulated patients live on the real code: what reaches whom, when, how often.

    Some answer on time, some late, some in typos, some hardly; some travel, take
    extra, go silent or fall ill; their caregivers answer, answer late, or never.
    Store, scheduler and the reading of words are the real ones; only people and
    providers are not, and the clock leaps. Nothing is kept. At the end the store is
    audited: exit status 1 if anything is broken or was lost.
    [bold]It says nothing about real patients[/bold]: how these behave is invented.

      [cyan]stepdown simulate --patients 200 --days 2[/cyan]
      [cyan]stepdown simulate --patients 1000 --days 14 --plot town.png[/cyan]
      [cyan]stepdown simulate --faults "bad,crashes=20" --seed 7 --json[/cyan]
      [cyan]stepdown simulate --from 2027-03-26 --days 4[/cyan]    the clocks change in it

    [bold]--faults[/bold] takes a set of them, single ones, or both, with commas between:

      [cyan]none usual bad[/cyan]    sets, from a good day to a very bad one
      [cyan]refused limited[/cyan]   so many sends are refused, or told to wait (0 to 1)
      [cyan]lost[/cyan]              the answer to so many sends is lost
      [cyan]undelivered[/cyan]       so many texts are accepted and never arrive
      [cyan]receipts[/cyan]          so many texts are reported on, disordered and twice
      [cyan]repeated delayed[/cyan]  so much of what people write comes again, or late
      [cyan]outage_h[/cyan]          so many hours a day each provider is down
      [cyan]crashes[/cyan]           so often a day the process is killed, anywhere
    """
    _check(patients, days, jobs)
    for name, rate in (("--telegram-per-second", telegram_per_second), ("--sms-per-second", sms_per_second)):
        if not 0 < rate <= _MOST_PER_SECOND:
            raise CommandError(f"{name}: a number above 0, at most {_MOST_PER_SECOND:.0f}, not {rate:g}")
    if plot is not None and not plot.resolve().parent.is_dir():
        raise CommandError(f"--plot: there is no folder {plot.resolve().parent}")
    try:
        weather = read_faults(faults)
    except FaultsError as error:
        raise CommandError(f"--faults: {error}") from None
    asked = Asked(patients, days, seed, weather, Rates(telegram_per_second, sms_per_second), _first_day(begins))
    policy = default_policy()
    began = time.perf_counter()
    with _progress(asked, hidden=as_json) as seen:
        tally = live(asked, min(jobs or os.cpu_count() or 1, len(asked.districts())), seen)
    took_s = time.perf_counter() - began
    figures = report(tally, (policy.texts_normal, policy.texts_step_day, policy.texts_worst))
    figures |= {
        "seed": seed,
        "from": begins,
        "faults": faults,
        "events_per_s": round(tally.events / took_s, 1),
        "took_s": round(took_s, 1),
    }
    if plot is not None:
        from bot.pages.town import draw_town

        plot.write_bytes(draw_town(tally, policy))
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        from bot.cli.simulate_table import print_figures

        print_figures(figures, [*tally.broken, *tally.unspoken])
    if not tally.holds:
        raise typer.Exit(ANSWER_IS_NO)


def _first_day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CommandError(
            f"--from: a date of {_FIRST_YEAR} to {_LAST_YEAR} such as {BEGINS_AT:%Y-%m-%d}, not {text!r}"
        )
    return datetime.combine(day, datetime.min.time(), UTC)


def _check(patients: int, days: float, jobs: int | None) -> None:
    if not 1 <= patients <= _MOST_PATIENTS:
        raise CommandError(f"--patients: a whole number from 1 to {_MOST_PATIENTS}, not {patients}")
    if not math.isfinite(days) or not 0 < days <= _MOST_DAYS:
        raise CommandError(f"--days: a number above 0, at most {_MOST_DAYS:.0f}, not {days:g}")
    if jobs is not None and not 1 <= jobs <= 256:
        raise CommandError(f"--jobs: a whole number from 1 to 256, not {jobs}")


@contextmanager
def _progress(asked: Asked, *, hidden: bool) -> Iterator[Seen]:
    """A bar on a terminal; nothing elsewhere."""
    if hidden or not sys.stderr.isatty():
        yield lambda number, done, events: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    done_of = [0.0] * len(asked.districts())
    events_of = [0] * len(done_of)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("simulate-moving-in"), total=len(done_of))

        def seen(number: int, done: float, events: int) -> None:
            done_of[number], events_of[number] = done, events
            says = say("simulate-living", day=f"{max(done_of) * asked.days:.1f}", events=f"{sum(events_of)}")
            bar.update(task, completed=sum(done_of), description=says)

        yield seen
