"""`stepdown unread`: what people wrote and could not be handled: see the words, and say what became of them."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bot.cli.command_error import CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.domain.message import Inbound
from scheduler.ports import Records

app = typer.Typer(
    help="Messages of people that could not be handled, in their own words. Until each is settled the audit does not pass, "
    "and HEARTBEAT_URL is not pinged. Read them, ring who wrote, then `stepdown unread settle`.",
)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
_MOST_NOTE = 500


@app.callback(invoke_without_command=True)
def unread(context: typer.Context, as_json: AS_JSON = False) -> None:
    """List them, the oldest first. The times are UTC."""
    if context.invoked_subcommand is not None:
        return
    with opened() as house, house.store.reading() as records:
        rows = [(each, _who(records, each)) for each in records.inbox.dead()]
    if as_json:
        typer.echo(json.dumps([_as_json(each, who) for each, who in rows], ensure_ascii=False))
    elif not rows:
        typer.echo(say("unread-none"))
    else:
        _print(rows)


@app.command("settle")
def settle(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="The message's number, as `stepdown unread` lists it.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who you are.")],
    note: Annotated[
        str, typer.Option("--note", help='What became of it: "rang her, all well". Kept with the message.')
    ],
    as_json: AS_JSON = False,
) -> None:
    """Say that somebody has read it and saw to it. It changes no dose and no alarm: enter those where they belong."""
    who, what = one_line(by)[:80].strip(), one_line(note)[:_MOST_NOTE].strip()
    if not who:
        raise CommandError("--by: your name")
    if not what:
        raise CommandError("--note: what became of it, in a few words")
    with opened() as house, house.store.transaction() as records:
        if not records.inbox.settle(number, f"{who}: {what}", present(house)):
            raise CommandError(f"NUMBER: no message {number} waits for somebody; `stepdown unread` lists those that do")
        left = len(records.inbox.dead())
    if as_json:
        typer.echo(json.dumps({"settled": number, "left": left}))
        return
    typer.echo(say("unread-settled", number=str(number), left=left))


def _who(records: Records, inbound: Inbound) -> list[tuple[int, str]]:
    return [(each.id, each.name or each.call_me or "") for each in records.people.persons_at(inbound.contact_id)]


def _as_json(inbound: Inbound, who: list[tuple[int, str]]) -> dict[str, object]:
    return {
        "number": inbound.id,
        "received_at": inbound.received_at.isoformat(),
        "channel": inbound.provider,
        "from": [{"id": own_id, "name": name} for own_id, name in who],
        "text": inbound.text,
    }


def _print(rows: list[tuple[Inbound, list[tuple[int, str]]]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("NUMBER", justify="right", no_wrap=True)
    for code in ("at", "from", "text"):
        table.add_column(say(f"unread-column-{code}"))
    for each, who in rows:
        names = ", ".join(f"{name or '–'} ({own_id})" for own_id, name in who)
        table.add_row(str(each.id), f"{each.received_at:%Y-%m-%d %H:%M}", names or "–", one_line(each.text) or "–")
    Console(highlight=False, markup=False, emoji=False).print(table)
    typer.echo(say("unread-what-next"))
