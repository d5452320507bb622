"""`stepdown patients card`: the door, the key and the numbers that somebody needs who has to come or ring."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.command_error import CommandError
from bot.cli.opening import opened
from bot.exchange.card_file import CardError, read_card
from bot.texts.words import say
from scheduler.domain.card import CARD_FIELDS, Card


def card(
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE …]", help="What to change; NAME= takes it away.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Show or change the card that a caregiver's alarm is written from. Kept sealed, and sent in alarms only.

      [cyan]address[/cyan]             "12 Mill Lane, flat 3"
      [cyan]key[/cyan]                 "with Mrs Ives at number 14"
      [cyan]callback[/cyan]            the number to ring the person on
      [cyan]clinic[/cyan]              the clinic's number; [cyan]clinic_hours[/cyan] "mon-fri 09:00-17:00"
      [cyan]out_of_hours[/cyan]        who answers when it is closed; [cyan]out_of_hours_hours[/cyan] or "always"
      [cyan]local_emergency[/cyan]     the whole number of the emergency line where they live, for caregivers far away

    Example: [cyan]stepdown patients card 1 address="12 Mill Lane" key="under the blue pot"[/cyan]
    """
    changed = _read(fields or [])
    with opened() as house, house.store.transaction() as records:
        if patient_id not in records.people.patients([patient_id]):
            raise CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")
        kept = records.cards.of(patient_id)
        if changed:
            try:
                kept = read_card(changed, kept)
            except CardError as error:
                raise CommandError(str(error)) from None
            records.cards.put(patient_id, kept)
    if as_json:
        typer.echo(json.dumps(asdict(kept), ensure_ascii=False))
        return
    for name, value in asdict(kept).items():
        typer.echo(f"{name:<20}{value or '–'}")
    if kept == Card():
        typer.echo(say("operator-card-empty"))


def _read(fields: list[str]) -> dict[str, str]:
    changed: dict[str, str] = {}
    for written in fields:
        name, sign, value = written.partition("=")
        if not sign or not name:
            raise CommandError(f"{written[:40]}: NAME=VALUE is wanted; names are {', '.join(CARD_FIELDS)}")
        if name in changed:
            raise CommandError(f"{name[:40]}: each field once")
        changed[name] = value
    return changed
