"""`stepdown patients`: the people who taper, for the operator."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated

import typer

from bot.bootstrap import House
from bot.cli.card import card
from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.consent import consent
from bot.cli.invite import invite
from bot.cli.opening import opened, present
from bot.cli.patient_panel import print_admitted, print_list, print_panel
from bot.cli.patient_view import PatientView, as_document, view_patient
from bot.cli.prescriber import prescriber
from bot.cli.release import code
from bot.cli.trial import test
from bot.exchange.person_file import PersonFileError, read_person
from bot.exchange.plan_file import PlanFileError, read_document
from bot.texts.findings import say_finding
from bot.texts.words import say
from scheduler.admission import AdmissionError, Admitted, admit
from scheduler.domain.finding import Finding, Level
from scheduler.domain.policy import PolicyError
from scheduler.domain.review import releasable, review
from scheduler.domain.timing import to_wall
from scheduler.domain.version import VersionState
from scheduler.talk.plan_end import end_plan
from scheduler.talk.plan_intake import confirm as confirm_plan

app = typer.Typer(
    name="patients",
    help="People who taper: list, add, show, confirm a plan.",
    add_completion=False,
    rich_markup_mode="rich",
)
app.command("invite")(invite)
app.command("prescriber")(prescriber)
app.command("code")(code)
app.command("card")(card)
app.command("consent")(consent)
app.command("test")(test)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
ID = Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `stepdown patients` lists it.")]


@app.callback(invoke_without_command=True)
def patients(context: typer.Context, as_json: AS_JSON = False) -> None:
    """The people who taper.

    Without a command: a list of them.

      [cyan]stepdown patients[/cyan]
      [cyan]stepdown patients add person.json[/cyan]
      [cyan]stepdown patients show 1[/cyan]
      [cyan]stepdown patients confirm 1 --by "Dr May" --phone "020 7946 0000"[/cyan]
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as house:
        views = _all(house)
    if as_json:
        _print_json([as_document(view, full=False) for view in views])
    elif not views:
        typer.echo(say("operator-nobody"))
    else:
        print_list(views)


@app.command("add")
def add(
    file: Annotated[str, typer.Argument(metavar="FILE", help='A person as JSON or TOML; "-" reads standard input.')],
    as_json: AS_JSON = False,
) -> None:
    """Enter somebody who tapers. All of it or, if anything is wrong, nothing is stored.

    They get one message that asks for their OK, and no other before they have given it. The plan is reviewed: one that
    is blocked stays so until [cyan]stepdown patients confirm[/cyan] records that a named prescriber confirmed it.

    [bold]The file[/bold] ([dim]only the first four are needed[/dim])

      [cyan]name[/cyan]        "Jo Smith"
      [cyan]timezone[/cyan]    "Europe/London", where they live; the plan's times follow it
      [cyan]contacts[/cyan]    how they are reached, first one first:
                  \\[{"channel": "console", "address": "jo"}]
                  console: the NAME of stepdown chat --as NAME
                  sms: "+447700900123"; telegram: a chat id
      [cyan]consent[/cyan]     how and when they agreed: "in clinic, 3 Sep 2026"
      [cyan]call_me[/cyan]     "Jo"
      [cyan]language[/cyan]    "en"
      [cyan]country[/cyan]     "GB"; the time zone's country unless given
      [cyan]wording[/cyan]     "discreet" (no drug, no mg) or "full"
      [cyan]caregivers[/cyan]  \\[{"name": "Ann", "contacts": \\[{"channel": "console", "address": "ann"}]}]
      [cyan]card[/cyan]        {"address": "12 Mill Lane", "key": "…"}; stepdown patients card --help lists the rest
      [cyan]policy[/cyan]      {"snooze_min": 20}; stepdown policy lists the names
      [cyan]plan[/cyan]        a plan document, as for stepdown plan check
    """
    try:
        entry = read_person(read_document(file))
    except (PersonFileError, PlanFileError) as error:
        raise CommandError(str(error)) from None
    with opened() as house:
        now = present(house)
        try:
            with house.store.transaction() as records:
                admitted = admit(records, house.knowledge, entry, now)
        except AdmissionError as error:
            raise CommandError(str(error)) from None
        except PolicyError as error:
            raise CommandError(f"policy.{error}") from None
    if as_json:
        _print_json(_admitted_document(admitted))
    else:
        print_admitted(admitted)


@app.command("show")
def show(
    patient_id: ID,
    as_json: AS_JSON = False,
    full: Annotated[bool, typer.Option("--full", help="Show whole phone numbers and chat ids.")] = False,
) -> None:
    """One person: how they are reached, where the plan stands, what comes next, what is open, what is in the house."""
    with opened() as house:
        now = present(house)
        with house.store.reading() as records:
            view = view_patient(records, patient_id, now, house.knowledge)
    if view is None:
        raise _nobody(patient_id)
    if as_json:
        _print_json(as_document(view, full=full))
    else:
        print_panel(view, full=full)


@app.command("end")
def end(
    patient_id: ID,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The prescriber who decided it, by name.")],
    as_json: AS_JSON = False,
) -> None:
    """Record that a named prescriber ended a plan before its own end. Doses not yet due fall away, and the person is told.

    What was taken and missed stays as it was. To change a plan, add the new one instead: ending is for a taper that is over.
    """
    named = one_line(by)[:80]
    if not any(letter.isalpha() for letter in named):
        raise CommandError("--by: the prescriber's name")
    with opened() as house:
        now = present(house)
        with house.store.transaction() as records:
            patient = records.people.patients([patient_id]).get(patient_id)
            if patient is None:
                raise _nobody(patient_id)
            live = records.plans.live_of([patient_id])
            version = max(live, key=lambda each: each.number, default=None)
            if version is None:
                raise CommandError(f"patient {patient_id} has no plan that could be ended", ANSWER_IS_NO)
            ended = end_plan(records, version, patient, named, now)
    if as_json:
        _print_json({"id": patient_id, "version": ended.number, "state": ended.state.value, "decided_by": named})
    else:
        typer.echo(say("operator-ended", version=ended.number, who=named))


@app.command("confirm")
def confirm(
    patient_id: ID,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The prescriber who confirmed it, by name.")],
    phone: Annotated[
        str | None, typer.Option("--phone", metavar="NUMBER", help="The number it was read back on.")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Record that a named prescriber confirmed a blocked plan, read back to them by phone. It becomes active.

    Who confirmed it is kept and shown to the person. Some plans no confirmation releases, because they cannot be carried
    out as written (a gap, an overlap, an amount that cannot be made): they need another plan, and the exit status is 1.
    """
    named = one_line(by)[:80]
    if not any(letter.isalpha() for letter in named):
        raise CommandError("--by: the prescriber's name")
    with opened() as house:
        now = present(house)
        with house.store.transaction() as records:
            patient = records.people.patients([patient_id]).get(patient_id)
            if patient is None:
                raise _nobody(patient_id)
            live = records.plans.live_of([patient_id])
            blocked = [version for version in live if version.state is VersionState.BLOCKED]
            version = max(blocked, key=lambda each: each.number, default=None)
            if version is None:
                raise CommandError(
                    f"patient {patient_id} has no blocked plan, so there is nothing to confirm", ANSWER_IS_NO
                )
            findings = review(version.plan, house.knowledge.drug, now_on=to_wall(now, patient.zone).date())
            if not releasable(findings):
                raise CommandError(_needs_another_plan(findings), ANSWER_IS_NO)
            who = f"{named}, {one_line(phone)[:40]}" if phone else named
            confirmed = confirm_plan(records, version, patient, who, now, house.knowledge)
    if as_json:
        _print_json(
            {"id": patient_id, "version": confirmed.number, "state": confirmed.state.value, "confirmed_by": who}
        )
    else:
        typer.echo(say("operator-confirmed", version=confirmed.number, who=who))


def _nobody(patient_id: int) -> CommandError:
    return CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")


def _needs_another_plan(findings: list[Finding]) -> str:
    rules = sorted({finding.rule for finding in findings if finding.level is Level.BLOCK and not releasable([finding])})
    return f"no confirmation releases this plan ({', '.join(rules)}): the prescriber has to write it anew"


def _all(house: House) -> list[PatientView]:
    now = present(house)
    with house.store.reading() as records:
        views = [view_patient(records, each, now, house.knowledge) for each in records.people.patient_ids()]
    return [view for view in views if view is not None]


def _print_json(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, default=_number))


def _number(value: object) -> object:
    if not isinstance(value, Decimal):
        raise TypeError(f"not for JSON: {type(value).__name__}")
    return int(value) if value == value.to_integral_value() else float(value)


def _admitted_document(admitted: Admitted) -> dict[str, object]:
    version = admitted.version
    return {
        "id": admitted.patient_id,
        "plan": None if version is None else {"version": version.number, "state": version.state.value},
        "findings": [
            {"level": x.level.value, "rule": x.rule, "step": x.step, "says": say_finding(x), "source": x.source}
            for x in admitted.findings
        ],
    }
