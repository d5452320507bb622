"""`stepdown export`: what was planned, taken, felt and told, as a file for people or for another program."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import House
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import opened, present
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Wording

if TYPE_CHECKING:
    from bot.pages.course import Course

_STANDARD_OUTPUT = "-"


class Format(StrEnum):
    """What can be written."""

    JSON = "json"
    CSV = "csv"
    ICS = "ics"
    PNG = "png"
    PDF = "pdf"
    FHIR = "fhir"
    SHEET = "sheet"


_ENDING = {Format.SHEET: "pdf"}
_BINARY = {Format.PNG: "progress", Format.PDF: "letter", Format.SHEET: "week"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, and of whom; `now` is UTC. `wording` is None where the format's own default is wanted."""

    house: House
    patient_id: int
    now: datetime
    wording: Wording | None
    dark: bool
    r5: bool


def export(
    patient_id: Annotated[
        int, typer.Argument(metavar="PATIENT", help="Their number, as `stepdown patients` lists it.")
    ],
    format_: Annotated[Format, typer.Option("--format", help="What to write.")],
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help='Write to a file; "-" is standard output.')
    ] = None,
    wording: Annotated[
        Wording | None,
        typer.Option(
            "--wording",
            help="discreet or full. Unless given: ics discreet; png and sheet as their texts are.",
        ),
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="png on a dark ground.")] = False,
    r5: Annotated[bool, typer.Option("--r5", help="fhir as R5 instead of R4.")] = False,
) -> None:
    """What was planned, taken, felt and told.

      [cyan]json[/cyan]   everything that is kept, for a program: instants in UTC and codes
      [cyan]csv[/cyan]    the same as one long table, for a spreadsheet
      [cyan]ics[/cyan]    the plan as a calendar with an alarm for each dose; importing again updates it

      [cyan]png[/cyan]    the chart, as a phone shows it
      [cyan]pdf[/cyan]    one or two pages for the prescriber
      [cyan]fhir[/cyan]   one Bundle: the plans, what was said to be taken, check-ins, alarms; R4, or R5 with --r5
      [cyan]sheet[/cyan]  the coming week on paper, to tick (PDF)

    Written to --out FILE or to standard output; on a terminal a picture or a page goes to a file of its own.
    """
    with opened() as house:
        now = present(house)
        made = _MAKERS[format_](Wish(house, patient_id, now, wording, dark, r5))
    if out is None and format_ in _BINARY and sys.stdout.isatty():
        out = f"{_BINARY[format_]}-{patient_id}-{now:%Y-%m-%d}.{_ENDING.get(format_, format_.value)}"
    _write(made, out)


def _write(made: bytes, out: str | None) -> None:
    if out is None or out == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        Path(out).write_bytes(made)
    except OSError as error:
        raise CommandError(f"--out: {out}: {error.strerror or 'cannot be written'}") from None
    typer.echo(say("export-written", file=out))


def _json(wish: Wish) -> bytes:
    from bot.exchange.history import as_number, history

    with wish.house.store.reading() as records:
        document = history(records, wish.patient_id, wish.now)
    if document is None:
        raise _nobody(wish)
    return (json.dumps(document, ensure_ascii=False, default=as_number) + "\n").encode()


def _csv(wish: Wish) -> bytes:
    from bot.exchange.history import history
    from bot.exchange.table import write_table

    with wish.house.store.reading() as records:
        document = history(records, wish.patient_id, wish.now)
    if document is None:
        raise _nobody(wish)
    return write_table(document).encode()


def _ics(wish: Wish) -> bytes:
    from bot.exchange.calendar import whose, write_calendar

    with wish.house.store.reading() as records:
        patient = records.people.patients([wish.patient_id]).get(wish.patient_id)
        versions = records.plans.versions_of(wish.patient_id)
    if patient is None:
        raise _nobody(wish)
    setting = Setting(
        language=patient.language,
        wording=wish.wording or Wording.DISCREET,
        zone=patient.zone,
        country=patient.country,
        now=wish.now,
        wide=True,
    )
    return write_calendar(versions, whose(patient), setting)


def _png(wish: Wish) -> bytes:
    from bot.pages.chart import draw_chart
    from bot.pages.palette import Theme

    return draw_chart(_course(wish), Theme.DARK if wish.dark else Theme.LIGHT, wish.wording)


def _pdf(wish: Wish) -> bytes:
    from bot.pages.letter import write_letter

    return write_letter(_course(wish))


def _sheet(wish: Wish) -> bytes:
    from bot.pages.sheet import SheetError, sheet_of_patient

    with wish.house.store.reading() as records:
        if records.people.person(wish.patient_id) is None or not records.people.patients([wish.patient_id]):
            raise _nobody(wish)
        try:
            return sheet_of_patient(records, wish.patient_id, wish.now, wish.wording)
        except SheetError as error:
            raise CommandError(str(error), ANSWER_IS_NO) from None


def _course(wish: Wish) -> Course:
    from bot.pages.course import read_course

    with wish.house.store.reading() as records:
        course = read_course(records, wish.patient_id, wish.now, wish.house.knowledge)
    if course is None:
        raise _nobody(wish)
    return course


def _nobody(wish: Wish) -> CommandError:
    return CommandError(say("export-no-patient", id=wish.patient_id))


def _fhir(wish: Wish) -> bytes:
    from bot.exchange.fhir.record import write_record
    from bot.exchange.fhir.source import Release
    from bot.exchange.history import history
    from bot.exchange.plan_text import as_json

    with wish.house.store.reading() as records:
        document = history(records, wish.patient_id, wish.now)
    if document is None:
        raise _nobody(wish)
    return (as_json(write_record(document, Release.R5 if wish.r5 else Release.R4)) + "\n").encode()


_MAKERS: dict[Format, Callable[[Wish], bytes]] = {
    Format.JSON: _json,
    Format.CSV: _csv,
    Format.ICS: _ics,
    Format.PNG: _png,
    Format.PDF: _pdf,
    Format.FHIR: _fhir,
    Format.SHEET: _sheet,
}
