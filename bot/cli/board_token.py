"""`stepdown board token`, `tokens`, `revoke`: who may open the page."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.clinic import give_token
from scheduler.domain.board_pass import TOKEN_DAYS, PassKind, is_valid

_MOST_DAYS = 366
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def token(
    name: Annotated[
        str, typer.Option("--for", metavar="NAME", help="Whose it is; answers at the board carry the name.")
    ],
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long it opens the page.")] = TOKEN_DAYS,
    as_json: AS_JSON = False,
) -> None:
    """Make a token for the page at /board. It is shown once; the store keeps only its hash.

    One for each person, not one for all: what is answered at the board carries the name.
    """
    named = one_line(name)[:40]
    if not any(letter.isalpha() for letter in named):
        raise CommandError("--for: a name")
    if not 1 <= days <= _MOST_DAYS:
        raise CommandError(f"--days: from 1 to {_MOST_DAYS}, not {days}")
    with opened() as house:
        now, settings = present(house), house.settings
        with house.store.transaction() as records:
            made, secret = give_token(records, named, days, now)
    base = settings.public_url or f"http://{settings.http_host}:{settings.http_port}"
    url = f"{base.rstrip('/')}/board"
    if as_json:
        until = f"{made.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        typer.echo(json.dumps({"id": made.id, "for": named, "token": secret, "expires_at": until, "url": url}))
        return
    typer.echo(say("board-token", id=made.id, name=named, until=f"{made.expires_at:%Y-%m-%d}"))
    typer.echo(f"\n  {secret}\n")
    typer.echo(say("board-token-use", id=made.id, url=url))


def tokens(as_json: AS_JSON = False) -> None:
    """Every token: whose, and whether it still opens the page."""
    with opened() as house:
        now = present(house)
        with house.store.reading() as records:
            names = {member.person_id: member.name for member in records.board_passes.members()}
            found = records.board_passes.tokens()
    rows = [
        {
            "id": each.id,
            "for": names.get(each.member_id, "?"),
            "state": "valid"
            if is_valid(each, PassKind.TOKEN, now)
            else "expired"
            if each.ended_at is None
            else "ended",
            "created_at": f"{each.created_at:%Y-%m-%dT%H:%M:%SZ}",
            "expires_at": f"{each.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        }
        for each in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        typer.echo(say("board-tokens-none"))
    for row in [] if as_json else rows:
        state = say(f"board-token-{row['state']}")
        until = str(row["expires_at"])[:10]
        typer.echo(say("board-token-line", id=str(row["id"]), name=str(row["for"]), state=state, until=until))


def revoke(
    token_id: Annotated[int, typer.Argument(metavar="ID", help="The token's number, as `tokens` lists it.")],
) -> None:
    """End a token, and every session that began with it, at once."""
    with opened() as house:
        now = present(house)
        with house.store.transaction() as records:
            found = records.board_passes.by_id(token_id)
            if found is None or found.kind is not PassKind.TOKEN:
                raise CommandError(
                    f"ID: there is no token {token_id}; `stepdown board tokens` lists them", ANSWER_IS_NO
                )
            records.board_passes.end(token_id, now)
            name = next(m.name for m in records.board_passes.members() if m.person_id == found.member_id)
    typer.echo(say("board-token-revoked", id=token_id, name=name))
