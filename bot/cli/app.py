"""The program: which commands there are and what becomes of an error. A command is imported only when it is called."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line

if TYPE_CHECKING:
    from typer._click import Command

PROGRAM = "stepdown"
_INTERRUPTED = 130

_HELP = """
  Reminders, check-ins and help for people who taper off baclofen.
  Everything stays on this machine.

Begin here
  stepdown chat --fresh          talk with the bot, nothing to set up
  stepdown demo --list           whole tapers, played in a minute
  stepdown plan check FILE       what to ask the prescriber about a plan

For a family or a clinic
  stepdown setup                 the first time: it asks, and makes all of it
  stepdown check                 is everything in order?
  stepdown patients add FILE     somebody who tapers, with their plan
  stepdown run                   it reminds only while this runs

"""
_MORE = """
  Each command explains itself: stepdown chat --help
  Settings: environment variables or a .env file, listed in .env.example.
  Exit status: 0 done; 1 the answer is no; 2 wrong use or bad input.
  It never says how much to take: ask the prescriber about the plan.
"""


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a command lives: a typer app, or one function. `says` is its line in the list of commands."""

    module: str
    name: str
    says: str
    panel: str


_TALK, _PLANS, _PEOPLE, _HOUSE = "Talk", "Plans and words", "People", "The house"

_PARTS: dict[str, _Part] = {
    "chat": _Part("bot.cli.chat", "chat", "Talk with the bot in this terminal.", _TALK),
    "demo": _Part("bot.cli.demo", "demo", "Play a story on the real scheduler with a clock that leaps.", _TALK),
    "plan": _Part("bot.cli.plan", "app", "Read a prescriber's words or a plan file: review, doses, supply.", _PLANS),
    "understand": _Part("bot.cli.understand", "understand", "What people's messages mean, line by line.", _PLANS),
    "escalation": _Part("bot.cli.escalation", "app", "What an unconfirmed dose calls for.", _PLANS),
    "patients": _Part("bot.cli.patients", "app", "People who taper: list, add, show, confirm a plan.", _PEOPLE),
    "board": _Part("bot.cli.board", "app", "Who needs somebody, the most urgent first; for a clinic.", _PEOPLE),
    "unread": _Part("bot.cli.unread", "app", "What people wrote and could not be handled.", _PEOPLE),
    "policy": _Part("bot.cli.policy", "policy", "Durations of reminders: show them, change a person's own.", _PEOPLE),
    "export": _Part("bot.cli.export", "export", "What was planned, taken and felt, as a file.", _PEOPLE),
    "erase": _Part("bot.cli.erase", "erase", "Delete everything about somebody.", _PEOPLE),
    "setup": _Part("bot.cli.setup", "setup", "The first time: token, database, a code for the phone, a test.", _HOUSE),
    "run": _Part("bot.cli.run", "run", "Keep the bot running: listen, schedule, send.", _HOUSE),
    "listen": _Part("bot.cli.run", "listen", "The half that hears; with PostgreSQL only.", _HOUSE),
    "schedule": _Part("bot.cli.run", "schedule", "The half that reminds; with PostgreSQL only.", _HOUSE),
    "migrate": _Part("bot.cli.store", "migrate", "Make the database, or bring it to this version.", _HOUSE),
    "check": _Part("bot.cli.check", "check", "Is everything in order? One line each, with the fix.", _HOUSE),
    "rekey": _Part("bot.cli.rekey", "rekey", "Change the key that seals names, addresses and words.", _HOUSE),
    "backup": _Part("bot.cli.backup", "backup", "Copy the database to a file, while the bot runs.", _HOUSE),
    "restore": _Part("bot.cli.backup", "restore", "Put a copy back, checked, with what was due told late.", _HOUSE),
    "simulate": _Part(
        "bot.cli.simulate", "simulate", "A town of simulated patients on the real code, in figures.", _HOUSE
    ),
    "audit": _Part("bot.cli.store", "audit", "What must always be true, asked of the store.", _HOUSE),
}


class _Commands(TyperGroup):
    """Commands by name; the list shows their lines without importing them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, part in _PARTS.items() if importlib.util.find_spec(part.module)]

    def get_command(self, ctx: Any, cmd_name: str) -> Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        part = _PARTS[cmd_name]
        # Enough for the list; what is called is loaded by `resolve_command`.
        return TyperCommand(cmd_name, help=part.says, rich_help_panel=part.panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        self.commands = dict.fromkeys(self.list_commands(ctx), cast("Command", None))
        name, command, rest = super().resolve_command(ctx, args)
        return name, _load(name) if name and command is not None else None, rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # Typer's own needs rich, and most of a second, for what is asked first and often.
        lines = [f"\nUsage: {PROGRAM} COMMAND …", *_HELP.splitlines()]
        panel = ""
        for name in self.list_commands(ctx):
            part = _PARTS[name]
            if part.panel != panel:
                lines += ["", part.panel] if panel else [part.panel]
                panel = part.panel
            lines.append(f"  {name:<12} {part.says}")
        formatter.write("\n".join(map(_paint, [*lines, *_MORE.splitlines()])) + "\n")


def _paint(line: str) -> str:
    """A heading in bold, a command in colour; both go where the output is no terminal."""
    if line and not line.startswith(" "):
        return typer.style(line, bold=True)
    command = line[2:].partition("  ")[0]
    if command.startswith(f"{PROGRAM} ") or command.strip() in _PARTS:
        return line.replace(command, typer.style(command, fg="cyan"), 1)
    return line


def _load(name: str) -> Command:
    part = _PARTS[name]
    found = getattr(importlib.import_module(part.module), part.name)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
        alone.command(name)(cast("Callable[..., Any]", found))
        found = alone
    elif name == "plan" and importlib.util.find_spec("bot.cli.plan_read"):
        found.command("read")(importlib.import_module("bot.cli.plan_read").read)
    command = typer.main.get_command(found)
    command.name = name
    return command


def _program() -> TyperGroup:
    return _Commands(
        name=PROGRAM, help=_HELP, no_args_is_help=True, rich_markup_mode="rich", subcommand_metavar="COMMAND …"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Whatever goes wrong is one line on stderr, never a traceback."""
    _write_whatever_comes()
    # Zone files of the machine may be old or wrong; those of `tzdata`, which come with the program, count everywhere.
    zoneinfo.reset_tzpath(())
    try:
        status = _program().main(args=None if argv is None else list(argv), prog_name=PROGRAM, standalone_mode=False)
    except CommandError as error:
        return _complain(str(error), error.status)
    except (typer.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except typer.TyperException as error:
        return _complain_of_use(error)
    except Exception as error:
        return _complain_of_the_unforeseen(error)
    return status if isinstance(status, int) else 0


def _write_whatever_comes() -> None:
    # A terminal that cannot show a letter shows "?" instead of ending the program.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _complain(line: str, status: int) -> int:
    typer.echo(f"{PROGRAM}: {one_line(line)}", err=True)
    return status


def _complain_of_use(error: typer.TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        # Its text is the help itself.
        typer.echo(error.format_message(), err=True)
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else PROGRAM
    says = one_line(error.format_message()).rstrip(".")
    typer.echo(f"{command}: {says}{'' if says.endswith('?') else '.'} More: {command} --help", err=True)
    return error.exit_code


def _complain_of_the_unforeseen(error: Exception) -> int:
    if type(error).__module__.startswith("storage."):
        # What the storage says is made to be shown: one line that holds no data.
        return _complain(str(error), ANSWER_IS_NO)
    _log_where(error)
    kind = type(error).__name__
    return _complain(f"something went wrong inside ({kind}). LOG_LEVEL=DEBUG says where.", ANSWER_IS_NO)


def _log_where(error: Exception) -> None:
    import structlog

    from bot.logs import set_up_logs
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError:
        return
    set_up_logs(settings.log_format, settings.log_level)
    structlog.get_logger(__name__).debug("command.failed", error=error)
