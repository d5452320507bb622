"""`stepdown plan sheet`: seven days of a plan file on paper, with boxes to tick."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.exchange.drug_file import load_drug
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.exchange.zones import country_of
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.clock import SystemClock
from scheduler.domain.field import Field, PlanDocumentError, read_date
from scheduler.domain.people import Wording
from scheduler.domain.regimen import Plan
from scheduler.domain.review import activates, review
from scheduler.domain.timing import first_on, is_schedulable, missing, to_wall


def sheet(
    file: Annotated[str, typer.Argument(metavar="FILE", help='A plan as JSON or TOML; "-" reads standard input.')],
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First of the seven days; today, or the plan's first.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help='The PDF to write; "-" is standard output.')
    ] = None,
    wording: Annotated[
        Wording, typer.Option("--wording", help="discreet names no medicine and no milligrams.")
    ] = Wording.FULL,
) -> None:
    """A week on paper for the fridge: boxes to tick, tablets as circles, the day of a step marked. One page, PDF.

    On the paper of the plan's country. A plan that the review blocks is refused (exit status 1).
    """
    from bot.pages.sheet import SheetError, Week, write_sheet

    now = SystemClock().now()
    try:
        plan = read_plan(file)
        first = read_date(Field("--from", begin))
    except (PlanFileError, PlanDocumentError) as error:
        raise CommandError(str(error)) from None
    zone = plan.timezone or "UTC"
    if not is_schedulable(plan):
        names = ", ".join(say(f"plan-command-missing-{name}") for name in missing(plan))
        raise CommandError(say("plan-command-missing", missing=names) if names else say("sheet-none"), ANSWER_IS_NO)
    if not activates(review(plan, load_drug(), now_on=to_wall(now, zone).date())):
        raise CommandError(say("sheet-blocked"), ANSWER_IS_NO)
    setting = Setting("en", wording, zone, country_of(zone), now, wide=True)
    try:
        made = write_sheet(Week(plan, first or _today(plan, now, zone)), setting)
    except SheetError as error:
        raise CommandError(str(error), ANSWER_IS_NO) from None
    _write(made, out)


def _today(plan: Plan, now: datetime, zone: str) -> date:
    today = to_wall(now, zone).date()
    return max(today, first_on(plan) or today)


def _write(made: bytes, out: str | None) -> None:
    if out is None and sys.stdout.isatty():
        out = "week.pdf"
    if out is None or out == "-":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        Path(out).write_bytes(made)
    except OSError as error:
        raise CommandError(f"--out: {out}: {error.strerror or 'cannot be written'}") from None
    typer.echo(say("export-written", file=out))
