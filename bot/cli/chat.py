"""`stepdown chat`: the bot in this terminal, with the real scheduler, on a clock that can leap."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.cli.command_error import CommandError

_LONGEST_NAME = 40
_FASTEST = 100_000.0


def chat(
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Whose window this is; a caregiver by the name they were given.")
    ] = "me",
    speed: Annotated[float, typer.Option("--speed", metavar="N", help="Let the clock run N times as fast.")] = 1.0,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, in ./stepdown-chat.db; the one before is kept beside it.")
    ] = False,
) -> None:
    """Talk with the bot in this terminal. No account, no token, no server; nothing leaves this machine.

    [bold]Try it in five minutes[/bold]

      [cyan]stepdown chat --fresh[/cyan]          then follow the bot: OK, a name or ALONE, 1, your name, a city
      [cyan]PLAN my-plan.json[/cyan]              loads a plan
      [cyan]/leap[/cyan]                          goes to the next time the bot has something to say
      [cyan]1  2  3  took it at 9:40  U[/cyan]  answer a reminder; U undoes
      [cyan]TODAY  PLAN  NEXT  LEFT  MENU[/cyan]  ask

    [bold]A second person[/bold]: in another terminal, the same folder, [cyan]stepdown chat --as Ann[/cyan].

    [bold]Without a terminal[/bold]: [cyan]printf 'OK\\nALONE\\n' | stepdown chat --fresh[/cyan]

    The conversation is kept in the database of DATABASE_URL; a fresh one goes on with plain [cyan]stepdown chat[/cyan].
    """
    name = _read_name(name)
    if not (0 < speed <= _FASTEST):
        raise CommandError(f"--speed: a number above 0, at most {_FASTEST:.0f}, not {speed:g}")
    with _patience():
        # Imported here: the parts of the house take a moment to load, and `--help` needs none of them.
        from bot.cli.chat_session import hold_conversation
    hold_conversation(name, speed, fresh=fresh)


@contextmanager
def _patience() -> Iterator[None]:
    """A word on a terminal while nothing can be shown yet, and gone afterwards."""
    is_terminal = sys.stdout.isatty()
    if is_terminal:
        print("Opening the conversation …", end="", flush=True)
    try:
        yield
    finally:
        if is_terminal:
            print("\r\x1b[2K", end="", flush=True)


def _read_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise CommandError(f"--as: a name of 1 to {_LONGEST_NAME} letters")
    return name
