"""`stepdown policy`: durations of reminders, the defaults and a person's own."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import time
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap import default_policy
from bot.cli.command_error import CommandError, one_line
from bot.cli.opening import opened
from bot.texts.words import say
from scheduler.domain.policy import Policy, PolicyError


def policy(
    patient: Annotated[str | None, typer.Argument(metavar="[PATIENT]", help="The patient's number.")] = None,
    settings: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE …]", help="What to change for them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Durations of reminders: show the defaults, or a person's own, or change a person's.

      [cyan]stepdown policy[/cyan]                                     the defaults, all unsigned drafts
      [cyan]stepdown policy 1[/cyan]                                   what holds for patient 1
      [cyan]stepdown policy 1 snooze_min=20 quiet_from=21:30[/cyan]    change it for them

    Names end in their unit: min, h, days. A change holds for what is planned from now on.
    The defaults themselves are in scheduler/policy.toml.
    """
    if patient is None:
        _show(default_policy(), default_policy(), as_json=as_json)
        return
    if not (patient.isascii() and patient.isdigit() and len(patient) < 19):
        raise CommandError(
            f"PATIENT: a patient's number comes first, not {one_line(patient)[:40]}; defaults are in scheduler/policy.toml"
        )
    patient_id, own = int(patient), _read(settings or [])
    with opened() as house:
        with house.store.reading() as records:
            known = records.people.patients([patient_id]).get(patient_id)
        if known is None:
            raise CommandError(f"PATIENT: there is no patient {patient}; `stepdown patients` lists them")
        if own:
            try:
                with house.store.transaction() as records:
                    records.people.change_patient(patient_id, policy=own)
                    known = records.people.patients([patient_id])[patient_id]
            except PolicyError as error:
                raise CommandError(str(error)) from None
    _show(known.policy, default_policy(), as_json=as_json)


def _read(settings: list[str]) -> dict[str, str]:
    own: dict[str, str] = {}
    for written in settings:
        name, sign, value = written.partition("=")
        if not sign or not name or not value:
            raise CommandError(f"{written[:40]}: NAME=VALUE is wanted, such as snooze_min=20")
        if name in own:
            raise CommandError(f"{name}: each setting once")
        own[name] = value
    return own


def _show(policy: Policy, default: Policy, *, as_json: bool) -> None:
    rows = [(each.name, getattr(policy, each.name), getattr(default, each.name)) for each in fields(Policy)]
    if as_json:
        typer.echo(json.dumps({name: _plain(value) for name, value, _ in rows}))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for code in ("setting", "value", "default"):
        table.add_column(say(f"operator-policy-column-{code}"))
    for name, value, usual in rows:
        own = value != usual
        table.add_row(name, Text(str(_plain(value)), "bold cyan" if own else ""), str(_plain(usual)) if own else "")
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(table)
    console.print(Text(say("operator-policy-draft"), "dim"))


def _plain(value: object) -> object:
    return f"{value:%H:%M}" if isinstance(value, time) else value
