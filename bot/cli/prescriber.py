"""`stepdown patients prescriber`: who decides about a plan, with a number to ring and hours; texts only after their own OK."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.command_error import CommandError, one_line
from bot.cli.opening import opened, present
from bot.exchange.card_file import CardError, read_card
from bot.texts.words import say
from scheduler.domain.people import CareLink, LinkState, Role


def prescriber(
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help='Who it is: "Dr May".')],
    phone: Annotated[str | None, typer.Option("--phone", metavar="NUMBER", help="The clinic's number to ring.")] = None,
    hours: Annotated[
        str | None, typer.Option("--hours", metavar="HOURS", help='When it is answered: "mon-fri 09:00-17:00".')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Enter the prescriber of somebody who tapers. By phone only: nothing is sent to them.

    The number and the hours stand on the patient's card, and are what the person and caregivers are told to ring.
    [cyan]stepdown patients invite ID --role prescriber[/cyan] then makes a code, by which they can agree to texts: in those
    hours, about a step not changed to, a list not confirmed, feeling worse, a plan that waits for them. Never an alarm.
    """
    named = one_line(name)[:80]
    if not any(letter.isalpha() for letter in named):
        raise CommandError("--name: the prescriber's name")
    with opened() as house, house.store.transaction() as records:
        if patient_id not in records.people.patients([patient_id]):
            raise CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")
        given = {"clinic": phone, "clinic_hours": hours}
        changed = {field: value for field, value in given.items() if value is not None}
        try:
            kept = read_card(changed, records.cards.of(patient_id))
        except CardError as error:
            option = "--hours" if "hours" in str(error).partition(":")[0] else "--phone"
            raise CommandError(f"{option}: {str(error).partition(': ')[2]}") from None
        records.cards.put(patient_id, kept)
        people, now = records.people, present(house)
        known = [people.person(link.carer_id) for link in people.carers_of(patient_id, Role.PRESCRIBER)]
        if all(each is None or each.name.casefold() != named.casefold() for each in known):
            own_id = people.add_person(named, now, call_me=named)
            people.give_role(own_id, Role.PRESCRIBER)
            people.link(CareLink(patient_id, own_id, Role.PRESCRIBER, len(known) + 1, LinkState.INVITED, now))
    if as_json:
        document = {"id": patient_id, "prescriber": named, "phone": kept.clinic, "hours": kept.clinic_hours}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(
        say(
            "operator-prescriber",
            who=named,
            phone=kept.clinic or "–",
            hours=kept.clinic_hours or "–",
            id=str(patient_id),
        )
    )
