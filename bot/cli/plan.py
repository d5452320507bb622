"""`stepdown plan check|doses|supply`: what the review says of a plan file, every dose of it, and how long the tablets last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Annotated, NoReturn

import typer

from bot.cli.plan_fhir import from_fhir, to_fhir
from bot.cli.plan_json import write_doses, write_findings, write_supply
from bot.cli.plan_qr import qr
from bot.cli.plan_read import read
from bot.cli.plan_sheet import sheet
from bot.cli.plan_show import show
from bot.cli.plan_tables import print_doses, print_findings, print_supply
from bot.exchange.drug_file import load_drug
from bot.exchange.pharmacy_days import closed_days
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.texts.words import say
from scheduler.clock import SystemClock
from scheduler.domain.amount import write_amount
from scheduler.domain.field import Field, PlanDocumentError, read_date
from scheduler.domain.regimen import Plan
from scheduler.domain.review import Level, review
from scheduler.domain.review_calendar import review_calendar
from scheduler.domain.review_supply import review_supply
from scheduler.domain.supply import forecast
from scheduler.domain.timing import (
    PlannedDose,
    doses_on_dates,
    first_on,
    last_on,
    listed_last_on,
    missing,
    steps_with_dates,
    to_wall,
)

app = typer.Typer(
    name="plan",
    help="Read a plan: a prescriber's words, or a file; its review, its doses, its supply.",
    no_args_is_help=True,
    add_completion=False,
)
app.command("read")(read)
app.command("show")(show)
app.command("from-fhir")(from_fhir)
app.command("to-fhir")(to_fhir)
app.command("sheet")(sheet)
app.command("qr")(qr)

FILE = Annotated[str, typer.Argument(metavar="FILE", help='A plan as JSON or TOML; "-" reads standard input.')]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]

_MOST_DAYS = 3660


@app.command("check")
def check(file: FILE, as_json: AS_JSON = False) -> None:
    """The plan review: what to ask the prescriber about. Exit status 1 if anything blocks."""
    plan = _read(file)
    drug = load_drug()
    findings = review(plan, drug, now_on=_today(plan))
    notes = list(review_calendar(plan, drug, closed_days(plan.context.market, plan.timezone)))
    (write_findings if as_json else print_findings)(plan, findings, notes)
    if any(finding.level is Level.BLOCK for finding in findings):
        raise typer.Exit(1)


@app.command("doses")
def doses(
    file: FILE,
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First date, such as 2026-12-01.")] = None,
    days: Annotated[str | None, typer.Option("--days", metavar="N", help="How many days to list.")] = None,
    as_json: AS_JSON = False,
) -> None:
    """Every dose of the plan. Of a last step that goes on: 14 days, unless --days says more."""
    begins_on, count = _read_begin(begin), _read_days(days)
    plan = _read(file)
    found: list[PlannedDose] = []
    if plan.steps:
        _refuse_unless_complete(plan, file)
        found = _list_doses(plan, begins_on, count)
    if as_json:
        write_doses(found)
    else:
        print_doses(plan, found)
    _complain_of_amounts(found)


@app.command("supply")
def supply(file: FILE, as_json: AS_JSON = False) -> None:
    """How many tablets of each strength the plan takes, when they run out, and when refills are needed."""
    plan = _read(file)
    # Counting tablets needs dates, but not the place on earth.
    counted = plan if plan.timezone else replace(plan, timezone="UTC")
    if plan.steps:
        _refuse_unless_complete(counted, file)
    drug = load_drug()
    found = forecast(
        counted,
        now_on=_today(plan),
        lead_days=int(drug.limit("lead_days").value),
        pharmacy_closed=closed_days(plan.context.market, plan.timezone),
    )
    findings = list(review_supply(counted, drug, found))
    if as_json:
        write_supply(found, findings)
    else:
        print_supply(counted, found, findings, _today(plan))
    _complain_of_amounts(found.cannot_be_made)


def _read(file: str) -> Plan:
    try:
        return read_plan(file)
    except PlanFileError as error:
        _refuse(str(error), 2)


def _refuse(line: str, status: int) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(status)


def _read_begin(written: str | None) -> date | None:
    try:
        return read_date(Field("--from", written))
    except PlanDocumentError as error:
        _refuse(str(error), 2)


def _read_days(written: str | None) -> int | None:
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= _MOST_DAYS):
        shown = "".join(letter if letter.isprintable() else "?" for letter in written[:40])
        _refuse(f'--days: a whole number from 1 to {_MOST_DAYS}, not "{shown}"', 2)
    return int(written)


def _today(plan: Plan) -> date:
    return (
        to_wall(SystemClock().now(), plan.timezone).date()
        if plan.timezone
        else SystemClock().now().astimezone(UTC).date()
    )


def _refuse_unless_complete(plan: Plan, file: str) -> None:
    names = [say(f"plan-command-missing-{name}") for name in missing(plan)]
    if names:
        name = "standard input" if file == "-" else file
        _refuse(f"{name}: {say('plan-command-missing', missing=', '.join(names))}", 1)


def _list_doses(plan: Plan, begins_on: date | None, days: int | None) -> list[PlannedDose]:
    first, last = first_on(plan), listed_last_on(plan)
    assert first is not None
    assert last is not None
    begin = begins_on or first
    if days is not None:
        last = begin + timedelta(days=days - 1)
    elif last_on(plan) is None:
        # Asked for from a later date, a step that goes on still shows its two weeks.
        _, last_begin, _ = steps_with_dates(plan)[-1]
        last = max(last, begin + timedelta(days=13)) if begin > last_begin else last
    return doses_on_dates(plan, begin, last)


def _complain_of_amounts(found: list[PlannedDose] | tuple[PlannedDose, ...]) -> None:
    """One line for each step whose doses cannot be made, and the status of a plan that is broken."""
    by_step: dict[int, set[str]] = {}
    for dose in found:
        if not dose.pieces:
            by_step.setdefault(dose.step, set()).add(write_amount(dose.mg))
    for step, amounts in sorted(by_step.items()):
        typer.echo(say("plan-command-cannot-be-made", step=step, amounts=", ".join(sorted(amounts))), err=True)
    if by_step:
        raise typer.Exit(1)
