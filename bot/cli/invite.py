"""`stepdown patients invite`: a link, and the same as a code, by which a person or a caregiver comes in once."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import typer

from bot.bootstrap import House
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.domain.invitation import VALID_FOR, Invitation, new_token
from scheduler.domain.people import CareLink, LinkState, Role
from scheduler.ports import Records

_MOST_DAYS = 90


def invite(
    patient: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
    role: Annotated[
        Literal["patient", "caregiver", "prescriber"],
        typer.Option(
            "--role",
            help="patient: the person's own phone. caregiver: somebody to be told. prescriber: in clinic hours, never alarms.",
        ),
    ],
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long it can be used.")] = VALID_FOR.days,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Make an invitation: a Telegram link, or the code to text. It works once, and then asks for an OK.

    Pass it on to that person only; whoever opens it first is let in. It is not kept: a lost one is made anew.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise CommandError(f"--days: 1 to {_MOST_DAYS}, not {days}")
    with opened() as house:
        made = make_invitation(house, patient, Role(role), present(house), timedelta(days=days))
    if as_json:
        typer.echo(json.dumps(made))
        return
    typer.echo(say("invite-made", link=str(made["link"] or "-"), code=str(made["code"]), until=str(made["expires_at"])))


def make_invitation(
    house: House, patient_id: int, role: Role, now: datetime, valid_for: timedelta
) -> dict[str, object]:
    """Keep an invitation made at `now` (UTC); gives its id, link (None without Telegram), code and expires_at (UTC).

    A prescriber is invited as the one whom `patients prescriber` entered, else by the name on the plan. Raises CommandError
    if there is no such patient, or no name.
    """
    link = telegram_link(house)
    token = new_token()
    with house.store.transaction() as records:
        if patient_id not in records.people.patients([patient_id]):
            raise CommandError(f"ID: there is no patient {patient_id}", ANSWER_IS_NO)
        person_id: int | None = patient_id
        if role is Role.CAREGIVER:
            waiting = [
                each.carer_id
                for each in records.people.carers_of(patient_id)
                if each.state is LinkState.INVITED and not records.people.contacts_of(each.carer_id)
            ]
            # A name that was given before and has no phone yet; more than one cannot be told apart.
            person_id = waiting[0] if len(waiting) == 1 else None
        elif role is Role.PRESCRIBER:
            # What they are to the patient stands in their care link: a code lets in whoever is to be told.
            person_id, role = _prescriber_of(records, patient_id, now), Role.CAREGIVER
        until = now + valid_for
        own_id = records.invitations.add(Invitation(role, patient_id, person_id, now, until), token)
    expires_at = until.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"id": own_id, "link": f"{link}{token}" if link else None, "code": token, "expires_at": expires_at}


def _prescriber_of(records: Records, patient_id: int, now: datetime) -> int:
    people = records.people
    links = [each for each in people.carers_of(patient_id, Role.PRESCRIBER) if each.state is not LinkState.LEFT]
    waiting = [each.carer_id for each in links if not people.contacts_of(each.carer_id)]
    if waiting:
        return waiting[-1]
    if len(links) == 1:
        return links[0].carer_id
    name = people.patients([patient_id])[patient_id].prescriber
    if not name:
        raise CommandError(
            f"--role prescriber: who is it? First: stepdown patients prescriber {patient_id} --name NAME", ANSWER_IS_NO
        )
    own_id = people.add_person(name, now, call_me=name)
    people.give_role(own_id, Role.PRESCRIBER)
    people.link(CareLink(patient_id, own_id, Role.PRESCRIBER, 1, LinkState.INVITED, now))
    return own_id


def telegram_link(house: House) -> str | None:
    """What a Telegram invitation begins with; None if Telegram is not set up, or does not answer."""
    if house.settings.telegram_bot_token is None:
        return None
    from bot.checks_telegram import ask_name

    name = asyncio.run(ask_name(house.settings))
    return f"https://t.me/{name}?start=" if name else None
