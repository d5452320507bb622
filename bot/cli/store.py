"""`stepdown migrate` and `stepdown audit`: the database itself, and what must always be true of it."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap import HouseError, bring_up
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import opened, present, settings_of_this_run, sqlite_file
from bot.texts.words import say

AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def migrate(as_json: AS_JSON = False) -> None:
    """Make the database of DATABASE_URL, or bring an older one to this version. Nothing that is in it is lost."""
    settings = settings_of_this_run()
    file = sqlite_file(settings)
    if file is not None and not file.parent.is_dir():
        raise CommandError(f"DATABASE_URL: there is no folder {file.parent}")
    try:
        version = bring_up(settings)
    except HouseError as error:
        raise CommandError(str(error)) from None
    if as_json:
        typer.echo(json.dumps({"version": version}))
    else:
        typer.echo(say("operator-migrated", version=version))


def audit(as_json: AS_JSON = False) -> None:
    """What must always be true, asked of the store: every dose ends once, nobody is written to without consent, …

    Exit status 1 if anything is broken. Says so where a rule found nothing to look at. Findings name ids only.
    """
    with opened() as house:
        now = present(house)
        with house.store.reading() as records:
            checked, broken = records.audit.run(now)
    if as_json:
        found = [{"rule": each.rule, "what": each.what} for each in broken]
        typer.echo(json.dumps({"holds": not broken, "checked": checked, "broken": found}))
    else:
        _print_audit(checked, [(each.rule, each.what) for each in broken])
    if broken:
        raise typer.Exit(ANSWER_IS_NO)


def _print_audit(checked: dict[int, int], broken: list[tuple[int, str]]) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for code, justify in (("rule", "right"), ("what", "left"), ("checked", "right"), ("holds", "left")):
        table.add_column(say(f"operator-audit-column-{code}"), justify="right" if justify == "right" else "left")
    wrong = {rule for rule, _ in broken}
    for rule, looked_at in sorted(checked.items()):
        verdict = (
            Text(say("operator-audit-broken"), "bold red")
            if rule in wrong
            else Text(say("operator-audit-holds"), "green")
        )
        if rule not in wrong and not looked_at:
            verdict = Text(say("operator-audit-nothing"), "yellow")
        table.add_row(str(rule), say(f"operator-audit-rule-{rule}"), str(looked_at), verdict)
    console.print(table)
    for rule, what in broken:
        console.print(Text(say("operator-audit-finding", rule=rule, what=what), "red"))
    if not any(checked.values()):
        console.print(say("operator-audit-empty"))
