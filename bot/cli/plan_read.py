"""`stepdown plan read`: a prescriber's words → a plan, or the questions to ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.plan_read_table import print_reading
from bot.reading.instructions import LONGEST_TEXT, read_instructions, to_flat, to_plan_document
from bot.texts.words import say

_LONGEST_LINE = 64 * 1024
_LARGEST_MG = Decimal(5000)


def read(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help='The words as text; "-" reads standard input.')] = "-",
    strength: Annotated[str | None, typer.Option("--strength", metavar="MG", help="mg in one tablet.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day, such as 2026-12-01.")] = None,
    current: Annotated[str | None, typer.Option("--current", metavar="MG", help="mg a day taken now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help='JSON lines {"id","text","strength_mg","start"} in, one line each out.')
    ] = False,
) -> None:
    """A prescriber's words: the plan they say, or what to ask. Exit status 1 if something has to be asked."""
    if as_json and as_lines:
        raise CommandError("--json or --jsonl, not both")
    strength_mg = _read_mg("--strength", strength)
    start_on = _read_date("--start", start)
    current_mg = _read_mg("--current", current)
    if as_lines:
        for line in _read_lines(_open_lines(file)):
            reading = read_instructions(
                line["text"],
                strength_mg=line["strength_mg"] or strength_mg,
                start=line["start"] or start_on,
                current_mg=current_mg,
            )
            sys.stdout.write(json.dumps(to_flat(reading, line["id"]), ensure_ascii=False) + "\n")
        return
    text = _read_text(file)
    if len(text) > LONGEST_TEXT:
        raise CommandError(f"{_name(file)}: at most {LONGEST_TEXT} characters, not {len(text)}")
    if not text.strip():
        raise CommandError(f"{_name(file)}: the prescriber's words are wanted, nothing is there")
    reading = read_instructions(text, strength_mg=strength_mg, start=start_on, current_mg=current_mg)
    if reading.kind == "ask":
        questions = [say(f"instruction-ask-{code}") for code in reading.ask_about]
        if as_json:
            _print_json({"kind": "ask", "ask_about": list(reading.ask_about), "questions": questions})
        else:
            typer.echo("\n".join([say("instruction-unclear"), *(f"- {question}" for question in questions)]))
        raise typer.Exit(ANSWER_IS_NO)
    if as_json:
        _print_json({"kind": reading.kind, "plan": to_plan_document(reading, current_mg=current_mg)})
    else:
        print_reading(reading)


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, default=_write_decimal))


def _write_decimal(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} cannot be written as JSON")
    return int(value) if value == int(value) else float(value)


def _read_mg(name: str, written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        mg = Decimal(written)
    except InvalidOperation:
        mg = Decimal(-1)
    if not (mg.is_finite() and 0 < mg <= _LARGEST_MG):
        raise CommandError(f"{name}: an amount in mg above 0, such as 10, is wanted, not {one_line(written)[:40]!r}")
    return mg


def _read_date(name: str, written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CommandError(f"{name}: a date such as 2026-12-01 is wanted, not {one_line(written)[:40]!r}") from None


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _read_text(file: str) -> str:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(_LONGEST_LINE + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(_LONGEST_LINE + 1)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror or 'no such file'}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{_name(file)}: text in UTF-8 is wanted") from None


def _open_lines(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as opened:
            yield from opened
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror or 'no such file'}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file}: text in UTF-8 is wanted") from None


def _read_lines(stream: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line that is not blank as {"id", "text", "strength_mg", "start"}. Raises CommandError naming line and field."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_LINE:
            raise CommandError(f"line {number}: longer than {_LONGEST_LINE // 1024} KiB")
        try:
            row = json.loads(line, parse_float=Decimal, parse_constant=str)
        except (ValueError, RecursionError):
            raise CommandError(f'line {number}: not JSON; {{"id": …, "text": "…"}} is wanted') from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise CommandError(f'line {number}: "text" must be there and be text')
        if isinstance(row.get("id"), dict | list | bool):
            raise CommandError(f'line {number}: "id" must be text or a number')
        mg, start = row.get("strength_mg"), row.get("start")
        if mg is not None and (isinstance(mg, bool) or not isinstance(mg, int | Decimal)):
            raise CommandError(f'line {number}: "strength_mg" must be a number of mg above 0, or null')
        if start is not None and not isinstance(start, str):
            raise CommandError(f'line {number}: "start" must be a date such as 2026-12-01, or null')
        yield {
            "id": row.get("id"),
            "text": row["text"],
            "strength_mg": _read_mg(f'line {number}: "strength_mg"', None if mg is None else str(mg)),
            "start": _read_date(f'line {number}: "start"', start),
        }
