"""`stepdown patients consent`: what somebody agreed to, by which words; and a new yes or no that was given in person."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from bot.cli.command_error import CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.consent import Agreement
from scheduler.domain.people import Consent, Wording
from scheduler.ports import Records


def consent(
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
    about: Annotated[
        Agreement | None,
        typer.Argument(metavar="[WHAT]", help="calls, name_medicine or full_wording."),
    ] = None,
    answer: Annotated[Literal["yes", "no"] | None, typer.Argument(metavar="[yes|no]")] = None,
    words: Annotated[str | None, typer.Option("--words", help="What they said, and when: their own words.")] = None,
    carer: Annotated[str | None, typer.Option("--of", metavar="NAME", help="A caregiver's instead, by name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Who agreed to what, when, by which words. With WHAT and yes or no: keep an answer that was given to you.

      [cyan]calls[/cyan]          to be rung by the machine in an alarm
      [cyan]name_medicine[/cyan]  whether alarms to others may name the medicine
      [cyan]full_wording[/cyan]   whether their own texts name the medicine and its strength

    To be written to at all is agreed to by nobody but themselves, on their own phone.
    """
    with opened() as house:
        now = present(house)
        with house.store.transaction() as records:
            person_id = _whose(records, patient_id, carer)
            if about is not None:
                if answer is None or not words or not one_line(words):
                    raise CommandError("yes or no and --words: how and when they said it")
                given = answer == "yes"
                records.people.add_consent(Consent(person_id, None, about, given, one_line(words)[:500], now))
                if about is Agreement.FULL_WORDING and person_id == patient_id:
                    wording = Wording.FULL if given else Wording.DISCREET
                    records.people.change_patient(patient_id, wording=wording)
            kept = records.people.consents_of(person_id)
    if as_json:
        typer.echo(json.dumps([as_row(each, full=True) for each in kept], ensure_ascii=False))
        return
    for each in kept:
        typer.echo(consent_line(each))
    if not kept:
        typer.echo(say("operator-consent-none"))


def _whose(records: Records, patient_id: int, carer: str | None) -> int:
    if patient_id not in records.people.patients([patient_id]):
        raise CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")
    if carer is None:
        return patient_id
    persons = [records.people.person(link.carer_id) for link in records.people.carers_of(patient_id)]
    named = [p.id for p in persons if p and carer.casefold() in {(p.call_me or "").casefold(), p.name.casefold()}]
    if len(named) != 1:
        raise CommandError(f"--of: patient {patient_id} has no one caregiver called {one_line(carer)[:40]}")
    return named[0]


def as_row(consent: Consent, *, full: bool) -> dict[str, object]:
    """A consent for JSON; the words only if `full`."""
    row = {"kind": str(consent.kind), "given": consent.given, "at": f"{consent.at:%Y-%m-%dT%H:%M:%SZ}"}
    return {**row, "words": consent.words} if full else row


def consent_line(consent: Consent) -> str:
    """A consent in a line: when, what, yes or no, by which words."""
    code = "operator-consent-given" if consent.given else "operator-consent-withdrawn"
    return say(code, day=f"{consent.at:%Y-%m-%d %H:%M}", kind=str(consent.kind), words=one_line(consent.words)[:80])
