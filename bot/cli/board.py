"""`stepdown board`: who needs somebody, the most urgent first; answering an alarm; and the tokens for the page."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Annotated

import typer
from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bot.board.line import Board, read_board
from bot.board.table import as_document, write_csv
from bot.bootstrap import House
from bot.cli.board_token import revoke, token, tokens
from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.alarm_answer import Answer
from scheduler.clinic import answer_at_board, member_named
from scheduler.domain.board import Why
from scheduler.domain.escalation import State

MOST_NOTE = 200
_STYLES = {
    Why.RED: "bold white on red",
    Why.SILENT: "bold red",
    Why.URGENT: "bold red",
    Why.AMBER: "yellow",
    Why.LOST: "magenta",
    Why.CALM: "dim",
}
_EVERY_S = 5

app = typer.Typer(name="board", add_completion=False, rich_markup_mode="rich")
app.command("token")(token)
app.command("tokens")(tokens)
app.command("revoke")(revoke)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    as_json: AS_JSON = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet and nothing else.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Look again every few seconds, until Ctrl-C.")] = False,
) -> None:
    """Everybody who tapers, the most urgent first: red, silent, urgent, amber, not reached, tablets, steps, blocked.

      [cyan]stepdown board[/cyan]
      [cyan]stepdown board ack 12 --by "Nurse May" --note "rang, no answer, going there"[/cyan]
      [cyan]stepdown board token --for "Nurse May"[/cyan]   for the page that run and listen serve at /board

    Times are on each patient's own clock.
    """
    if context.invoked_subcommand is not None:
        return
    if as_json + as_csv + watch > 1:
        raise CommandError("--json, --csv, --watch: one of them")
    with opened() as house:
        if watch:
            _keep_watching(house)
            return
        board = _read(house)
    if as_json:
        typer.echo(json.dumps(as_document(board), ensure_ascii=False))
    elif as_csv:
        typer.echo(write_csv(board), nl=False)
    else:
        _console().print(_drawn(board))


def _read(house: House) -> Board:
    now = present(house)
    with house.store.reading() as records:
        return read_board(records, now)


def _keep_watching(house: House) -> None:
    with Live(_drawn(_read(house)), console=_console(), screen=True, auto_refresh=False) as live:
        while True:
            time.sleep(_EVERY_S)
            live.update(_drawn(_read(house)), refresh=True)


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def _drawn(board: Board) -> RenderableType:
    if not board.lines and not board.unread:
        return Text(say("board-nobody"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("ID", justify="right", no_wrap=True)
    table.add_column(say("board-column-state"), no_wrap=True)
    for code in ("patient", "reasons", "held", "last"):
        table.add_column(say(f"board-column-{code}"))
    for line in board.lines:
        style = _STYLES.get(line.row.why, "cyan")
        table.add_row(
            str(line.row.patient.id),
            Text(line.state, style),
            line.name or "–",
            Text("\n".join(line.reasons), "dim" if not line.is_open else ""),
            line.held or "–",
            line.last,
        )
    at = f"{board.now:%Y-%m-%d %H:%M} UTC"
    title = Text(say("board-title", at=at, count=len(board.lines), red=board.red, open=board.open), "bold")
    warning = [Text(each, "bold yellow") for each in board.warnings]
    return Group(title, *warning, Text(""), table)


@app.command("ack")
def ack(
    patient_id: Annotated[int, typer.Argument(metavar="PATIENT", help="The patient's number, as the board shows it.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who you are; caregivers and patient hear it.")],
    note: Annotated[str, typer.Option("--note", help="Kept with the alarm, for colleagues; told to nobody.")] = "",
    spoke: Annotated[bool, typer.Option("--spoke", help="You spoke with them.")] = False,
    all_clear: Annotated[bool, typer.Option("--all-clear", help="They are themselves; after somebody spoke.")] = False,
    as_json: AS_JSON = False,
) -> None:
    """Answer the alarms of a patient: you are on it. As a caregiver's 4 by text: it ends nothing, and lapses.

    --spoke is a caregiver's 6: it ends what is not red. A red alarm ends by --all-clear after that, never by one word alone.
    Exit status 1 if there is nothing to answer, or an all-clear comes before anybody has spoken with them.
    """
    if spoke and all_clear:
        raise CommandError("--spoke, --all-clear: one of them; the all-clear comes after")
    name = one_line(by)[:40]
    if not any(letter.isalpha() for letter in name):
        raise CommandError("--by: your name")
    if len(note) > MOST_NOTE:
        raise CommandError(f"--note: at most {MOST_NOTE} letters, not {len(note)}")
    answer = Answer.SPOKE if spoke else Answer.ALL_CLEAR if all_clear else Answer.ON_IT
    with opened() as house:
        now = present(house)
        with house.store.transaction() as records:
            patient = records.people.patients([patient_id]).get(patient_id)
            if patient is None:
                raise CommandError(f"PATIENT: there is no patient {patient_id}; `stepdown board` lists them")
            member = member_named(records, name, now)
            moved = answer_at_board(records, patient, member, answer, one_line(note), now)
    words = {"name": member.name, "patient": patient.call_me}
    if not moved:
        raise CommandError(say("board-nothing-open", patient=patient.call_me), ANSWER_IS_NO)
    ended = [after for _, after in moved if after.ended_at is not None]
    seen = all(before.ended_at is not None for before, _ in moved)
    if as_json:
        alarms = [{"id": after.id, "tier": after.tier.value, "state": after.state.value} for _, after in moved]
        typer.echo(json.dumps({"patient": patient_id, "by": member.name, "alarms": alarms}))
    elif seen:
        typer.echo(say("board-answered-seen", **words))
    elif answer is Answer.ON_IT:
        until = now + timedelta(minutes=patient.policy.on_it_min)
        typer.echo(say("board-answered-on-it", until=f"{until:%H:%M} UTC", **words))
    elif len(ended) == len(moved):
        typer.echo(say("board-answered-over", **words))
    elif answer is Answer.SPOKE:
        typer.echo(say("board-answered-spoke-red", **words))
    if answer is Answer.ALL_CLEAR and not seen and all(after.state is not State.CLOSED for _, after in moved):
        raise CommandError(say("board-answered-not-spoken", **words), ANSWER_IS_NO)
