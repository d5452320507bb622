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
from scheduler.ports import Aside, Records

app = typer.Typer(
    help="Messages of people that could not be handled, in their own words. Until each is settled the audit does not pass, "
    "and HEARTBEAT_URL is not pinged. Read them, ring who wrote, then `stepdown unread settle`.",
)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
_MOST_NOTE = 500


@app.callback(invoke_without_command=True)
def unread(context: typer.Context, as_json: AS_JSON = False) -> None:
    """List them, the oldest first; and rows of the database that cannot be read, and are set aside. The times are UTC."""
    if context.invoked_subcommand is not None:
        return
    with opened() as house, house.store.reading() as records:
        rows = [(each, _who(records, each)) for each in records.inbox.dead()]
        asides = records.asides.all()
    if as_json:
        found = [*(_as_json(each, who) for each, who in rows), *map(_aside_json, asides)]
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    if not rows and not asides:
        typer.echo(say("unread-none"))
    if rows:
        _print(rows)
    if asides:
        _print_asides(asides)


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
    try:
        return [(each.id, each.name or each.call_me or "") for each in records.people.persons_at(inbound.contact_id)]
    except Exception:
        # Who it is cannot be read: that may be the very reason why it was not handled.
        return []


def _as_json(inbound: Inbound, who: list[tuple[int, str]]) -> dict[str, object]:
    return {
        "number": inbound.id,
        "received_at": inbound.received_at.isoformat(),
        "channel": inbound.provider,
        "from": [{"id": own_id, "name": name} for own_id, name in who],
        "text": inbound.text,
        **({"unread": inbound.unread} if inbound.unread else {}),
    }


def _aside_json(aside: Aside) -> dict[str, object]:
    return {
        "row": aside.what.value,
        "id": aside.row_id,
        "since": aside.since.isoformat(),
        "tries": aside.tries,
        "again_at": aside.again_at.isoformat(),
        "why": aside.why,
    }


def _print_asides(asides: list[Aside]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for code in ("row", "since", "again", "tries", "why"):
        table.add_column(say(f"unread-column-{code}"), justify="right" if code == "tries" else "left")
    for each in asides:
        since, again = f"{each.since:%Y-%m-%d %H:%M}", f"{each.again_at:%H:%M:%S}"
        table.add_row(f"{each.what.value} {each.row_id}", since, again, str(each.tries), each.why)
    Console(highlight=False, markup=False, emoji=False).print(table)
    typer.echo(say("unread-rows-next"))


def _print(rows: list[tuple[Inbound, list[tuple[int, str]]]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("NUMBER", justify="right", no_wrap=True)
    for code in ("at", "from", "text"):
        table.add_column(say(f"unread-column-{code}"))
    for each, who in rows:
        names = ", ".join(f"{name or '–'} ({own_id})" for own_id, name in who)
        table.add_row(
            str(each.id), f"{each.received_at:%Y-%m-%d %H:%M}", names or "–", one_line(each.text) or each.unread or "–"
        )
    Console(highlight=False, markup=False, emoji=False).print(table)
    typer.echo(say("unread-what-next"))
