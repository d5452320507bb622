"""`stepdown plan qr`: a plan as a code to scan, as pictures, or as a file to forward."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.exchange.handover import MOST_PARTS, write_handover
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.texts.words import say


def qr(
    file: Annotated[str, typer.Argument(metavar="FILE", help='A plan as JSON or TOML; "-" reads standard input.')],
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write the code as a picture.")] = None,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="Write it as a text file to send or forward.")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="For somebody new, on this service: a Telegram link that works once.")
    ] = False,
    name: Annotated[str, typer.Option("--name", help="With --link: who it is for, as the clinic lists them.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """A code to scan that carries the plan itself. What it holds is sent to the bot, and asked about like any other plan.

    With --link the plan waits here instead, and the code is a Telegram link: whoever opens it first gets to know the bot and
    is asked about the plan. It needs the database and TELEGRAM_BOT_TOKEN.
    """
    if link:
        if text is not None:
            raise CommandError("--text: a link holds no plan; leave out --link or --text")
        # The house and its database are loaded only for this.
        from bot.cli.plan_link import print_link

        print_link(file, name, png, as_json=as_json)
        return
    from bot.settings import SettingsError, load_settings

    try:
        plan, key = read_plan(file), load_settings().handover_key
    except (PlanFileError, SettingsError) as error:
        raise CommandError(str(error)) from None
    parts = write_handover(plan, key.get_secret_value() if key is not None else None)
    if text is not None:
        _write(text, "\n".join(parts) + "\n")
    if len(parts) > MOST_PARTS and (png is not None or (text is None and not as_json)):
        raise CommandError(say("handover-too-large", parts=len(parts), most=MOST_PARTS), ANSWER_IS_NO)
    pictures = [] if png is None else _save(parts, png)
    if as_json:
        print(json.dumps({"parts": parts, "pictures": [str(each) for each in pictures]}))
        return
    for path in [*pictures, *([] if text is None else [text])]:
        print(say("handover-written", file=one_line(str(path))))
    if png is None and text is None:
        _print(parts)


def _print(parts: list[str]) -> None:
    from bot.exchange.code import draw_code

    for number, part in enumerate(parts, start=1):
        print(draw_code(part, colours=sys.stdout.isatty()))
        print(say("handover-part", number=number, parts=len(parts)))
        print(part)
    print(say("handover-how", parts=len(parts)))


def _save(parts: list[str], png: Path) -> list[Path]:
    """One picture, or one for each part with its number in the name."""
    from bot.exchange.code import save_code

    several = len(parts) > 1
    paths = [png.with_stem(f"{png.stem}-{number}") if several else png for number in range(1, len(parts) + 1)]
    for part, path in zip(parts, paths, strict=True):
        try:
            save_code(part, path)
        except OSError as error:
            raise _unwritable(path, error) from None
    return paths


def _write(path: Path, words: str) -> None:
    try:
        path.write_text(words, "ascii")
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> CommandError:
    return CommandError(f"{one_line(str(path))}: cannot be written ({error.strerror or 'not a name for a file'})")
