"""`stepdown erase`: everything about somebody is deleted; an entry that it was done is all that stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import House, HouseError, clean_files, console_folder
from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.domain.erasure import ErasedBy
from scheduler.erasing import erase_person, what_forbids


def erase(
    person_id: Annotated[
        int, typer.Argument(metavar="PATIENT", help="Their number, as `stepdown patients` lists it; a caregiver's too.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the name.")] = False,
    tell: Annotated[
        bool,
        typer.Option(
            "--tell", help="Let them and their caregivers hear it in last words. They go once these have left."
        ),
    ] = False,
    even_in_alarm: Annotated[bool, typer.Option("--even-in-alarm", help="Although an alarm is going on.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Delete everything about somebody, from every table and from the database's files. It cannot be undone.

    Caregivers who watch over nobody else go with them. An entry stays that somebody was erased, when, and by whom; no name,
    no number. Copies elsewhere are not reached: backups, exports, what lies on phones and with Telegram or Twilio.

    Without --tell nobody hears of it from me: tell the person that nothing reminds them any more and that this does not
    mean stop the medicine, and tell their caregivers that nobody watches.
    Exit status 1 while an alarm is going on.
    """
    with opened() as house:
        now = present(house)
        with house.store.reading() as records:
            person = records.people.person(person_id)
            known = person is not None and bool(person.name or records.people.roles(person_id))
            why = what_forbids(records, person_id)
        if person is None or not known:
            raise CommandError(f"PATIENT: there is nobody with number {person_id}; `stepdown patients` lists them")
        if why == "operator":
            raise CommandError("PATIENT: this is the operator; take their contact out of OPERATOR_CONTACT first", 1)
        if why is not None and not even_in_alarm:
            raise CommandError("PATIENT: an alarm is going on; wait for its end, or --even-in-alarm", ANSWER_IS_NO)
        if not yes:
            _ask_for(person.name or person.call_me or str(person_id))
        with house.store.transaction() as records:
            rows = erase_person(records, person_id, ErasedBy.OPERATOR, now, tells=tell)
        cleaned = _clean(house)
    if as_json:
        typer.echo(json.dumps({"erased": person_id, "rows": rows, "files_cleaned": cleaned}))
        return
    typer.echo(say("erase-done", rows=rows))
    typer.echo(say("erase-tell-later" if tell else "erase-tell-them"))
    if not cleaned:
        typer.echo(say("erase-not-cleaned"), err=True)


def _ask_for(name: str) -> None:
    said = typer.prompt(say("erase-type-name", name=one_line(name)), prompt_suffix=" ")
    if said.strip().casefold() != name.strip().casefold():
        raise CommandError("PATIENT: that is not the name; nothing was deleted", ANSWER_IS_NO)


def _clean(house: House) -> bool:
    """Take what was deleted out of the files, and pictures that lie beside the database. False if it is too busy."""
    folder = console_folder(house.settings)
    with house.store.reading() as records:
        for file in _pictures(folder):
            number = int(file.name.partition("-")[0])
            if not any(each.text for each in records.messages.by_id([number])):
                file.unlink(missing_ok=True)
    try:
        clean_files(house)
    except HouseError:
        return False
    return True


def _pictures(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*-*") if file.name.partition("-")[0].isdigit()] if folder.is_dir() else []
