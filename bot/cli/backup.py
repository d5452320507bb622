"""`stepdown backup` and `stepdown restore`: a copy of everything while it runs, and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import HouseError, back_up, owning_the_scheduler
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import settings_of_this_run
from bot.put_back import Restored, put_back
from bot.texts.words import say
from scheduler.clock import SystemClock

FILE = Annotated[Path, typer.Argument(metavar="FILE", help="The copy.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
_MEGABYTE = 1_000_000


def backup(
    file: FILE,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")] = False,
    as_json: AS_JSON = False,
) -> None:
    """Copy the database to FILE while the bot runs: one consistent view, checked, readable for you alone (mode 0600).

    SQLite is copied by itself. PostgreSQL is copied by its own pg_dump, which has to be installed here.
    """
    settings = settings_of_this_run()
    try:
        copied = back_up(settings, file, overwrite=overwrite)
    except HouseError as error:
        raise CommandError(str(error)) from None
    if as_json:
        typer.echo(json.dumps({"file": str(copied.file), "bytes": copied.size, "seconds": round(copied.took_s, 3)}))
        return
    code = "backup-made" if settings.stepdown_key is not None else "backup-made-plain"
    size = f"{copied.size / _MEGABYTE:.1f}"
    typer.echo(say(code, file=str(copied.file), size=size, seconds=f"{copied.took_s:.1f}"))


def restore(
    file: FILE,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the database that is there. It is kept under another name.")
    ] = False,
    even_broken: Annotated[
        bool, typer.Option("--even-broken", help="Put it back although its audit does not hold.")
    ] = False,
    as_json: AS_JSON = False,
) -> None:
    """Make the database of DATABASE_URL from a copy: checked, brought to this version, audited, and only then in its place.

    Nothing may run on it meanwhile. What was due since the copy was made is told late and once; what waited to be
    sent then is not sent again as if it were new.
    """
    settings = settings_of_this_run()
    with owning_the_scheduler(settings) as owner:
        if not owner:
            raise CommandError("another process (run or chat) works on this database; end it first", ANSWER_IS_NO)
        try:
            done = put_back(settings, file, SystemClock().now(), overwrite=overwrite, even_broken=even_broken)
        except HouseError as error:
            raise CommandError(str(error)) from None
    if as_json:
        typer.echo(json.dumps(_as_json(done)))
    else:
        _print(done)
    if not done.restored:
        raise typer.Exit(ANSWER_IS_NO)


def _as_json(done: Restored) -> dict[str, object]:
    settled = done.settled
    return {
        "restored": done.restored,
        "version": done.version,
        "made_at": settled.since.isoformat() if settled.since else None,
        "due_meanwhile": {"doses": settled.woken.doses, "escalations": settled.woken.escalations},
        "perhaps_sent": settled.doubtful,
        "laid_aside": settled.dropped,
        "checked": done.checked,
        "broken": [{"rule": each.rule, "what": each.what} for each in done.broken],
        "kept": done.kept,
    }


def _print(done: Restored) -> None:
    if not done.restored:
        what = "; ".join(f"{each.rule}: {each.what}" for each in done.broken[:3])
        typer.echo(say("restore-broken", what=what), err=True)
        return
    settled = done.settled
    typer.echo(
        say("restore-made" if not done.broken else "restore-made-broken", version=done.version, checked=done.checked)
    )
    if done.kept is not None:
        typer.echo(say("restore-kept", kept=done.kept))
    if settled.since is None:
        typer.echo(say("restore-nothing-lost"))
    else:
        typer.echo(say("restore-lost", since=f"{settled.since:%Y-%m-%d %H:%M} UTC"))
        if settled.woken.doses or settled.woken.escalations:
            typer.echo(say("restore-due", doses=settled.woken.doses, escalations=settled.woken.escalations))
    if settled.doubtful:
        typer.echo(say("restore-doubtful", count=settled.doubtful))
    if settled.dropped:
        typer.echo(say("restore-dropped", count=settled.dropped))
    typer.echo(say("restore-begin"))
