"""`stepdown rekey`: another key for names, addresses and words."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from bot.bootstrap import HouseError, change_key
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import opened, present, sqlite_file
from bot.texts.words import say


def rekey(
    end_open: Annotated[
        bool, typer.Option("--end-open", help="End invitations and codes that only the older key knows.")
    ] = False,
    all_hold_it: Annotated[
        bool, typer.Option("--all-hold-it", help="On PostgreSQL: every process was started anew with both keys.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Bring everything that is sealed under the first key of STEPDOWN_KEY.

      1. STEPDOWN_KEY=NEW,OLD     the new key first, the one before it after a comma (none before: only the new one)
      2. start [cyan]stepdown run[/cyan] anew, so that it holds both; or leave it stopped
      3. [cyan]stepdown rekey[/cyan]            may be interrupted: called again, it goes on
      4. STEPDOWN_KEY=NEW         once it says that the older key is not needed any more; start run anew

    Invitations and codes are kept as hashes only: those that are open work by the older key until they end, or --end-open.
    Backups keep the key of their day. Exit status 1 if something does not open by the new key alone.
    """
    with opened() as house:
        if sqlite_file(house.settings) is None and not all_hold_it:
            raise CommandError(
                "--all-hold-it: on PostgreSQL I cannot see which keys the processes hold; start each of them anew with "
                "STEPDOWN_KEY=NEW,OLD, then add this option"
            )
        show = None if as_json or not sys.stderr.isatty() else _show
        try:
            done = change_key(house, end_open=end_open, progress=show or (lambda table, rows: None))
        except HouseError as error:
            raise CommandError(str(error), ANSWER_IS_NO) from None
        now = present(house)
        with house.store.reading() as records:
            _, broken = records.audit.run(now)
    until = None if done.open_until is None else f"{done.open_until:%Y-%m-%dT%H:%M:%SZ}"
    if as_json:
        said = {
            "rows": done.rows,
            "verified": done.verified,
            "ended_tokens": done.ended_tokens,
            "open_tokens": done.open_tokens,
            "open_until": until,
            "audit_holds": not broken,
        }
        typer.echo(json.dumps(said))
    else:
        typer.echo(say("rekey-done", rows=sum(done.rows.values()), verified=done.verified, ended=done.ended_tokens))
        typer.echo(
            say("rekey-older-needed", count=done.open_tokens, until=until)
            if until is not None and done.open_tokens
            else say("rekey-older-not-needed")
        )
        if broken:
            typer.echo(say("rekey-audit-broken"), err=True)
    if broken:
        raise typer.Exit(ANSWER_IS_NO)


def _show(table: str, rows: int) -> None:
    typer.echo(f"\r{table}: {rows}    ", nl=False, err=True)
