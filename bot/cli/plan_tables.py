"""How `stepdown plan …` shows its answers to people: tables and a line or two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.texts.findings import say_finding, say_mark
from bot.texts.words import ENGLISH, say
from scheduler.domain.amount import write_amount
from scheduler.domain.as_needed import Rate
from scheduler.domain.regimen import Plan
from scheduler.domain.review import Finding, Level, activates
from scheduler.domain.stretch import first_on, goes_on, listed_last_on
from scheduler.domain.supply import SupplyForecast
from scheduler.domain.tablets import Pieces
from scheduler.domain.timing import PlannedDose, missing

_STYLE = {Level.BLOCK: "bold red", Level.WARN: "yellow", Level.INFO: "cyan"}


def _words(code: str, **slots: str | int) -> str:
    return say(f"plan-command-{code}", ENGLISH, **slots)


def _table(*columns: tuple[str, bool]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for code, is_number in columns:
        table.add_column(_words(code), justify="right" if is_number else "left", no_wrap=is_number)
    return table


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def print_findings(plan: Plan, findings: Sequence[Finding], notes: Sequence[Finding]) -> None:
    """A table, then whether the plan can be activated."""
    console = _console()
    if findings or notes:
        console.print(_findings_table([*findings, *notes]))
    else:
        console.print(_words("no-findings"))
    names = [_words(f"missing-{name}") for name in missing(plan)]
    if names:
        console.print(_words("missing", missing=", ".join(names)))
    console.print(_words("activates" if activates(findings) else "blocked"))


def _findings_table(findings: Iterable[Finding]) -> Table:
    table = _table(("column-level", False), ("column-step", True), ("column-rule", False), ("column-says", False))
    for finding in findings:
        step = _words("whole") if finding.step is None else str(finding.step)
        basis = Text(f"{finding.source} ({say_mark(finding)})", style="dim")
        level = Text(finding.level.value, style=_STYLE[finding.level])
        table.add_row(level, step, finding.rule, Text.assemble(say_finding(finding), "\n", basis))
    return table


def print_doses(plan: Plan, doses: Sequence[PlannedDose]) -> None:
    """A table of doses in order of date."""
    console = _console()
    if not plan.steps or not doses:
        console.print(_words("doses-none" if not plan.steps else "doses-none-then"))
        return
    table = _table(
        ("column-step", True),
        ("column-date", False),
        ("column-at", True),
        ("column-mg", True),
        ("column-take", False),
        ("column-due", True),
    )
    before: date | None = None
    for dose in doses:
        shown = "" if dose.on == before else f"{dose.on:%a} {dose.on.isoformat()}"
        table.add_row(
            str(dose.step),
            shown,
            f"{dose.at:%H:%M}",
            write_amount(dose.mg),
            _made_of(dose.pieces),
            f"{dose.due_at:%Y-%m-%d %H:%M}",
        )
        before = dose.on
    console.print(table)
    console.print(_words("doses-count", count=len(doses)), _words("times-are", zone=plan.timezone or ""))
    if goes_on(plan):
        console.print(_words("goes-on"))


def _made_of(pieces: Pieces) -> str:
    if not pieces:
        return _words("amount-none")
    return " + ".join(
        _words("amount-ml", count=write_amount(count))
        if key == "ml"
        else _words("amount-tablets", count=write_amount(count), strength=key)
        for key, count in pieces
    )


def print_supply(plan: Plan, found: SupplyForecast, findings: Sequence[Finding], today: date) -> None:
    """What is needed of each strength, when it runs out, and what to order when."""
    console = _console()
    if plan.steps:
        _print_needed(console, plan, found)
    if plan.as_needed is not None:
        _print_rates(console, found.rates)
    if found.order_by is not None:
        console.print(_words("supply-order-by", on=found.order_by.isoformat()))
        if found.order_by < today:
            console.print(_words("supply-order-past"))
    visit = plan.supply.next_visit_on
    if found.days_short and visit is not None:
        console.print(_words("supply-days-short", days=found.days_short, visit_on=visit.isoformat()))
    for need in found.refills:
        at = f"{need.dose.at:%H:%M}"
        count = write_amount(need.needed_by_then)
        console.print(_words("supply-refill", number=need.number, on=need.dose.on.isoformat(), at=at, count=count))
    if plan.steps:
        _print_refill_total(console, plan, found)
    if findings:
        console.print(_findings_table(findings))


def _print_needed(console: Console, plan: Plan, found: SupplyForecast) -> None:
    on_hand = plan.supply.on_hand
    table = _table(
        ("supply-strength", False), ("supply-needed", True), ("supply-whole", True), ("supply-on-hand", True)
    )
    for key in dict.fromkeys([*found.needed, *on_hand]):
        needed, whole = found.needed.get(key, Decimal(0)), found.whole.get(key, 0)
        in_house = write_amount(on_hand[key]) if key in on_hand else ""
        table.add_row(_strength(key), write_amount(needed), str(whole), in_house)
    console.print(table)
    console.print(_words("supply-splits", count=found.splits))
    first, last = first_on(plan), listed_last_on(plan)
    if first is not None and last is not None:
        console.print(_words("supply-listed", first_on=first.isoformat(), last_on=last.isoformat()))
    if not on_hand:
        console.print(_words("supply-uncounted"))
    elif found.runs_out is not None:
        out = found.runs_out
        console.print(_words("supply-runs-out", on=out.on.isoformat(), at=f"{out.at:%H:%M}"))
    elif found.last_dose_on is not None:
        console.print(_words("supply-covered", on=found.last_dose_on.isoformat()))


def _strength(key: str) -> str:
    if key in {"ml", "unknown"}:
        return _words(f"supply-{key}")
    return _words("supply-mg", strength=key)


def _print_refill_total(console: Console, plan: Plan, found: SupplyForecast) -> None:
    supply = plan.supply
    if not supply.refills or not supply.refill_quantity or len(found.needed) != 1 or not supply.on_hand:
        return
    ((key, needed),) = found.needed.items()
    available = supply.on_hand.get(key, Decimal(0)) + supply.refills * supply.refill_quantity
    left = available - needed
    if left >= 0:
        console.print(_words("supply-left-over", available=write_amount(available), left=write_amount(left)))
    else:
        console.print(_words("supply-too-few", available=write_amount(available), short=write_amount(-left)))


def _print_rates(console: Console, rates: Sequence[Rate]) -> None:
    if not rates:
        console.print(_words("supply-rates-unknown"))
        return
    table = _table(
        ("supply-rate-per-day", True),
        ("supply-rate-days", True),
        ("supply-rate-first", False),
        ("supply-rate-refills", True),
        ("supply-rate-short", True),
    )
    for rate in rates:
        when = _words("supply-rate-when", day=rate.first_day, dose=rate.first_dose)
        first = when if rate.first_on is None else f"{when} ({rate.first_on.isoformat()})"
        short = "" if rate.days_short is None else str(rate.days_short)
        table.add_row(write_amount(rate.per_day), str(rate.full_days), first, str(rate.full_days_with_refills), short)
    console.print(table)
