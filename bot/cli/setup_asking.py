"""How `stepdown setup` talks: in the terminal where there is somebody, and never in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer

from bot.cli.command_error import CommandError
from bot.finding import Finding
from bot.texts.words import say

TRIES = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """`can_ask`: there is a terminal with somebody at it. `quiet`: nothing is said beside the one document."""

    can_ask: bool
    quiet: bool = False

    def tell(self, code: str, /, **slots: Any) -> None:
        """Say something."""
        if not self.quiet:
            typer.echo(say(code, **slots))

    def show(self, text: str) -> None:
        """Print something that is not words, such as a code to scan."""
        if not self.quiet:
            typer.echo(text)

    def found(self, finding: Finding) -> None:
        """One finding of a check, with its fix."""
        fix = f"  → {finding.fix}" if finding.fix else ""
        self.show(f"  {'x' if finding.is_wrong else '✓'} {finding.about}: {finding.says}{fix}")

    def text(self, code: str, flag: str, *, hidden: bool = False, default: str | None = None) -> str:
        """Ask for a line; `default` is what Enter means. Raises CommandError naming the option where nobody can be asked."""
        if not self.can_ask:
            if default is not None:
                return default
            raise CommandError(f"{flag}: needed where nobody can be asked")
        said = typer.prompt(say(code), default=default, hide_input=hidden, show_default=bool(default))
        return " ".join(str(said).split())

    def confirm(self, code: str, *, default: bool) -> bool:
        """Ask a question that Enter answers too."""
        return typer.confirm(say(code), default=default) if self.can_ask else default
