"""How `stepdown patients` shows people: a list, one person's panel, what became of an entry."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.cli.consent import consent_line
from bot.cli.patient_view import Carer, PatientView, as_document, card_lines, mask
from bot.texts.findings import say_finding
from bot.texts.words import say
from scheduler.admission import Admitted
from scheduler.domain.amount import write_amount
from scheduler.domain.finding import Level
from scheduler.domain.timing import to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.reachability import Gap

_WORST = (Gap.PERSON, Gap.NOBODY)
_STATE_STYLE = {VersionState.ACTIVE: "green", VersionState.BLOCKED: "bold red"}


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def print_admitted(admitted: Admitted) -> None:
    """The number they got, the findings, and what became of the plan."""
    console = _console()
    console.print(say("operator-added", id=admitted.patient_id))
    for finding in admitted.findings:
        style = {Level.BLOCK: "bold red", Level.WARN: "yellow"}.get(finding.level, "cyan")
        console.print(
            Text.assemble((f"{finding.level.value:<5} ", style), (f"{finding.rule}: ", "bold"), say_finding(finding))
        )
    state = admitted.version.state.value if admitted.version else "none"
    console.print(say(f"operator-added-plan-{state}", id=admitted.patient_id))


def print_list(views: list[PatientView]) -> None:
    """One line each."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("ID", justify="right")
    for code in ("name", "plan", "next", "open", "reach", "told"):
        table.add_column(say(f"operator-column-{code}"))
    for view in views:
        reach = ", ".join(f"{each.channel.value} {each.reach.value}" for each in view.contacts)
        table.add_row(
            str(view.patient.id),
            view.patient.call_me or "–",
            _plan_line(view.version),
            _when(view, 0),
            str(len(view.open_doses)) if view.open_doses else "–",
            reach or "–",
            _told_line(view),
        )
    _console().print(table)


def _told_line(view: PatientView) -> Text:
    """Whom an alarm would reach, or that there is nobody."""
    if Gap.NOBODY in view.gaps:
        return Text(say("operator-told-nobody"), "bold red")
    agreed = [carer.name for carer in view.carers if carer.state == "agreed"]
    return Text(", ".join(agreed), "yellow" if view.gaps else "")


def _plan_line(version: PlanVersion | None) -> Text:
    if version is None:
        return Text(say("operator-plan-none"), "dim")
    return Text(say(f"operator-plan-{version.state.value}"), _STATE_STYLE.get(version.state, "yellow"))


def _when(view: PatientView, number: int) -> str:
    if number >= len(view.next_doses):
        return "–"
    dose = view.next_doses[number]
    return f"{dose.on:%a %d %b} {dose.at:%H:%M}"


def print_panel(view: PatientView, *, full: bool) -> None:
    """Everything about one of them; whole addresses only if `full`."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim")
    grid.add_column()

    def row(code: str, value: str | Text) -> None:
        grid.add_row(say(f"operator-row-{code}"), value)

    patient, version = view.patient, view.version
    row("name", view.person.name or "–")
    row("zone", f"{patient.zone}  {to_wall(view.now, patient.zone):%a %d %b %H:%M}")
    for contact in view.contacts:
        row("contact", _contact_line(mask(contact, full=full), contact.channel.value, contact.reach.value))
    for gap in view.gaps:
        row("gap", Text(say(f"operator-gap-{gap.value}", id=patient.id), "bold red" if gap in _WORST else "yellow"))
    for carer in view.carers:
        row(
            "carer",
            f"{_told_name(carer)}, {say(f'operator-standing-{carer.standing}')}  {_addresses(carer, full=full)}",
        )
    for each in view.prescribers:
        row("told-prescriber", f"{_told_name(each)}  {_addresses(each, full=full)}")
    kept = {name: value for name, value in card_lines(view, full=full).items() if value}
    row("card", ", ".join(f"{name} {value}" if full else name for name, value in kept.items()) or "–")
    for number, given in enumerate(view.consents):
        row("consent" if number == 0 else "blank", consent_line(given))
    for carer in (*view.carers, *view.prescribers):
        for given in carer.consents:
            row("blank", f"{carer.name}: {consent_line(given)}")
    row("plan", _plan_line(version))
    if version is not None:
        document = as_document(view, full=full)["plan"]
        assert isinstance(document, dict)
        if document["step"]:
            total = write_amount(document["daily_mg"])
            row("step", say("operator-step", step=document["step"], of=len(version.plan.steps), daily_mg=total))
        if version.why:
            row("why", Text(", ".join(version.why), "red"))
        if document["missing"]:
            row("missing", Text(", ".join(document["missing"]), "yellow"))
        if version.plan.prescriber:
            row("prescriber", version.plan.prescriber)
        if version.confirmed_by and version.confirmed_at:
            row("confirmed", f"{version.confirmed_by}, {to_wall(version.confirmed_at, patient.zone):%d %b %Y %H:%M}")
    for number, dose in enumerate(view.next_doses):
        row(
            "next" if number == 0 else "blank",
            f"{_when(view, number)}  {write_amount(dose.mg)} mg  {_made_of(dose.pieces)}",
        )
    for dose in view.open_doses:
        row(
            "open",
            Text(f"{dose.on:%a %d %b} {dose.at:%H:%M}  {write_amount(dose.mg)} mg  {dose.state.value}", "yellow"),
        )
    if view.on_hand:
        row("supply", ", ".join(_stock(name, count) for name, count in view.on_hand.items()))
    if "run_out_day" in view.supply:
        row("runs-out", f"{view.supply['run_out_day']} {view.supply['run_out_time']}")
        row("order-by", view.supply["order_by"])
    title = f" {patient.id} · {patient.call_me or '–'} "
    _console().print(Panel(grid, title=title, title_align="left", border_style="cyan", expand=False, padding=(1, 2)))


def _told_name(carer: Carer) -> str:
    return f"{carer.name}  {say(f'operator-link-{carer.state}')}"


def _addresses(carer: Carer, *, full: bool) -> str:
    return ", ".join(f"{each.channel.value} {mask(each, full=full)}" for each in carer.contacts)


def _contact_line(address: str, channel: str, reach: str) -> Text:
    style = {"on": "green", "off": "bold red"}.get(reach, "yellow")
    return Text.assemble(f"{channel} {address}  ", (say(f"operator-reach-{reach}"), style))


def _made_of(pieces: tuple[tuple[str, Decimal], ...]) -> str:
    return " + ".join(_stock(name, count) for name, count in pieces)


def _stock(name: str, count: Decimal) -> str:
    amount = write_amount(count)
    if name == "ml":
        return f"{amount} mL"
    return f"{amount} × {name} mg" if name != "unknown" else f"{amount} × ? mg"
