"""`stepdown plan show`: a plan as a table, or written anew as JSON or TOML."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.command_error import CommandError
from bot.cli.plan_steps import print_plan
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.exchange.plan_text import to_json, to_toml


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help='JSON, TOML or a plan code; "-" reads standard input.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as canonical JSON and nothing else.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print the plan as TOML and nothing else.")] = False,
) -> None:
    """The steps of a plan, whatever it came as; or the same plan written as JSON or TOML."""
    if as_json and as_toml:
        raise CommandError("--json or --toml, not both")
    try:
        plan = read_plan(file)
    except PlanFileError as error:
        raise CommandError(str(error)) from None
    if as_json or as_toml:
        print(to_json(plan) if as_json else to_toml(plan), end="\n" if as_json else "")
    else:
        print_plan(plan)
