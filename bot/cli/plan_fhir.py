"""`stepdown plan from-fhir|to-fhir`: a prescription of another program → a plan, and back."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.plan_json import finding_document
from bot.cli.plan_steps import print_plan
from bot.exchange.fhir.source import MOST_BYTES, Release
from bot.exchange.plan_file import PlanFileError, read_bytes, read_plan
from bot.exchange.plan_text import as_json as write_json
from bot.exchange.plan_text import to_json
from bot.texts.findings import say_finding
from bot.texts.words import say
from scheduler.domain.field import Field, PlanDocumentError, read_amount

if TYPE_CHECKING:
    from bot.exchange.fhir.reading import FhirReading

_AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def from_fhir(
    file: Annotated[str, typer.Argument(metavar="FILE", help='FHIR as JSON or XML; "-" reads standard input.')],
    strength: Annotated[
        str | None, typer.Option("--strength", metavar="MG", help="mg in one tablet, if the file does not say it.")
    ] = None,
    as_json: _AS_JSON = False,
) -> None:
    """A MedicationRequest, or a Bundle with one: the plan it says, or what to ask. Exit status 1 if something blocks it.

    R4 and R5; STU3 and XML are read as well. Whatever in it bears on the doses and is not understood is asked about by name.
    """
    from bot.exchange.fhir.reading import read_fhir

    try:
        reading = read_fhir(read_bytes(file, MOST_BYTES), _name(file), strength_mg=_read_mg(strength))
    except PlanFileError as error:
        raise CommandError(str(error)) from None
    if as_json:
        print(_document(reading))
    else:
        _print(reading)
    if reading.blocks:
        raise typer.Exit(ANSWER_IS_NO)


def to_fhir(
    file: Annotated[str, typer.Argument(metavar="FILE", help='A plan as JSON or TOML; "-" reads standard input.')],
    r5: Annotated[bool, typer.Option("--r5", help="Write R5; otherwise R4.")] = False,
    as_json: _AS_JSON = False,
) -> None:
    """A MedicationRequest with the plan's doses, days and end. What it does not hold is said on standard error."""
    from bot.exchange.fhir.writing import NotInFhirError, write_request

    try:
        plan = read_plan(file)
        written = write_request(plan, Release.R5 if r5 else Release.R4)
    except PlanFileError as error:
        raise CommandError(str(error)) from None
    except NotInFhirError as error:
        raise CommandError(f"{_name(file)}: {say('fhir-cannot', why=str(error))}", ANSWER_IS_NO) from None
    text = write_json(written.document)
    print(text if as_json else json.dumps(json.loads(text), indent=2, ensure_ascii=False))
    if written.lost and not as_json:
        what = "; ".join(say(f"fhir-lost-{code}") for code in written.lost)
        print(say("fhir-lost", what=what), file=sys.stderr)


def _name(file: str) -> str:
    return "standard input" if file == "-" else one_line(file)


def _read_mg(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        number = Decimal(written) if written.isascii() and len(written) < 20 else Decimal("NaN")
    except ArithmeticError:
        number = Decimal("NaN")
    try:
        return read_amount(Field("--strength", number), most=Decimal(1000), above_zero=True)
    except PlanDocumentError as error:
        raise CommandError(str(error)) from None


def _document(reading: FhirReading) -> str:
    answer: dict[str, object] = {"kind": reading.kind, "release": reading.release}
    if reading.plan is not None:
        answer["plan"] = json.loads(to_json(reading.plan), parse_float=Decimal)
    if reading.questions:
        answer["ask_about"] = list(reading.ask_about)
        answer["questions"] = [question.say() for question in reading.questions]
        answer["elements"] = [question.place for question in reading.questions]
    answer["findings"] = [finding_document(finding) for finding in reading.findings]
    answer["notes"] = [note.say() for note in reading.notes]
    answer["not_read"] = dict(reading.others)
    return write_json(answer)


def _print(reading: FhirReading) -> None:
    print(say(f"fhir-kind-{reading.kind}"))
    for question in reading.questions:
        print(f"- {question.say()}")
    if reading.plan is not None:
        print_plan(reading.plan)
    for finding in reading.findings:
        print(f"{finding.level.value} {finding.rule}: {say_finding(finding)}")
    if reading.notes:
        print(say("fhir-not-in-plan"))
        for note in reading.notes:
            print(f"- {note.say()}")
    if reading.others:
        print(say("fhir-others", what=", ".join(f"{kind} {count}" for kind, count in sorted(reading.others.items()))))
